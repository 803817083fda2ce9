"""Planned visits on which somebody must stand aside: said when it is recorded, marked, and put right in one press."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import services
from taizhang.inspection.models import Recusal, Visit
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_zones import post_of_zone
from tests.inspection.world import TODAY, World

SOON = date(2026, 4, 22)


def recused(world: World) -> tuple[Visit, str]:
    """A planned visit of the inspector with a helper, and where recording a recusal there leads."""
    visit = world.visit(planned_on=SOON)
    form = {
        "person": str(world.people["inspector"].pk), "org_unit": "S1", "ground": "relative",
        "valid_from": TODAY.isoformat(),
    }  # fmt: skip
    return visit, world.client("clerk").post(reverse("inspection:recusal-create"), form).headers["Location"]


def who_goes(visit: Visit) -> list[tuple[str, bool]]:
    return [(str(member.person), member.leads) for member in visit.members.all()]


def replace(world: World, visit: Visit, who: str = "clerk", **values: Any) -> Any:
    form = {"person": str(world.people["inspector"].pk), **values}
    return world.client(who).post(reverse("inspection:visit-replace", args=[visit.pk]), form)


def test_a_recusal_leads_to_the_planned_visits_that_it_touches(world: World) -> None:
    before = world.visit(planned_on=date(2026, 4, 17))
    visit, address = recused(world)
    assert address == reverse("inspection:recusal-detail", args=[Recusal.objects.get().pk])
    text = world.client("clerk").get(address).content.decode()
    assert reverse("inspection:visit-detail", args=[visit.pk]) in text
    assert reverse("inspection:visit-detail", args=[before.pk]) not in text
    month = page(world, "clerk", "visit-calendar", query="?month=2026-04")
    assert month.count("inspector应回避") == 1
    assert "inspector应回避" in page(world, "clerk", "day-tour", query=f"?day={SOON}")
    assert "inspector应回避（近亲属在该单位）" in page(world, "clerk", "visit-detail", visit.pk)
    assert "应回避" not in page(world, "clerk", "visit-detail", before.pk)


def test_a_recusal_that_touches_nothing_leads_to_the_list(world: World) -> None:
    form = {"person": str(world.people["other"].pk), "org_unit": "S1", "ground": "relative", "valid_from": "2026-04-20"}
    answer = world.client("clerk").post(reverse("inspection:recusal-create"), form)
    assert answer.headers["Location"] == reverse("inspection:recusal-list")


def test_another_of_the_zone_is_sent_in_one_press(world: World) -> None:
    post_of_zone(world, "other", "Z1")
    visit, _address = recused(world)
    assert f'name="by" value="{world.people["other"].pk}"' in page(world, "clerk", "visit-detail", visit.pk)
    assert replace(world, visit, "head", by="").status_code in (403, 404)
    assert replace(world, visit, by=str(world.people["other"].pk)).status_code == 302
    assert who_goes(visit) == [("other", True), ("helper", False)]
    assert "应回避" not in page(world, "clerk", "visit-detail", visit.pk)


def test_whoever_goes_is_replaced_on_the_page_of_the_visit(world: World) -> None:
    """For an illness nobody need record that somebody stands aside."""
    visit = world.visit(planned_on=TODAY)
    text = page(world, "clerk", "visit-detail", visit.pk)
    assert "换人" in text and "必须回避" not in text
    assert "换人" not in page(world, "auditor", "visit-detail", visit.pk)
    person, other = world.people["inspector"], world.people["chief"]
    given = {"person": person.pk, "by": other.pk, "recusal": ""}
    answer = world.client("clerk").post(reverse("inspection:visit-replace", args=[visit.pk]), given)
    assert answer.status_code == 302
    assert visit.members.filter(person=other, leads=True).exists()
    world.filed(visit=world.visit(unit="S2", planned_on=TODAY), on=TODAY)
    filed = Visit.objects.get(org_unit__code="S2")
    assert "换人" not in page(world, "clerk", "visit-detail", filed.pk)


def test_who_stands_aside_is_taken_out_and_the_next_leads(world: World) -> None:
    visit, _address = recused(world)
    assert replace(world, visit).status_code == 302
    assert who_goes(visit) == [("helper", True)]
    replace(world, visit)  # again: nothing more
    assert who_goes(visit) == [("helper", True)]


def test_nobody_is_replaced_by_who_must_not_go_nor_by_nobody(world: World) -> None:
    visit = world.visit(planned_on=SOON, members=[(world.people["inspector"], world.units["DDS"])])
    clerk, inspector = world.actor("clerk"), world.people["inspector"]
    with pytest.raises(TaizhangError, match="at least one inspector"):
        services.replace_member(actor=clerk, visit=visit, person=inspector, by=None)
    services.record_recusal(
        actor=clerk, person=world.people["other"], org_unit=world.units["S1"], ground="relative", valid_from=TODAY
    )
    with pytest.raises(TaizhangError, match="recused"):
        services.replace_member(actor=clerk, visit=visit, person=inspector, by=world.people["other"])
    with pytest.raises(TaizhangError, match="somebody who inspects"):
        services.replace_member(actor=clerk, visit=visit, person=inspector, by=world.people["head"])
    with pytest.raises(NotAllowed):
        services.replace_member(actor=world.actor("other"), visit=visit, person=inspector, by=None)
    assert who_goes(visit) == [("inspector", True)]


def test_the_phone_leaves_behind_what_its_owner_must_not_visit(world: World) -> None:
    visit, _address = recused(world)
    carry = reverse("inspection:visit-phone-carry")
    for query in ({"day": SOON.isoformat()}, {"visit": visit.pk}):
        assert world.client("inspector").get(carry, {**query, "device": "a"}).json() == {"visits": []}
        assert len(world.client("helper").get(carry, {**query, "device": "b"}).json()["visits"]) == 1
    assert world.client("inspector").get(reverse("inspection:visit-phone-hello")).json()["days"] == []
