"""What is the same in every computation with one set of packs: formulas and terms, parsed and checked once.

Only the days of the period and dated parameters differ from one computation to the next. A term without them is taken
apart once; a term with them is checked once and its constants are put in anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from taizhang.analytics.arithmetic import Value
from taizhang.analytics.expression import TypedExpression, check_expression
from taizhang.analytics.formula import Formula, condition_inputs, formula_order, names_for, parse_formula
from taizhang.analytics.parts import TermPlan, plan_term
from taizhang.engine.pack import CodeList, Indicator, Ledger, Over, Term
from taizhang.engine.periods import Period

_DAYS = ("period_first", "period_last")


class _Checked(NamedTuple):
    ledger: Ledger
    typed: TypedExpression


class Plans:
    """Parsed formulas and terms of one set of packs. It fills as it is asked and never forgets: keep it beside the
    packs and drop it with them.

    indicators: all of them by key, for the names in formulas; code_lists: by the name that fields carry.
    """

    def __init__(self, indicators: Mapping[str, Indicator], code_lists: Mapping[str, CodeList]) -> None:
        self._indicators, self._code_lists = indicators, code_lists
        self._names: dict[str, dict[str, Indicator]] = {}
        self._formulas: dict[str, Formula] = {}
        self._checked: dict[tuple[str, str], _Checked] = {}
        self._fixed: dict[tuple[str, str, Over], TermPlan] = {}
        self._without_ring: set[str] = set()

    def formula(self, indicator: Indicator) -> Formula:
        """The checked formula of an indicator that has one. Raises ExpressionError."""
        known = self._formulas.get(indicator.key)
        if known is None:
            if indicator.pack not in self._names:
                self._names[indicator.pack] = names_for(indicator.pack, self._indicators)
            names = self._names[indicator.pack]
            known = self._formulas[indicator.key] = parse_formula(indicator.formula, indicators=names, parameters=None)
        return known

    def needed(self, indicator: Indicator) -> Indicator | None:
        """What must be above 0 for the indicator's zero to say something."""
        return self._indicators[indicator.zero_needs] if indicator.zero_needs else None

    def closed_over(self, start: list[Indicator]) -> dict[str, Indicator]:
        """The indicators with all that they use, by key. Raises ExpressionError, also for a ring."""
        found: dict[str, Indicator] = {}
        stack = list(start)
        while stack:
            indicator = stack.pop()
            if indicator.key not in found:
                found[indicator.key] = indicator
                if (needed := self.needed(indicator)) is not None:
                    stack.append(needed)
                if indicator.formula:
                    used = condition_inputs(self.formula(indicator))
                    stack += [item.indicator for item in used if item.indicator is not None]
        if not self._without_ring.issuperset(found):
            formula_order(found)
            self._without_ring.update(found)
        return found

    def typed(self, ledger: Ledger, expression: str) -> TypedExpression:
        """The checked expression of a term. Raises ExpressionError."""
        key = (ledger.key, expression)
        known = self._checked.get(key)
        if known is None or known.ledger is not ledger:
            typed = check_expression(
                expression, ledger=ledger, mode="value", parameters=None, code_lists=self._code_lists
            )
            known = self._checked[key] = _Checked(ledger, typed)
            for over in Over:
                self._fixed.pop((*key, over), None)
        return known.typed

    def term(self, ledger: Ledger, term: Term, period: Period, parameter: Callable[[str], Value]) -> TermPlan:
        """A term taken apart for a period. parameter: the value in force by name. Raises ExpressionError."""
        typed = self.typed(ledger, term.expression)
        if typed.parameters or any(name in typed.fields for name in _DAYS):
            values = {name: parameter(name) for name in typed.parameters}
            return plan_term(typed, term.over, {**values, "period_first": period.first, "period_last": period.last})
        key = (ledger.key, term.expression, term.over)
        if key not in self._fixed:
            self._fixed[key] = plan_term(typed, term.over, {})
        return self._fixed[key]
