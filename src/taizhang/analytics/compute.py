"""Figures of many indicators for all org units of a period: one query a ledger and period, formulas after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from taizhang.analytics.arithmetic import EXACT, Value
from taizhang.analytics.engine_room import Source, attach, open_engine, paths_of, run_with_limit
from taizhang.analytics.formula import Formula, Reference, condition_inputs
from taizhang.analytics.fuse import CLOSURE, FusedPlan, fuse_plans
from taizhang.analytics.parts import TermPlan
from taizhang.analytics.plans import Plans
from taizhang.analytics.schema import arrow_schema
from taizhang.analytics.scope import RECORDS
from taizhang.engine.figure import ComputedFigure, TermValue
from taizhang.engine.pack import CodeList, Indicator, Ledger, Term
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.engine.units import ratio_factor

__all__ = ["Source", "compute_figures"]

TermName = tuple[str, str]  # indicator key; value, numerator or denominator
Measurement = tuple[TermValue, Text | None]  # value with rows, reason of no value
Measured = dict[str, Measurement]  # by org unit
Earlier = Callable[[str, str], Decimal | None]
Unfiled = Callable[[Indicator, str, Period], bool]
NOTHING_CHECKED = Text("没有检查过，不能算没有发现", "nothing was checked, so nothing can be said not to be there")
NO_UNIT = (TermValue(None, 0), Text("当时没有这个单位", "the org unit did not exist then"))


def compute_figures(
    *,
    indicators: Sequence[Indicator],
    all_indicators: Mapping[str, Indicator],
    ledgers: Mapping[str, Ledger],
    sources: Mapping[str, Source],
    closure: Callable[[Period], pa.Table],
    gone: Callable[[Period], Collection[str]] = lambda _period: (),
    period: Period,
    parameters: Callable[[Period], Mapping[str, Value]],
    code_lists: Mapping[str, CodeList],
    states: Collection[str] = ("accepted",),
    earlier: Earlier | None = None,
    unfiled: Unfiled | None = None,
    seconds: float = 60,
    plans: Plans | None = None,
) -> dict[tuple[str, str], ComputedFigure]:
    """Compute indicators for every org unit of the closure of `period`.

    indicators: what is asked for; all_indicators: by key, for the inputs of formulas. sources: by ledger key; a missing
    one is empty. closure(period): columns unit, ancestor, each unit being its own ancestor; an optional column ``kind``
    (of the unit) narrows ``count_units`` to the kinds that file. gone(period): units of its closure that
    are closed by its last day, of which nothing is left then. parameters(period): values in force, by name or
    ``pack.name``. code_lists: by the name that fields carry. earlier(indicator key, org unit): the largest stored value
    of earlier periods. unfiled(indicator, org unit, period): nobody filed what it reads, so that a formula finds no
    value there where SQL counts 0. seconds: limit of each query. plans: what earlier computations with the same
    `all_indicators` and `code_lists` parsed already; None: all is parsed anew.
    Returns figures by indicator key and org unit code; values are exact and unrounded. A count over no rows is 0; a
    sum, average, minimum or maximum over no rows has no value, with the reason "no records".
    Raises ExpressionError for expressions that are not valid, EngineLimitError when a query goes over its limits.
    """
    plans = plans or Plans(all_indicators, code_lists)
    room = _Room(plans, ledgers, sources, closure, gone, parameters, states, earlier, unfiled, seconds)
    room.measure(room.wanted([(item, period) for item in indicators]))
    return {
        (key, unit): figure
        for indicator in indicators
        for key in (indicator.key,)
        for unit, figure in room.figures_of(indicator, period).items()
    }


@dataclass
class _Room:
    """One computation: what was measured so far, by period; formulas are resolved on demand and kept."""

    plans: Plans
    ledgers: Mapping[str, Ledger]
    sources: Mapping[str, Source]
    closure: Callable[[Period], pa.Table]
    gone: Callable[[Period], Collection[str]]
    parameters: Callable[[Period], Mapping[str, Value]]
    states: Collection[str]
    earlier: Earlier | None
    unfiled: Unfiled | None
    seconds: float
    measured: dict[tuple[TermName, Period], Measured] = field(default_factory=dict)
    figures: dict[tuple[str, Period], dict[str, ComputedFigure]] = field(default_factory=dict)
    closures: dict[Period, pa.Table] = field(default_factory=dict)
    trees: dict[Period, _Tree] = field(default_factory=dict)
    uses: dict[tuple[str, Period], _Use] = field(default_factory=dict)
    others: dict[tuple[str, Period], Period] = field(default_factory=dict)
    values: dict[Period, Mapping[str, Value]] = field(default_factory=dict)

    def wanted(self, start: list[tuple[Indicator, Period]]) -> dict[tuple[str, Period], Indicator]:
        """Every indicator with the period for which it is needed, inputs of formulas included."""
        self.plans.closed_over([item for item, _ in start])
        found: dict[tuple[str, Period], Indicator] = {}
        stack = list(start)
        while stack:
            indicator, period = stack.pop()
            if (indicator.key, period) in found:
                continue
            found[indicator.key, period] = indicator
            if (needed := self.plans.needed(indicator)) is not None:
                stack.append((needed, period))
            if indicator.formula:
                for reference in condition_inputs(self.plans.formula(indicator)):
                    if reference.indicator is not None and reference.function != "earlier_max":
                        stack.append((reference.indicator, _period_of(reference, period)))
        return found

    def measure(self, wanted: Mapping[tuple[str, Period], Indicator]) -> None:
        """Run one query for each ledger and period, all on one engine: opening one costs more than most queries."""
        groups: dict[tuple[str, Period], dict[TermName, tuple[Term, str]]] = defaultdict(dict)
        for (key, period), indicator in wanted.items():
            for part in ("value", "numerator", "denominator"):
                term: Term | None = getattr(indicator, part)
                if term is not None:
                    groups[term.ledger, period][key, part] = (term, indicator.pack)
        if not groups:
            return
        with closing(open_engine(paths=paths_of(self.sources.values()))) as con:
            attached = None
            order = sorted(groups.items(), key=lambda item: (item[0][1].first, item[0][1].last, item[0][0]))
            for (ledger, period), terms in order:
                attach(con, RECORDS, self._source(ledger))
                if period != attached:
                    attach(con, CLOSURE, self.closure_of(period))
                    attached = period
                self._measure_ledger(con, self.ledgers[ledger], period, terms)

    def _source(self, key: str) -> Source:
        source = self.sources.get(key)
        if source is None or (not isinstance(source, pa.Table) and not source):
            return arrow_schema(self.ledgers[key]).empty_table()
        return source

    def _measure_ledger(
        self,
        con: duckdb.DuckDBPyConnection,
        ledger: Ledger,
        period: Period,
        terms: Mapping[TermName, tuple[Term, str]],
    ) -> None:
        plans: dict[str, TermPlan] = {}
        names: dict[TermName, str] = {}
        for name, (term, pack) in terms.items():
            label = f"{pack} {term.over} {term.expression}"
            names[name] = label
            if label not in plans:
                plans[label] = self.plans.term(ledger, term, period, partial(self._parameter_of, pack, period))
        fused = fuse_plans(ledger, plans, period=period, states=self.states, gone=self.gone(period))
        rows = run_with_limit(con, fused.duckdb_sql, seconds=self.seconds)
        results: dict[str, Measured] = {}
        for label, plan in plans.items():
            results[label] = _measured(plan, fused, rows)
        for name, label in names.items():
            self.measured[name, period] = results[label]

    def figures_of(self, indicator: Indicator, period: Period) -> dict[str, ComputedFigure]:
        """The figures of all org units of the period's tree."""
        known = self.figures.setdefault((indicator.key, period), {})
        units = self.tree(period).below
        if len(known) == len(units):
            return known
        if indicator.value is not None:
            known.update(self._value_figures(indicator, period))
            return known
        compute = self._formula_figure if indicator.formula else self._ratio_figure
        for unit in units:
            if unit not in known:
                known[unit] = compute(indicator, unit, period)
        return known

    def figure(self, indicator: Indicator, unit: str, period: Period) -> ComputedFigure | None:
        """One figure, None when the org unit is not in the period's tree."""
        if not indicator.formula:
            return self.figures_of(indicator, period).get(unit)
        known = self.figures.setdefault((indicator.key, period), {})
        if unit not in known and unit in self.tree(period).below:
            known[unit] = self._formula_figure(indicator, unit, period)
        return known.get(unit)

    def _value_figures(self, indicator: Indicator, period: Period) -> dict[str, ComputedFigure]:
        """Most figures are of this kind, so everything that is the same for all units is looked up once."""
        key, code, measured = indicator.key, period.code, self.measured[(indicator.key, "value"), period]
        terms: dict[int, dict[str, TermValue]] = {}  # by identity: units with equal parts share a measurement
        figures = {}
        needed = self.plans.needed(indicator)
        behind = self.figures_of(needed, period) if needed is not None else {}
        for unit in self.tree(period).below:
            term, reason = measured.get(unit, NO_UNIT)
            named = terms.get(id(term))
            if named is None:
                named = terms[id(term)] = {"value": term}
            value = term.value
            if needed is not None and value == 0 and not behind[unit].value:
                value, reason = None, NOTHING_CHECKED
            inputs = (needed.key,) if needed is not None else ()
            figures[unit] = ComputedFigure(key, unit, code, value, None, None, term.rows, reason, named, inputs)
        return figures

    def _ratio_figure(self, indicator: Indicator, unit: str, period: Period) -> ComputedFigure:
        """Recomputed from its parts at every level: never a mean of ratios."""
        above, above_reason = self.measured[(indicator.key, "numerator"), period].get(unit, NO_UNIT)
        below, below_reason = self.measured[(indicator.key, "denominator"), period].get(unit, NO_UNIT)
        reason, value = above_reason or below_reason, None
        if below.value is not None and below.value == 0:
            reason = Text("分母为 0", "the denominator is 0")
        elif above.value is not None and below.value is not None:
            value = EXACT.divide(EXACT.multiply(above.value, ratio_factor(indicator.unit)), below.value)
        return ComputedFigure(
            indicator.key,
            unit,
            period.code,
            value,
            above.value,
            below.value,
            max(above.rows, below.rows),
            reason,
            {"numerator": above, "denominator": below},
            (),
        )

    def _formula_figure(self, indicator: Indicator, unit: str, period: Period) -> ComputedFigure:
        use = self._use(indicator, period)
        formula = use.formula
        value, reason = formula.evaluate(
            lambda reference: self._resolve(reference, unit, period, indicator.pack),
            lambda name: self.parameter(indicator.pack, name, period),
        )
        rows = 0
        for used, then in use.counted:
            figure = self.figure(used, unit, then)
            rows += figure.rows if figure else 0
        return ComputedFigure(indicator.key, unit, period.code, value, None, None, rows, reason, {}, use.inputs)

    def _use(self, indicator: Indicator, period: Period) -> _Use:
        key = (indicator.key, period)
        if key not in self.uses:
            formula = self.plans.formula(indicator)
            inputs = [item.indicator.key for item in condition_inputs(formula) if item.indicator is not None]
            counted = [
                (item.indicator, _period_of(item, period))
                for item in formula.indicators
                if item.indicator is not None and item.function != "earlier_max"
            ]
            self.uses[key] = _Use(formula, tuple(dict.fromkeys(inputs)), counted)
        return self.uses[key]

    def _resolve(self, reference: Reference, unit: str, period: Period, pack: str) -> Decimal | None:
        if reference.condition is not None:
            return self._count_units(reference.condition, unit, period, pack)
        indicator = reference.indicator
        if indicator is None:
            return None
        if reference.function == "earlier_max":
            return self.earlier(indicator.key, unit) if self.earlier else None
        other = self.others.get((reference.function, period))
        if other is None:
            other = self.others[reference.function, period] = _period_of(reference, period)
        figure = self.figure(indicator, unit, other)
        if figure is None or figure.value is None or self._is_unfiled(figure, indicator, other):
            return None
        return figure.value

    def _is_unfiled(self, figure: ComputedFigure, indicator: Indicator, period: Period) -> bool:
        """Rows that were read speak for themselves: a late entry stands in a later filing."""
        if self.unfiled is None or figure.rows or any(term.rows for term in figure.terms.values()):
            return False
        return self.unfiled(indicator, figure.org_unit, period)

    def _count_units(self, condition: Formula, unit: str, period: Period, pack: str) -> Decimal:
        """How many filing org units at or below `unit` have the condition true of their own figures."""
        tree = self.tree(period)
        kinds = self._filing_kinds(condition)
        filing = [item for item in tree.below.get(unit, ()) if tree.files(item, kinds)]
        return Decimal(sum(self._holds(condition, item, period, pack) for item in filing))

    def _holds(self, condition: Formula, unit: str, period: Period, pack: str) -> bool:
        return bool(
            condition.holds(
                lambda reference: self._resolve(reference, unit, period, pack),
                lambda name: self.parameter(pack, name, period),
            )
        )

    def _filing_kinds(self, condition: Formula) -> frozenset[str]:
        keys = self.plans.closed_over([item.indicator for item in condition_inputs(condition) if item.indicator])
        terms = [term for item in keys.values() for term in item.terms]
        return frozenset(kind for term in terms for kind in self.ledgers[term.ledger].filed_by.kinds)

    def parameter(self, pack: str, name: str, period: Period) -> Value:
        if period not in self.values:
            self.values[period] = self.parameters(period)
        values = self.values[period]
        return values.get(f"{pack}.{name}", values.get(name))

    def _parameter_of(self, pack: str, period: Period, name: str) -> Value:
        return self.parameter(pack, name, period)

    def closure_of(self, period: Period) -> pa.Table:
        if period not in self.closures:
            self.closures[period] = self.closure(period)
        return self.closures[period]

    def tree(self, period: Period) -> _Tree:
        if period not in self.trees:
            self.trees[period] = _Tree.of(self.closure_of(period))
        return self.trees[period]


class _Use(NamedTuple):
    """A formula for a period. inputs: keys of all that it uses; counted: figures whose rows stand behind it."""

    formula: Formula
    inputs: tuple[str, ...]
    counted: Sequence[tuple[Indicator, Period]]


@dataclass(frozen=True)
class _Tree:
    """below: org unit -> units at or below it; kinds: of units, empty when the closure does not tell."""

    below: Mapping[str, Sequence[str]]
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, closure: pa.Table) -> _Tree:
        below: dict[str, list[str]] = defaultdict(list)
        for unit, ancestor in zip(closure["unit"].to_pylist(), closure["ancestor"].to_pylist(), strict=True):
            below[ancestor].append(unit)
        named = "kind" in closure.column_names
        kinds = dict(zip(closure["unit"].to_pylist(), closure["kind"].to_pylist(), strict=True)) if named else {}
        return cls({unit: below[unit] for unit in sorted(below)}, kinds)

    def files(self, unit: str, kinds: Collection[str]) -> bool:
        """Whether the unit is of a filing kind; without kinds: whether it has nothing below it."""
        if self.kinds and kinds:
            return self.kinds.get(unit) in kinds
        return len(self.below.get(unit, ())) == 1


def _period_of(reference: Reference, period: Period) -> Period:
    if reference.function == "last_year":
        return period.same_period_last_year()
    return period.previous() if reference.function == "previous" else period


def _measured(plan: TermPlan, fused: FusedPlan, rows: list[tuple[Any, ...]]) -> Measured:
    """A term's value for every org unit. Units with equal parts share one measurement: most counts are small."""
    evaluate, count = plan.compile(fused.column), fused.column[plan.rows.key]
    places = [*(fused.column[part.key] for part in plan.parts), count]
    known: dict[tuple[Any, ...], Measurement] = {}
    found: Measured = {}
    for row in rows:
        parts = tuple([row[place] for place in places])
        measurement = known.get(parts)
        if measurement is None:
            value, reason = evaluate(row)
            measurement = known[parts] = (TermValue(value, int(row[count])), reason)
        found[row[0]] = measurement
    return found
