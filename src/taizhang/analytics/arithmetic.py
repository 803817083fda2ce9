"""Arithmetic after aggregation: a checked tree becomes a Python function over exact decimals.

Shared by terms (leaves are aggregates) and formulas (leaves are indicators). SQL's rules for null hold: arithmetic with
null is null, comparisons are unknown, `and`/`or` are three-valued. Division by zero is null and says so in `reasons`.
Nothing is rounded here except by an explicit ``round``; division keeps 50 digits.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from sqlglot import exp

from taizhang.engine.rounding import round_half_up
from taizhang.engine.text import Text

Value = Decimal | str | date | bool | None
EXACT = Context(prec=50, rounding=ROUND_HALF_EVEN)


@dataclass(slots=True)
class Scope:
    """What one evaluation reads (`data`, as the leaves need it) and the reasons for nulls, first one first."""

    data: Any
    reasons: list[Text] = field(default_factory=list)


Step = Callable[[Scope], Value]
Leaf = Callable[[exp.Expr], Step | None]
NO_NAME = Text("", "")

_COMPARE: Mapping[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}
_COMPUTE: Mapping[type[exp.Expr], Callable[[Any, Any], Decimal]] = {
    exp.Add: EXACT.add,
    exp.Sub: EXACT.subtract,
    exp.Mul: EXACT.multiply,
}


def compile_tree(node: exp.Expr, leaf: Leaf, describe: Callable[[exp.Expr], Text]) -> Step:
    """The function that evaluates `node`. leaf: gives the step of a node that is looked up, None for all others.

    describe: names a divisor for people, for the reason of a division by zero; empty when it has no name.
    """

    def build(item: exp.Expr) -> Step:
        found = leaf(item)
        return found if found is not None else _build(item, build, describe)

    return build(node)


def _build(node: exp.Expr, build: Callable[[exp.Expr], Step], describe: Callable[[exp.Expr], Text]) -> Step:
    kind = type(node)
    if kind is exp.Paren:
        return build(node.this)
    if kind in (exp.Literal, exp.Boolean, exp.Null, exp.Cast):
        value = constant(node)
        return lambda scope: value
    if kind in (exp.Div, exp.Mod):
        return _divide(kind is exp.Mod, build(node.this), build(node.expression), describe(node.expression))
    if kind in _COMPUTE or kind in _COMPARE:
        return _binary(_COMPUTE.get(kind) or _COMPARE[kind], build(node.this), build(node.expression))
    if kind is exp.Neg:
        return _unary(EXACT.minus, build(node.this))
    if kind is exp.Abs:
        return _unary(EXACT.abs, build(node.this))
    if kind is exp.Round:
        places = node.args.get("decimals")
        return _round(build(node.this), build(places) if places is not None else lambda scope: Decimal(0))
    if kind is exp.Not:
        return _unary(operator.not_, build(node.this))
    if kind in (exp.And, exp.Or):
        return _logic(kind is exp.Or, build(node.this), build(node.expression))
    if kind is exp.Between:
        subject = build(node.this)
        low = _binary(operator.ge, subject, build(node.args["low"]))
        return _logic(False, low, _binary(operator.le, subject, build(node.args["high"])))
    if kind is exp.In:
        return _member(build(node.this), [build(item) for item in node.expressions])
    if kind is exp.Is:
        subject, wanted = build(node.this), constant(node.expression)
        return lambda scope: subject(scope) is wanted
    if kind is exp.Coalesce:
        return _first([build(node.this), *(build(item) for item in node.expressions)])
    if kind is exp.Nullif:
        return _nullif(build(node.this), build(node.expression))
    if kind in (exp.Least, exp.Greatest):
        steps = [build(node.this), *(build(item) for item in node.expressions)]
        return _extreme(min if kind is exp.Least else max, steps)
    if kind in (exp.Case, exp.If):
        return _choice(node, build)
    raise TypeError(f"{kind.__name__} is not part of the expression language")  # the checker denies it before


def constant(node: exp.Expr) -> Value:
    """The value of a literal, true/false, null or ``date '…'``."""
    if isinstance(node, exp.Literal):
        return node.name if node.is_string else Decimal(node.name)
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    return date.fromisoformat(node.this.name) if isinstance(node, exp.Cast) else None


def _binary(compute: Callable[[Any, Any], Any], left: Step, right: Step) -> Step:
    def step(scope: Scope) -> Value:
        first, second = left(scope), right(scope)
        return None if first is None or second is None else compute(first, second)

    return step


def _unary(compute: Callable[[Any], Any], inner: Step) -> Step:
    def step(scope: Scope) -> Value:
        value = inner(scope)
        return None if value is None else compute(value)

    return step


def _divide(modulo: bool, left: Step, right: Step, divisor: Text) -> Step:
    named = Text(f"除数“{divisor.zh}”为 0", f"division by zero: {divisor.get('en')} is 0")
    reason = named if divisor.zh else Text("除数为 0", "division by zero")
    compute: Callable[[Any, Any], Decimal] = EXACT.remainder if modulo else EXACT.divide

    def step(scope: Scope) -> Value:
        above, below = left(scope), right(scope)
        if below is not None and below == 0:
            scope.reasons.append(reason)
            return None
        return None if above is None or below is None else compute(above, below)

    return step


def _round(inner: Step, places: Step) -> Step:
    def step(scope: Scope) -> Value:
        value, decimals = inner(scope), places(scope)
        if not isinstance(value, Decimal) or not isinstance(decimals, Decimal):
            return None
        return round_half_up(value, min(max(int(decimals), -38), 38))

    return step


def _logic(decisive: bool, left: Step, right: Step) -> Step:
    """And (decided by false) or or (decided by true), with unknown in between."""

    def step(scope: Scope) -> Value:
        first = left(scope)
        if first is decisive:
            return decisive
        second = right(scope)
        if second is decisive:
            return decisive
        return None if first is None or second is None else not decisive

    return step


def _member(subject: Step, options: list[Step]) -> Step:
    def step(scope: Scope) -> Value:
        value = subject(scope)
        if value is None:
            return None
        found = [option(scope) for option in options]
        if value in found:
            return True
        return None if None in found else False

    return step


def _first(steps: list[Step]) -> Step:
    def step(scope: Scope) -> Value:
        return next((value for value in (item(scope) for item in steps) if value is not None), None)

    return step


def _nullif(left: Step, right: Step) -> Step:
    def step(scope: Scope) -> Value:
        value = left(scope)
        return None if value is not None and value == right(scope) else value

    return step


def _extreme(pick: Callable[[Any], Any], steps: list[Step]) -> Step:
    def step(scope: Scope) -> Value:
        values = [value for value in (item(scope) for item in steps) if value is not None]
        return pick(values) if values else None

    return step


def _choice(node: exp.Expr, build: Callable[[exp.Expr], Step]) -> Step:
    subject = build(node.this) if isinstance(node, exp.Case) and node.this is not None else None
    branches = []
    for item in node.args.get("ifs") or [node]:
        test = build(item.this)
        branches.append((_binary(operator.eq, subject, test) if subject else test, build(item.args["true"])))
    otherwise = node.args.get("default") or node.args.get("false")
    last = build(otherwise) if otherwise is not None else None

    def step(scope: Scope) -> Value:
        for test, result in branches:
            if test(scope) is True:
                return result(scope)
        return last(scope) if last else None

    return step
