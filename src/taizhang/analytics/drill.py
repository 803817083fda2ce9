"""From a figure back to its rows: the rows of a ledger whose predicate holds, from the same tree as the figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pyarrow as pa
from sqlglot import exp

from taizhang.analytics.engine_room import Source, engine_with, run_with_limit, table_with_limit
from taizhang.analytics.expression import check_expression
from taizhang.analytics.parts import Parameters, literal, plan_term
from taizhang.analytics.schema import arrow_schema
from taizhang.analytics.scope import (
    RECORDS,
    accepted,
    filing_name,
    filings,
    needs_filings,
    real_row,
    scope_predicate,
)
from taizhang.analytics.writing import exact_rows
from taizhang.engine.pack import CodeList, Ledger, Term
from taizhang.engine.periods import Period


def drill_query(
    *,
    term: Term,
    ledger: Ledger,
    period: Period,
    units: Collection[str] | None,
    parameters: Parameters,
    states: Collection[str] = ("accepted",),
    gone: Collection[str] = (),
    code_lists: Mapping[str, CodeList] | None = None,
) -> exp.Select:
    """The rows behind a term, unordered and unlimited. units: codes of row units (a figure's unit and all below it).
    gone: as in `scope.filings`.

    Raises ExpressionError when the term's expression is not valid.
    """
    values = {**parameters, "period_first": period.first, "period_last": period.last}
    typed = check_expression(term.expression, ledger=ledger, mode="value", parameters=None, code_lists=code_lists or {})
    plan = plan_term(typed, term.over, values)
    query = (
        exp.select(*(exp.column(name, quoted=True) for name in arrow_schema(ledger).names))
        .from_(RECORDS)
        .where(accepted(states), real_row(), scope_predicate(ledger, term.over, period))
    )
    if plan.predicate is not None:
        query = query.where(exact_rows(plan.predicate))
    if units is not None:
        codes = [literal(unit) for unit in sorted(units)]
        query = query.where(exp.In(this=exp.column("org_unit"), expressions=codes) if codes else exp.false())
    if needs_filings(ledger, term.over):
        query = query.with_(filing_name(term.over), as_=filings(term.over, period, states, gone))
    return query


def drill_sql(
    *,
    term: Term,
    ledger: Ledger,
    period: Period,
    units: Collection[str] | None,
    parameters: Parameters,
    limit: int | None = None,
    offset: int = 0,
    order_by: str | None = None,
    states: Collection[str] = ("accepted",),
    gone: Collection[str] = (),
    dialect: str = "duckdb",
) -> str:
    """The text of the drill-down, ordered by `order_by` (``-name`` descends), then by row.

    Raises ValueError for an unknown column.
    """
    query = drill_query(
        term=term, ledger=ledger, period=period, units=units, parameters=parameters, states=states, gone=gone
    )
    if order_by:
        name = order_by.removeprefix("-")
        if name not in arrow_schema(ledger).names:
            raise ValueError(f"{name!r} is no column of {ledger.key}")
        query = query.order_by(exp.Ordered(this=exp.column(name, quoted=True), desc=order_by.startswith("-")))
    for name in ("org_unit", "_row_id"):
        query = query.order_by(exp.column(name))
    if limit is not None:
        query = query.limit(limit).offset(offset)
    return query.sql(dialect=dialect, comments=False, identify=True)


def drill_rows(
    *,
    term: Term,
    ledger: Ledger,
    source: Source,
    period: Period,
    units: Collection[str] | None,
    parameters: Parameters,
    limit: int | None,
    offset: int = 0,
    order_by: str | None = None,
    states: Collection[str] = ("accepted",),
    gone: Collection[str] = (),
    seconds: float = 30,
) -> pa.Table:
    """A page of the rows behind a term in the projection's schema, meta columns first; `drill_count` of them in all."""
    schema = arrow_schema(ledger)
    if _is_empty(source):
        return schema.empty_table()
    sql = drill_sql(
        term=term,
        ledger=ledger,
        period=period,
        units=units,
        parameters=parameters,
        limit=limit,
        offset=offset,
        order_by=order_by,
        states=states,
        gone=gone,
    )
    with engine_with({RECORDS: source}) as con:
        return table_with_limit(con, sql, seconds=seconds).cast(schema)


def drill_count(
    *,
    term: Term,
    ledger: Ledger,
    source: Source,
    period: Period,
    units: Collection[str] | None,
    parameters: Parameters,
    states: Collection[str] = ("accepted",),
    gone: Collection[str] = (),
    seconds: float = 30,
) -> int:
    """How many rows are behind a term: equal to the `rows` of its figure when `units` are that org unit's."""
    if _is_empty(source):
        return 0
    query = drill_query(
        term=term, ledger=ledger, period=period, units=units, parameters=parameters, states=states, gone=gone
    ).select("count(*)", append=False)
    sql = query.sql(dialect="duckdb", comments=False, identify=True)
    with engine_with({RECORDS: source}) as con:
        return int(run_with_limit(con, sql, seconds=seconds)[0][0])


def _is_empty(source: Source) -> bool:
    return not isinstance(source, pa.Table) and not source
