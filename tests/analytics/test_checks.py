"""Checks of a submission: which rows are marked, and what is compared with what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from taizhang.analytics.checks import CheckHit, run_row_checks, run_set_checks
from taizhang.engine.pack import Balance, Check, CheckDepth, Jump, Ledger
from taizhang.engine.text import Text
from tests.analytics.sample import CODES, PERIOD, ledger

SAID = Text("请核对。", "Check it.")
TABLE = pa.table({
    "_position": [4, 5, 6, 7],
    "name": ["甲", "乙", "甲", None],
    "pupils": [1, 20, None, 3],
    "day": pa.array([date(2026, 1, 5), date(2025, 1, 5), None, None], pa.date32()),
})  # fmt: skip


def book(**check: object) -> Ledger:
    depth = check.pop("depth", CheckDepth.SET)
    return ledger(checks=(Check(id="it", depth=depth, message=SAID, **check),))  # type: ignore[arg-type]


def rows(expression: str, **given: object) -> list[int | None]:
    checked = book(depth=CheckDepth.ROW, expression=expression, field="pupils")
    hits = run_row_checks(TABLE, checked, {"most": Decimal(10)}, CODES, **given)  # type: ignore[arg-type]
    return [hit.row_position for hit in hits]


def sets(table: pa.Table = TABLE, *, previous: pa.Table | None = None, **check: object) -> list[CheckHit]:
    checked = book(**check)
    other = ledger("return", id="roll", title=Text("学籍台账"))
    return run_set_checks(table, checked, previous=previous, others={"demo.roll": pa.table({"pupils": [20, 5]})},
                          ledgers={"demo.roll": other}, parameters={}, code_lists=CODES)  # fmt: skip


def test_a_row_check_marks_the_rows_that_are_false_and_lets_null_pass() -> None:
    assert rows("pupils <= param.most") == [5]
    assert rows("name is not null") == [7]


def test_row_checks_know_the_submissions_period_and_unit() -> None:
    assert rows("day between period_first and period_last", period=PERIOD) == [5]
    assert rows("org_unit = 'S1'", org_unit="S2") == [4, 5, 6, 7]


def test_a_column_that_was_not_filed_reads_as_null() -> None:
    assert rows("amount > 1") == []
    assert rows("amount is not null") == [4, 5, 6, 7]


def test_several_checks_on_a_row_all_speak() -> None:
    checks = tuple(Check(name, CheckDepth.ROW, SAID, expression="pupils < 2") for name in ("a", "b"))
    hits = run_row_checks(TABLE, ledger(checks=checks), {})
    assert [(hit.check_id, hit.row_position) for hit in hits] == [("a", 5), ("b", 5), ("a", 7), ("b", 7)]


def test_rows_with_one_key_are_all_marked_and_empty_keys_are_not() -> None:
    assert [(hit.row_position, hit.field) for hit in sets(unique=("name",))] == [(4, "name"), (6, "name")]
    assert sets(unique=("name", "pupils")) == []


def test_a_set_expression_speaks_for_the_whole_submission() -> None:
    assert [hit.row_position for hit in sets(expression="sum(pupils) = count(*)")] == [None]
    assert sets(expression="sum(pupils) = 24 and min(day) >= date '2025-01-05'") == []
    assert sets(expression="sum(amount) > 3") == [], "null passes"


def test_a_balance_tells_both_numbers() -> None:
    off = Balance("sum(pupils)", "demo.roll", "sum(pupils)")
    assert [hit.message.zh for hit in sets(balance=off)] == ["请核对。（本表 24，“学籍台账” 25）"]
    assert sets(balance=Balance("sum(pupils)", "demo.roll", "sum(pupils)", Decimal(1))) == []
    assert sets(balance=Balance("sum(pupils)", "demo.missing", "sum(pupils)")) == []


def test_a_jump_is_measured_against_the_last_filing() -> None:
    before = pa.table({"pupils": [10]})
    jump = Jump("sum(pupils)", Decimal("0.3"))
    assert [hit.message.zh for hit in sets(previous=before, jump=jump)] == ["请核对。（本期 24，上期 10）"]
    assert sets(previous=pa.table({"pupils": [20]}), jump=jump) == []
    assert sets(previous=pa.table({"pupils": [0]}), jump=jump) == []
    assert sets(jump=jump) == [], "nothing was filed before"


def test_an_empty_submission_passes_row_checks_and_is_counted_by_set_checks() -> None:
    nothing = TABLE.slice(0, 0)
    assert run_row_checks(nothing, book(depth=CheckDepth.ROW, expression="pupils > 0"), {}) == []
    assert len(sets(nothing, expression="count(*) > 0", level="warning")) == 1
