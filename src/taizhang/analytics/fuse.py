"""All terms over one ledger and period in one query: one scan, one row an org unit at every level of the tree.

The query, as common table expressions over ``records`` (the projection) and ``closure`` (unit, ancestor):

    filing_last_day   each unit's last filing, where a scope asks for it
    base              the rows in any scope with the columns that are used, read once
    parts_0, …        additive parts by unit, as count/sum/min/max(CASE WHEN …), about 50 to a batch
    rolled_0, …       the same rolled up to every ancestor: thousands of rows, not millions
    distinct_0, …     a distinct count, taken from the distinct pairs of unit and value
    (select)          one row an ancestor

CASE and not FILTER: 200 aggregates with FILTER in one DuckDB query are slower than 200 queries, with CASE more than
twice as fast (`docs/algorithms/fusing.md`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from taizhang.analytics.expression import check_expression
from taizhang.analytics.parts import Parameters, Part, TermPlan, exact_rows, plan_term
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
from taizhang.engine.pack import CodeList, Ledger, Over, Term
from taizhang.engine.periods import Period

CLOSURE = "closure"
BATCH = 50


@dataclass(frozen=True)
class FusedPlan:
    """The query of a ledger's terms. tree: sqlglot; columns: of the result, ``org_unit`` first, then one a part;

    column: place of a part's key in a result row; terms: by the caller's names.
    """

    tree: exp.Expr
    columns: tuple[str, ...]
    column: Mapping[str, int]
    terms: Mapping[str, TermPlan]

    @cached_property
    def duckdb_sql(self) -> str:
        return self.tree.sql(dialect="duckdb", comments=False, identify=True)

    @cached_property
    def spark_sql(self) -> str:
        """The same query for Spark 3.4 or later over tables of the same names."""
        return self.tree.sql(dialect="spark", comments=False, identify=True)


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
) -> FusedPlan:
    """Fuse terms that are taken apart already."""
    parts = list({part.key: part for plan in plans.values() for part in (*plan.parts, plan.rows)}.values())
    scopes = list(dict.fromkeys(part.over for part in parts))
    query = exp.select(exp.column("ancestor", table="units").as_("org_unit"))
    withs: list[tuple[str, exp.Select]] = [
        (filing_name(over), filings(over, period, states)) for over in scopes if needs_filings(ledger, over)
    ]
    withs.append(("base", _base(ledger, parts, scopes, period, states)))
    withs.append(("units", exp.select("ancestor").distinct().from_(CLOSURE)))
    columns: dict[str, int] = {}
    names: list[str] = ["org_unit"]
    tables: list[str] = []
    for number, group in enumerate(_batches(parts, batch)):
        labels = {f"p{len(columns) + place}": part for place, part in enumerate(group)}
        if group[0].additive:
            withs.append((f"parts_{number}", _by_unit(labels, several=len(scopes) > 1)))
            withs.append((f"rolled_{number}", _rolled(labels, f"parts_{number}")))
            tables.append(f"rolled_{number}")
        else:
            withs.append((f"distinct_{number}", _distinct(labels, several=len(scopes) > 1)))
            tables.append(f"distinct_{number}")
        for label, part in labels.items():
            columns[part.key] = len(names)
            names.append(label)
            value: exp.Expr = exp.column(label, table=tables[-1])
            query = query.select(_or_zero(value).as_(label) if part.kind in ("count", "distinct") else value)
    query = query.from_("units")
    for table in tables:
        query = query.join(table, on=f"{table}.ancestor = units.ancestor", join_type="left")
    for name, body in withs:
        query = query.with_(name, as_=body, materialized=True if name == "base" else None, copy=False)
    return FusedPlan(query, tuple(names), columns, dict(plans))


def _batches(parts: list[Part], size: int) -> list[list[Part]]:
    """Additive parts of one scope in groups of `size`; each distinct part alone."""
    groups: list[list[Part]] = []
    for over in dict.fromkeys(part.over for part in parts):
        mine = [part for part in parts if part.over is over and part.additive]
        count = -(-len(mine) // size)
        step = -(-len(mine) // count) if count else 1
        groups += [mine[start : start + step] for start in range(0, len(mine), step)]
    return groups + [[part] for part in parts if not part.additive]


def _base(ledger: Ledger, parts: list[Part], scopes: list[Over], period: Period, states: Collection[str]) -> exp.Select:
    """Rows in any of the scopes, with the unit, the fields that parts read and, with several scopes, their marks."""
    used = {
        column.name
        for part in parts
        for tree in (part.predicate, part.argument)
        if tree is not None
        for column in tree.find_all(exp.Column)
    }
    fields = [field.id for field in ledger.fields if field.id in used]
    predicates = {over: scope_predicate(ledger, over, period) for over in scopes}
    query = exp.select("org_unit", *(exp.column(name, quoted=True) for name in fields)).from_(RECORDS)
    if len(scopes) > 1:
        query = query.select(*(exp.alias_(tree, scope_name(over)) for over, tree in predicates.items()))
    return query.where(accepted(states), real_row(), exp.or_(*predicates.values()))


def _case(part: Part, value: exp.Expr) -> exp.Expr:
    if part.predicate is None:
        return value
    return exp.Case(ifs=[exp.If(this=exact_rows(part.predicate), true=value)])


def aggregate_tree(part: Part) -> exp.Expr:
    """The aggregate of a part; ``count(CASE WHEN p THEN 1 END)`` keeps 0 where a sum gives null."""
    if part.argument is None:
        return exp.Count(this=exp.Star() if part.predicate is None else _case(part, exp.Literal.number(1)))
    inner = _case(part, exact_rows(part.argument))
    if part.kind == "distinct":
        return exp.Count(this=exp.Distinct(expressions=[inner]))
    function = {"sum": exp.Sum, "min": exp.Min, "max": exp.Max}[part.kind]
    return function(this=inner)


def _by_unit(labels: Mapping[str, Part], *, several: bool) -> exp.Select:
    query = exp.select("org_unit", *(exp.alias_(aggregate_tree(part), label) for label, part in labels.items()))
    return _in_scope(query.from_("base"), labels, several).group_by("org_unit")


def _in_scope(query: exp.Select, labels: Mapping[str, Part], several: bool) -> exp.Select:
    over = next(iter(labels.values())).over
    return query.where(exp.column(scope_name(over))) if several else query


def _rolled(labels: Mapping[str, Part], source: str) -> exp.Select:
    again = {"count": exp.Sum, "sum": exp.Sum, "min": exp.Min, "max": exp.Max}
    values = [
        exp.alias_(again[part.kind](this=exp.column(label, table=source)), label) for label, part in labels.items()
    ]
    return (
        exp.select(exp.column("ancestor", table=CLOSURE), *values)
        .from_(CLOSURE)
        .join(source, on=f"{source}.org_unit = {CLOSURE}.unit")
        .group_by(f"{CLOSURE}.ancestor")
    )


def _distinct(labels: Mapping[str, Part], *, several: bool) -> exp.Select:
    """Distinct pairs of unit and value first: they are few, and only they go through the closure."""
    label, part = next(iter(labels.items()))
    if part.argument is None or part.predicate is None:
        raise TypeError("a distinct part counts an argument that is not null")
    pairs = exp.select("org_unit", exp.alias_(exact_rows(part.argument), "item")).distinct().from_("base")
    pairs = _in_scope(pairs.where(exact_rows(part.predicate)), labels, several)
    return (
        exp.select(f"{CLOSURE}.ancestor", f"count(DISTINCT pairs.item) AS {label}")
        .from_(CLOSURE)
        .join(pairs.subquery("pairs"), on=f"pairs.org_unit = {CLOSURE}.unit")
        .group_by(f"{CLOSURE}.ancestor")
    )


def _or_zero(value: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])
