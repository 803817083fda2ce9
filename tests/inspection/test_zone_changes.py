"""Redraws that are still to come: seen wherever a zone is looked at, and withdrawn while they are."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.organisation.models import ZoneMembership
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

LATER = date(2026, 4, 27)


def moved(world: World, on: date = LATER, zone: str = "Z1") -> ZoneMembership:
    services.redraw_zones(actor=world.actor("chief"), moves={"S3": zone}, on=on, reason="学校增加")
    return ZoneMembership.objects.get(school=world.units["S3"], valid_from=on)


def test_a_coming_redraw_is_seen_on_every_page_of_zones(world: World) -> None:
    world.visit(unit="S3", planned_on=TODAY, members=[(world.people["other"], None)])
    change = moved(world)
    withdraw = reverse("inspection:zone-change-withdraw", args=[change.pk])
    for name, place in (("zone-list", []), ("zone-detail", ["Z1"]), ("zone-detail", ["Z2"]), ("zone-redraw", []),
                        ("school-detail", ["S3"])):  # fmt: skip
        text = page(world, "chief", name, *place)
        assert "2026-04-27起 柳溪小学 Z2责任区 → Z1责任区" in " ".join(text.split()), name
        assert (withdraw in text) is (name != "school-detail")
    assert withdraw not in page(world, "clerk", "zone-list")
    assert "Z1责任区" not in page(world, "head2", "school-detail", "S2")
    with pytest.raises(TaizhangError, match="柳溪小学"):
        moved(world, date(2026, 4, 22), "Z2")


def test_a_coming_redraw_is_withdrawn_and_visits_go_back(world: World) -> None:
    visit = world.visit(unit="S3", planned_on=date(2026, 4, 28), members=[(world.people["other"], None)])
    change = moved(world)
    address = reverse("inspection:zone-change-withdraw", args=[change.pk])
    assert world.client("clerk").post(address).status_code == 403
    assert world.client("chief").post(address).status_code == 302
    visit.refresh_from_db()
    assert visit.zone == world.zones["Z2"]
    drawn = queries.schools_by_zone(world.actor("chief"), date(2027, 1, 1))
    assert drawn["S3"] == "Z2" and queries.coming_changes(world.actor("chief"), TODAY) == []
    moved(world, date(2026, 4, 22))  # an earlier day is free again


def test_what_has_begun_or_is_followed_by_another_is_not_withdrawn(world: World) -> None:
    begun = moved(world, TODAY)
    with pytest.raises(TaizhangError, match="a change that is still to come"):
        services.withdraw_zone_change(actor=world.actor("chief"), change=begun)
    first, _second = moved(world, LATER, "Z2"), moved(world, date(2026, 5, 6), "Z1")
    with pytest.raises(TaizhangError, match="the last change"):
        services.withdraw_zone_change(actor=world.actor("chief"), change=first)
    with pytest.raises(NotAllowed):
        services.withdraw_zone_change(actor=world.actor("clerk"), change=first)
