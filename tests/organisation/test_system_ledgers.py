"""Packs count the organisation like anything that is filed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from taizhang.analytics.compute import compute_figures
from taizhang.core.system_ledgers import system_ledgers
from taizhang.engine.pack import Indicator, Over, Term
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.organisation import queries, services
from taizhang.organisation.models import OrgUnit, Zone
from tests.organisation.world import START, World


def counted(ledger: str, expression: str, period: str, org_unit: str = "QH") -> Decimal | None:
    key = f"organisation.{ledger}"
    held = system_ledgers()[key]
    indicator = Indicator(
        id="n",
        pack="try",
        title=Text("数"),
        unit="个",
        decimals=0,
        basis=Text("数"),
        value=Term(key, expression, Text("数"), Over.LAST_DAY),
    )
    found = compute_figures(
        indicators=[indicator],
        all_indicators={indicator.key: indicator},
        ledgers={key: held.ledger},
        sources={key: held.rows(Period.parse(period))},
        closure=queries.closure,
        period=Period.parse(period),
        parameters=lambda wanted: {},
        code_lists={},
    )
    return found["try.n", org_unit].value


def test_zones_valid_on_the_last_day_are_counted(world: World) -> None:
    for number in range(3, 10):
        world.zone(f"Z{number}", on=date(2025, 2, 1))
    assert counted("zones", "count(*)", "2024") == 2
    assert counted("zones", "count(*)", "2025") == 9
    services.close_zone(actor=world.actor, zone=Zone.objects.get(code="Z9"), on=date(2025, 12, 31), reason="撤并")
    assert counted("zones", "count(*)", "2025") == 8


def test_schools_of_zones_count_at_their_township(world: World) -> None:
    zone = Zone.objects.get(code="Z1")
    for code in ("S1", "S2", "S3"):
        services.assign_zone(actor=world.actor, school=OrgUnit.objects.get(code=code), zone=zone, on=START)
    services.assign_zone(
        actor=world.actor, school=OrgUnit.objects.get(code="S1"), zone=Zone.objects.get(code="Z2"), on=date(2025, 3, 1)
    )
    assert counted("zone_memberships", "count(*)", "2025") == 3
    assert counted("zone_memberships", "count(*)", "2025", "T1") == 2
    assert counted("zone_memberships", "count(*) filter (where zone = 'Z1')", "2025") == 2
    assert counted("zones", "sum(schools)", "2025") == 3


def test_a_post_counts_once_on_the_last_day_held_or_vacant(world: World) -> None:
    actor = world.actor
    post = services.create_post(actor=actor, org_unit=OrgUnit.objects.get(code="S1"), kind="unit_head", title="校长")
    assert counted("posts", "count(*) filter (where held)", "2024") == 0
    assert counted("posts", "count(*)", "2024") == 1
    services.assign_post(actor=actor, post=post, on=START, person_name="甲")
    services.assign_post(actor=actor, post=post, on=date(2025, 3, 1), person_name="乙")
    assert counted("posts", "count(*)", "2025") == 1
    assert counted("posts", "count(*) filter (where held)", "2025") == 1
    services.vacate_post(actor=actor, post=post, on=date(2025, 10, 1))
    assert counted("posts", "count(*)", "2025") == 1
    assert counted("posts", "count(*) filter (where held)", "2025") == 0


def test_groups_and_members_as_of_the_last_day(world: World) -> None:
    actor = world.actor
    group = services.create_leading_group(
        actor=actor, org_unit=world.county, name="小组", topic="安全", valid_from=START, head_name="甲"
    )
    services.set_group_member(actor=actor, group=group, role="head", on=date(2025, 3, 1), person_name="乙")
    services.set_group_member(actor=actor, group=group, role="member", on=date(2025, 4, 1), person_name="丙")
    assert counted("leading_groups", "count(*) filter (where has_head)", "2025") == 1
    assert counted("leading_groups", "sum(members)", "2024") == 1
    assert counted("leading_groups", "sum(members)", "2025") == 2
    assert counted("group_members", "count(*) filter (where role = 'head')", "2025") == 1


def test_org_units_of_the_day_are_counted_by_kind(world: World) -> None:
    services.rename_org_unit(
        actor=world.actor, org_unit=OrgUnit.objects.get(code="S1"), name="新名", on=date(2025, 3, 1)
    )
    services.close_org_unit(
        actor=world.actor, org_unit=OrgUnit.objects.get(code="S4"), on=date(2025, 6, 1), reason="停办"
    )
    assert counted("org_units", "count(*) filter (where kind = 'school')", "2024") == 4
    assert counted("org_units", "count(*) filter (where kind = 'school')", "2025") == 3
    assert counted("org_units", "count(*)", "2025", "T2") == 2
