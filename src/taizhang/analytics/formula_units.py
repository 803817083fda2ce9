"""Units in formulas: what is added, subtracted or compared must be counted in the same unit."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from taizhang.analytics.problems import position_of, problem
from taizhang.engine.errors import Problem
from taizhang.engine.text import Text

_SUMS = (exp.Add, exp.Sub, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_CHOICES = (exp.Coalesce, exp.Least, exp.Greatest, exp.Nullif, exp.Between, exp.In)


def unit_problems(tree: exp.Expr, units: Mapping[int, str], text: str) -> list[Problem]:
    """Problems of unlike units. units: by the identity of the nodes that stand for indicators."""
    found: list[Problem] = []

    def unit(node: exp.Expr) -> str | None:
        """None: a constant or a product, which goes with anything."""
        if id(node) in units:
            return units[id(node)]
        children = [child for child in node.iter_expressions() if not isinstance(child, exp.Identifier)]
        inner = [unit(child) for child in children]
        if isinstance(node, exp.Paren | exp.Neg | exp.Abs | exp.Round):
            return inner[0]
        if isinstance(node, exp.Mul):
            return next(iter(known)) if len(known := [item for item in inner if item]) == 1 else None
        if isinstance(node, exp.Div):
            return inner[0] if inner[1] is None and isinstance(_bare(node.expression), exp.Literal) else None
        if isinstance(node, (*_SUMS, *_CHOICES)):
            known = list(dict.fromkeys(item for item in inner if item))
            if len(known) > 1:
                found.append(_unlike(node, known, text))
            return known[0] if len(known) == 1 else None
        return None

    unit(tree)
    return found


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren | exp.Neg):
        node = node.this
    return node


def _unlike(node: exp.Expr, units: list[str], text: str) -> Problem:
    return problem(
        "unlike-units",
        text,
        expected=Text("单位相同的指标", "indicators of one unit"),
        found=Text("、".join(units) + " 相加减或相比", "mixing " + " and ".join(units)),
        cure=Text("先换算成同一单位，或换一个指标。", "Convert to one unit first, or use another indicator."),
        position=position_of(node),
    )
