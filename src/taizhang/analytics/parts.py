"""A checked term taken apart: aggregates that a query computes, and arithmetic over them that Python computes.

Additive parts (count, sum, min, max) of a parent follow from those of its children; ``avg`` is a sum and a count;
``count(distinct)`` is not additive and is counted again at every level.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from taizhang.analytics.arithmetic import NO_NAME, Scope, Step, Value, compile_tree
from taizhang.analytics.expression import TypedExpression
from taizhang.analytics.grammar import AGGREGATES
from taizhang.engine.pack import Over
from taizhang.engine.text import Text

PartKind = Literal["count", "sum", "min", "max", "distinct"]
Parameters = Mapping[str, Value]
NO_RECORDS = Text("没有记录", "no records")
_KINDS: Mapping[type[exp.Expr], PartKind] = {exp.Sum: "sum", exp.Min: "min", exp.Max: "max"}
_LEAF = "part"  # stands for the table of computed parts in the outer tree


@dataclass(frozen=True, slots=True)
class Part:
    """One aggregate. predicate: rows that count, None for all; argument: what is aggregated, None for ``count(*)``.

    key: the same for equal parts, so that a query computes each once.
    """

    kind: PartKind
    predicate: exp.Expr | None
    argument: exp.Expr | None
    over: Over
    key: str

    @property
    def additive(self) -> bool:
        return self.kind != "distinct"


@dataclass(frozen=True, slots=True)
class TermPlan:
    """parts: by the number that leaves of `outer` carry; rows: counts the rows behind the term; predicate: theirs."""

    over: Over
    parts: tuple[Part, ...]
    outer: exp.Expr
    rows: Part
    predicate: exp.Expr | None

    def compile(self, column: Mapping[str, int]) -> Callable[[tuple[object, ...]], tuple[Decimal | None, Text | None]]:
        """A function from one result row to value and reason. column: place of each part's key in the row."""
        places = [column[part.key] for part in self.parts]
        if _is_leaf(self.outer):
            only = places[int(self.outer.name)]
            return lambda row: (_exact(row[only]), None) if row[only] is not None else (None, NO_RECORDS)
        step = compile_tree(self.outer, lambda node: _lookup(node, places), lambda node: NO_NAME)

        def evaluate(row: tuple[object, ...]) -> tuple[Decimal | None, Text | None]:
            scope = Scope(row)
            value = step(scope)
            if isinstance(value, Decimal):
                return value, None
            return None, scope.reasons[0] if scope.reasons else NO_RECORDS

        return evaluate

    def condition(self, row: tuple[object, ...], column: Mapping[str, int]) -> Value:
        """The value of a set check's expression for one result row."""
        places = [column[part.key] for part in self.parts]
        return compile_tree(self.outer, lambda node: _lookup(node, places), lambda node: NO_NAME)(Scope(row))


def plan_term(typed: TypedExpression, over: Over, parameters: Parameters) -> TermPlan:
    """Take a checked ``value`` or ``set`` expression apart; parameters (and the period's days) become constants."""
    outer = bind(typed.tree, parameters)
    parts: list[Part] = []
    predicates: list[exp.Expr | None] = []
    for node in _aggregates(outer):
        function = node.this if isinstance(node, exp.Filter) else node
        predicate = node.expression.this if isinstance(node, exp.Filter) else None
        replacement, counted = _decompose(function, predicate, over, parts)
        predicates.append(counted)
        if node is outer:
            outer = replacement
        else:
            node.replace(replacement)
    predicate = None if any(item is None for item in predicates) else _any_of([p for p in predicates if p])
    return TermPlan(over, tuple(parts), _unwrap(outer), make_part("count", predicate, None, over), predicate)


def make_part(kind: PartKind, predicate: exp.Expr | None, argument: exp.Expr | None, over: Over) -> Part:
    words = [kind, over, *(row_sql(item) if item is not None else "*" for item in (predicate, argument))]
    return Part(kind, predicate, argument, over, " | ".join(words))


def bind(tree: exp.Expr, parameters: Parameters) -> exp.Expr:
    """A copy in which ``param.x`` and the period's days are constants; a parameter not in force is null."""

    def constant(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and (node.table == "param" or node.name in ("period_first", "period_last")):
            return literal(parameters.get(node.name))
        return node

    return tree.transform(constant, copy=True)


def literal(value: object) -> exp.Expr:
    """A constant of the query language. Numbers keep every digit; text is quoted by the generator."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, Decimal | int):
        number = exp.Literal.number(format(abs(Decimal(value)), "f"))
        return exp.Paren(this=exp.Neg(this=number)) if value < 0 else number
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)
    return exp.Literal.string(str(value))


def exact_rows(tree: exp.Expr) -> exp.Expr:
    """A copy whose row-level ``/`` and ``%`` are null for a zero divisor; a quotient has 12 decimal places."""

    def safe(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Mod):
            return exp.Mod(this=node.this, expression=exp.func("nullif", node.expression, literal(0), dialect="duckdb"))
        if isinstance(node, exp.Div):
            below = exp.cast(exp.paren(node.expression), "double")
            quotient = exp.Div(
                this=exp.cast(exp.paren(node.this), "double"),
                expression=exp.func("nullif", below, literal(0), dialect="duckdb"),
                typed=False,
                safe=False,
            )
            return exp.cast(quotient, "decimal(38, 12)")
        return node

    return tree.copy() if tree.find(exp.Div, exp.Mod) is None else _replace_bottom_up(tree.copy(), safe)


def row_sql(tree: exp.Expr, dialect: str = "duckdb") -> str:
    """The text of a row-level expression."""
    return exact_rows(tree).sql(dialect=dialect, identify=True, comments=False)


def _replace_bottom_up(tree: exp.Expr, change: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    for node in reversed(list(tree.find_all(exp.Div, exp.Mod, bfs=True))):
        changed = change(node.copy())
        if node is tree:
            return changed
        node.replace(changed)
    return tree


def _decompose(
    function: exp.Expr, predicate: exp.Expr | None, over: Over, parts: list[Part]
) -> tuple[exp.Expr, exp.Expr | None]:
    """The outer tree's stand-in for one aggregate (adding its parts), and the predicate of the rows it counts."""

    def add(kind: PartKind, where: exp.Expr | None, argument: exp.Expr | None) -> exp.Expr:
        part = make_part(kind, where, argument, over)
        known = [item.key for item in parts]
        if part.key not in known:
            parts.append(part)
            known.append(part.key)
        return exp.column(str(known.index(part.key)), table=_LEAF)

    argument = function.this
    if isinstance(function, exp.Count):
        if isinstance(argument, exp.Star):
            return add("count", predicate, None), predicate
        distinct = isinstance(argument, exp.Distinct)
        argument = argument.expressions[0] if distinct else argument
        counted = _present(predicate, argument)
        return add("distinct", counted, argument) if distinct else add("count", counted, None), counted
    if isinstance(function, exp.Avg):
        counted = _present(predicate, argument)
        above, below = add("sum", predicate, argument), add("count", counted, None)
        # An average of no rows has no value; without nullif it would be told as a division by zero.
        return exp.paren(exp.Div(this=above, expression=exp.Nullif(this=below, expression=literal(0)))), predicate
    return add(_KINDS[type(function)], predicate, argument), predicate


def _present(predicate: exp.Expr | None, argument: exp.Expr) -> exp.Expr:
    there = exp.Not(this=exp.Is(this=exp.paren(argument.copy()), expression=exp.Null()))
    return there if predicate is None else exp.And(this=exp.paren(predicate.copy()), expression=there)


def _any_of(predicates: list[exp.Expr]) -> exp.Expr | None:
    distinct = {row_sql(item): item for item in predicates}
    result: exp.Expr | None = None
    for item in distinct.values():
        one = item.copy() if len(distinct) == 1 else exp.paren(item.copy())
        result = one if result is None else exp.Or(this=result, expression=one)
    return result


def _aggregates(tree: exp.Expr) -> list[exp.Expr]:
    found = [node for node in tree.walk() if isinstance(node, (exp.Filter, *AGGREGATES))]
    return [node for node in found if not isinstance(node.parent, exp.Filter)]


def _unwrap(tree: exp.Expr) -> exp.Expr:
    while isinstance(tree, exp.Paren):
        tree = tree.this
    return tree


def _is_leaf(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column) and node.table == _LEAF


def _lookup(node: exp.Expr, places: list[int]) -> Step | None:
    if not _is_leaf(node):
        return None
    place = places[int(node.name)]
    return lambda scope: _exact_value(scope.data[place])


def _exact(value: object) -> Decimal | None:
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _exact_value(value: Value | int) -> Value:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
