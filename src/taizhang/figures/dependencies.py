"""What an indicator leans on: the ledgers it reads, in which periods, the indicators and parameters it uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from taizhang.analytics.formula import Formula, Reference, condition_inputs
from taizhang.analytics.plans import Plans
from taizhang.core.packs import InstalledPacks
from taizhang.engine.pack import Indicator, Over
from taizhang.engine.periods import Period
from taizhang.engine.rounding import show_number
from taizhang.engine.text import Text
from taizhang.figures.filings import Reading
from taizhang.figures.types import MISSING_SHOWN, FigureValue, InputFigure

_T = TypeVar("_T")
_KEPT = 4  # today's packs and, while old documents are verified, those of then
_plans: dict[int, tuple[InstalledPacks, Plans]] = {}
_readers: dict[int, tuple[InstalledPacks, Mapping[str, frozenset[str]]]] = {}


def _once(packs: InstalledPacks, kept: dict[int, tuple[InstalledPacks, _T]], make: Callable[[], _T]) -> _T:
    """What is made once an installation of packs."""
    known = kept.get(id(packs))
    if known is None or known[0] is not packs:
        if len(kept) >= _KEPT:
            kept.clear()
        known = kept[id(packs)] = (packs, make())
    return known[1]


def plans_of(packs: InstalledPacks) -> Plans:
    """Formulas and terms, parsed and checked once an installation of packs."""
    return _once(packs, _plans, lambda: Plans(packs.indicators, packs.code_lists))


def formula_of(indicator: Indicator, packs: InstalledPacks) -> Formula:
    """The checked formula; parsed once an installation of packs. Raises ExpressionError for a broken one."""
    return plans_of(packs).formula(indicator)


def references(indicator: Indicator, packs: InstalledPacks) -> list[tuple[str, str]]:
    """(function, indicator key) of everything that a figure uses, in order; inside count_units the function is that."""
    if indicator.zero_needs:
        return [("self", indicator.zero_needs)]
    if not indicator.formula:
        return []
    found: list[tuple[str, str]] = []
    for reference in formula_of(indicator, packs).indicators:
        if reference.condition is not None:
            inner = condition_inputs(reference.condition)
            found += [("count_units", item.indicator.key) for item in inner if item.indicator is not None]
        elif reference.indicator is not None:
            found.append((reference.function, reference.indicator.key))
    return list(dict.fromkeys(found))


def _uses(indicator: Indicator, packs: InstalledPacks) -> list[tuple[str, Indicator]]:
    """Like `references`, with the functions inside count_units as they are: they decide the period."""
    if indicator.zero_needs:
        return [("self", packs.indicator(indicator.zero_needs))]
    if not indicator.formula:
        return []
    used = condition_inputs(formula_of(indicator, packs))
    return [(item.function, item.indicator) for item in used if item.indicator is not None]


def period_for(function: str, period: Period) -> Period | None:
    """The period that a formula's function reads; None when it reads stored figures of many."""
    if function == "last_year":
        return period.same_period_last_year()
    if function == "previous":
        return period.previous()
    return None if function == "earlier_max" else period


def closed_over(wanted: Iterable[Indicator], packs: InstalledPacks) -> list[Indicator]:
    """The indicators with all that they use, each once."""
    found: dict[str, Indicator] = {}
    stack = list(wanted)
    while stack:
        indicator = stack.pop()
        if indicator.key not in found:
            found[indicator.key] = indicator
            stack += [item for _function, item in _uses(indicator, packs)]
    return list(found.values())


def readings_of(indicator: Indicator, period: Period, packs: InstalledPacks) -> frozenset[Reading]:
    """Every (ledger, over, period) that the figure reads, through formulas and into other periods."""
    found: set[Reading] = set()
    done: set[tuple[str, Period]] = set()
    stack = [(indicator, period)]
    while stack:
        item, when = stack.pop()
        if (item.key, when) in done:
            continue
        done.add((item.key, when))
        found.update(Reading(term.ledger, term.over, when) for term in item.terms)
        for function, used in _uses(item, packs):
            if (other := period_for(function, when)) is not None:
                stack.append((used, other))
    return frozenset(found)


def readers_of(ledger_key: str, packs: InstalledPacks) -> frozenset[str]:
    """Keys of the indicators that read a ledger, directly or through formulas, those that are never listed too."""
    return _once(packs, _readers, lambda: _all_readers(packs)).get(ledger_key, frozenset())


def _all_readers(packs: InstalledPacks) -> Mapping[str, frozenset[str]]:
    """By ledger: every acceptance and every act asks."""
    found: dict[str, set[str]] = defaultdict(set)
    for indicator in packs.indicators.every():
        for item in closed_over([indicator], packs):
            for term in item.terms:
                found[term.ledger].add(indicator.key)
    return {key: frozenset(keys) for key, keys in found.items()}


def reads_later(key: str, ledger_key: str, packs: InstalledPacks) -> bool:
    """Whether figures of later periods can change with a filing: registers as of a day, last year, earlier values."""
    for item in closed_over([packs.indicators[key]], packs):
        if any(term.ledger == ledger_key and term.over is Over.LAST_DAY for term in item.terms):
            return True
        if any(function != "self" for function, _used in _uses(item, packs)):
            return True
    return False


def parameters_used(indicator: Indicator, packs: InstalledPacks) -> list[str]:
    """Names after ``param.`` of its terms or formula, as written in its pack."""
    if indicator.formula:
        return list(formula_of(indicator, packs).parameters)
    plans, names = plans_of(packs), dict[str, None]()
    for term in indicator.terms:
        names.update(dict.fromkeys(plans.typed(packs.ledger(term.ledger), term.expression).parameters))
    return list(names)


def formula_text(
    indicator: Indicator,
    packs: InstalledPacks,
    *,
    figure: FigureValue | None = None,
    inputs: Sequence[InputFigure] = (),
    earlier: Mapping[str, Decimal] | None = None,
) -> Text:
    """The formula in words; with a figure: with the numbers put in and the result behind it.

    inputs: the figures it used; earlier: largest earlier values by indicator key.
    """
    formula = formula_of(indicator, packs)
    if figure is None:
        return Text(formula.explain("zh"), formula.explain("en"))
    shown = {(item.function, item.figure.indicator_key): item.figure for item in inputs}

    def number(reference: Reference) -> str | None:
        if reference.indicator is None:
            return None
        key = reference.indicator.key
        if reference.function == "earlier_max":
            largest = (earlier or {}).get(key)
            return MISSING_SHOWN if largest is None else show_number(largest, reference.indicator.decimals)
        found = shown.get((reference.function, key))
        if found is None or found.value is None:
            return MISSING_SHOWN
        return show_number(found.value, found.indicator.decimals)

    result = figure.shown_with_unit
    return Text(f"{formula.explain('zh', number)} = {result}", f"{formula.explain('en', number)} = {result}")
