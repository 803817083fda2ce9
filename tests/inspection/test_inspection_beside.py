"""What units filed beside an item, as of the day of the visit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import Beside, ChecklistItem
from taizhang.engine.text import Text
from taizhang.inspection.queries import filed_beside
from tests.inspection.filed_rows import file_rows
from tests.inspection.world import KEY, VISIT_DAY, World

ROLL = "county-base.school_roll"
DUTY = "county-supervision.holiday_duty"
UNITS = ("S1", "S2", "S3")


def item(ledger: str, expression: str) -> ChecklistItem:
    sample = next(item for item in installed_packs().checklists[KEY].items if item.id == "pupils")
    return replace(sample, beside=Beside(ledger, expression, Text("自报")))


def values(asked: ChecklistItem, day: date = VISIT_DAY) -> dict[str, Decimal]:
    found = filed_beside(UNITS, [asked], day)
    return {unit: sides[asked.beside] for unit, sides in found.items() if asked.beside in sides}


def test_of_returns_the_last_one_that_began_by_the_day_and_only_accepted_ones(world: World) -> None:
    pupils = item(ROLL, "sum(pupils)")
    file_rows(ROLL, "S1", "2025H1", {"stage": "primary", "pupils": 200})
    file_rows(ROLL, "S1", "2025H2", {"stage": "primary", "pupils": 210}, {"stage": "junior", "pupils": 30})
    file_rows(ROLL, "S2", "2025H2", {"stage": "junior", "pupils": 900})
    file_rows(ROLL, "S3", "2025H2", {"stage": "primary", "pupils": 50}, accepted=False)
    assert values(pupils) == {"S1": 240, "S2": 900}
    assert values(pupils, date(2025, 6, 30)) == {"S1": 200}
    assert values(pupils, date(2024, 6, 30)) == {}


def test_of_a_journal_the_rows_of_its_period_up_to_the_day(world: World) -> None:
    days = item(DUTY, "count(*)")
    file_rows(DUTY, "S1", "2025H2", {"duty_on": "2025-10-01", "guards": 2})
    file_rows(
        DUTY, "S1", "2026H1", *({"duty_on": day, "guards": 3} for day in ("2026-02-17", "2026-04-14", "2026-05-01"))
    )
    file_rows(DUTY, "S2", "2026H1")
    assert values(days) == {"S1": 2, "S2": 0}  # S2 said that there was nothing, S3 said nothing
    assert values(item(DUTY, "max(guards)")) == {"S1": 3}


def test_what_is_no_longer_there_is_left_out(world: World) -> None:
    file_rows(ROLL, "S1", "2025H2", {"stage": "primary", "pupils": 200})
    gone = [item("county-base.gone", "count(*)"), item(ROLL, "sum(gone)")]
    assert filed_beside(UNITS, gone, VISIT_DAY) == {unit: {} for unit in UNITS}
    assert filed_beside([], [item(ROLL, "sum(pupils)")], VISIT_DAY) == {}


def test_many_units_and_items_cost_what_one_does(world: World) -> None:
    for number, unit in enumerate(UNITS):
        file_rows(ROLL, unit, "2025H2", {"stage": "primary", "pupils": 200 + number, "classes": 6})

    def asked(units: tuple[str, ...], *expressions: str) -> int:
        with CaptureQueriesContext(connection) as found:
            filed_beside(units, [item(ROLL, one) for one in expressions], VISIT_DAY)
        return len(found)

    asked(UNITS, "sum(pupils)")  # lays the rows out once
    assert asked(UNITS, "sum(pupils)", "sum(classes)", "count(*)") == asked(("S1",), "sum(pupils)")
