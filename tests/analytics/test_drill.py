"""Drill-down: the rows behind a figure, as many as the figure says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from taizhang.analytics.drill import drill_count, drill_rows, drill_sql
from taizhang.analytics.schema import arrow_schema
from taizhang.engine.pack import Over
from tests.analytics.sample import PERIOD, figures, indicator, ledger, records, term

ROWS = [{"unit": unit, "pupils": number, "amount": Decimal(-number), "boarder": number % 2 == 0}
        for number, unit in enumerate(["S1", "S2", "S3", "S1", "S2", "S1"])]  # fmt: skip
EXPRESSIONS = [
    "count(*)", "count(*) filter (where boarder)", "sum(amount) filter (where pupils > 1)", "count(place)",
    "sum(pupils) filter (where boarder) / count(*) filter (where pupils = 3)", "count(distinct name)", "avg(pupils)",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_the_rows_shown_are_the_rows_counted(expression: str) -> None:
    table = records(ROWS)
    found = figures([indicator("i", expression)], table)
    for unit, units in (("T1", ["S1", "S2"]), ("S3", ["S3"]), ("C", None)):
        behind = {"term": term(expression), "ledger": ledger(), "source": table, "period": PERIOD, "units": units}
        count = drill_count(parameters={}, **behind)  # type: ignore[arg-type]
        rows = drill_rows(parameters={}, limit=None, **behind)  # type: ignore[arg-type]
        assert count == rows.num_rows == found["i", unit].rows


def test_pages_are_ordered_and_never_overlap() -> None:
    def page(offset: int, order_by: str | None) -> list[int]:
        rows = drill_rows(term=term("count(*)"), ledger=ledger(), source=records(ROWS), period=PERIOD, units=None,
                          parameters={}, limit=2, offset=offset, order_by=order_by)  # fmt: skip
        return [int(number) for number in rows["pupils"].to_pylist()]

    assert [page(offset, "-pupils") for offset in (0, 2, 4)] == [[5, 4], [3, 2], [1, 0]]
    assert sorted(number for offset in (0, 2, 4) for number in page(offset, None)) == list(range(6))


def test_rows_come_in_the_projections_schema() -> None:
    for source in (records(ROWS), []):
        rows = drill_rows(term=term("count(*)"), ledger=ledger(), source=source, period=PERIOD, units=[], parameters={},
                          limit=5)  # fmt: skip
        assert rows.schema == arrow_schema(ledger()) and rows.num_rows == 0


def test_a_register_shows_only_the_last_filing() -> None:
    book = ledger("register")
    table = records([{"unit": "S1", "period": "2025H2", "day": date(2020, 1, 1)}, {"unit": "S1", "day": None}], book)
    rows = drill_rows(term=term("count(*)", Over.LAST_DAY), ledger=book, source=table, period=PERIOD, units=None,
                      parameters={}, limit=9)  # fmt: skip
    assert rows["period_code"].to_pylist() == ["2026H1"]


def test_an_unknown_column_cannot_order() -> None:
    with pytest.raises(ValueError, match="no column"):
        drill_sql(term=term("count(*)"), ledger=ledger(), period=PERIOD, units=None, parameters={}, order_by="1; drop")


def test_codes_of_units_are_constants() -> None:
    sql = drill_sql(term=term("count(*)"), ledger=ledger(), period=PERIOD, units=["a' OR 'a' = 'a"], parameters={})
    assert "'a'' OR ''a'' = ''a'" in sql
