"""Changes that take effect on a day to come: told, refused truthfully, called off, handed over on their day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.serializers import serialize
from django.test import Client
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed, Role
from taizhang.organisation import hooks, queries, services
from taizhang.organisation.models import (
    GroupMember,
    OrgUnit,
    OrgUnitSpell,
    PlannedChange,
    Post,
    PostHolding,
    RoleGrant,
    Succession,
    ZoneMembership,
)
from taizhang.organisation.services.planning import hand_over_work
from taizhang.organisation.services.rules import OrganisationError
from tests.organisation.world import START, World

TODAY, ON = date(2026, 7, 6), date(2026, 9, 1)
TABLES = (OrgUnitSpell, Succession, ZoneMembership, Post, PostHolding, GroupMember, RoleGrant)


@pytest.fixture(autouse=True)
def _day(settings: Any) -> None:
    settings.TODAY = TODAY


@pytest.fixture
def county(world: World) -> World:
    """S1 with all that a merge touches: a place in a zone, a campus, two posts, a seat in a group, a role."""
    one = unit("S1")
    services.assign_zone(actor=world.actor, school=one, zone=world.zone("Z9"), on=START)
    world.unit("S1A", "S1", kind="campus")
    for kind, title in (("unit_head", "校长"), ("clerk", "会计")):
        post = services.create_post(actor=world.actor, org_unit=one, kind=kind, title=title)
        services.assign_post(actor=world.actor, post=post, on=START, person_name=f"{title}甲")
    services.create_leading_group(
        actor=world.actor, org_unit=world.county, name="小组", topic="安全", valid_from=START, head_post=post
    )
    world.person(Role.SCHOOL_CLERK, "S1")
    return world


def unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


def merge(world: World, on: date = ON, into: str = "S2") -> None:
    services.merge_org_units(actor=world.actor, predecessor=unit("S1"), successor=unit(into), on=on, reason="布局调整")


def rows() -> list[str]:
    return [serialize("json", table.objects.order_by("pk")) for table in TABLES]


def client_of(world: World) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(world.admin)
    return client


def test_a_merge_to_come_is_told_on_both_pages_and_on_the_organisations(county: World) -> None:
    merge(county)
    for address in (
        reverse("organisation:tree"),
        reverse("organisation:unit-detail", args=["S1"]),
        reverse("organisation:unit-detail", args=["S2"]),
    ):
        page = client_of(county).get(address).content.decode()
        assert "S1小学并入S2小学" in page and "2026年9月1日" in page and "布局调整" in page
    assert (
        "将生效的变更" not in client_of(county).get(reverse("organisation:unit-detail", args=["S3"])).content.decode()
    )


def test_a_second_one_is_refused_by_name_and_day(county: World) -> None:
    merge(county)
    with pytest.raises(OrganisationError) as refused:
        merge(county, date(2026, 8, 1), "S3")
    words = refused.value.problems[0].sentence("zh")
    assert "S1小学" in words and "2026-09-01" in words and "S2小学" in words and "已撤销" not in words
    with pytest.raises(OrganisationError, match="2026-09-01"):  # nothing is merged into what will be gone
        services.merge_org_units(
            actor=county.actor, predecessor=unit("S3"), successor=unit("S1"), on=date(2026, 8, 1), reason="误选"
        )


@pytest.mark.parametrize("kind", ["merge", "close", "rename", "move"])
def test_called_off_before_its_day_all_is_as_before(county: World, kind: str) -> None:
    target = unit("S1A") if kind == "close" else unit("S1")
    before = rows()
    values: dict[str, Any] = {"actor": county.actor, "org_unit": target, "on": ON, "reason": "布局调整"}
    if kind == "merge":
        merge(county)
    elif kind == "close":
        services.close_org_unit(**values)
    elif kind == "rename":
        services.rename_org_unit(**values, name="新名小学")
    else:
        services.move_org_unit(**values, parent=unit("T2"))
    assert rows() != before
    change = PlannedChange.objects.get()
    address = reverse("organisation:change-call-off", args=[change.pk])
    for _press in range(2):
        assert client_of(county).post(address).status_code == 302
    assert rows() == before
    assert AuditEvent.objects.filter(action="org_unit.call_off").count() == 1
    assert not queries.planned_changes(county.actor).exists()


def test_nothing_is_called_off_from_its_day_on_or_under_a_later_change(county: World, settings: Any) -> None:
    services.rename_org_unit(actor=county.actor, org_unit=unit("S1"), name="新名小学", on=ON)
    merge(county, date(2026, 10, 1))
    first, second = PlannedChange.objects.order_by("on")
    before = rows()
    with pytest.raises(OrganisationError, match="新名小学"):
        services.call_off_change(actor=county.actor, change=first)
    assert rows() == before
    services.call_off_change(actor=county.actor, change=second)
    settings.TODAY = ON
    with pytest.raises(OrganisationError, match="in effect since 2026-09-01"):
        services.call_off_change(actor=county.actor, change=first)
    clerk = queries.actor_for(county.person(Role.SECTION_CLERK, username="clerk2"))
    with pytest.raises(NotAllowed):
        services.call_off_change(actor=clerk, change=first)


def test_open_work_follows_the_posts_on_the_day_and_not_before(
    county: World, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    followed: list[tuple[str, str]] = []
    monkeypatch.setattr(hooks, "_FOLLOWERS", [lambda old, new: followed.append((old.title, new.org_unit.code))])
    merge(county)
    hand_over_work(TODAY)
    assert followed == []
    for _morning in range(2):
        settings.TODAY = ON
        hand_over_work(ON)
    assert sorted(followed) == [("会计", "S2"), ("校长", "S2")]
