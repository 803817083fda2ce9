"""What the pages of figures share: who reads, which org unit and period the address names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.requests import actor_of, whole_number
from taizhang.engine.periods import Period, PeriodError, PeriodKind
from taizhang.figures import queries
from taizhang.figures.types import FigureValue, Part, Place

_SMALL_SCOPE = 60
ORDERS = ("value", "-value")
_LEAVES = ("school", "campus", "village")


@dataclass(frozen=True, slots=True)
class Choice:
    """The org unit and period of a page, with what else may be chosen."""

    place: Place
    period: Period
    places: tuple[Place, ...]
    periods: tuple[Period, ...]


def number_of(request: HttpRequest, name: str) -> int:
    """A page number from the address; anything else is 1."""
    return whole_number(request.GET.get(name, "")) or 1


def figure_of(request: HttpRequest, key: str, org_unit: str, period: str) -> FigureValue:
    """The figure that the address names; `?restated=2026H1`: an earlier one, counted in the tree of that period."""
    wanted, later = period_of(period), request.GET.get("restated", "")
    if not later:
        return queries.figure(actor_of(request), key, org_unit, wanted)
    as_of, indicator = period_of(later), queries.indicator_of(key)
    if as_of.last > wanted.last:
        found = queries.restated_figure(actor_of(request), indicator, org_unit, wanted, as_of=as_of)
        if found is not None:
            return found
    raise Http404(_("There is no restated figure of %(code)s.") % {"code": period})


def period_of(code: str) -> Period:
    try:
        return Period.parse(code)
    except PeriodError as error:
        raise Http404(_("There is no period %(code)s.") % {"code": code}) from error


def choice_of(request: HttpRequest) -> Choice:
    """From `?org=` and `?period=`; without them the reader's own unit and the newest period with figures.

    Raises Http404 for an org unit out of the reader's scope and for anything that is no period.
    """
    actor = actor_of(request)
    stored = queries.stored_periods()
    code = request.GET.get("period", "")
    period = period_of(code) if code else newest(stored)
    places = queries.visible_places(actor, period)
    wanted = request.GET.get("org", "") or top_of(actor, places)
    queries.require_visible(actor, wanted)
    place = places.get(wanted, Place(wanted, wanted, ""))
    options = [item for item in places.values() if len(places) <= _SMALL_SCOPE or item.kind not in _LEAVES]
    if place not in options:
        options.append(place)
    periods = stored if period in stored else [period, *stored]
    return Choice(place, period, tuple(options), tuple(periods))


def newest(stored: list[Period]) -> Period:
    """Of the periods that have begun the one whose end is nearest, which is the one that people write about now; the
    shortest of several. Without any figures the half-year that today is in."""
    today = clock.today()
    begun = [item for item in stored if item.first <= today]
    return min(
        begun,
        key=lambda item: (abs((item.last - today).days), item.days),
        default=Period.containing(today, PeriodKind.HALF_YEAR),
    )


def top_of(actor: Actor, places: dict[str, Place]) -> str:
    """The highest unit that the reader may see; of several, the one that this person belongs to."""
    tops = [code for code, place in places.items() if place.parent not in places]
    return actor.home if actor.home in tops or not tops else tops[0]


def in_order(parts: Sequence[Part], order: str) -> tuple[Part, ...]:
    """`value`: the largest first, `-value`: the smallest first, those without a value last; else as the tree has
    them."""
    if order not in ORDERS:
        return tuple(parts)
    known = [(part.figure.value, part) for part in parts if part.figure.value is not None]
    ranked = [part for _value, part in sorted(known, key=lambda pair: pair[0], reverse=order == "value")]
    return (*ranked, *(part for part in parts if part.figure.value is None))


def indicator_url(key: str, org_unit: str, period: str, **more: str) -> str:
    address = reverse("figures:indicator-detail", args=[key])
    return f"{address}?{urlencode({'org': org_unit, 'period': period, **more})}"


def export_url(key: str, org_unit: str, period: str, view: str, **more: str) -> str:
    """Address of an export without its format, ready for `format=…` to follow."""
    address = reverse("figures:figure-export", args=[key, org_unit, period, view])
    query = urlencode({name: value for name, value in more.items() if value})
    return f"{address}?{query}&" if query else f"{address}?"
