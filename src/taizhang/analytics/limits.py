"""What a rule asks, taken out of its tree: two sides and how they compare, and each side in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from taizhang.analytics.explain import explain_tree
from taizhang.analytics.grammar import AGGREGATES, ARITHMETIC, COMPARISONS
from taizhang.engine.pack import CodeList, Ledger, Mask
from taizhang.engine.text import Text

_WORDS: dict[type[exp.Expr], Text] = {
    exp.LTE: Text("不大于", "at most"),
    exp.LT: Text("小于", "less than"),
    exp.GTE: Text("不小于", "at least"),
    exp.GT: Text("大于", "more than"),
    exp.EQ: Text("等于", "equal to"),
}
_TURNED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LTE: exp.GTE,
    exp.LT: exp.GT,
    exp.GTE: exp.LTE,
    exp.GT: exp.LT,
    exp.EQ: exp.EQ,
}
_READ: tuple[type[exp.Expr], ...] = (exp.Column, exp.Literal, exp.Paren, exp.Neg, *ARITHMETIC)
_AGGREGATE_WORDS: dict[type[exp.Expr], Text] = {
    exp.Sum: Text("{}合计", "sum of {}"),
    exp.Min: Text("{}最小", "least {}"),
    exp.Max: Text("{}最大", "greatest {}"),
    exp.Avg: Text("{}平均", "average {}"),
    exp.Count: Text("填了{}的行数", "rows with {}"),
    exp.Distinct: Text("不同{}的个数", "different {}"),
}
_ALL_ROWS = Text("行数", "rows")


@dataclass(frozen=True, slots=True)
class Limit:
    """A rule of one comparison: `mine` (with the marked field, alone where it can be) against `other`."""

    words: Text
    mine: exp.Expr
    other: exp.Expr


def limit_of(rule: exp.Expr, field: str) -> Limit | None:
    """Of a rule that failed, the comparison that is to be mended; None for a rule of several. What only says when the
    rule holds (a cell that is empty, another column's code) was not so, or the rule had not failed."""
    rule = rule.unnest()
    while isinstance(rule, exp.Or):
        sides = [side.unnest() for side in (rule.this, rule.expression)]
        left = [side for side in sides if not _is_guard(side, field)]
        if len(left) != 1:
            return None
        rule = left[0]
    if type(rule) not in _WORDS:
        return None
    kind, mine, other = type(rule), rule.this.unnest(), rule.expression.unnest()
    if _is(other, field) or (_is_constant(mine) and not _is_constant(other)):
        kind, mine, other = _TURNED[kind], other, mine
    return Limit(_WORDS[kind], mine, other)


def _is_guard(node: exp.Expr, field: str) -> bool:
    if isinstance(node, exp.Is):
        return isinstance(node.expression, exp.Null)
    if isinstance(node, exp.NEQ):
        return not _is(node.this.unnest(), field) and _is_constant(node.expression.unnest())
    return False


def _is(node: exp.Expr, field: str) -> bool:
    return bool(field) and isinstance(node, exp.Column) and node.name == field


def _is_constant(node: exp.Expr) -> bool:
    return node.find(exp.Column, *AGGREGATES) is None


def is_read(node: exp.Expr) -> bool:
    """Whether a side is arithmetic that a person follows; of anything else only the value is told."""
    if isinstance(node, (exp.DateDiff, *AGGREGATES, exp.Filter)):
        return True
    if isinstance(node, exp.Literal) and node.is_string:
        return False
    if isinstance(node, exp.Coalesce):
        return is_read(node.this)
    return isinstance(node, _READ) and all(is_read(child) for child in node.iter_expressions() if _is_value(child))


def _is_value(node: exp.Expr) -> bool:
    return not isinstance(node, exp.Identifier)


def is_open(node: exp.Expr, ledger: Ledger) -> bool:
    """Whether nothing personal is read: a value computed of it would tell what its column hides."""
    fields = [ledger.field(column.name) for column in node.find_all(exp.Column)]
    return all(field is None or field.mask is Mask.NONE for field in fields)


def aggregates_of(tree: exp.Expr) -> list[exp.Expr]:
    """Each once, as it is written."""
    found = [node for node in tree.walk() if isinstance(node, (exp.Filter, *AGGREGATES))]
    outer = [node for node in found if not isinstance(node.parent, exp.Filter)]
    return list({node.sql(): node for node in outer}.values())


def in_words(node: exp.Expr, ledger: Ledger, codes: Mapping[str, CodeList]) -> Text:
    """A side with the titles of its columns."""
    said = _Words(ledger, codes)
    return Text(explain_tree(node, said.of("zh"), "zh"), explain_tree(node, said.of("en"), "en"))


@dataclass(frozen=True, slots=True)
class _Words:
    ledger: Ledger
    codes: Mapping[str, CodeList]

    def of(self, language: str) -> Callable[[exp.Expr], str | None]:
        def words(node: exp.Expr) -> str | None:
            if isinstance(node, exp.Column):
                return self._title(node, language)
            if isinstance(node, exp.Coalesce):
                return explain_tree(node.this, words, language)
            if isinstance(node, exp.DateDiff):
                return self._days(node, language)
            if isinstance(node, exp.Filter):
                inner, only = explain_tree(node.this, words, language), self._condition(node.expression.this, language)
                return f"{inner}（{only}）" if language == "zh" else f"{inner} ({only})"
            if isinstance(node, AGGREGATES):
                return self._aggregate(node, words, language)
            return None

        return words

    def _title(self, node: exp.Expr, language: str) -> str:
        field = self.ledger.field(node.name)
        title = field.title.get(language) if field is not None else node.name
        return f"“{title}”" if language == "zh" else title

    def _days(self, node: exp.Expr, language: str) -> str | None:
        if node.text("unit").upper() != "DAY":
            return None
        first, last = (explain_tree(side, self.of(language), language) for side in (node.expression, node.this))
        return f"{first}到{last}的天数" if language == "zh" else f"days from {first} to {last}"

    def _aggregate(self, node: exp.Expr, words: Callable[[exp.Expr], str | None], language: str) -> str:
        argument = node.this
        if isinstance(argument, exp.Star):
            return _ALL_ROWS.get(language)
        kind = exp.Distinct if isinstance(argument, exp.Distinct) else type(node)
        argument = argument.expressions[0] if isinstance(argument, exp.Distinct) else argument
        return _AGGREGATE_WORDS[kind].get(language).format(explain_tree(argument, words, language))

    def _condition(self, node: exp.Expr, language: str) -> str:
        """A code by its word, beside the column that has it."""

        def words(inner: exp.Expr) -> str | None:
            if isinstance(inner, exp.Literal) and inner.is_string and isinstance(inner.parent, COMPARISONS):
                column = inner.parent.find(exp.Column)
                field = self.ledger.field(column.name) if column is not None else None
                listed = self.codes.get(field.code_list) if field is not None else None
                if listed is not None and inner.name in listed.codes:
                    return listed.codes[inner.name].get(language)
            return self.of(language)(inner)

        return explain_tree(node, words, language)
