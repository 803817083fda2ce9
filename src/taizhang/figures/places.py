"""Org units of a day, read once a page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import cache, cached_property, wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection
from django.db.models import QuerySet

from taizhang.engine.periods import Period
from taizhang.figures.types import Place
from taizhang.organisation import queries as organisation
from taizhang.organisation.models import OrgUnitSpell, Succession

_KEPT = 64  # days and trees of one geography; pages ask for a handful
_P = ParamSpec("_P")
_R = TypeVar("_R")


class _Stood(NamedTuple):
    """Where a unit stood: the columns of a spell that pages use."""

    code: str
    kind: str
    parent: str | None
    name: str
    short_name: str
    longitude: Decimal | None
    latitude: Decimal | None
    sort_order: int
    valid_from: date
    valid_to: date | None


class Passed(NamedTuple):
    """A succession by codes: what `predecessor` was went over to `successor` on a day."""

    predecessor: str
    successor: str
    kind: str
    on: date


class Geography:
    """All org units of all days with the successions, and what pages derive from them.

    One is kept a process, together with the very rows it was made from: `geography` reads these rows again and makes
    a new one when any of them differs, so that no forgotten notice of a change can put a unit where it is not.
    """

    def __init__(self) -> None:
        self._stood = [_Stood(*row) for row in _spells()]
        self.successions = [Passed(*row) for row in _successions()]
        self._days: dict[date, dict[str, Place]] = {}
        self._trees: dict[tuple[str, date | None], Tree] = {}

    def on(self, day: date) -> dict[str, Place]:
        """Org units in force on a day by code, in the order pages list them. Not to be changed by callers."""
        if day not in self._days:
            if len(self._days) >= _KEPT:
                self._days.clear()
            self._days[day] = {
                item.code: _place(item)
                for item in self._stood
                if item.valid_from <= day and (item.valid_to is None or item.valid_to > day)
            }
        return self._days[day]

    def within(self, period: Period) -> dict[str, Place]:
        """Those of the period's last day, then those that were closed or merged away inside it, as they were last."""
        left = {
            item.code: _place(item)
            for item in self._stood
            if item.valid_from <= period.last and (item.valid_to is None or item.valid_to > period.first)
        }
        there = self.on(period.last)
        return there | {code: place for code, place in left.items() if code not in there}

    def tree(self, period: Period, restated_as_of: date | None = None) -> Tree:
        key = (period.code, restated_as_of)
        if key not in self._trees:
            if len(self._trees) >= _KEPT:
                self._trees.clear()
            self._trees[key] = Tree(period, restated_as_of)
        return self._trees[key]


def _place(item: _Stood) -> Place:
    position = None if item.longitude is None or item.latitude is None else (item.longitude, item.latitude)
    return Place(item.code, item.short_name or item.name, item.kind, item.parent or "", item.sort_order, position)


def _spells() -> QuerySet[OrgUnitSpell, tuple[Any, ...]]:
    return OrgUnitSpell.objects.order_by("sort_order", "org_unit__code", "valid_from").values_list(
        "org_unit__code", "org_unit__kind", "parent__code", "name", "short_name",
        "longitude", "latitude", "sort_order", "valid_from", "valid_to",
    )  # fmt: skip


def _successions() -> QuerySet[Succession, tuple[Any, ...]]:
    return Succession.objects.order_by("on", "id").values_list("predecessor__code", "successor__code", "kind", "on")


@cache
def _statements(_vendor: str) -> tuple[str, ...]:
    """The SQL of the two readings, which takes no parameters."""
    return tuple(str(rows.query) for rows in (_spells(), _successions()))


def _as_stored() -> tuple[list[tuple[object, ...]], ...]:
    """The rows as the database driver gives them: good enough to tell whether anything changed, and cheap."""
    found = []
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)
            found.append(cursor.fetchall())
    return tuple(found)


_kept: tuple[tuple[list[tuple[object, ...]], ...], Geography] | None = None
_of_this_page: ContextVar[list[Geography] | None] = ContextVar("geography_of_this_page", default=None)


def geography() -> Geography:
    """The org units as the database has them now; two queries, inside `reading_once` only the first time."""
    global _kept  # noqa: PLW0603 - a cache of one: rows that differ throw the old one away
    page = _of_this_page.get()
    if page:
        return page[0]
    rows, kept = _as_stored(), _kept
    if kept is None or kept[0] != rows:
        kept = _kept = (rows, Geography())
    if page is not None:
        page.append(kept[1])
    return kept[1]


@contextmanager
def reading_once() -> Iterator[None]:
    """Inside, the org units are read from the database at most once."""
    token = _of_this_page.set([])
    try:
        yield
    finally:
        _of_this_page.reset(token)


def one_reading(view: Callable[_P, _R]) -> Callable[_P, _R]:
    """A view that reads the org units once, however many things on its page ask for them."""

    @wraps(view)
    def inner(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        with reading_once():
            return view(*args, **kwargs)

    return inner


def places_on(day: date, codes: Collection[str] | None = None) -> dict[str, Place]:
    """Org units in force on a day by code, in the order pages list them. codes None: all of them."""
    places = geography().on(day)
    return places if codes is None else {code: places[code] for code in codes if code in places}


class Tree:
    """Who stands below whom in a period, from `organisation.queries.closure`.

    A period's own closure holds every unit that existed in it; restated_as_of follows successions up to that day.
    """

    def __init__(self, period: Period, restated_as_of: date | None = None) -> None:
        self.last = period.last
        self.table = organisation.closure(period, restated_as_of=restated_as_of)

    @cached_property
    def ancestors(self) -> dict[str, tuple[str, ...]]:
        """Unit code -> itself and all above it."""
        found: dict[str, list[str]] = {}
        columns = self.table.to_pydict()
        for unit, ancestor in zip(columns["unit"], columns["ancestor"], strict=True):
            found.setdefault(unit, []).append(ancestor)
        return {unit: tuple(dict.fromkeys(above)) for unit, above in found.items()}

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """Unit code -> itself and all below it."""
        found: dict[str, set[str]] = {}
        for unit, above in self.ancestors.items():
            for code in above:
                found.setdefault(code, set()).add(unit)
        return {code: frozenset(units) for code, units in found.items()}

    @cached_property
    def units(self) -> frozenset[str]:
        """Every unit that gets a figure: those with anything below and themselves."""
        return frozenset(self.below)

    @cached_property
    def gone(self) -> frozenset[str]:
        """Units that were closed or merged away inside the period: of what stands on its last day they have nothing."""
        return frozenset(self.ancestors) - geography().on(self.last).keys()

    @cached_property
    def roots(self) -> frozenset[str]:
        return frozenset(unit for unit, above in self.ancestors.items() if above == (unit,))
