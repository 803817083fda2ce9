"""Expressions over one ledger: parsed, allowed node by node, names resolved, types checked.

The language is told in `docs/reference/expressions.md`. Nothing here runs an expression; `parts` takes the checked tree
apart and `fuse` makes queries of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlglot import exp

from taizhang.analytics import grammar
from taizhang.analytics.grammar import AGGREGATES, ARITHMETIC, COMPARISONS, ROW_ONLY
from taizhang.analytics.problems import ExpressionError, nearest, position_of, problem, unknown_name
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger, ParameterKind
from taizhang.engine.text import Text

Mode = Literal["row", "set", "value"]
Kind = Literal["integer", "number", "string", "date", "boolean", "any"]  # any: null, or a parameter not known yet

IMPLICIT: Mapping[str, Kind] = {"org_unit": "string", "period_first": "date", "period_last": "date"}
_KIND_OF: Mapping[FieldType, Kind] = {
    FieldType.STRING: "string",
    FieldType.CODE: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.DATE: "date",
    FieldType.BOOLEAN: "boolean",
}
_NAMES: Mapping[str, Text] = {
    "integer": Text("整数", "an integer"),
    "number": Text("数", "a number"),
    "string": Text("文字", "text"),
    "date": Text("日期", "a date"),
    "boolean": Text("是非值", "true or false"),
}
_NUMERIC: tuple[Kind, ...] = ("integer", "number")


@dataclass(frozen=True, slots=True)
class TypedExpression:
    """A checked expression. tree: columns carry field ids; parameters are columns of the table ``param``.

    fields: ids of the fields and implicit columns it reads, in order of appearance; parameters: names after ``param.``.
    """

    text: str
    tree: exp.Expr
    type: Kind
    fields: tuple[str, ...]
    parameters: tuple[str, ...]


def check_expression(
    text: str,
    *,
    ledger: Ledger,
    mode: Mode,
    parameters: Mapping[str, ParameterKind] | None,
    code_lists: Mapping[str, CodeList],
) -> TypedExpression:
    """Check an expression over a ledger's rows.

    mode ``row``: true or false for one row (a check or a filter). ``set``: true or false over aggregates of a
    submission. ``value``: a number over aggregates (an indicator's term). parameters: kinds by known name, None: not
    checked. code_lists: by the name that fields carry; a list that is missing here is not checked.
    Raises ExpressionError with every problem found.
    """
    tree = grammar.parse(text)
    problems = grammar.denied_nodes(tree, text, formula=False)
    if problems:
        raise ExpressionError(problems)
    checker = _Checker(text, ledger, mode, parameters, code_lists)
    checker.resolve(tree)
    kind = checker.kind(tree, mode == "row")
    checker.check_result(tree, kind)
    if checker.problems:
        raise ExpressionError(checker.problems)
    columns = list(tree.find_all(exp.Column, bfs=False))
    names = dict.fromkeys(column.name for column in columns if not column.table)
    wanted = dict.fromkeys(column.name for column in columns if column.table)
    return TypedExpression(text, tree, kind, tuple(names), tuple(wanted))


class _Checker:
    """Collects problems; a node with a problem gets the kind ``any`` so that one mistake is told once."""

    def __init__(
        self,
        text: str,
        ledger: Ledger,
        mode: Mode,
        parameters: Mapping[str, ParameterKind] | None,
        code_lists: Mapping[str, CodeList],
    ) -> None:
        self.text, self.ledger, self.mode = text, ledger, mode
        self.parameters, self.code_lists = parameters, code_lists
        self.problems: list[Problem] = []

    def resolve(self, tree: exp.Expr) -> None:
        """Turn Chinese titles into field ids, in place; report names that do not exist or may not be named."""
        for column in list(tree.find_all(exp.Column)):
            position = position_of(column)
            name, table = column.name, column.table
            if table == "param":
                if self.parameters is not None and name not in self.parameters:
                    what = Text("已有的参数", "a known parameter")
                    self.problems.append(unknown_name(self.text, name, self.parameters, what=what, position=position))
            elif table:
                cure = Text("只写本台账的字段名。", "Write only the name of a field of this ledger.")
                self.add("other-table", column, _FIELD, Text(f"“{table}.{name}”", f"{table}.{name}"), cure)
            elif name.startswith("_"):
                cure = Text("这一列不对外；请改用台账字段。", "This column is internal; use a field of the ledger.")
                self.add("hidden-column", column, _FIELD, Text(f"隐藏列“{name}”", f"the hidden column {name}"), cure)
            elif name not in IMPLICIT:
                self._resolve_field(column, position)

    def _resolve_field(self, column: exp.Column, position: int | None) -> None:
        field = self.ledger.field(column.name)
        if field is None:
            fields = self.ledger.fields
            known = [*(item.id for item in fields), *(item.title.zh for item in fields), *IMPLICIT]
            self.problems.append(unknown_name(self.text, column.name, known, what=_FIELD, position=position))
            column.set("unknown", True)
        else:
            column.this.set("this", field.id)  # in place: the identifier keeps its position

    def kind(self, node: exp.Expr, inside: bool) -> Kind:
        """The kind of a node. inside: within a row (a row expression, an aggregate's argument or filter)."""
        if not inside and type(node) in ROW_ONLY and not isinstance(node, exp.Cast):
            self.add("outside-aggregate", node, _AGGREGATE, self.shown(node), _WRAP)
            return "any"
        if isinstance(node, exp.Paren):
            return self.kind(node.this, inside)
        if isinstance(node, exp.Literal):
            return "string" if node.is_string else ("number" if "." in node.name else "integer")
        if isinstance(node, exp.Null):
            return "any"
        if isinstance(node, exp.Boolean):
            return "boolean"
        if isinstance(node, exp.Cast):
            return self._date_constant(node)
        if isinstance(node, exp.Column):
            return self._column(node, inside)
        if isinstance(node, (*AGGREGATES, exp.Filter)):
            return self._aggregate(node, inside)
        if isinstance(node, (*ARITHMETIC, exp.Neg, exp.Abs, exp.Round)):
            return self._arithmetic(node, inside)
        if isinstance(node, exp.Not | exp.And | exp.Or):
            for child in _parts(node):
                self.want(child, inside, "boolean")
            return "boolean"
        if isinstance(node, (*COMPARISONS, exp.In, exp.Between)):
            self._alike(node, _parts(node), inside)
            return "boolean"
        if isinstance(node, exp.Is):
            self.kind(node.this, inside)
            return "boolean"
        if isinstance(node, exp.Case | exp.If):
            return self._choice(node, inside)
        if isinstance(node, exp.Coalesce | exp.Nullif | exp.Least | exp.Greatest):
            return self._alike(node, _parts(node), inside)
        return self._row_function(node, inside)

    def _date_constant(self, node: exp.Cast) -> Kind:
        try:
            date.fromisoformat(node.this.name)
        except ValueError:
            expected = Text("有效日期", "a day that exists")
            self.add("bad-date", node.this, expected, self.shown(node.this), Text("写成 date '2026-03-31'。",
                     "Write date '2026-03-31'."))  # fmt: skip
        return "date"

    def _column(self, node: exp.Column, inside: bool) -> Kind:
        if node.table == "param":
            return (self.parameters or {}).get(node.name, "any")
        if node.table or node.args.get("unknown") or node.name.startswith("_"):
            return "any"
        if not inside and node.name not in ("period_first", "period_last"):
            self.add("outside-aggregate", node, _AGGREGATE, self.shown(node), _WRAP)
        if node.name in IMPLICIT:
            return IMPLICIT[node.name]
        field = self.ledger.field(node.name)
        return _KIND_OF[field.type] if field else "any"

    def _aggregate(self, node: exp.Expr, inside: bool) -> Kind:
        if inside:
            cure = (
                Text("逐行检查里不能汇总；请改用整表检查。", "A row check cannot aggregate; use a set check.")
                if self.mode == "row"
                else Text("汇总里不能再汇总。", "An aggregate cannot hold another.")
            )
            self.add("aggregate-here", node, Text("逐行的值", "a value of one row"), self.shown(node), cure)
            return "any"
        if isinstance(node, exp.Filter):
            if not isinstance(node.this, AGGREGATES):
                self.add("filter-here", node, _AGGREGATE, self.shown(node.this), _WRAP)
                return "any"
            self.want(node.expression.this, True, "boolean")
            return self._aggregate(node.this, False)
        argument = node.this
        if isinstance(node, exp.Count):
            if isinstance(argument, exp.Distinct):
                if len(argument.expressions) != 1:
                    cure = Text("只写一个；多个字段可用 || 连接。", "Write one; join several with ||.")
                    self.add("distinct", node, Text("一个表达式", "one expression"), self.shown(node), cure)
                argument = argument.expressions[0]
            if not isinstance(argument, exp.Star):
                self.kind(argument, True)
            return "integer"
        if isinstance(argument, exp.Distinct | exp.Star):
            cure = Text("这里写一个数字字段。", "Write a numeric field here.")
            self.add("distinct", node, Text("一个表达式", "one expression"), self.shown(node), cure)
            return "any"
        if isinstance(node, exp.Min | exp.Max):
            return self.kind(argument, True)
        kind = self.want(argument, True, *_NUMERIC)
        return "number" if isinstance(node, exp.Avg) else kind

    def _arithmetic(self, node: exp.Expr, inside: bool) -> Kind:
        kinds = [self.want(child, inside, *_NUMERIC) for child in _parts(node)]
        whole = all(kind == "integer" for kind in kinds) and not isinstance(node, exp.Div)
        return "integer" if whole else "number"

    def _choice(self, node: exp.Expr, inside: bool) -> Kind:
        branches = node.args.get("ifs") or [node]
        results = [item.args["true"] for item in branches]
        results += [item for item in (node.args.get("default"), node.args.get("false")) if item is not None]
        tests = [item.this for item in branches]
        if isinstance(node, exp.Case) and node.this is not None:
            self._alike(node, [node.this, *tests], inside)
        else:
            for test in tests:
                self.want(test, inside, "boolean")
        return self._alike(node, results, inside)

    def _row_function(self, node: exp.Expr, inside: bool) -> Kind:
        if type(node) not in ROW_ONLY:  # a star or a distinct that stands anywhere but in a count
            self.add("not-allowed", node, Text("一个值", "a value"), self.shown(node), _WRAP)
            return "any"
        if isinstance(node, exp.Year | exp.Month | exp.Day):
            self.want(node.this, inside, "date")
            return "integer"
        if isinstance(node, exp.DateDiff):
            for child in (node.this, node.expression):
                self.want(child, inside, "date")
            if node.text("unit").upper() not in ("DAY", "MONTH", "YEAR"):
                cure = Text("写成 'day'、'month' 或 'year'。", "Write 'day', 'month' or 'year'.")
                self.add("date-unit", node, Text("日、月或年", "day, month or year"), self.shown(node), cure)
            return "integer"
        if isinstance(node, exp.Substring):
            self.want(node.this, inside, "string")
            for child in (node.args.get("start"), node.args.get("length")):
                if child is not None:
                    self.want(child, inside, "integer")
            return "string"
        for child in _parts(node):
            self.want(child, inside, "string")
        if isinstance(node, exp.Like | exp.Contains | exp.StartsWith):
            return "boolean"
        return "integer" if isinstance(node, exp.Length) else "string"

    def want(self, node: exp.Expr, inside: bool, *kinds: Kind) -> Kind:
        """Check a node and demand one of the kinds."""
        kind = self.kind(node, inside)
        if kind != "any" and kind not in kinds:
            wanted = _NAMES[kinds[-1]]
            cure = Text(f"此处要{wanted.zh}，请换一个字段或先比较。", f"Use {wanted.en} here, or compare first.")
            if kind == "boolean" and "number" in kinds:
                cure = Text("计数请写 count(*) filter (where …)。", "To count, write count(*) filter (where …).")
            self.add("type", node, wanted, self.shown(node, _NAMES[kind]), cure)
            return "any"
        return kind

    def _alike(self, parent: exp.Expr, nodes: list[exp.Expr], inside: bool) -> Kind:
        """Check that values which meet are of one family; returns the widest kind."""
        self._code_constants(nodes)
        result: Kind = "any"
        for node in nodes:
            kind = self.kind(node, inside)
            if kind in ("any", result):
                continue
            if result == "any" or (kind in _NUMERIC and result in _NUMERIC):
                result = "number" if result in _NUMERIC else kind
                continue
            cure = Text("两边的类型要一致。", "Both sides must have the same type.")
            if "date" in (kind, result) and "string" in (kind, result):
                cure = Text("日期写成 date '2026-03-31'。", "Write a date as date '2026-03-31'.")
            self.add("type", node, _NAMES[result], self.shown(node, _NAMES[kind]), cure)
        return result

    def _code_constants(self, nodes: list[exp.Expr]) -> None:
        """A text constant that meets a code field must be a code of its list."""
        field = next((found for found in map(self._code_field, nodes) if found), None)
        codes = self.code_lists.get(field.code_list) if field else None
        if field is None or codes is None:
            return
        for node in nodes:
            if isinstance(node, exp.Literal) and node.is_string and node.name not in codes.codes:
                labels = {label.zh: code for code, label in codes.codes.items()}
                hint = labels.get(node.name) or nearest(node.name, codes.codes)
                some = "、".join(list(codes.codes)[:8])
                cure = (
                    Text(f"是否想写 '{hint}'？", f"Did you mean '{hint}'?")
                    if hint
                    else Text(f"可用的有：{some}。", f"Known: {some}.")
                )
                expected = Text(f"“{field.title.zh}”的代码", f"a code of {field.id}")
                self.add("unknown-code", node, expected, self.shown(node), cure)

    def _code_field(self, node: exp.Expr) -> Field | None:
        if not isinstance(node, exp.Column) or node.table:
            return None
        field = self.ledger.field(node.name)
        return field if field and field.type is FieldType.CODE else None

    def check_result(self, tree: exp.Expr, kind: Kind) -> None:
        """Demand true-or-false of checks, a number of values, and at least one aggregate where rows are counted."""
        if self.mode != "row" and not self.problems and tree.find(*AGGREGATES) is None:
            self.add("no-aggregate", tree, _AGGREGATE, self.shown(tree), _WRAP)
        elif self.mode == "value" and kind not in (*_NUMERIC, "any"):
            cure = Text("指标要得出一个数，例如 count(*)。", "A value must be a number, such as count(*).")
            self.add("type", tree, _NAMES["number"], self.shown(tree, _NAMES[kind]), cure)
        elif self.mode != "value" and kind not in ("boolean", "any"):
            cure = Text("写成一个判断，例如 a = b。", "Write a condition, such as a = b.")
            self.add("type", tree, _NAMES["boolean"], self.shown(tree, _NAMES[kind]), cure)

    def shown(self, node: exp.Expr, kind: Text | None = None) -> Text:
        """The node's own words, cut short, with its kind."""
        words = node.sql(dialect="duckdb").replace('"', "")[:40]
        if kind is None:
            return Text(f"“{words}”", repr(words))
        return Text(f"“{words}”是{kind.zh}", f"{words!r}, which is {kind.en}")

    def add(self, code: str, node: exp.Expr, expected: Text, found: Text, cure: Text) -> None:
        self.problems.append(
            problem(code, self.text, expected=expected, found=found, cure=cure, position=position_of(node))
        )


def _parts(node: exp.Expr) -> list[exp.Expr]:
    return list(_iter_parts(node))


def _iter_parts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The children that are values, in the order in which they are written."""
    for name in ("this", "decimals", "expression", "low", "high"):
        child = node.args.get(name)
        if isinstance(child, exp.Expr):
            yield child
    yield from node.args.get("expressions") or ()


_FIELD = Text("本台账的字段", "a field of this ledger")
_AGGREGATE = Text("汇总（如 count、sum）", "an aggregate such as count or sum")
_WRAP = Text("把它放进 sum(…) 或 filter (where …) 里。", "Put it inside sum(…) or filter (where …).")
