"""A formula as people read it: × and ÷, titles instead of names, no brackets that change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

_SIGNS: Mapping[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "−", exp.Mul: "×", exp.Div: "÷", exp.Mod: "mod",
    exp.EQ: "=", exp.NEQ: "≠", exp.LT: "<", exp.LTE: "≤", exp.GT: ">", exp.GTE: "≥", exp.And: "and", exp.Or: "or",
}  # fmt: skip


def explain_tree(node: exp.Expr, words: Callable[[exp.Expr], str | None]) -> str:
    """The formula in signs; `words` names what it knows (a reference), None for all else."""
    known = words(node)
    if known is not None:
        return known
    sign = _SIGNS.get(type(node))
    if sign:
        return f"{explain_tree(node.this, words)} {sign} {explain_tree(node.expression, words)}"
    if isinstance(node, exp.Paren):
        return f"({explain_tree(node.this, words)})"
    if isinstance(node, exp.Neg):
        return f"−{explain_tree(node.this, words)}"
    if isinstance(node, exp.Not):
        return f"not {explain_tree(node.this, words)}"
    if isinstance(node, exp.Literal | exp.Column):
        return node.name
    if isinstance(node, exp.Case | exp.If):
        return _case(node, words)
    if isinstance(node, exp.Func):
        inner = ", ".join(explain_tree(child, words) for child in node.iter_expressions())
        return f"{node.sql_name().lower()}({inner})"
    return node.sql(dialect="duckdb").lower()


def _case(node: exp.Expr, words: Callable[[exp.Expr], str | None]) -> str:
    pieces = ["case"]
    if isinstance(node, exp.Case) and node.this is not None:
        pieces.append(explain_tree(node.this, words))
    for branch in node.args.get("ifs") or [node]:
        pieces += ["when", explain_tree(branch.this, words), "then", explain_tree(branch.args["true"], words)]
    otherwise = node.args.get("default") or node.args.get("false")
    if otherwise is not None:
        pieces += ["else", explain_tree(otherwise, words)]
    return " ".join([*pieces, "end"])
