"""Row and set checks of a submission, run in DuckDB over the typed rows before they are saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import duckdb
import pyarrow as pa
from sqlglot import exp

from taizhang.analytics.arithmetic import NO_NAME, Scope, Value, compile_tree
from taizhang.analytics.engine_room import engine_with, run_with_limit
from taizhang.analytics.expression import Mode, TypedExpression, check_expression
from taizhang.analytics.fuse import aggregate
from taizhang.analytics.grammar import AGGREGATES
from taizhang.analytics.limits import Limit, aggregates_of, limit_of
from taizhang.analytics.parts import Parameters, TermPlan, bind, plan_term
from taizhang.analytics.schema import arrow_type
from taizhang.analytics.writing import Writer, exact_rows
from taizhang.engine.pack import Check, CheckDepth, CodeList, Ledger, Over
from taizhang.engine.periods import Period
from taizhang.engine.rounding import plain_number
from taizhang.engine.text import Text

POSITION = "_position"  # row number in the workbook or form, carried through
ROWS, PREVIOUS = "submitted", "previous"
NO_CODES: Mapping[str, CodeList] = {}


_NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class CheckHit:
    """A check that failed. row_position: value of ``_position``, None when it is about the whole submission.

    names: ids of the fields that the rule reads, the marked one first. limit: of a rule of one comparison; sides: what
    its two sides came to, where they are computed. compared: the numbers of two filings against each other; sums: the
    aggregates that an expression over the whole submission reads, with their values.
    """

    check_id: str
    level: str
    row_position: int | None
    field: str
    message: Text
    names: tuple[str, ...] = ()
    limit: Limit | None = None
    sides: tuple[Value, Value] = (None, None)
    compared: Text = _NOTHING
    sums: tuple[tuple[exp.Expr, Value], ...] = ()


def run_row_checks(
    table: pa.Table,
    ledger: Ledger,
    parameters: Parameters,
    code_lists: Mapping[str, CodeList] = NO_CODES,
    *,
    period: Period | None = None,
    org_unit: str | None = None,
    seconds: float = 60,
) -> list[CheckHit]:
    """Run all row checks in one pass. True and null pass; hits come by position, then in the ledger's order.

    table: field columns in the projection's types, and ``_position`` (integer); missing columns read as null.
    period, org_unit: of the submission, for the implicit columns.
    """
    checks = [check for check in ledger.checks if check.depth is CheckDepth.ROW]
    if not checks or table.num_rows == 0:
        return []
    values = _with_period(parameters, period)
    failed, read, computed = [], [], []
    for check in checks:
        typed = check_expression(check.expression, ledger=ledger, mode="row", parameters=None, code_lists=code_lists)
        bound = bind(typed.tree, values)
        limit = limit_of(bound, check.field)
        read.append((_names(typed.fields, check, ledger), limit))
        computed += _computed(limit)
        failed.append(exp.Not(this=exp.paren(exact_rows(bound))))
    marks = [exp.alias_(tree, f"c{number}") for number, tree in enumerate(failed)]
    sides = [exp.alias_(exact_rows(tree), f"v{number}") for number, tree in enumerate(computed)]
    inner = exp.select(exp.column(POSITION), *marks, *sides).from_(ROWS)
    any_failed = exp.or_(*(exp.column(f"c{number}") for number in range(len(marks))))
    query = exp.select("*").from_(inner.subquery("marked")).where(any_failed).order_by(POSITION)
    first = 1 + len(checks)
    with engine_with({ROWS: _complete(table, ledger, org_unit)}) as con:
        rows = run_with_limit(con, _sql(query), seconds=seconds)
    return [
        CheckHit(check.id, check.level, row[0], check.field, check.message, names, limit, (mine, other))
        for row in rows
        for check, (names, limit), failed_here, mine, other in zip(
            checks, read, row[1:first], row[first::2], row[first + 1 :: 2], strict=True
        )
        if failed_here
    ]


def _computed(limit: Limit | None) -> list[exp.Expr]:
    """What of a limit's two sides a row does not hold already: null stands for it otherwise."""
    if limit is None:
        return [exp.Null(), exp.Null()]
    given = (exp.Column, exp.Literal)
    return [exp.Null() if isinstance(side, given) else side.copy() for side in (limit.mine, limit.other)]


def _names(read: Sequence[str], check: Check, ledger: Ledger) -> tuple[str, ...]:
    found = dict.fromkeys([check.field, *read])
    return tuple(name for name in found if ledger.field(name) is not None)


def run_set_checks(
    table: pa.Table,
    ledger: Ledger,
    *,
    previous: pa.Table | None,
    others: Mapping[str, pa.Table],
    ledgers: Mapping[str, Ledger],
    parameters: Parameters,
    code_lists: Mapping[str, CodeList] = NO_CODES,
    period: Period | None = None,
    org_unit: str | None = None,
    seconds: float = 60,
) -> list[CheckHit]:
    """Run all set checks of a submission.

    previous: the same org unit's rows of the period before, for jumps. others: by ledger key, the same org unit's rows
    for the same period, for balances; ledgers: their definitions. A check whose other side is missing passes: there is
    nothing to compare with yet.
    """
    checks = [check for check in ledger.checks if check.depth is CheckDepth.SET]
    if not checks:
        return []
    values = _with_period(parameters, period)
    tables = {ROWS: _complete(table, ledger, org_unit)}
    if previous is not None:
        tables[PREVIOUS] = _complete(previous, ledger, org_unit)
    keys = sorted({check.balance.ledger for check in checks if check.balance} & set(others) & set(ledgers))
    names = {key: f"other_{number}" for number, key in enumerate(keys)}
    tables |= {name: _complete(others[key], ledgers[key], org_unit) for key, name in names.items()}
    hits: list[CheckHit] = []
    with engine_with(tables) as con:
        reader = _Aggregates(con, values, code_lists, seconds)
        for check in checks:
            if check.unique:
                hits += _duplicates(con, check, seconds)
            elif check.expression:
                if reader.value(check.expression, ledger, ROWS, "set") is False:
                    hits.append(reader.told(check, ledger))
            elif check.balance is not None and check.balance.ledger in names:
                other = ledgers[check.balance.ledger]
                mine = reader.value(check.balance.value, ledger, ROWS, "value")
                theirs = reader.value(check.balance.against, other, names[other.key], "value")
                hits += _unbalanced(check, mine, theirs, check.balance.tolerance, other.title)
            elif check.jump is not None and previous is not None:
                mine, before = (reader.value(check.jump.value, ledger, name, "value") for name in (ROWS, PREVIOUS))
                hits += _jumped(check, mine, before, check.jump.max_ratio)
    return hits


@dataclass(frozen=True, slots=True)
class _Aggregates:
    """Computes one expression over one registered table."""

    con: duckdb.DuckDBPyConnection
    parameters: Parameters
    code_lists: Mapping[str, CodeList]
    seconds: float

    def value(self, text: str, ledger: Ledger, table: str, mode: Mode) -> Value:
        return self._value(self._read(text, ledger, mode), table)

    def told(self, check: Check, ledger: Ledger) -> CheckHit:
        """The hit of a rule that does not hold, with what its sums and the two sides of it came to."""
        typed = self._read(check.expression, ledger, "set")
        tree = bind(typed.tree, self.parameters)
        sums = tuple((node, self._value(replace(typed, tree=node.copy()), ROWS)) for node in aggregates_of(tree))
        limit = limit_of(tree, "")
        sides: tuple[Value, Value] = (None, None)
        if limit is not None:
            mine, other = (self._value(replace(typed, tree=side.copy()), ROWS) for side in (limit.mine, limit.other))
            sides = mine, other
        return replace(_hit(check), limit=limit, sides=sides, sums=sums)

    def _read(self, text: str, ledger: Ledger, mode: Mode) -> TypedExpression:
        return check_expression(text, ledger=ledger, mode=mode, parameters=None, code_lists=self.code_lists)

    def _value(self, typed: TypedExpression, table: str) -> Value:
        if typed.tree.find(*AGGREGATES) is None:  # a constant: a parameter, a number
            return compile_tree(typed.tree, lambda node: None, lambda node: NO_NAME)(Scope(()))
        plan: TermPlan = plan_term(typed, Over.PERIOD, self.parameters)
        values = ", ".join(aggregate(part, Writer()) for part in plan.parts)
        row = run_with_limit(self.con, f"SELECT {values} FROM {table}", seconds=self.seconds)[0]
        return plan.condition(row, {part.key: place for place, part in enumerate(plan.parts)})


def _duplicates(con: duckdb.DuckDBPyConnection, check: Check, seconds: float) -> list[CheckHit]:
    """Every row of a group that shares its key; rows whose whole key is empty are not compared."""
    keys = [exp.column(name, quoted=True) for name in check.unique]
    there = exp.or_(*(exp.Not(this=exp.Is(this=key.copy(), expression=exp.Null())) for key in keys))
    shared = exp.select(*keys).from_(ROWS).where(there).group_by(*keys).having("count(*) > 1")
    # The rows are joined to the few keys that are shared: a list of rows for every key would take ten times the memory.
    alike = exp.and_(*(_same(name, ROWS, "shared") for name in check.unique))
    query = exp.select(exp.column(POSITION, ROWS)).from_(ROWS).join(shared.subquery("shared"), on=alike)
    positions = sorted(position for (position,) in run_with_limit(con, _sql(query), seconds=seconds))
    mark = check.field or (check.unique[0] if len(check.unique) == 1 else "")
    return [CheckHit(check.id, check.level, position, mark, check.message, check.unique) for position in positions]


def _same(name: str, left: str, right: str) -> exp.Expression:
    return exp.NullSafeEQ(this=exp.column(name, left, quoted=True), expression=exp.column(name, right, quoted=True))


def _unbalanced(check: Check, mine: Value, theirs: Value, tolerance: Decimal, other: Text) -> list[CheckHit]:
    if not isinstance(mine, Decimal) or not isinstance(theirs, Decimal) or abs(mine - theirs) <= tolerance:
        return []
    ours, shown = plain_number(mine), plain_number(theirs)
    detail = Text(f"（本表 {ours}，“{other.zh}” {shown}）", f" (here {ours}, in {other.get('en')} {shown})")
    return [_hit(check, detail)]


def _jumped(check: Check, mine: Value, before: Value, max_ratio: Decimal) -> list[CheckHit]:
    """A jump from nothing has no ratio and passes."""
    if not isinstance(mine, Decimal) or not isinstance(before, Decimal) or before == 0:
        return []
    if abs(mine - before) <= max_ratio * abs(before):
        return []
    now, then = plain_number(mine), plain_number(before)
    return [_hit(check, Text(f"（本期 {now}，上期 {then}）", f" (now {now}, before {then})"))]


def _hit(check: Check, detail: Text = _NOTHING) -> CheckHit:
    message = Text(check.message.zh + detail.zh, check.message.get("en") + detail.get("en"))
    return CheckHit(check.id, check.level, None, check.field, message, compared=detail)


def _with_period(parameters: Parameters, period: Period | None) -> Parameters:
    days = (period.first, period.last) if period else (None, None)
    return {**parameters, "period_first": days[0], "period_last": days[1]}


def _complete(table: pa.Table, ledger: Ledger, org_unit: str | None) -> pa.Table:
    """The table with every field of the ledger in its type, ``org_unit`` and ``_position``."""
    count = table.num_rows
    names: Sequence[str] = table.column_names
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for field in ledger.fields:
        kind = arrow_type(field)
        columns[field.id] = _typed(table[field.id], kind) if field.id in names else pa.nulls(count, kind)
    if "org_unit" in names:
        columns["org_unit"] = table["org_unit"]
    else:
        columns["org_unit"] = pa.array([org_unit] * count, pa.string())
    columns[POSITION] = table[POSITION] if POSITION in names else pa.array(range(count), pa.int64())
    return pa.table(columns)


def _typed(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    # Arrow asks for room for every 64-bit integer before it makes a decimal of one.
    wide = pa.types.is_decimal(kind) and pa.types.is_integer(column.type)
    return (column.cast(pa.decimal128(38, kind.scale)) if wide else column).cast(kind)


def _sql(query: exp.Select) -> str:
    return query.sql(dialect="duckdb", comments=False, identify=True)
