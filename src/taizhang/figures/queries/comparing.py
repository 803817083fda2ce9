"""A figure beside the same period last year, as it was and restated after mergers; and the catalogue of all of them."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Indicator
from taizhang.engine.periods import Period
from taizhang.figures.places import geography, places_on
from taizhang.figures.queries.search import search
from taizhang.figures.queries.values import figures, require_visible, restated_values, visible_units
from taizhang.figures.types import CatalogueRow, Change, Crumb, FigureValue, Merger, Place

_COMPUTED_WHILE_READING = 20  # indicators: about a second of a county's page


def change_between(before: FigureValue, after: FigureValue) -> Change:
    """The change in the indicator's unit and, where it means something, in %. A ratio moves in percentage points."""
    in_points = after.indicator.unit in ("%", "‰")
    if before.value is None or after.value is None:
        return Change(before, None, None, in_points)
    amount = after.value - before.value
    ratio = amount * Decimal(100) / abs(before.value) if before.value and not in_points else None
    return Change(before, amount, ratio, in_points)


def last_year(
    actor: Actor, figure: FigureValue, *, restated: bool = False, among: Collection[FigureValue] = ()
) -> Change | None:
    """The same period last year: as it was, in last year's tree; or restated, last year's rows through this year's
    tree with every merger followed (computed for this reading, never stored). None when neither has a value.

    among: the org unit's figures of other periods where the caller has them already."""
    period = figure.period.same_period_last_year()
    before: FigureValue | None
    if restated:
        before = restated_figure(actor, figure.indicator, figure.org_unit, period, as_of=figure.period)
    elif at_hand := [item for item in among if item.period == period]:
        before = at_hand[0]
    else:
        before = figures(actor, [figure.indicator_key], [figure.org_unit], period).get(
            (figure.indicator_key, figure.org_unit)
        )
    if before is None or (before.value is None and figure.value is None):
        return None
    return change_between(before, figure)


def restated_figure(
    actor: Actor, indicator: Indicator, org_unit: str, period: Period, *, as_of: Period
) -> FigureValue | None:
    """One indicator of an earlier period in the tree of `as_of`'s last day. None when the unit has no place in it."""
    require_visible(actor, org_unit)
    return restated_values([indicator.key], [org_unit], period, as_of.last).get((indicator.key, org_unit))


def mergers_between(org_unit: str, before: Period, after: Period) -> list[Merger]:
    """Successions after the earlier period's last day that touch the unit or any unit below it in either period."""
    land = geography()
    passed = [item for item in land.successions if before.last < item.on <= after.last]
    if not passed:
        return []
    old, new = land.tree(before).below, land.tree(after).below
    units = old.get(org_unit, frozenset()) | new.get(org_unit, frozenset({org_unit}))
    names = {**land.on(after.last), **land.on(before.last)}
    return [
        Merger(_name(names, item.predecessor), _name(names, item.successor), item.kind, item.on)
        for item in passed
        if item.predecessor in units or item.successor in units
    ]


def _name(names: dict[str, Place], code: str) -> str:
    return names[code].name if code in names else code


def crumbs(actor: Actor, org_unit: str, period: Period) -> list[Crumb]:
    """The path of org units down to this one; those above the actor's scope are left out."""
    places = places_on(period.last)
    path: list[Place] = []
    code = org_unit
    while code in places and len(path) < 12:
        path.append(places[code])
        code = places[code].parent
    seen = visible_units(actor)
    return [Crumb(place, place.code == org_unit) for place in reversed(path) if place.code in seen]


def catalogue(
    actor: Actor,
    *,
    org_unit: str,
    period: Period,
    text: str = "",
    pack: str = "",
    group: str = "",
    status: str = "",
) -> list[CatalogueRow]:
    """All indicators of an org unit and period that pass the filters, with the change on last year; six queries.

    Stale figures are shown with their old value. Indicators without any stored figure are computed for this reading
    when they are few; many are named as not computed.
    """
    require_visible(actor, org_unit)
    chosen = [
        item
        for item in search(text, actor, among=installed_packs().indicators.values())
        if pack in ("", item.pack) and group in ("", item.group)
    ]
    found = figures(actor, [item.key for item in chosen], [org_unit], period, most=_COMPUTED_WHILE_READING)
    before = _before(actor, [item.key for item in chosen], org_unit, period)
    rows = []
    for item in chosen:
        figure = found.get((item.key, org_unit))
        if figure is None or status not in ("", figure.status.value):
            continue
        old = before.get((item.key, org_unit))
        rows.append(CatalogueRow(figure, change_between(old, figure) if old is not None else None))
    return rows


def _before(actor: Actor, keys: Collection[str], org_unit: str, period: Period) -> dict[tuple[str, str], FigureValue]:
    """Last year's figures where the unit stood in the tree; a list never computes them: only what is stored."""
    return figures(actor, keys, [org_unit], period.same_period_last_year(), compute=False)
