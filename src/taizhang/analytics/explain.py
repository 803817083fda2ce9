"""A formula as people read it: × and ÷, titles instead of names, words of their language for what has no sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

Named = Callable[[exp.Expr], str | None]
_SIGNS: Mapping[type[exp.Expr], str] = {
    exp.Add: "+", exp.Sub: "−", exp.Mul: "×", exp.Div: "÷", exp.Mod: "mod",
    exp.EQ: "=", exp.NEQ: "≠", exp.LT: "<", exp.LTE: "≤", exp.GT: ">", exp.GTE: "≥",
}  # fmt: skip
_JOINS: Mapping[type[exp.Expr], Mapping[str, str]] = {
    exp.And: {"zh": "且", "en": "and"},
    exp.Or: {"zh": "或", "en": "or"},
}


def explain_tree(node: exp.Expr, words: Named, language: str) -> str:
    """The formula in signs; `words` names what it knows (a reference), None for all else."""
    known = words(node)
    if known is not None:
        return known
    sign = _SIGNS.get(type(node)) or _JOINS.get(type(node), {}).get(language)
    if sign:
        return f"{explain_tree(node.this, words, language)} {sign} {explain_tree(node.expression, words, language)}"
    if isinstance(node, exp.Paren):
        return f"({explain_tree(node.this, words, language)})"
    if isinstance(node, exp.Neg):
        return f"−{explain_tree(node.this, words, language)}"
    if isinstance(node, exp.Not):
        inner = explain_tree(node.this, words, language)
        return f"不是（{inner}）" if language == "zh" else f"not {inner}"
    if isinstance(node, exp.Literal | exp.Column):
        return node.name
    if isinstance(node, exp.Case | exp.If):
        return _case(node, words, language)
    if isinstance(node, exp.Coalesce) and len(node.expressions) == 1:
        first, other = (explain_tree(item, words, language) for item in (node.this, node.expressions[0]))
        return f"{first}（没有值时为 {other}）" if language == "zh" else f"{first} ({other} without a value)"
    if isinstance(node, exp.Func):
        inner = ", ".join(explain_tree(child, words, language) for child in node.iter_expressions())
        return f"{node.sql_name().lower()}({inner})"
    return node.sql(dialect="duckdb").lower()


def _case(node: exp.Expr, words: Named, language: str) -> str:
    """（甲 > 0 时为 1，否则为 0）; of a case that compares one value with each branch, the comparison."""
    subject = explain_tree(node.this, words, language) + " = " if isinstance(node, exp.Case) and node.this else ""
    pieces = []
    for branch in node.args.get("ifs") or [node]:
        when = subject + explain_tree(branch.this, words, language)
        then = explain_tree(branch.args["true"], words, language)
        pieces.append(f"{when} 时为 {then}" if language == "zh" else f"{then} if {when}")
    otherwise = node.args.get("default") or node.args.get("false")
    if otherwise is not None:
        last = explain_tree(otherwise, words, language)
        pieces.append(f"否则为 {last}" if language == "zh" else f"else {last}")
    return f"（{'，'.join(pieces)}）" if language == "zh" else f"({', '.join(pieces)})"
