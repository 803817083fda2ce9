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
from taizhang.analytics.writing import Writer
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

    key: the same for equal parts, so that a query computes each once; texts: predicate and argument in DuckDB's words;
    columns: that they read.
    """

    kind: PartKind
    predicate: exp.Expr | None
    argument: exp.Expr | None
    over: Over
    key: str
    texts: tuple[str, str]
    columns: frozenset[str]

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
    taker = _Taker(over)
    for node in _aggregates(outer):
        replacement = taker.take(node)
        if node is outer:
            outer = replacement
        else:
            node.replace(replacement)
    predicate = taker.predicate()
    rows = taker.make("count", predicate, None)
    return TermPlan(over, tuple(taker.parts), _unwrap(outer), rows, predicate)


def bind(tree: exp.Expr, parameters: Parameters) -> exp.Expr:
    """A copy in which ``param.x`` and the period's days are constants; a parameter not in force is null."""

    copy = tree.copy()
    for column in [node for node in copy.find_all(exp.Column) if _is_constant(node)]:
        column.replace(literal(parameters.get(column.name)))
    return copy


def _is_constant(column: exp.Column) -> bool:
    return column.table == "param" or column.name in ("period_first", "period_last")


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


class _Taker:
    """Takes aggregates apart into `parts`, and remembers whose rows they count."""

    def __init__(self, over: Over) -> None:
        self.over = over
        self.parts: list[Part] = []
        self._counted: dict[str, exp.Expr | None] = {}
        self._writer = Writer()

    def take(self, node: exp.Expr) -> exp.Expr:
        """The outer tree's stand-in for one aggregate, its parts being added."""
        function = node.this if isinstance(node, exp.Filter) else node
        predicate = node.expression.this if isinstance(node, exp.Filter) else None
        argument = function.this
        if isinstance(function, exp.Count):
            if isinstance(argument, exp.Star):
                return self._add("count", self._count(predicate), None)
            distinct = isinstance(argument, exp.Distinct)
            argument = argument.expressions[0] if distinct else argument
            counted = self._count(_present(predicate, argument))
            return self._add("distinct", counted, argument) if distinct else self._add("count", counted, None)
        self._count(predicate)
        if isinstance(function, exp.Avg):
            above = self._add("sum", predicate, argument)
            below = self._add("count", _present(predicate, argument), None)
            # An average of no rows has no value; without nullif it would be told as a division by zero.
            return exp.paren(exp.Div(this=above, expression=exp.Nullif(this=below, expression=literal(0))))
        return self._add(_KINDS[type(function)], predicate, argument)

    def predicate(self) -> exp.Expr | None:
        """True for the rows that any aggregate counts; None: for all."""
        found = list(self._counted.values())
        if len(found) == 1:
            return found[0]
        given = [tree for tree in found if tree is not None]
        return exp.or_(*given) if len(given) == len(found) else None

    def make(self, kind: PartKind, predicate: exp.Expr | None, argument: exp.Expr | None) -> Part:
        trees = [tree for tree in (predicate, argument) if tree is not None]
        texts = (self._text(predicate), self._text(argument))
        columns = frozenset(column.name for tree in trees for column in tree.find_all(exp.Column))
        return Part(kind, predicate, argument, self.over, " | ".join([kind, self.over.value, *texts]), texts, columns)

    def _add(self, kind: PartKind, predicate: exp.Expr | None, argument: exp.Expr | None) -> exp.Expr:
        part = self.make(kind, predicate, argument)
        keys = [item.key for item in self.parts]
        if part.key not in keys:
            self.parts.append(part)
            keys.append(part.key)
        return exp.column(str(keys.index(part.key)), table=_LEAF)

    def _count(self, predicate: exp.Expr | None) -> exp.Expr | None:
        return self._counted.setdefault(self._text(predicate), predicate)

    def _text(self, tree: exp.Expr | None) -> str:
        return "*" if tree is None else self._writer.row(tree)


def _present(predicate: exp.Expr | None, argument: exp.Expr) -> exp.Expr:
    there = exp.Not(this=exp.Is(this=exp.paren(argument.copy()), expression=exp.Null()))
    return there if predicate is None else exp.And(this=exp.paren(predicate.copy()), expression=there)


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
