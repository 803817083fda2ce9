"""Trees, closures, scopes."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from taizhang.core.permissions import Permission, Role
from taizhang.engine.pack import FiledBy
from taizhang.engine.periods import Period
from taizhang.organisation import queries, services
from taizhang.organisation.models import OrgUnit, Zone
from tests.organisation.world import START, World

MERGED_ON = date(2025, 3, 1)
Y2024, Y2025 = Period.parse("2024"), Period.parse("2025")


def unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


def above(code: str, period: Period, **options: object) -> list[str]:
    table = queries.closure(period, **options)  # type: ignore[arg-type]
    return [row["ancestor"] for row in table.to_pylist() if row["unit"] == code]


def merge(world: World) -> None:
    services.merge_org_units(
        actor=world.actor, predecessor=unit("S1"), successor=unit("S3"), on=MERGED_ON, reason="布局调整"
    )


def test_tree_reads_parents_before_children(world: World) -> None:
    nodes = queries.tree_as_of(START)
    assert [(node.code, node.depth) for node in nodes] == [
        ("QH", 0), ("T1", 1), ("S1", 2), ("S2", 2), ("T2", 1), ("S3", 2), ("S4", 2),
    ]  # fmt: skip
    assert queries.subtree("T1", day=START) == {"T1", "S1", "S2"}
    assert queries.tree_as_of(date(2023, 12, 31)) == []


def test_closure_gives_each_unit_itself_and_all_above(world: World) -> None:
    assert above("S1", Y2024) == ["S1", "T1", "QH"]


def test_a_unit_merged_away_inside_the_period_still_counts_for_its_parents(world: World) -> None:
    merge(world)
    assert above("S1", Y2025) == ["S1", "T1", "QH"]
    assert above("S1", Period.parse("2026")) == []


def test_the_last_place_inside_the_period_counts(world: World) -> None:
    services.move_org_unit(actor=world.actor, org_unit=unit("S1"), parent=unit("T2"), on=MERGED_ON)
    assert above("S1", Y2024) == ["S1", "T1", "QH"]
    assert above("S1", Y2025) == ["S1", "T2", "QH"]


def test_restated_rows_count_for_the_successor(world: World) -> None:
    merge(world)
    assert above("S1", Y2024) == ["S1", "T1", "QH"]
    assert above("S1", Y2024, restated_as_of=date(2025, 12, 31)) == ["S3", "T2", "QH"]
    assert above("S1", Y2024, restated_as_of=date(2025, 2, 1)) == ["S1", "T1", "QH"]


def test_restated_follows_several_mergers(world: World) -> None:
    merge(world)
    services.merge_org_units(
        actor=world.actor, predecessor=unit("S3"), successor=unit("S2"), on=date(2025, 9, 1), reason="再次调整"
    )
    assert above("S1", Y2024, restated_as_of=date(2025, 12, 31)) == ["S2", "T1", "QH"]


def test_restated_uses_todays_parents_for_units_that_moved(world: World) -> None:
    services.move_org_unit(actor=world.actor, org_unit=unit("S1"), parent=unit("T2"), on=MERGED_ON)
    assert above("S1", Y2024, restated_as_of=date(2025, 12, 31)) == ["S1", "T2", "QH"]


def test_a_split_unit_keeps_its_code_under_its_old_parent(world: World) -> None:
    for code in ("S8", "S9"):
        world.unit(code, "T1", on=MERGED_ON)
    services.split_org_unit(
        actor=world.actor,
        org_unit=unit("S1"),
        successors=[unit("S8"), unit("S9")],
        on=MERGED_ON,
        reason="拆分",
        closes=True,
    )
    assert above("S1", Y2024, restated_as_of=date(2025, 12, 31)) == ["S1", "T1", "QH"]


def test_zones_are_ancestors_on_request_only(world: World) -> None:
    services.assign_zone(actor=world.actor, school=unit("S1"), zone=Zone.objects.get(code="Z1"), on=START)
    assert above("S1", Y2024, with_zones=True) == ["S1", "T1", "QH", "zone:Z1"]
    assert above("S1", Y2024) == ["S1", "T1", "QH"]


def test_closure_sees_every_change_at_once(world: World) -> None:
    assert above("S1", Y2025) == ["S1", "T1", "QH"]
    services.move_org_unit(actor=world.actor, org_unit=unit("S1"), parent=unit("T2"), on=date(2025, 2, 1))
    assert above("S1", Y2025) == ["S1", "T2", "QH"]


def test_scope_is_the_subtree(world: World) -> None:
    actor = queries.actor_for(world.person(Role.SCHOOL_CLERK, "T1"))
    assert actor.scope(Permission.FILE_LEDGER) == {"T1", "S1", "S2"}
    assert not actor.can(Permission.FILE_LEDGER, "S3")


def test_what_was_merged_into_a_unit_stays_in_its_sight(world: World) -> None:
    clerk = world.person(Role.SCHOOL_CLERK, "S3")
    merge(world)
    assert queries.actor_for(clerk).scope(Permission.VIEW_LEDGER) == {"S3", "S1"}


def test_an_inspector_sees_the_zones_schools_of_the_day(world: World) -> None:
    zone = Zone.objects.get(code="Z1")
    services.assign_zone(actor=world.actor, school=unit("S4"), zone=zone, on=START)
    inspector = world.person(Role.ZONE_INSPECTOR, zone=zone)
    assert queries.actor_for(inspector).scope(Permission.VIEW_LEDGER) == {"S4"}


def test_nobody_and_the_inactive_may_do_nothing(world: World) -> None:
    person = world.person(Role.AUDITOR)
    person.is_active = False
    for user in (AnonymousUser(), person, world.person(None)):
        actor = queries.actor_for(user)
        assert not any(actor.can(permission) for permission in Permission)


def test_actor_costs_few_queries(world: World, django_assert_max_num_queries: object) -> None:
    inspector = world.person(Role.ZONE_INSPECTOR, zone=Zone.objects.get(code="Z1"))
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        queries.actor_for(inspector)


@pytest.mark.parametrize("text", ["稻香", "dxz", "DXZ", "T1"])
def test_units_are_found_by_name_code_and_initials(world: World, text: str) -> None:
    found = queries.org_units_as_of(START, world.actor, search=text)
    assert [spell.org_unit.code for spell in found] == ["T1"]


@pytest.mark.parametrize("text", ["S2小学", "S2学校", "S2中心校", "s2中学"])
def test_the_wrong_kind_of_school_still_finds(world: World, text: str) -> None:
    found = queries.org_units_as_of(START, world.actor, search=text)
    assert [spell.org_unit.code for spell in found] == ["S2"]


def test_another_kind_of_school_is_offered_only_when_none_bears_the_name(world: World) -> None:
    world.unit("S5", "T1", name="S2中学")
    found = queries.org_units_as_of(START, world.actor, search="S2中学")
    assert [spell.org_unit.code for spell in found] == ["S5"]
    assert not queries.org_units_as_of(START, world.actor, search="幼儿园").exists()  # a kind alone names nobody else


def test_search_stays_inside_the_scope(world: World) -> None:
    section = queries.actor_for(world.person(Role.SECTION_CLERK, "T1"))
    assert {spell.org_unit.code for spell in queries.org_units_as_of(START, section)} == {"T1", "S1", "S2"}
    with pytest.raises(Http404):
        queries.org_unit_for(section, "S3")
    with pytest.raises(Http404):
        queries.org_unit_for(section, "no-such-code")


def test_filing_units_are_those_in_force_on_the_last_day(world: World) -> None:
    merge(world)
    schools = FiledBy(kinds=("school",))
    assert [item.code for item in queries.filing_units(schools, Y2024)] == ["S1", "S2", "S3", "S4"]
    assert [item.code for item in queries.filing_units(schools, Y2025)] == ["S2", "S3", "S4"]
    assert [item.code for item in queries.filing_units(FiledBy(("school",), codes=("S2",)), Y2025)] == ["S2"]


def test_filing_units_by_stage_and_ownership(world: World) -> None:
    services.change_org_unit(
        actor=world.actor,
        org_unit=unit("S2"),
        on=START,
        changes={"stages": ["primary", "junior"], "ownership": "private"},
    )
    assert [item.code for item in queries.filing_units(FiledBy(("school",), stages=("junior",)), Y2024)] == ["S2"]
    assert queries.filing_units(FiledBy(("school",), ownerships=("public",)), Y2024) == []
