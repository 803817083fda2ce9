"""Figures: what counts for a period, what rolls up how, and what has no value for which reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from taizhang.analytics.drill import drill_count
from taizhang.analytics.problems import EngineLimitError, ExpressionError
from taizhang.engine.pack import Over
from taizhang.engine.periods import Period
from tests.analytics.sample import LAST_YEAR, PERIOD, TREE, closure, figures, indicator, ledger, records, term

ROWS = [
    {"unit": "S1", "name": "甲", "place": "public", "amount": Decimal("1.10"), "pupils": 3, "boarder": True},
    {"unit": "S1", "name": "乙", "place": "bought", "amount": Decimal("2.20"), "pupils": 0},
    {"unit": "S2", "name": "甲", "place": "public", "amount": Decimal("3.30"), "pupils": 4},
    {"unit": "S3", "name": "丙", "place": None, "amount": None, "pupils": None},
]


def test_a_parent_counts_the_rows_of_all_its_units() -> None:
    found = figures([indicator("n", "count(*)")], records(ROWS))
    assert {unit: figure.value for (_, unit), figure in found.items()} == {
        "C": 4, "T1": 3, "T2": 1, "S1": 2, "S2": 1, "S3": 1,
    }  # fmt: skip


def test_a_ratio_at_a_parent_is_recomputed_from_its_parts() -> None:
    rate = indicator("r", numerator="count(*) filter (where place = 'public')", denominator="count(*)", unit="%")
    found = figures([rate], records(ROWS))
    assert (found["r", "S1"].value, found["r", "S2"].value) == (50, 100)
    assert str(found["r", "T1"].value).startswith("66." + "6" * 40)
    assert (found["r", "T1"].numerator, found["r", "T1"].denominator) == (2, 3)
    assert found["r", "T1"].terms["numerator"].rows == 2


def test_averages_weigh_every_row_alike() -> None:
    found = figures([indicator("a", "avg(amount)")], records(ROWS))
    assert (found["a", "S1"].value, found["a", "T1"].value) == (Decimal("1.65"), Decimal("2.2"))


def test_distinct_persons_are_counted_once_at_every_level() -> None:
    found = figures([indicator("d", "count(distinct name)")], records(ROWS))
    assert {unit: figure.value for (_, unit), figure in found.items()}["T1"] == 2
    assert (found["d", "C"].value, found["d", "C"].rows) == (3, 4)


def test_sums_of_money_are_exact() -> None:
    rows = [{"unit": "S1", "amount": Decimal("0.10")}] * 3
    assert figures([indicator("s", "sum(amount) / 3")], records(rows))["s", "C"].value == Decimal("0.1")


def test_a_count_over_no_rows_is_zero_and_a_sum_has_no_value() -> None:
    wanted = [indicator("n", "count(*)"), indicator("s", "sum(pupils)"), indicator("a", "avg(pupils)")]
    for source in (None, records([]), []):
        found = figures(wanted, source)
        assert [found[name, "C"].value for name in "nsa"] == [0, None, None]
        assert [reason.zh for name in "sa" if (reason := found[name, "C"].reason)] == ["没有记录", "没有记录"]


def test_division_by_zero_has_no_value_and_says_so() -> None:
    wanted = [
        indicator("q", "sum(amount) / sum(pupils)"),
        indicator("r", numerator="sum(amount)", denominator="sum(pupils)"),
    ]
    found = figures(wanted, records([{"unit": "S1", "amount": Decimal(1), "pupils": 0}]))
    assert [(found[name, "S1"].value, str(found[name, "S1"].reason)) for name in "qr"] == [
        (None, "除数为 0"), (None, "分母为 0"),
    ]  # fmt: skip


def test_a_quotient_within_a_row_is_null_for_zero() -> None:
    rows = [{"unit": "S1", "amount": Decimal(1), "pupils": pupils} for pupils in (0, 4, 8)]
    found = figures([indicator("q", "sum(amount / pupils)"), indicator("m", "sum(7 % pupils)")], records(rows))
    assert (found["q", "S1"].value, found["m", "S1"].value) == (Decimal("0.375"), 10)


def test_rows_behind_a_term_are_counted() -> None:
    wanted = [
        indicator("a", "sum(amount) filter (where boarder)"),
        indicator("b", "count(place) + count(*) filter (where boarder)"),
        indicator("c", "count(distinct place)"),
    ]
    found = figures(wanted, records(ROWS))
    assert [found[name, "C"].rows for name in "abc"] == [1, 3, 3]


def test_a_journal_counts_rows_dated_inside_both_ends_included() -> None:
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), None]
    table = records([{"unit": "S1", "day": day} for day in days])
    wanted = [indicator("n", "count(*)"), indicator("all", "count(*)", over=Over.LAST_DAY)]
    found = figures(wanted, table)
    assert (found["n", "S1"].value, found["all", "S1"].value) == (2, 3)


def test_a_register_takes_each_units_last_filing_and_the_rows_alive_on_the_day() -> None:
    book = ledger("register")
    old, day = {"day": date(2020, 1, 1)}, PERIOD.last
    table = records([
        {"unit": "S1", "period": "2025H2", **old}, {"unit": "S1", "period": "2025H2", **old},
        {"unit": "S1", "name": "left before", **old, "left_on": date(2026, 6, 29)},
        {"unit": "S1", "name": "leaves that day", **old, "left_on": day},
        {"unit": "S1", "name": "comes later", "day": date(2026, 7, 1)},
        {"unit": "S2", "period": "2025H2", **old},  # has not filed since
        {"unit": "S3", "period": "2026H2", **old},  # began after the day
    ], book)  # fmt: skip
    found = figures([indicator("n", "count(*)", over=Over.LAST_DAY)], table, of=book)
    assert [found["n", unit].value for unit in ("S1", "S2", "S3", "C")] == [1, 1, 0, 2]


def test_an_empty_filing_replaces_the_one_before() -> None:
    book = ledger("register")
    table = records([{"unit": "S1", "period": "2025H2"}, {"unit": "S1", "_row_id": None, "day": None}], book)
    assert figures([indicator("n", "count(*)", over=Over.LAST_DAY)], table, of=book)["n", "S1"].value == 0


def test_a_return_counts_filings_inside_and_the_last_of_them() -> None:
    book = ledger("return")
    table = records([{"unit": "S1", "period": f"2026-0{month}", "pupils": month} for month in (1, 5, 7)], book)
    wanted = [indicator("all", "sum(pupils)"), indicator("last", "sum(pupils)", over=Over.LAST_RETURN)]
    found = figures(wanted, table, of=book)
    assert (found["all", "S1"].value, found["last", "S1"].value) == (6, 5)


@pytest.mark.parametrize(("kind", "over"), [("return", Over.LAST_RETURN), ("register", Over.LAST_DAY)])
def test_what_a_unit_had_that_is_gone_by_the_last_day_stands_with_its_successor(kind: str, over: Over) -> None:
    """S2 went over to S1 inside the period: its last filing is no stock of the last day; what happened there counts."""
    book = ledger(kind)
    alive = {"day": date(2020, 1, 1)}
    table = records([{"unit": "S1", "pupils": 30, **alive}, {"unit": "S2", "pupils": 12, **alive}], book)
    wanted = [indicator("stock", "sum(pupils)", over=over), indicator("flow", "sum(pupils)")]
    found = figures(wanted, table, of=book, gone=lambda _period: {"S2"})
    assert (found["stock", "C"].value, found["stock", "S2"].value, found["flow", "C"].value) == (30, None, 42)
    behind = {"term": term("sum(pupils)", over), "ledger": book, "source": table, "period": PERIOD, "units": None}
    assert drill_count(parameters={}, gone={"S2"}, **behind) == found["stock", "C"].rows == 1  # type: ignore[arg-type]


def test_only_the_wanted_states_count() -> None:
    table = records([{"unit": "S1"}, {"unit": "S1", "_state": "submitted"}])
    wanted = [indicator("n", "count(*)")]
    assert figures(wanted, table)["n", "S1"].value == 1
    assert figures(wanted, table, states=("accepted", "submitted"))["n", "S1"].value == 2


def test_rows_of_units_outside_the_tree_do_not_count() -> None:
    assert figures([indicator("n", "count(*)")], records([{"unit": "X"}, {"unit": "S1"}]))["n", "C"].value == 1


def test_parameters_of_the_period_are_used_and_one_not_in_force_is_null() -> None:
    wanted = [
        indicator("n", "count(*) filter (where amount >= param.floor)"),
        indicator("m", "sum(amount) * param.gone"),
    ]
    found = figures(wanted, records(ROWS), parameters={"floor": Decimal("2.2"), "demo.floor": Decimal("3")})
    assert found["n", "C"].value == 1, "the pack's own parameter comes first"
    assert found["m", "C"].value is None


def test_parquet_files_give_the_same_figures_as_a_table(tmp_path: Path) -> None:
    wanted = [indicator("n", "count(*)"), indicator("s", "sum(amount)")]
    table = records(ROWS)
    paths = [tmp_path / "it's 一.parquet", tmp_path / "b.parquet"]
    for path, part in zip(paths, (table.slice(0, 2), table.slice(2)), strict=True):
        pq.write_table(part, path)
    assert figures(wanted, paths) == figures(wanted, table)


def test_last_year_uses_last_years_tree() -> None:
    trees = {PERIOD: closure(TREE), LAST_YEAR: closure({**TREE, "S2": "T2"})}
    rows = [{"unit": unit, "period": period} for unit, period in (("S1", "2026H1"), ("S2", "2026H1"), ("S2", "2025H1"))]
    total, growth = indicator("n", "count(*)"), indicator("g", formula="n - last_year(n)")
    found = figures([growth], records(rows), more=[total], tree=lambda period: trees[period])
    assert (found["g", "T1"].value, found["g", "T2"].value, found["g", "C"].value) == (2, -1, 1)
    assert found["g", "C"].inputs == ("demo.n",)


def test_a_unit_that_did_not_exist_last_year_says_what_is_missing() -> None:
    trees = {PERIOD: closure(TREE), LAST_YEAR: closure({"C": None})}
    total = indicator("n", "count(*)", title="学生数")
    found = figures([indicator("g", formula="n - last_year(n)")], records(ROWS), more=[total], tree=lambda p: trees[p])
    assert (found["g", "S1"].value, str(found["g", "S1"].reason)) == (None, "缺少“去年同期学生数”")


def test_previous_and_earlier_maximum() -> None:
    rows = [{"unit": "S1"}, {"unit": "S1", "period": "2025H2"}, {"unit": "S1", "period": "2025H2"}]
    total, wanted = indicator("n", "count(*)"), indicator("f", formula="previous(n) + earlier_max(n)")
    found = figures(
        [wanted], records(rows), more=[total], earlier=lambda key, unit: Decimal(9) if unit == "S1" else None
    )
    assert found["f", "S1"].value == 11
    assert str(found["f", "C"].reason) == "缺少“历史最高n”"


def test_count_units_counts_leaves_whose_own_figures_satisfy_the_condition() -> None:
    total, wanted = indicator("n", "count(*)"), indicator("u", formula="count_units(n >= 2)", unit="所")
    rows = [{"unit": unit} for unit in ("S1", "S1", "S2", "S3", "S3", "S3")]
    found = figures([wanted], records(rows), more=[total])
    assert [found["u", unit].value for unit in ("C", "T1", "T2", "S2")] == [2, 1, 1, 0]


def test_count_units_leaves_out_kinds_that_do_not_file() -> None:
    kinds = {"C": "county", "T1": "township", "T2": "township", "S1": "school", "S2": "section", "S3": "school"}
    total, wanted = indicator("n", "count(*)"), indicator("u", formula="count_units(n = 0)")
    found = figures([wanted], records([{"unit": "S1"}]), more=[total], tree=closure(TREE, kinds))
    assert found["u", "C"].value == 1


def test_circular_formulas_are_refused_with_the_ring() -> None:
    one, two = indicator("x", formula="y + 1", title="甲"), indicator("y", formula="last_year(x)", title="乙")
    with pytest.raises(ExpressionError) as caught:
        figures([one], None, more=[two])
    assert "“甲” → “乙” → “甲”" in caught.value.problems[0].found.zh


def test_a_number_beyond_38_digits_is_an_error_and_not_a_wrong_figure() -> None:
    rows = [{"unit": "S1", "amount": Decimal("9999999999999999.99")}]
    with pytest.raises(EngineLimitError) as caught:
        figures([indicator("s", "sum(amount * amount * amount)")], records(rows))
    assert caught.value.problems[0].code == "out-of-range"


def test_six_hundred_units_and_two_hundred_indicators_in_one_go() -> None:
    tree = closure({"C": None, **{f"S{number}": "C" for number in range(600)}})
    wanted = [indicator(f"i{number}", f"sum(pupils) filter (where pupils % 200 = {number})") for number in range(200)]
    rows = records([{"unit": f"S{number % 600}", "pupils": number} for number in range(1200)])
    found = figures(wanted, rows, tree=tree)
    assert len(found) == 601 * 200
    assert found["i7", "C"].value == sum(number for number in range(1200) if number % 200 == 7)


def test_period_days_in_an_expression_are_those_of_the_figure() -> None:
    book = ledger("register")
    table = records([{"unit": "S1", "period": "2025H2", "day": date(2026, 3, 1)}], book)
    joined = indicator("j", "count(*) filter (where day between period_first and period_last)", over=Over.LAST_DAY)
    assert figures([joined], table, of=book)["j", "S1"].value == 1
    assert figures([joined], table, of=book, period=Period.parse("2026H2"))["j", "S1"].value == 0


def test_a_closure_is_asked_once_a_period() -> None:
    asked: list[Period] = []

    def tree(period: Period) -> pa.Table:
        asked.append(period)
        return closure(TREE)

    figures([indicator("g", formula="n - last_year(n)")], records(ROWS), more=[indicator("n", "count(*)")], tree=tree)
    assert sorted(asked) == [LAST_YEAR, PERIOD]
