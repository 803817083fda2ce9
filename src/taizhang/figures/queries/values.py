"""Figures as readers see them. Every function keeps to the actor's scope of VIEW_FIGURE."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.figure import FigureStatus, TermValue
from taizhang.engine.pack import Indicator
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.figures.calculation import NOTHING_FILED, calculate
from taizhang.figures.models import Figure, FigureRun
from taizhang.figures.places import geography, places_on
from taizhang.figures.types import FigureValue, Part, Place

NOT_COMPUTED = Text("这一期还没有计算", "This period is not computed yet")
_HUNDRED = Decimal(100)


class NotVisible(Http404):
    """No such figure, or none that this actor may see: the two are not told apart."""


def visible_units(actor: Actor) -> frozenset[str]:
    return actor.scope(Permission.VIEW_FIGURE)


def require_visible(actor: Actor, org_unit: str) -> None:
    if org_unit not in visible_units(actor):
        raise NotVisible(_("There is no such figure, or it is not yours to see."))


def indicator_of(key: str) -> Indicator:
    """The installed indicator. Raises NotVisible for any other key."""
    try:
        return installed_packs().indicators[key]
    except KeyError:
        raise NotVisible(_("There is no indicator %(key)s.") % {"key": key}) from None


def figure(actor: Actor, indicator_key: str, org_unit: str, period: Period) -> FigureValue:
    """One figure; computed for this reading when it is not stored. Raises NotVisible."""
    require_visible(actor, org_unit)
    indicator_of(indicator_key)
    return _figures([indicator_key], [org_unit], period)[indicator_key, org_unit]


def figures(
    actor: Actor,
    keys: Collection[str],
    org_units: Collection[str],
    period: Period,
    *,
    compute: bool = True,
    most: int | None = None,
) -> dict[tuple[str, str], FigureValue]:
    """Many figures by (indicator key, org unit code): three queries, however many. Units out of the actor's scope and
    unknown keys are left out. compute False: what is not stored reads as no data instead of being computed. most: of
    more indicators than so many that were never computed each is NOT_COMPUTED instead: a page does not wait for them.
    """
    units = visible_units(actor).intersection(org_units)
    known = [key for key in dict.fromkeys(keys) if key in installed_packs().indicators]
    return _figures(known, sorted(units), period, compute=compute, most=most)


def _figures(
    keys: Collection[str], units: Collection[str], period: Period, *, compute: bool = True, most: int | None = None
) -> dict[tuple[str, str], FigureValue]:
    """compute False: the caller knows that what is absent has no data."""
    if not keys or not units:
        return {}
    packs = installed_packs()
    stored = Figure.objects.filter(indicator_key__in=keys, period_code=period.code).order_by()
    mine = stored.filter(org_unit__code__in=units).values_list(*_COLUMNS)
    found = {(item.key, item.unit): _of_stored(item, packs, period) for item in map(_Stored._make, mine)}
    absent = {key for key in keys for unit in units if (key, unit) not in found}
    if compute and absent:
        others = stored.filter(indicator_key__in=absent)
        unknown = absent.difference(others.values_list("indicator_key", flat=True).distinct())
    else:
        unknown = set()
    if most is not None and len(unknown) > most:
        for key, unit in product(unknown, units):
            waiting = replace(_no_data(packs, key, unit, period), status=FigureStatus.STALE, reason=NOT_COMPUTED)
            found[key, unit] = waiting
    elif unknown:
        fresh = calculate(period, sorted(unknown)).figures
        found.update({(key, unit): fresh[key, unit] for key in unknown for unit in units if (key, unit) in fresh})
    for key in keys:
        for unit in units:
            if (key, unit) not in found:
                found[key, unit] = _no_data(packs, key, unit, period)
    return with_names(found, period)


def _no_data(packs: InstalledPacks, key: str, unit: str, period: Period) -> FigureValue:
    indicator = packs.indicators[key]
    return FigureValue(
        indicator=indicator,
        place=Place(unit, unit, ""),
        period=period,
        value=None,
        status=FigureStatus.NO_DATA,
        reason=NOTHING_FILED,
        pack_version=packs.pack(indicator.pack).version,
    )


class _Stored(NamedTuple):
    """A stored figure as columns: a page reads hundreds, and making models of them would take longer than all else."""

    key: str
    unit: str
    kind: str
    period_code: str
    value: Decimal | None
    status: str
    pack_version: str
    numerator: Decimal | None
    denominator: Decimal | None
    rows: int
    terms: Mapping[str, Mapping[str, str | int | None]]
    reason_zh: str
    reason_en: str
    filed: int
    expected: int
    missing: list[str]
    inputs: list[str]
    input_hash: str
    started_at: datetime
    finished_at: datetime | None


_COLUMNS = (
    "indicator_key", "org_unit__code", "org_unit__kind", "period_code", "value", "status", "pack_version", "numerator",
    "denominator", "rows", "terms", "reason_zh", "reason_en", "filed", "expected", "missing", "inputs", "input_hash",
    "run__started_at", "run__finished_at",
)  # fmt: skip


def _of_stored(item: _Stored, packs: InstalledPacks, period: Period) -> FigureValue:
    return FigureValue(
        indicator=packs.indicators[item.key],
        place=Place(item.unit, item.unit, item.kind),
        period=period,
        value=item.value,
        status=FigureStatus(item.status),
        pack_version=item.pack_version,
        numerator=item.numerator,
        denominator=item.denominator,
        rows=item.rows,
        terms={name: _term(term) for name, term in item.terms.items()},
        reason=Text(item.reason_zh, item.reason_en) if item.reason_zh else None,
        filed=item.filed,
        expected=item.expected,
        missing=tuple(item.missing),
        inputs=tuple(item.inputs),
        input_hash=item.input_hash,
        computed_at=item.finished_at or item.started_at,
        stored=True,
    )


def _term(term: Mapping[str, str | int | None]) -> TermValue:
    value = term["value"]
    return TermValue(None if value is None else Decimal(value), int(term["rows"] or 0))


def with_names(found: Mapping[tuple[str, str], FigureValue], period: Period) -> dict[tuple[str, str], FigureValue]:
    """The same figures with the names of the period's last day, of the units and of the missing ones."""
    places = places_on(period.last)
    return {key: _named(item, places) for key, item in found.items()}


def _named(item: FigureValue, places: Mapping[str, Place]) -> FigureValue:
    return replace(
        item,
        place=places.get(item.place.code, item.place),
        missing_names=tuple(places[code].name if code in places else code for code in item.missing),
    )


def series(
    actor: Actor, indicator_key: str, org_unit: str, kind: PeriodKind | None = None, *, until: Period | None = None
) -> list[FigureValue]:
    """All stored figures of the same kind of period, oldest first; kind None: `until`'s kind, or that of the newest.

    Each carries the names of its own period's last day.
    """
    require_visible(actor, org_unit)
    indicator_of(indicator_key)
    stored = Figure.objects.filter(indicator_key=indicator_key, org_unit__code=org_unit)
    rows = map(_Stored._make, stored.order_by("period_first", "period_last").values_list(*_COLUMNS))
    found = [(item, Period.parse(item.period_code)) for item in rows]
    if not found:
        return []
    kind = kind or (
        until.kind if until is not None else max((period for _item, period in found), key=lambda item: item.last).kind
    )
    packs = installed_packs()
    return [
        _named(_of_stored(item, packs, period), places_on(period.last))
        for item, period in found
        if period.kind is kind and (until is None or period.last <= until.last)
    ]


def children(
    actor: Actor, indicator_key: str, org_unit: str, period: Period, *, whole: FigureValue | None = None
) -> list[Part]:
    """The next level's units that have anything to say, in the tree's order, with their share of the whole; also those
    that were closed inside the period, whose events count in the whole.

    Only units in the actor's scope. whole: the org unit's own figure where the caller has it already; what is not
    stored beside a stored whole has no data, so nothing is looked for or computed. A restated whole has its parts in
    the same tree as itself.
    """
    require_visible(actor, org_unit)
    indicator = indicator_of(indicator_key)
    seen = visible_units(actor)
    as_of = whole.restated_as_of if whole is not None else None
    places = places_on(as_of) if as_of is not None else geography().within(period)
    units = [code for code, place in places.items() if place.parent == org_unit and code in seen]
    if as_of is not None:
        found = restated_values([indicator_key], units, period, as_of)
    elif whole is None:
        found = _figures([indicator_key], [*units, org_unit], period)
        whole = found.get((indicator_key, org_unit))
    else:
        found = _figures([indicator_key], units, period, compute=not whole.stored)
    parts = [found[indicator_key, code] for code in units if (indicator_key, code) in found]
    return parts_of(indicator, whole, parts, places)


def restated_values(
    keys: Collection[str], units: Collection[str], period: Period, as_of: date
) -> dict[tuple[str, str], FigureValue]:
    """An earlier period's figures in the tree of `as_of`, computed and not stored; those with a place in that tree."""
    computed, places = calculate(period, list(keys), restated_as_of=as_of).figures, places_on(as_of)
    wanted = ((key, unit) for key in keys for unit in units)
    return {pair: _named(computed[pair], places) for pair in wanted if pair in computed}


def parts_of(
    indicator: Indicator, whole: FigureValue | None, values: Iterable[FigureValue], places: Mapping[str, Place]
) -> list[Part]:
    """Those of the next level's figures that have anything to say, with their share of the whole."""
    parts = [item for item in values if item.value is not None or item.expected or item.rows]
    total = whole.value if whole is not None and adds_up(indicator) else None
    return [Part(places[item.place.code], item, _share(item.value, total)) for item in parts]


def adds_up(indicator: Indicator) -> bool:
    """Whether parts make up the whole: plain sums and counts, not ratios, averages, extremes, distinct counts or
    formulas."""
    if indicator.value is None or indicator.unit in ("%", "‰"):
        return False
    text = indicator.value.expression.replace(" ", "").lower()
    return not any(word in text for word in ("avg(", "min(", "max(", "(distinct", "/sum", "/count", "/nullif"))


def _share(value: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if value is None or not whole else value * _HUNDRED / whole


def stored_periods() -> list[Period]:
    """Periods that figures were computed for, newest first."""
    codes = FigureRun.objects.order_by().values_list("period_code", flat=True).distinct()
    return sorted((Period.parse(code) for code in codes), key=lambda item: (item.last, item.days), reverse=True)


def visible_places(actor: Actor, period: Period) -> dict[str, Place]:
    """The org units of a period's last day that the actor may see figures of, in the tree's order."""
    seen = visible_units(actor)
    return {code: place for code, place in places_on(period.last).items() if code in seen}
