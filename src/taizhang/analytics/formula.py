"""Formulas over indicators: parsed, checked (names, units, rings), evaluated exactly, and explained in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from sqlglot import exp

from taizhang.analytics import grammar
from taizhang.analytics.arithmetic import Scope, Step, Value, compile_tree
from taizhang.analytics.explain import explain_tree
from taizhang.analytics.formula_units import unit_problems
from taizhang.analytics.grammar import FORMULA_FUNCTIONS
from taizhang.analytics.problems import ExpressionError, position_of, problem, unknown_name
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Indicator, ParameterKind
from taizhang.engine.text import Text

Function = Literal["self", "last_year", "previous", "earlier_max", "count_units"]
_PREFIX: Mapping[str, Text] = {
    "self": Text("", ""),
    "last_year": Text("去年同期", "last year's "),
    "previous": Text("上期", "previous "),
    "earlier_max": Text("历史最高", "earlier maximum of "),
}


@dataclass(frozen=True)
class Reference:
    """One use of an indicator. function ``self`` is the plain name; ``count_units`` has a condition instead."""

    function: Function
    indicator: Indicator | None
    condition: Formula | None = field(default=None, compare=False)
    text: str = ""  # of the condition, so that equal conditions are equal

    @property
    def title(self) -> Text:
        """As it is called in a reason or an explanation: 去年同期第一批上线考生."""
        if self.indicator is None:
            words = self.condition.explain if self.condition else str
            return Text(f"符合“{words('zh')}”的单位数", f"number of units with {words('en')}")
        prefix, title = _PREFIX[self.function], self.indicator.title
        return Text(prefix.zh + title.zh, prefix.en + title.get("en"))


Resolve = Callable[[Reference], Decimal | None]
Lookup = Callable[[str], Value]


@dataclass(frozen=True)
class Formula:
    """A checked formula. indicators: what it uses, in order; parameters: names after ``param.``."""

    text: str
    tree: exp.Expr
    indicators: tuple[Reference, ...]
    parameters: tuple[str, ...]
    _references: Mapping[int, Reference]
    _step: Step

    def evaluate(self, resolve: Resolve, param: Lookup) -> tuple[Decimal | None, Text | None]:
        """The unrounded value, or None with the reason: a divisor that is zero, or an input without a value."""
        scope = Scope((resolve, param))
        value = self._step(scope)
        if isinstance(value, Decimal):
            return value, None
        return None, scope.reasons[0] if scope.reasons else Text("没有值", "no value")

    def holds(self, resolve: Resolve, param: Lookup) -> bool | None:
        """The formula as a condition; None: unknown."""
        value = self._step(Scope((resolve, param)))
        return value if isinstance(value, bool) else None

    def explain(self, language: str = "zh", numbers: Callable[[Reference], str | None] | None = None) -> str:
        """In words: indicators by title, or by `numbers` (the printed value of a reference) where it gives one."""

        def words(node: exp.Expr) -> str | None:
            reference = self._references.get(id(node))
            if reference is None:
                return None
            shown = numbers(reference) if numbers else None
            return shown if shown is not None else reference.title.get(language)

        return explain_tree(self.tree, words, language)


def parse_formula(
    text: str, *, indicators: Mapping[str, Indicator], parameters: Mapping[str, ParameterKind] | None
) -> Formula:
    """Parse and check a formula. indicators: by the names that may be written; parameters: kinds by
    known name, None: any.

    Raises ExpressionError with every problem: unknown names with the nearest, unlike units, functions not allowed.
    """
    tree = grammar.parse(text)
    problems = grammar.denied_nodes(tree, text, formula=True)
    if problems:
        raise ExpressionError(problems)
    return _build(text, tree, indicators, parameters)


def _build(
    text: str, tree: exp.Expr, indicators: Mapping[str, Indicator], parameters: Mapping[str, ParameterKind] | None
) -> Formula:
    reader = _Reader(text, indicators, parameters)
    reader.read(tree)
    if not reader.problems:
        units = {key: item.indicator.unit for key, item in reader.references.items() if item.indicator}
        reader.problems += unit_problems(tree, units, text)
    if reader.problems:
        raise ExpressionError(reader.problems)
    step = compile_tree(tree, reader.leaf, reader.describe)
    used = tuple(dict.fromkeys(reader.references.values()))
    return Formula(text, tree, used, tuple(reader.parameters), reader.references, step)


class _Reader:
    """Finds the references of a formula; `references` maps a node's identity to what it refers to."""

    def __init__(
        self, text: str, indicators: Mapping[str, Indicator], parameters: Mapping[str, ParameterKind] | None
    ) -> None:
        self.text, self.indicators, self.known_parameters = text, indicators, parameters
        self.references: dict[int, Reference] = {}
        self.parameters: dict[str, None] = {}
        self.problems: list[Problem] = []

    def read(self, node: exp.Expr) -> None:
        if isinstance(node, exp.Anonymous):
            self._function(node)
        elif isinstance(node, exp.Column):
            if node.table == "param":
                self._parameter(node)
            else:
                self._indicator(node, node, "self")
        else:
            for child in node.iter_expressions():
                self.read(child)

    def _parameter(self, node: exp.Column) -> None:
        self.parameters[node.name] = None
        if self.known_parameters is not None and node.name not in self.known_parameters:
            what = Text("已有的参数", "a known parameter")
            self.problems.append(
                unknown_name(self.text, node.name, self.known_parameters, what=what, position=position_of(node))
            )
        elif (self.known_parameters or {}).get(node.name) in ("string", "date"):
            cure = Text("参数的值写成数，不加引号。", "Write the parameter's values as numbers, without quotes.")
            self.problems.append(
                problem(
                    "not-a-number",
                    self.text,
                    expected=Text("数值参数", "a parameter that is a number"),
                    found=Text(f"“{node.name}”不是数", f"{node.name}, which is none"),
                    cure=cure,
                    position=position_of(node),
                )
            )

    def _indicator(self, node: exp.Expr, column: exp.Column, function: Function) -> None:
        name = f"{column.table}.{column.name}" if column.table else column.name
        found = self.indicators.get(name) or _by_title(self.indicators, name)
        if found is None:
            known = [*self.indicators, *(item.title.zh for item in self.indicators.values())]
            what = Text("已有的指标", "a known indicator")
            self.problems.append(unknown_name(self.text, name, known, what=what, position=position_of(column)))
        else:
            self.references[id(node)] = Reference(function, found)

    def _function(self, node: exp.Anonymous) -> None:
        name = node.name.lower()
        arguments = node.expressions
        if name not in FORMULA_FUNCTIONS:
            expected = Text("许可的函数", "an allowed function")
            self._add(node, expected, Text(f"函数 {node.name}", f"the function {node.name}"), _FUNCTIONS)
        elif name == "count_units" and len(arguments) == 1:
            try:
                condition = _build(self.text, arguments[0].copy(), self.indicators, self.known_parameters)
            except ExpressionError as error:
                self.problems += error.problems
                return
            self.references[id(node)] = Reference("count_units", None, condition, arguments[0].sql(dialect="duckdb"))
            self.parameters.update(dict.fromkeys(condition.parameters))
        elif name != "count_units" and len(arguments) == 1 and isinstance(arguments[0], exp.Column):
            self._indicator(node, arguments[0], _as_function(name))
        else:
            expected = Text(f"{name}(一个指标)", f"{name}(one indicator)")
            if name == "count_units":
                expected = Text("count_units(一个条件)", "count_units(one condition)")
            shown = node.sql(dialect="duckdb")[:40]
            self._add(node, expected, Text(f"“{shown}”", repr(shown)), _ONE)

    def _add(self, node: exp.Expr, expected: Text, found: Text, cure: Text) -> None:
        self.problems.append(
            problem("formula", self.text, expected=expected, found=found, cure=cure, position=position_of(node))
        )

    def leaf(self, node: exp.Expr) -> Step | None:
        reference = self.references.get(id(node))
        if reference is not None:
            return _look_up(reference)
        if isinstance(node, exp.Column):
            return _look_up_parameter(node.name)
        return None

    def describe(self, node: exp.Expr) -> Text:
        def in_language(language: str) -> str:
            def words(item: exp.Expr) -> str | None:
                found = self.references.get(id(item))
                return found.title.get(language) if found else None

            return explain_tree(node, words, language)

        return Text(in_language("zh"), in_language("en"))


def formula_order(indicators: Mapping[str, Indicator]) -> list[str]:
    """Keys of all indicators, inputs before what uses them. Raises ExpressionError naming the ring.

    indicators: by key. ``earlier_max`` reads stored figures and so makes no ring. Unknown names are skipped here.
    """
    done: dict[str, bool] = {}
    order: list[str] = []
    for start in indicators:
        stack: list[tuple[str, bool]] = [(start, False)]
        path: list[str] = []
        while stack:
            key, leaving = stack.pop()
            if leaving:
                path.pop()
                done[key] = True
                order.append(key)
            elif key in path:
                raise _ring(indicators, [*path[path.index(key) :], key])
            elif key not in done:
                path.append(key)
                stack.append((key, True))
                stack += [(name, False) for name in _inputs(indicators[key], indicators) if name not in done]
    return order


def names_for(pack: str, indicators: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The names that a formula of `pack` may write: keys of all indicators, and the bare ids of its own."""
    own = {item.id: item for item in indicators.values() if item.pack == pack}
    return {**indicators, **own}


def condition_inputs(formula: Formula) -> tuple[Reference, ...]:
    """All references to indicators, those inside ``count_units`` too."""
    found: dict[Reference, None] = {}
    for item in formula.indicators:
        found.update(dict.fromkeys(condition_inputs(item.condition)) if item.condition else {item: None})
    return tuple(found)


def _inputs(indicator: Indicator, indicators: Mapping[str, Indicator]) -> list[str]:
    if not indicator.formula:
        return []
    names = names_for(indicator.pack, indicators)
    found = []
    for column in grammar.parse(indicator.formula).find_all(exp.Column):
        name = f"{column.table}.{column.name}" if column.table else column.name
        used = None if column.table == "param" or _in_earlier_max(column) else names.get(name) or _by_title(names, name)
        if used is not None and used.key in indicators:
            found.append(used.key)
    return list(dict.fromkeys(found))


def _in_earlier_max(column: exp.Column) -> bool:
    parent = column.parent
    return isinstance(parent, exp.Anonymous) and parent.name.lower() == "earlier_max"


def _by_title(indicators: Mapping[str, Indicator], title: str) -> Indicator | None:
    found = {item.key: item for item in indicators.values() if item.title.zh == title}
    return next(iter(found.values())) if len(found) == 1 else None


def _ring(indicators: Mapping[str, Indicator], ring: list[str]) -> ExpressionError:
    titles = " → ".join(f"“{indicators[key].title.zh}”" for key in ring)
    formula = indicators[ring[0]].formula
    expected = Text("不循环的算式", "formulas without a ring")
    found = Text(f"循环引用 {titles}", f"a ring {' -> '.join(ring)}")
    cure = Text("改动其中一个算式。", "Change one of these formulas.")
    return ExpressionError([problem("circular", formula, expected=expected, found=found, cure=cure, ring=ring)])


def _as_function(name: str) -> Function:
    return "last_year" if name == "last_year" else "previous" if name == "previous" else "earlier_max"


def _look_up(reference: Reference) -> Step:
    title = reference.title
    missing = Text(f"缺少“{title.zh}”", f"no value for {title.get('en')}")

    def step(scope: Scope) -> Value:
        value: Decimal | None = scope.data[0](reference)
        if value is None:
            scope.reasons.append(missing)
        return value

    return step


def _look_up_parameter(name: str) -> Step:
    missing = Text(f"参数 {name} 在本期没有取值", f"parameter {name} has no value in this period")

    def step(scope: Scope) -> Value:
        value: Value = scope.data[1](name)
        if value is None:
            scope.reasons.append(missing)
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value

    return step


_FUNCTIONS = Text(f"可用：{'、'.join(FORMULA_FUNCTIONS)}。", f"Use one of: {', '.join(FORMULA_FUNCTIONS)}.")
_ONE = Text("括号里只写一个。", "Write just one between the brackets.")
