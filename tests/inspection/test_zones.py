"""Zones: what they carry, who stands aside, and drawing them anew with a comparison before."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Liaison, Recusal
from taizhang.organisation.models import OrgUnitSpell, Post, PostHolding, PostKind, ZoneMembership
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import ALWAYS, TODAY, VISIT_DAY, World


def post_of_zone(world: World, name: str = "inspector", zone: str = "Z1", since: date = ALWAYS) -> Post:
    post = Post.objects.create(
        org_unit=world.units["DDS"], kind=PostKind.ZONE_INSPECTOR, title=f"{zone}督学", zone=world.zones[zone]
    )
    PostHolding.objects.create(post=post, user=world.people[name], person_name=name, valid_from=since)
    return post


def test_each_zone_says_what_it_carries(world: World) -> None:
    post_of_zone(world, since=date(2025, 9, 1))
    world.filed({})
    world.visit(world.campaign(title="另一次").rounds.get(), planned_on=date(2026, 4, 28))
    first, second = queries.zone_stands(world.actor("clerk"), TODAY)
    assert [one.name for one in first.inspectors] == ["inspector"]
    assert (first.inspectors[0].since, first.inspectors[0].months) == (date(2025, 9, 1), 7)
    required = first.visits.required
    assert (first.schools, first.visits.made, first.visits.ahead, first.missing) == (1, 1, 1, max(0, required - 2))
    assert (second.schools, second.visits.required, second.missing) == (2, 2 * required, 2 * required)
    assert "Z2责任区" in page(world, "leader", "zone-list")
    text = page(world, "clerk", "zone-detail", "Z1", query=f"?day={TODAY}")
    assert "松岭小学" in text and "2025-09-01" in text and VISIT_DAY.isoformat() in text


def test_an_inspector_sees_own_zones_and_a_school_none(world: World) -> None:
    text = page(world, "inspector", "zone-list")
    assert "Z1责任区" in text and "Z2责任区" not in text
    page(world, "inspector", "zone-detail", "Z2", status=404)
    page(world, "head", "zone-list", status=403)
    page(world, "head", "zone-detail", "Z1", status=403)


def test_a_recusal_is_recorded_listed_and_ended(world: World) -> None:
    form = {
        "person": str(world.people["inspector"].pk), "org_unit": "S1", "ground": "relative", "valid_from": "2026-04-01",
    }  # fmt: skip
    assert world.client("clerk").post(reverse("inspection:recusal-create"), form).status_code == 302
    recusal = Recusal.objects.get()
    post_of_zone(world)
    assert "inspector回避" in page(world, "clerk", "zone-detail", "Z1")
    assert "近亲属" in page(world, "inspector", "recusal-list")  # one's own
    assert "近亲属" not in page(world, "other", "recusal-list")
    address = reverse("inspection:recusal-end", args=[recusal.pk])
    assert world.client("clerk").post(address, {"on": "2026-04-01"}).status_code == 422
    world.client("clerk").post(address, {"on": TODAY.isoformat()})
    assert queries.recused([world.people["inspector"].pk], "S1", TODAY) == {}
    assert queries.recused([world.people["inspector"].pk], "S1", date(2026, 4, 19))
    assert TODAY.isoformat() in page(world, "clerk", "recusal-list")


def test_a_contact_is_set_and_ended(world: World) -> None:
    post = post_of_zone(world)
    form = {"school": "S1", "post": str(post.pk), "valid_from": "2026-04-01"}
    world.client("clerk").post(reverse("inspection:liaison-create"), form)
    assert "Z1督学 inspector" in page(world, "leader", "zone-detail", "Z1")
    address = reverse("inspection:liaison-end", args=[Liaison.objects.get().pk])
    world.client("clerk").post(address, {"on": TODAY.isoformat()})
    assert "Z1督学 inspector" not in page(world, "leader", "zone-detail", "Z1")


def test_zones_are_redrawn_after_a_comparison(world: World) -> None:
    post_of_zone(world)
    services.record_recusal(
        actor=world.actor("clerk"), person=world.people["inspector"], org_unit=world.units["S2"], ground="relative",
        valid_from=ALWAYS,
    )  # fmt: skip
    OrgUnitSpell.objects.filter(org_unit__code__in=["S1", "S2"]).update(longitude="110", latitude="30")
    planned = world.visit(unit="S3", planned_on=date(2026, 4, 28), members=[(world.people["helper"], None)])
    chief, address = world.client("chief"), reverse("inspection:zone-redraw")
    base = {"on": "2026-04-27", "reason": ""}
    assert chief.post(address, {**base, "act": "move", "zone": "Z1"}).status_code == 422  # nothing ticked
    text = chief.post(
        address, {**base, "act": "move", "zone": "Z1", "selected": ["S2"], "move": ["S3:Z1"]}
    ).content.decode()
    assert 'value="S2:Z1"' in text and 'value="S3:Z1"' in text
    assert "1 → 3" in text and "2 → 0" in text and "inspector应回避松岭中学" in text
    back = chief.post(address, {**base, "act": "back:S2", "move": ["S2:Z1", "S3:Z1"]}).content.decode()
    assert 'value="S2:Z1"' not in back and "1 → 2" in back
    assert chief.post(address, {**base, "act": "confirm", "move": ["S3:Z1"]}).status_code == 422  # no reason
    assert not ZoneMembership.objects.filter(zone=world.zones["Z1"], school=world.units["S3"]).exists()
    done = chief.post(address, {**base, "act": "confirm", "move": ["S3:Z1"], "reason": "学校增加"})
    assert done.status_code == 302
    planned.refresh_from_db()
    assert planned.zone == world.zones["Z1"]
    assert queries.schools_by_zone(world.actor("chief"), date(2026, 4, 26))["S3"] == "Z2"  # history stays
    assert queries.schools_by_zone(world.actor("chief"), date(2026, 4, 27))["S3"] == "Z1"


def test_only_section_heads_redraw(world: World) -> None:
    assert world.client("clerk").get(reverse("inspection:zone-redraw")).status_code == 403
    with pytest.raises(NotAllowed):
        services.redraw_zones(actor=world.actor("clerk"), moves={"S3": "Z1"}, on=TODAY, reason="调整")
    with pytest.raises(TaizhangError, match="a school that moves"):
        services.redraw_zones(actor=world.actor("chief"), moves={}, on=TODAY, reason="调整")
