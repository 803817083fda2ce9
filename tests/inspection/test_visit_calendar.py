"""Visits of a month on a calendar."""

from __future__ import annotations

from datetime import date

from taizhang.inspection import queries, services
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World


def test_a_month_shows_each_visit_on_its_day(world: World) -> None:
    only = world.campaign(last_on=date(2026, 5, 31)).rounds.get()
    late = world.visit(only)
    other = world.visit(only, unit="S2", planned_on=date(2026, 4, 28), members=[(world.people["other"], None)])
    world.visit(only, unit="S3", planned_on=date(2026, 5, 6))
    gone = world.visit(only, unit="S3", planned_on=date(2026, 4, 29))
    services.call_off_visit(actor=world.actor("clerk"), visit=gone, reason="停课")
    first = date(2026, 4, 1)
    weeks = queries.month_weeks(queries.visits_of_month(world.actor("clerk"), first), first, TODAY)
    assert (weeks[0][0].on, weeks[-1][-1].on) == (date(2026, 3, 30), date(2026, 5, 3))
    days = {at.on: at for week in weeks for at in week}
    assert {on: [(one.visit, one.state) for one in at.visits] for on, at in days.items() if at.visits} == {
        late.planned_on: [(late.pk, "late")], other.planned_on: [(other.pk, "planned")],
    }  # fmt: skip
    assert (days[date(2026, 4, 6)].working, days[date(2026, 4, 7)].working) == (False, True)  # Qingming


def test_it_is_narrowed_by_zone_and_person_and_shows_only_ones_own(world: World) -> None:
    only = world.campaign().rounds.get()
    world.visit(only)
    world.visit(only, unit="S2", planned_on=date(2026, 4, 28), members=[(world.people["other"], None)])
    whole = page(world, "clerk", "visit-calendar", query="?month=2026-04")
    assert "松岭小学" in whole and "松岭中学" in whole
    for query in ("&zone=Z1", f"&person={world.people['inspector'].pk}"):
        text = page(world, "clerk", "visit-calendar", query=f"?month=2026-04{query}")
        assert "松岭小学" in text and "松岭中学" not in text
    own = page(world, "inspector", "visit-calendar", query="?month=2026-04")
    assert "松岭小学" in own and "松岭中学" not in own
    assert "松岭小学" not in page(world, "clerk", "visit-calendar", query="?month=2026-05")
    assert "松岭小学" in page(world, "clerk", "visit-calendar", query="?month=never")  # this month
    page(world, "head", "visit-calendar", status=403)
