"""Trees to the text of a query, in DuckDB's dialect or Spark's."""

from __future__ import annotations

from typing import Literal

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlDialect

Dialect = Literal["duckdb", "spark"]


class Writer:
    """Writes trees of one dialect; each tree only once, however often it is used. Every name is quoted."""

    def __init__(self, dialect: Dialect = "duckdb") -> None:
        self.dialect = dialect
        self.materialized = "MATERIALIZED " if dialect == "duckdb" else ""
        self._generator = SqlDialect.get_or_raise(dialect).generator(identify=True, comments=False)
        # The tree is kept beside its text, so that its identity cannot pass to another one.
        self._written: dict[int, tuple[exp.Expr, str]] = {}

    def row(self, tree: exp.Expr) -> str:
        """The text of a tree, with exact division (`exact_rows`)."""
        known = self._written.get(id(tree))
        if known is None:
            known = (tree, self._generator.generate(exact_rows(tree), copy=False))
            self._written[id(tree)] = known
        return known[1]

    def remember(self, tree: exp.Expr | None, text: str) -> None:
        """Take over a tree's text that another writer of this dialect made."""
        if tree is not None:
            self._written[id(tree)] = (tree, text)

    def name(self, name: str) -> str:
        return self.row(exp.to_identifier(name, quoted=True))


def exact_rows(tree: exp.Expr) -> exp.Expr:
    """A copy whose row-level ``/`` and ``%`` are null for a zero divisor; a quotient has 12 decimal places."""
    copy = tree.copy()
    for node in reversed(list(copy.find_all(exp.Div, exp.Mod, bfs=True))):
        changed = _modulo(node) if isinstance(node, exp.Mod) else _quotient(node)
        if node is copy:
            return changed
        node.replace(changed)
    return copy


def _modulo(node: exp.Binary) -> exp.Expr:
    return exp.Mod(this=node.this.copy(), expression=_not_zero(node.expression.copy()))


def _quotient(node: exp.Binary) -> exp.Expr:
    above = exp.cast(exp.paren(node.this), "double")
    below = exp.cast(exp.paren(node.expression), "double")
    return exp.cast(exp.Div(this=above, expression=_not_zero(below), typed=False, safe=False), "decimal(38, 12)")


def _not_zero(node: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=node, expression=exp.Literal.number(0))
