"""Computing figures without storing them: analytics' values joined with the state of the filings.

Cost: one scan a ledger for the period (one more where a formula asks for last year or the period before), then
O(indicators x org units) in Python for statuses. Doubling rows, indicators or units doubles it; nothing is squared.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property

from django.conf import settings
from django.db.models import Max

from taizhang.analytics.compute import compute_figures
from taizhang.analytics.engine_room import Source
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.engine.figure import ComputedFigure, FigureStatus
from taizhang.engine.pack import Indicator, Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.figures.dependencies import closed_over, plans_of, readings_of
from taizhang.figures.filings import Filings, Inputs, Member, Reading, Slice
from taizhang.figures.models import Figure
from taizhang.figures.places import Tree
from taizhang.figures.sources import dated_members, parameters_of, sources_of, system_inputs
from taizhang.figures.types import FigureValue, Place

NOTHING_FILED = Text("下级单位尚未上报", "No unit below has filed yet")
_STORED_PLACES = Decimal(1).scaleb(-12)
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_STORED_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)


def as_stored(value: Decimal | None) -> Decimal | None:
    """The precision in which figures are kept: at most 12 places and 15 significant digits, half up, which every
    database gives back as it was (SQLite keeps decimals as binary doubles)."""
    return None if value is None else _STORED_DIGITS.plus(value.quantize(_STORED_PLACES, context=_WIDE))


@dataclass(frozen=True, slots=True)
class Calculation:
    """figures by (indicator key, org unit code); inputs by hash; count: of the figures with those left out."""

    period: Period
    figures: Mapping[tuple[str, str], FigureValue]
    inputs: Mapping[str, Inputs]
    count: int


def unfiled_in(filings: Callable[[], Filings], packs: InstalledPacks) -> Callable[[Indicator, str, Period], bool]:
    """Whether an input of a formula has nothing behind it; a count of it is not known yet rather than 0. filings: asked
    for when a formula first finds no row."""
    known: dict[tuple[str, Period], dict[str, Slice] | None] = {}

    def find(indicator: Indicator, unit: str, period: Period) -> bool:
        key = (indicator.key, period)
        if key not in known:
            readings = readings_of(indicator, period, packs)
            waits = bool(readings) and not any(packs.ledger(item.ledger).system for item in readings)
            known[key] = filings().combined(readings) if waits else None
        slices = known[key]
        return slices is not None and not slices.get(unit, _EMPTY).has_filings

    return find


class Calculator:
    """One calculation of some indicators for a period at all org units.

    keys None: every installed indicator. restated_as_of: use the tree of that day, following successions (restated).
    packs: the installed packs, or others in tests.
    """

    def __init__(
        self,
        period: Period,
        keys: Collection[str] | None = None,
        *,
        restated_as_of: date | None = None,
        packs: InstalledPacks | None = None,
    ) -> None:
        self.packs = packs or installed_packs()
        self.period = period
        self.restated_as_of = restated_as_of
        wanted = self.packs.indicators if keys is None else {key: self.packs.indicator(key) for key in keys}
        self.wanted: list[Indicator] = list(wanted.values())
        self.all: list[Indicator] = closed_over(self.wanted, self.packs)
        self._trees: dict[str, Tree] = {}

    def tree(self, period: Period) -> Tree:
        if period.code not in self._trees:
            self._trees[period.code] = Tree(period, self.restated_as_of)
        return self._trees[period.code]

    @cached_property
    def readings(self) -> dict[str, frozenset[Reading]]:
        """Indicator key -> all it reads, through formulas and into other periods."""
        return {item.key: readings_of(item, self.period, self.packs) for item in self.wanted}

    @cached_property
    def ledgers(self) -> dict[str, Ledger]:
        return {item.ledger: self.packs.ledger(item.ledger) for one in self.readings.values() for item in one}

    @cached_property
    def filings(self) -> Filings:
        readings = frozenset().union(*self.readings.values())
        trees = {item.period.code: self.tree(item.period) for item in readings}
        return Filings(self.ledgers, readings, trees, self._dated)

    @cached_property
    def sources(self) -> dict[str, Source]:
        return sources_of(self.ledgers.values(), frozenset().union(*self.readings.values()))

    def _dated(self, reading: Reading) -> list[Member]:
        return dated_members(self.ledgers[reading.ledger], self.sources[reading.ledger], reading.period)

    def computed(self) -> dict[tuple[str, str], ComputedFigure]:
        """Analytics' values; one scan a ledger and period."""
        if not self.all:
            return {}
        return compute_figures(
            indicators=self.wanted,
            all_indicators=self.packs.indicators,
            ledgers=self.packs.ledgers,
            sources=self.sources,
            closure=lambda period: self.tree(period).table,
            gone=lambda period: self.tree(period).gone,
            period=self.period,
            parameters=parameters_of(self.packs),
            code_lists=self.packs.code_lists,
            earlier=self._earlier(),
            unfiled=unfiled_in(lambda: self.filings, self.packs),
            seconds=settings.QUERY_SECONDS,
            plans=plans_of(self.packs),
        )

    def _earlier(self) -> Callable[[str, str], Decimal | None]:
        """The largest stored value of earlier periods of this kind, read for all at once."""
        largest: dict[tuple[str, str], Decimal] | None = None

        def find(key: str, org_unit: str) -> Decimal | None:
            nonlocal largest
            if largest is None:
                largest = earlier_maxima(self.period, [item.key for item in self.all])
            return largest.get((key, org_unit))

        return find

    def run(self, *, telling: bool = False) -> Calculation:
        """Every figure of the period's tree; telling: only those worth storing.

        Not worth it are the many empty ones: a secondary school has no figure for kindergartens. Roots always are, so
        absence beside stored figures of the same indicator and period reads as no data. Raises TaizhangError when a
        query is too slow or the packs are broken.
        """
        computed = self.computed()
        slices = {readings: self.filings.combined(readings) for readings in set(self.readings.values())}
        system = system_inputs(self.ledgers.values(), self.period)
        inputs = {item.hash: item for item in system.values()}
        inputs.update({item.hash: item for one in slices.values() for part in one.values() for item in part.inputs})
        figures: dict[tuple[str, str], FigureValue] = {}
        tree, count = self.tree(self.period), 0
        places = {code: Place(code, code, "") for code in tree.units}
        for indicator in self.wanted:
            readings = self.readings[indicator.key]
            by_unit = slices[readings]
            always = tuple(system[key] for key in sorted({item.ledger for item in readings}) if key in system)
            # An indicator that reads no ledger (a parameter printed as it stands) waits for nobody's filing.
            needs_filings = bool(readings) and not always
            key, version = indicator.key, self.packs.pack(indicator.pack).version
            for code in tree.units:
                found = computed.get((key, code))
                if found is None:
                    continue
                count += 1
                part = by_unit.get(code, _EMPTY)
                if always:
                    part = replace(part, inputs=(*part.inputs, *always))
                # A count over nothing filed is 0 to SQL; to a reader it is not known yet.
                unknown = needs_filings and not part.has_filings and not found.rows and not _has_rows(found)
                silent = (unknown or found.value is None) and not part.expected
                if not (telling and silent) or code in tree.roots:
                    figures[key, code] = self._figure(indicator, version, places[code], found, part, unknown=unknown)
        return Calculation(self.period, figures, inputs, count)

    def _figure(
        self, indicator: Indicator, version: str, place: Place, found: ComputedFigure, part: Slice, *, unknown: bool
    ) -> FigureValue:
        value, reason = (None, NOTHING_FILED) if unknown else (as_stored(found.value), found.reason)
        return FigureValue(
            indicator=indicator,
            place=place,
            period=self.period,
            value=value,
            status=status_of(value, missing=bool(part.missing)),
            pack_version=version,
            numerator=None if unknown else as_stored(found.numerator),
            denominator=None if unknown else as_stored(found.denominator),
            rows=found.rows,
            terms=found.terms,
            reason=reason if value is None else None,
            filed=len(part.expected) - len(part.missing),
            expected=len(part.expected),
            missing=part.missing_codes,
            inputs=part.hashes,
            input_hash=part.input_hash,
            restated_as_of=self.restated_as_of,
        )


_EMPTY = Slice()


def _has_rows(found: ComputedFigure) -> bool:
    return any(term.rows for term in found.terms.values())


def status_of(value: Decimal | None, *, missing: bool) -> FigureStatus:
    """See docs/algorithms/status-and-stale.md."""
    if value is None:
        return FigureStatus.NO_DATA
    return FigureStatus.PROVISIONAL if missing else FigureStatus.CONFIRMED


def earlier_maxima(period: Period, keys: Collection[str]) -> dict[tuple[str, str], Decimal]:
    """(indicator key, org unit code) -> largest stored value of periods of the same kind before `period`."""
    codes = [
        code
        for code in Figure.objects.filter(period_last__lt=period.first)
        .order_by()  # the model's own order would make every row distinct
        .values_list("period_code", flat=True)
        .distinct()
        if Period.parse(code).kind is period.kind
    ]
    rows = (
        Figure.objects.filter(period_code__in=codes, indicator_key__in=keys, value__isnull=False)
        .order_by()
        .values("indicator_key", "org_unit__code")
        .annotate(largest=Max("value"))
    )
    return {(row["indicator_key"], row["org_unit__code"]): row["largest"] for row in rows}


def calculate(
    period: Period, keys: Collection[str] | None = None, *, restated_as_of: date | None = None, telling: bool = False
) -> Calculation:
    """Figures of `keys` (None: all) for a period at every org unit, not stored. telling: see `Calculator.run`."""
    return Calculator(period, keys, restated_as_of=restated_as_of).run(telling=telling)
