"""All terms over one ledger and period in one query: one scan, one row an org unit at every level of the tree.

The query, as common table expressions over ``records`` (the projection) and ``closure`` (unit, ancestor):

    filing_last_day   each unit's last filing, where a scope asks for it
    base              the rows in any scope with the columns that are used, read once
    parts_0, …        additive parts by unit, as count/sum/min/max(CASE WHEN …), up to 400 to a batch
    rolled_0, …       the same rolled up to every ancestor: thousands of rows, not millions
    distinct_0, …     a distinct count, taken from the distinct pairs of unit and value
    (select)          one row an ancestor

CASE and not FILTER: 200 aggregates with FILTER in one DuckDB query are slower than 200 queries, with CASE more than
twice as fast (`docs/algorithms/fusing.md`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from taizhang.analytics.expression import check_expression
from taizhang.analytics.parts import Parameters, Part, TermPlan, plan_term
from taizhang.analytics.scope import (
    RECORDS,
    accepted,
    filing_name,
    filings,
    needs_filings,
    real_row,
    scope_name,
    scope_predicate,
)
from taizhang.analytics.writing import Writer
from taizhang.engine.pack import CodeList, Ledger, Over, Term
from taizhang.engine.periods import Period

CLOSURE = "closure"
BATCH = 400  # every batch reads `base` again; smaller ones only cost time, larger ones only memory


@dataclass(frozen=True)
class FusedPlan:
    """The query of a ledger's terms for a period. The text is written from the terms' trees when it is asked for.

    terms: by the caller's names; groups: parts that are computed together; gone: units that are closed by the period's
    last day; columns: of the result, ``org_unit`` first, then one a part; column: place of a part's key in its rows.
    """

    ledger: Ledger
    period: Period
    states: tuple[str, ...]
    terms: Mapping[str, TermPlan]
    groups: Sequence[Sequence[Part]]
    gone: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(init=False)
    column: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        keys = [part.key for group in self.groups for part in group]
        object.__setattr__(self, "columns", ("org_unit", *(_label(place) for place in range(1, len(keys) + 1))))
        object.__setattr__(self, "column", {key: place for place, key in enumerate(keys, start=1)})

    @cached_property
    def duckdb_sql(self) -> str:
        writer = Writer("duckdb")
        for group in self.groups:
            for part in group:
                writer.remember(part.predicate, part.texts[0])
                writer.remember(part.argument, part.texts[1])
        return _write(self, writer)

    @cached_property
    def spark_sql(self) -> str:
        """The same query for Spark 3.4 or later over tables of the same names."""
        return _write(self, Writer("spark"))


def fuse(
    ledger: Ledger,
    terms: Mapping[str, Term],
    *,
    period: Period,
    parameters: Parameters,
    code_lists: Mapping[str, CodeList] | None = None,
    states: Collection[str] = ("accepted",),
    batch: int = BATCH,
) -> FusedPlan:
    """Fuse terms over `ledger` for a period. parameters: values in force, by name. Raises ExpressionError."""
    values = {**parameters, "period_first": period.first, "period_last": period.last}
    plans = {
        name: plan_term(
            check_expression(
                term.expression, ledger=ledger, mode="value", parameters=None, code_lists=code_lists or {}
            ),
            term.over,
            values,
        )
        for name, term in terms.items()
    }
    return fuse_plans(ledger, plans, period=period, states=states, batch=batch)


def fuse_plans(
    ledger: Ledger,
    plans: Mapping[str, TermPlan],
    *,
    period: Period,
    states: Collection[str] = ("accepted",),
    batch: int = BATCH,
    gone: Collection[str] = (),
) -> FusedPlan:
    """Fuse terms that are taken apart already. Equal parts are computed once."""
    parts = list({part.key: part for plan in plans.values() for part in (*plan.parts, plan.rows)}.values())
    return FusedPlan(ledger, period, tuple(sorted(states)), dict(plans), _groups(parts, batch), tuple(sorted(gone)))


def _groups(parts: list[Part], size: int) -> list[list[Part]]:
    """Additive parts of one scope in even groups of at most `size`; each distinct part alone."""
    groups: list[list[Part]] = []
    for over in dict.fromkeys(part.over for part in parts):
        mine = [part for part in parts if part.over is over and part.additive]
        count = -(-len(mine) // size)
        step = -(-len(mine) // count) if count else 1
        groups += [mine[start : start + step] for start in range(0, len(mine), step)]
    return groups + [[part] for part in parts if not part.additive]


def aggregate(part: Part, writer: Writer) -> str:
    """The aggregate of a part; ``count(CASE WHEN p THEN 1 END)`` keeps 0 where a sum gives null."""
    if part.argument is None:
        return f"COUNT({_case(part, '1', writer)})" if part.predicate is not None else "COUNT(*)"
    inner = _case(part, writer.row(part.argument), writer)
    return f"COUNT(DISTINCT {inner})" if part.kind == "distinct" else f"{part.kind.upper()}({inner})"


def _case(part: Part, value: str, writer: Writer) -> str:
    return value if part.predicate is None else f"CASE WHEN {writer.row(part.predicate)} THEN {value} END"


def _label(place: int) -> str:
    return f"p{place}"


def _write(plan: FusedPlan, writer: Writer) -> str:
    """The statement described at the top of this file."""
    scopes = list(dict.fromkeys(part.over for group in plan.groups for part in group))
    withs = [
        f"{filing_name(over)} AS ({writer.row(filings(over, plan.period, plan.states, plan.gone))})"
        for over in scopes
        if needs_filings(plan.ledger, over)
    ]
    withs.append(f"base AS {writer.materialized}({_base(plan, scopes, writer)})")
    withs.append(f"units AS (SELECT DISTINCT ancestor FROM {CLOSURE})")
    values, joins = ["units.ancestor AS org_unit"], []
    for number, group in enumerate(plan.groups):
        labels = {_label(plan.column[part.key]): part for part in group}
        where = scope_name(group[0].over) if len(scopes) > 1 else ""
        if group[0].additive:
            table = f"rolled_{number}"
            withs.append(f"parts_{number} AS ({_by_unit(labels, where, writer)})")
            withs.append(f"{table} AS ({_rolled(labels, f'parts_{number}')})")
        else:
            table = f"distinct_{number}"
            withs.append(f"{table} AS ({_distinct(labels, where, writer)})")
        joins.append(f"LEFT JOIN {table} ON {table}.ancestor = units.ancestor")
        for label, part in labels.items():
            counted = part.kind in ("count", "distinct")
            values.append(f"COALESCE({table}.{label}, 0) AS {label}" if counted else f"{table}.{label}")
    return f"WITH {', '.join(withs)} SELECT {', '.join(values)} FROM units {' '.join(joins)}"


def _base(plan: FusedPlan, scopes: Sequence[Over], writer: Writer) -> str:
    """Rows in any of the scopes, with the unit, the fields that parts read and, with several scopes, their marks."""
    used = {name for group in plan.groups for part in group for name in part.columns}
    columns = ["org_unit", *(writer.name(item.id) for item in plan.ledger.fields if item.id in used)]
    predicates = {over: writer.row(scope_predicate(plan.ledger, over, plan.period)) for over in scopes}
    if len(scopes) > 1:
        columns += [f"{predicate} AS {scope_name(over)}" for over, predicate in predicates.items()]
    where = [writer.row(accepted(plan.states)), writer.row(real_row())]
    where.append(" OR ".join(f"({predicate})" for predicate in predicates.values()))
    return f"SELECT {', '.join(columns)} FROM {RECORDS} WHERE {' AND '.join(f'({item})' for item in where)}"


def _by_unit(labels: Mapping[str, Part], where: str, writer: Writer) -> str:
    values = ", ".join(f"{aggregate(part, writer)} AS {label}" for label, part in labels.items())
    return f"SELECT org_unit, {values} FROM base {f'WHERE {where} ' if where else ''}GROUP BY org_unit"


def _rolled(labels: Mapping[str, Part], source: str) -> str:
    again = {"count": "SUM", "sum": "SUM", "min": "MIN", "max": "MAX"}
    values = ", ".join(f"{again[part.kind]}({source}.{label}) AS {label}" for label, part in labels.items())
    join = f"{CLOSURE} JOIN {source} ON {source}.org_unit = {CLOSURE}.unit"
    return f"SELECT {CLOSURE}.ancestor, {values} FROM {join} GROUP BY {CLOSURE}.ancestor"


def _distinct(labels: Mapping[str, Part], where: str, writer: Writer) -> str:
    """Distinct pairs of unit and value first: they are few, and only they go through the closure."""
    label, part = next(iter(labels.items()))
    if part.argument is None or part.predicate is None:
        raise TypeError("a distinct part counts an argument that is not null")
    condition = f"({writer.row(part.predicate)})" + (f" AND {where}" if where else "")
    pairs = f"SELECT DISTINCT org_unit, {writer.row(part.argument)} AS item FROM base WHERE {condition}"
    join = f"{CLOSURE} JOIN ({pairs}) AS pairs ON pairs.org_unit = {CLOSURE}.unit"
    return f"SELECT {CLOSURE}.ancestor, COUNT(DISTINCT pairs.item) AS {label} FROM {join} GROUP BY {CLOSURE}.ancestor"
