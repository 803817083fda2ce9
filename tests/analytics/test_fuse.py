"""The fused query: its text in both dialects, one scan, and numbers equal to plain queries on SQLite."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest
import sqlglot
from sqlglot import exp

from taizhang.analytics.engine_room import engine_with, run_with_limit
from taizhang.analytics.fuse import fuse
from taizhang.engine.pack import Over
from tests.analytics.sample import PERIOD, TREE, closure, figures, indicator, ledger, records, term

TERMS = {
    "n": term("count(*) filter (where place = 'public')"),
    "d": term("count(distinct name)"),
    "s": term("sum(amount / pupils)", Over.LAST_DAY),
}


def test_spark_gets_the_same_query_in_its_own_words() -> None:
    plan = fuse(ledger("register"), TERMS, period=PERIOD, parameters={})
    spark = plan.spark_sql
    assert "COUNT(CASE WHEN `place` = 'public' THEN 1 END)" in spark
    assert "(`_filed_by`, `period_first`) IN (SELECT `_filed_by`, `last_first` FROM `filing_last_day`)" in spark
    assert "CAST(CAST((`amount`) AS DOUBLE) / NULLIF(CAST((`pupils`) AS DOUBLE), 0) AS DECIMAL(38, 12))" in spark
    assert "MATERIALIZED" not in spark and '"' not in spark and "FILTER" not in spark
    assert isinstance(sqlglot.parse_one(spark, read="spark"), exp.Select)


def test_both_dialects_are_one_query() -> None:
    plan = fuse(ledger(), TERMS, period=PERIOD, parameters={})
    assert plan.spark_sql.replace("`", '"') == plan.duckdb_sql.replace("MATERIALIZED ", "")


def test_a_constant_of_a_pack_stays_a_constant() -> None:
    nasty = {"n": term("count(*) filter (where name = param.name)")}
    plan = fuse(ledger(), nasty, period=PERIOD, parameters={"name": "x' OR 1=1 --\\"})
    with engine_with({"records": records([{"unit": "S1", "name": "x"}]), "closure": closure(TREE)}) as con:
        rows = run_with_limit(con, plan.duckdb_sql)
    assert {row[plan.column[plan.terms["n"].rows.key]] for row in rows} == {0}


@pytest.mark.parametrize("scopes", [[Over.PERIOD], [Over.PERIOD, Over.LAST_DAY, Over.LAST_RETURN]])
def test_a_ledger_is_scanned_once(scopes: list[Over]) -> None:
    """Once for its fields; a register's or return's last filings are found from two narrow columns beside it."""
    terms = {f"{over}{number}": term(f"sum(pupils) filter (where pupils > {number})", over)
             for number in range(130) for over in scopes}  # fmt: skip
    plan = fuse(ledger("return"), terms, period=PERIOD, parameters={})
    tree = sqlglot.parse_one(plan.duckdb_sql, read="duckdb")
    tables = [table.name for table in tree.find_all(exp.Table)]
    assert tables.count("records") == 1 + len(set(scopes) - {Over.PERIOD})
    assert len(plan.columns) == 1 + len(terms) * 2


def test_equal_parts_are_computed_once() -> None:
    terms = {name: term("count(*) filter (where boarder)") for name in "abc"}
    assert fuse(ledger(), terms, period=PERIOD, parameters={}).columns == ("org_unit", "p1")


def _rows(seed: int) -> list[dict[str, object]]:
    chance = random.Random(seed)
    return [
        {
            "unit": chance.choice(["S1", "S2", "S3"]),
            "name": chance.choice(["甲", "乙", "丙", None]),
            "place": chance.choice(["public", "bought", None]),
            "amount": chance.choice([None, *(Decimal(chance.randrange(-500, 500)) / 100 for _ in range(3))]),
            "pupils": chance.choice([None, 0, 1, 2, 50]),
            "boarder": chance.choice([True, False, None]),
        }
        for _ in range(chance.randrange(60))
    ]


EXPRESSIONS = [
    "count(*)", "count(place)", "count(distinct name)", "count(distinct name) filter (where boarder)", "sum(pupils)",
    "sum(pupils) filter (where place = 'public' and boarder)", "min(pupils)", "max(pupils) filter (where not boarder)",
    "count(*) filter (where place is null or pupils > 1)", "count(*) filter (where place in ('public', 'bought'))",
    "count(*) filter (where pupils between 1 and 2)", "sum(case when boarder then 1 when pupils > 1 then 2 end)",
    "count(*) filter (where name like '甲%' or coalesce(pupils, 7) = 7)", "sum(abs(pupils - 10) * 3)",
    "count(*) filter (where place <> 'public')", "sum(length(name || 'x'))", "count(distinct pupils + length(name))",
]  # fmt: skip


def _on_sqlite(expression: str, rows: list[dict[str, object]], units: list[str]) -> Iterator[object]:
    """The same expression as a plain query a unit, on another database."""
    with closing(sqlite3.connect(":memory:")) as con:
        con.execute("CREATE TABLE rows (org_unit, name, place, pupils, boarder)")
        values = [tuple(row[key] for key in ("unit", "name", "place", "pupils", "boarder")) for row in rows]
        con.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", values)
        for unit in units:
            below = [leaf for leaf in ("S1", "S2", "S3") if unit in _ancestors(leaf)]
            marks = ", ".join("?" * len(below))
            yield con.execute(f"SELECT {expression} FROM rows WHERE org_unit IN ({marks})", below).fetchone()[0]


def _ancestors(unit: str | None) -> list[str]:
    return [] if unit is None else [unit, *_ancestors(TREE[unit])]


@pytest.mark.parametrize("seed", range(4))
def test_figures_equal_plain_queries_on_sqlite(seed: int) -> None:
    rows, units = _rows(seed), list(TREE)
    wanted = [indicator(f"i{number}", expression) for number, expression in enumerate(EXPRESSIONS)]
    found = figures(wanted, records(rows))
    for number, expression in enumerate(EXPRESSIONS):
        ours = [found[f"i{number}", unit].value for unit in units]
        assert ours == list(_on_sqlite(expression, rows, units)), expression
