"""Laws that hold whatever happens to the organisation: random mergers, moves, closures and zone changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from taizhang.core import audit
from taizhang.engine.periods import Period
from taizhang.organisation import queries, services
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, Zone, ZoneMembership
from taizhang.organisation.services.rules import OrganisationError
from tests.organisation.world import START, small_county

SCHOOLS, TOWNSHIPS, ZONES = ("S1", "S2", "S3", "S4"), ("T1", "T2"), ("Z1", "Z2")
DAYS = st.integers(1, 700).map(lambda days: START + timedelta(days=days))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.sampled_from(SCHOOLS), st.sampled_from(SCHOOLS), DAYS),
        st.tuples(st.just("move"), st.sampled_from(SCHOOLS), st.sampled_from(TOWNSHIPS), DAYS),
        st.tuples(st.just("zone"), st.sampled_from(SCHOOLS), st.sampled_from(ZONES), DAYS),
        st.tuples(st.just("close"), st.sampled_from(SCHOOLS), st.just(""), DAYS),
        st.tuples(st.just("rename"), st.sampled_from(SCHOOLS), st.just(""), DAYS),
        st.tuples(st.just("merge"), st.sampled_from(TOWNSHIPS), st.sampled_from(TOWNSHIPS), DAYS),
    ),
    max_size=8,
)
LAWS = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PERIODS = [Period.parse(code) for code in ("2024", "2024H2", "2025-03", "2025", "AY2024", "2026")]
pytestmark = pytest.mark.django_db


@contextmanager
def county_after(steps: list[tuple[str, str, str, date]]) -> Iterator[None]:
    """The small county, every school in a zone, after those of the steps that the rules allow; then undone."""
    with transaction.atomic():
        world = small_county()
        for school in SCHOOLS:
            _carry_out(world.actor, ("zone", school, "Z1", START))
        for step in steps:
            try:
                _carry_out(world.actor, step)
            except OrganisationError:
                continue  # a refusal changes nothing, which the laws check as well
        yield
        transaction.set_rollback(True)


def _carry_out(actor: object, step: tuple[str, str, str, date]) -> None:
    verb, code, other, day = step
    unit = OrgUnit.objects.get(code=code)
    common = {"actor": actor, "on": day, "reason": "调整"}
    if verb == "merge":
        services.merge_org_units(predecessor=unit, successor=OrgUnit.objects.get(code=other), **common)  # type: ignore[arg-type]
    elif verb == "move":
        services.move_org_unit(org_unit=unit, parent=OrgUnit.objects.get(code=other), **common)  # type: ignore[arg-type]
    elif verb == "zone":
        services.assign_zone(school=unit, zone=Zone.objects.get(code=other), **common)  # type: ignore[arg-type]
    elif verb == "close":
        services.close_org_unit(org_unit=unit, **common)  # type: ignore[arg-type]
    else:
        services.rename_org_unit(org_unit=unit, name=f"新{code}", **common)  # type: ignore[arg-type]


def ancestors(period: Period, restated_as_of: date | None = None) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in queries.closure(period, restated_as_of=restated_as_of).to_pylist():
        found.setdefault(row["unit"], set()).add(row["ancestor"])
    return found


def alive_in(period: Period) -> set[str]:
    spells = OrgUnitSpell.objects.within(period.first, period.last)
    return set(spells.values_list("org_unit__code", flat=True))


@LAWS
@given(STEPS)
@example([("merge", "S1", "S2", date(2024, 7, 2)), ("merge", "T1", "T2", START + timedelta(days=1))])
def test_every_unit_of_a_period_stands_under_the_one_root(steps: list[tuple[str, str, str, date]]) -> None:
    with county_after(steps):
        for period in PERIODS:
            above = ancestors(period)
            assert set(above) == alive_in(period)
            for unit, codes in above.items():
                assert {unit, "QH"} <= codes
                assert len(codes & set(TOWNSHIPS)) <= 1 or unit in TOWNSHIPS


@LAWS
@given(STEPS)
@example([("merge", "T2", "T1", START + timedelta(days=2)), ("move", "S1", "T2", START + timedelta(days=1))])
def test_restating_loses_no_unit_and_counts_each_once(steps: list[tuple[str, str, str, date]]) -> None:
    with county_after(steps):
        day = date(2026, 6, 30)
        for period in PERIODS:
            above = ancestors(period, restated_as_of=day)
            assert alive_in(period) <= set(above)
            for codes in above.values():
                assert "QH" in codes
                assert len(codes & set(SCHOOLS)) <= 1


@LAWS
@given(STEPS)
def test_a_school_in_force_is_in_exactly_one_zone_each_day(steps: list[tuple[str, str, str, date]]) -> None:
    with county_after(steps):
        changes = {row.valid_from for row in ZoneMembership.objects.all()}
        changes |= {row.valid_to for row in OrgUnitSpell.objects.all() if row.valid_to}
        days = {day + timedelta(days=shift) for day in changes for shift in (-1, 0, 1)}
        for day in (day for day in days if day >= START):
            for school in SCHOOLS:
                zones = ZoneMembership.objects.on(day).filter(school__code=school).count()
                assert zones == (1 if queries.spell(school, day) else 0)


@LAWS
@given(STEPS)
def test_spells_of_a_unit_never_overlap_and_the_log_stays_whole(steps: list[tuple[str, str, str, date]]) -> None:
    with county_after(steps):
        for code in (*SCHOOLS, *TOWNSHIPS):
            spells = list(OrgUnitSpell.objects.filter(org_unit__code=code).order_by("valid_from"))
            for earlier, later in pairwise(spells):
                assert earlier.valid_to is not None
                assert earlier.valid_to <= later.valid_from
        assert audit.verify_chain().intact
