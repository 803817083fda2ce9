"""The pack loader's `ExpressionChecker`, made of the analytics parsers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from taizhang.analytics.expression import check_expression
from taizhang.analytics.formula import condition_inputs, parse_formula
from taizhang.analytics.problems import ExpressionError
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Indicator, Ledger, ParameterKind
from taizhang.engine.text import Text
from taizhang.packs.protocols import FormulaReport, Mode

_CONDITIONS = (exp.Predicate, exp.Connector, exp.Not, exp.Boolean)


class AnalyticsChecker:
    def expression(
        self,
        text: str,
        *,
        ledger: Ledger,
        mode: Mode,
        parameters: Mapping[str, ParameterKind],
        code_lists: Mapping[str, CodeList],
    ) -> Sequence[Problem]:
        try:
            check_expression(text, ledger=ledger, mode=mode, parameters=parameters, code_lists=code_lists)
        except ExpressionError as error:
            return error.problems
        return ()

    def formula(
        self,
        text: str,
        *,
        indicators: Mapping[str, Indicator],
        parameters: Mapping[str, ParameterKind],
        condition: bool = False,
    ) -> FormulaReport:
        try:
            formula = parse_formula(text, indicators=indicators, parameters=parameters)
        except ExpressionError as error:
            return FormulaReport(error.problems)
        problems: list[Problem] = []
        root = formula.tree.unnest()
        if condition != isinstance(root, _CONDITIONS) and not isinstance(root, exp.Case):
            expected = Text("一个判断", "a condition") if condition else Text("一个数", "a number")
            cure = (
                Text("写成比较，如 x = 0。", "Write a comparison such as x = 0.")
                if condition
                else Text(
                    "判断写成 case when … then 1 else 0 end。", "Turn a condition into case when … then 1 else 0 end."
                )
            )
            problems.append(Problem("formula-kind", "", expected, Text(f"“{text}”", repr(text)), cure))
        uses = [
            reference.indicator.key
            for reference in condition_inputs(formula)
            if reference.indicator is not None and reference.function != "earlier_max"
        ]
        return FormulaReport(problems, tuple(dict.fromkeys(uses)))


CHECKER = AnalyticsChecker()
