"""200 indicators for a county of 600 schools, at all org levels: the fused query against two by hand.

    python benchmarks/indicators.py [rows ...]      default: 200000 2000000

Compared side by side in one process on the same Arrow table, alternating, least of four:
  fused        what `taizhang.analytics` does: expressions to one query, fetched
  figures      the whole of `compute_figures`, with exact values and reasons as Python objects
  hand         the query an experienced person would write once for the same 200 numbers and their row counts
  one by one   a grouped query with roll-up an indicator
Prints wall and processor time and their ratios; ratios are what counts, those of processor time on a busy machine.
Exits 1 when a figure differs from its own plain query.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import pyarrow as pa

from taizhang.analytics.compute import compute_figures
from taizhang.analytics.engine_room import engine_with, run_with_limit
from taizhang.analytics.fuse import fuse
from taizhang.analytics.schema import arrow_schema
from taizhang.engine.pack import Field, FieldType, FiledBy, Indicator, Ledger, LedgerKind, Over, Term
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text

SCHOOLS, TOWNSHIPS, INDICATORS = 600, 20, 200
KINDS, SEXES = ("public", "private", "purchased", "other"), ("m", "f")
PERIOD = Period.parse("2026H1")


def ledger() -> Ledger:
    fields = (
        Field("kind", Text("类别"), FieldType.STRING),
        Field("sex", Text("性别"), FieldType.STRING),
        Field("grade", Text("年级"), FieldType.INTEGER),
        Field("amount", Text("金额"), FieldType.NUMBER, decimals=2),
        Field("hours", Text("学时"), FieldType.INTEGER),
        Field("boarder", Text("寄宿"), FieldType.BOOLEAN),
        Field("held_on", Text("日期"), FieldType.DATE),
    )
    filed_by = FiledBy(("school",))
    return Ledger("rows", "bench", Text("测试台账"), LedgerKind.JOURNAL, PeriodKind.HALF_YEAR, filed_by, fields,
                  date_field="held_on")  # fmt: skip


def records(count: int) -> pa.Table:
    """`count` rows, all inside the period, with a fixed seed."""
    chance = random.Random(20260101)
    schema = arrow_schema(ledger())
    units = [f"S{number:03}" for number in range(SCHOOLS)]
    picked = chance.choices(units, k=count)
    columns = {
        "_row_id": pa.array(range(count), pa.int64()),
        "_submission": pa.array([1] * count, pa.int64()),
        "_version": pa.array([1] * count, pa.int32()),
        "_filed_by": pa.array(picked),
        "_state": pa.array(["accepted"] * count),
        "org_unit": pa.array(picked),
        "period_code": pa.array([PERIOD.code] * count),
        "period_first": pa.array([PERIOD.first] * count),
        "period_last": pa.array([PERIOD.last] * count),
        "kind": pa.array(chance.choices(KINDS, k=count)),
        "sex": pa.array(chance.choices(SEXES, k=count)),
        "grade": pa.array(chance.choices(range(1, 13), k=count), pa.int64()),
        "amount": pa.array(chance.choices(range(100_000), k=count), pa.int64())
        .cast(pa.decimal128(38, 2))
        .cast(pa.decimal128(18, 2)),
        "hours": pa.array(chance.choices(range(40), k=count), pa.int64()),
        "boarder": pa.array(chance.choices((True, False), k=count)),
        "held_on": pa.array(chance.choices((PERIOD.first, PERIOD.last), k=count)),
    }
    return pa.table(columns, schema=schema)


def closure() -> pa.Table:
    pairs = [("C", "C")]
    for number in range(TOWNSHIPS):
        pairs += [(f"T{number:02}", f"T{number:02}"), (f"T{number:02}", "C")]
    for number in range(SCHOOLS):
        school = f"S{number:03}"
        pairs += [(school, school), (school, f"T{number % TOWNSHIPS:02}"), (school, "C")]
    return pa.table({"unit": [pair[0] for pair in pairs], "ancestor": [pair[1] for pair in pairs]})


def predicates() -> list[str]:
    """200 aggregates want about 82 different conditions."""
    found = [f"kind = '{kind}' and sex = '{sex}'" for kind in KINDS for sex in SEXES]
    found += [f"grade = {grade} and kind = '{kind}'" for grade in range(1, 13) for kind in KINDS]
    found += [f"boarder and grade = {grade}" for grade in range(1, 13)]
    found += [f"hours > {hours}" for hours in range(2, 30, 2)]
    return found


def choices() -> list[tuple[str, str, str]]:
    """(aggregate, argument, predicate) of each indicator: half of them counts, half sums."""
    conditions = predicates()
    wanted: list[tuple[str, str, str]] = []
    for number in range(INDICATORS):
        condition = conditions[number % len(conditions)]
        round_ = number // len(conditions)
        wanted.append((("count", "*"), ("sum", "amount"), ("sum", "hours"))[round_] + (condition,))
    return wanted


def expression(choice: tuple[str, str, str]) -> str:
    return f"{choice[0]}({choice[1]}) filter (where {choice[2]})"


def hand_written() -> str:
    """One statement: CASE by unit, then rolled up; sums come with the number of rows behind them."""
    low, high = f"date '{PERIOD.first}'", f"date '{PERIOD.last}'"
    counts = {condition: f"c{place}" for place, condition in enumerate(predicates())}
    pieces = [f"count(CASE WHEN {condition} THEN 1 END) AS {name}" for condition, name in counts.items()]
    sums = [choice for choice in choices() if choice[0] == "sum"]
    pieces += [f"sum(CASE WHEN {item[2]} THEN {item[1]} END) AS s{place}" for place, item in enumerate(sums)]
    names = [*counts.values(), *(f"s{place}" for place in range(len(sums)))]
    where = f"_state = 'accepted' AND _row_id IS NOT NULL AND held_on BETWEEN {low} AND {high}"
    again = ", ".join(f"sum({name}) AS {name}" for name in names)
    return (
        f"WITH parts AS (SELECT org_unit, {', '.join(pieces)} FROM records WHERE {where} GROUP BY org_unit) "
        f"SELECT ancestor, {again} FROM parts JOIN closure ON unit = org_unit GROUP BY ancestor"
    )


def one_by_one() -> list[str]:
    low, high = f"date '{PERIOD.first}'", f"date '{PERIOD.last}'"
    return [
        f"SELECT ancestor, sum(v), sum(n) FROM (SELECT org_unit, {item[0]}({item[1]}) AS v, count(*) AS n FROM records "
        f"WHERE _state = 'accepted' AND _row_id IS NOT NULL AND held_on BETWEEN {low} AND {high} AND {item[2]} "
        "GROUP BY org_unit) JOIN closure ON unit = org_unit GROUP BY ancestor"
        for item in choices()
    ]


@dataclass(frozen=True)
class Cost:
    wall: float  # seconds
    processor: float  # seconds over all threads


def best(candidates: dict[str, Callable[[], object]], repetitions: int = 4) -> dict[str, Cost]:
    """The least cost of each candidate, alternating so that a noisy moment hits all alike."""
    walls, processors = dict.fromkeys(candidates, float("inf")), dict.fromkeys(candidates, float("inf"))
    for _ in range(repetitions):
        for name, run in candidates.items():
            wall, processor = time.perf_counter(), time.process_time()
            run()
            walls[name] = min(walls[name], time.perf_counter() - wall)
            processors[name] = min(processors[name], time.process_time() - processor)
    return {name: Cost(walls[name], processors[name]) for name in candidates}


def measure(count: int) -> dict[str, Cost]:
    table, tree, book = records(count), closure(), ledger()
    terms = {f"i{place}": Term(book.key, expression(item), Text("口径"), Over.PERIOD)
             for place, item in enumerate(choices())}  # fmt: skip
    indicators = [
        Indicator(name, "bench", Text(name), "人", 0, Text("口径"), value=term) for name, term in terms.items()
    ]
    by_key = {indicator.key: indicator for indicator in indicators}

    def in_engine(run: Callable[[duckdb.DuckDBPyConnection], object]) -> Callable[[], object]:
        def timed() -> object:
            with engine_with({"records": table, "closure": tree}) as con:
                return run(con)

        return timed

    def fused(con: duckdb.DuckDBPyConnection) -> object:
        return run_with_limit(con, fuse(book, terms, period=PERIOD, parameters={}).duckdb_sql, seconds=600)

    def figures() -> object:
        return compute_figures(indicators=indicators, all_indicators=by_key, ledgers={book.key: book},
                               sources={book.key: table}, closure=lambda _: tree, period=PERIOD,
                               parameters=lambda _: {}, code_lists={}, seconds=600)  # fmt: skip

    hand, single = hand_written(), one_by_one()
    agree(table, tree, figures(), single)
    return best({
        "fused": in_engine(fused),
        "figures": figures,
        "hand": in_engine(lambda con: con.execute(hand).fetchall()),
        "one by one": in_engine(lambda con: [con.execute(sql).fetchall() for sql in single]),
    })  # fmt: skip


def agree(table: pa.Table, tree: pa.Table, figures: object, single: list[str]) -> None:
    """Every figure equals its own plain query."""
    assert isinstance(figures, dict)
    with engine_with({"records": table, "closure": tree}) as con:
        for place, sql in enumerate(single):
            for unit, value, rows in con.execute(sql).fetchall():
                figure = figures[f"bench.i{place}", unit]
                if figure.value != Decimal(value) or figure.rows != rows:
                    sys.exit(f"indicator {place} of {unit}: fused {figure.value}, alone {value}")


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [200_000, 2_000_000]
    results = {size: measure(size) for size in sizes}
    for size, times in results.items():
        print(f"{size:,} rows, {SCHOOLS} schools, {INDICATORS} indicators, {SCHOOLS + TOWNSHIPS + 1} org units")
        for name, cost in times.items():
            print(f"  {name:<12}{cost.wall * 1000:8.0f} ms wall{cost.processor * 1000:8.0f} ms processor")
        for above, below in (
            ("fused", "hand"),
            ("figures", "hand"),
            ("one by one", "fused"),
            ("one by one", "figures"),
        ):
            one, other = times[above], times[below]
            ratios = f"{one.wall / other.wall:.2f} wall, {one.processor / other.processor:.2f} processor"
            print(f"  {f'{above} / {below}':<24}{ratios}")
    if len(sizes) > 1:
        first, last = results[sizes[0]], results[sizes[-1]]
        growth = ", ".join(f"{name} {last[name].processor / first[name].processor:.1f}" for name in first)
        print(f"growth of processor time for {sizes[-1] / sizes[0]:g} times the rows: {growth}")


if __name__ == "__main__":
    main()
