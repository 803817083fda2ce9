"""Which unit's rows count for which: the ancestors of every unit in a period, as a table for the analytics."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

import pyarrow as pa

from taizhang.engine.periods import Period
from taizhang.organisation.models import OrgUnitSpell, Succession, ZoneMembership

CLOSURE_SCHEMA = pa.schema([("unit", pa.string()), ("ancestor", pa.string())])
ZONE_PREFIX = "zone:"
_KEPT = 64

Placed = tuple[str, str | None, date, date | None]  # unit, parent, from, until
Passed = tuple[str, str, date]  # predecessor, successor, on
Zoned = tuple[str, str, date, date | None]  # school, zone, from, until


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything the closure depends on; equal facts have equal closures, which is what the cache goes by. Reading them
    costs a few milliseconds for a county, and no forgotten version counter can make a figure wrong."""

    spells: tuple[Placed, ...]
    successions: tuple[Passed, ...]
    zones: tuple[Zoned, ...]


_cache: OrderedDict[tuple[object, ...], pa.Table] = OrderedDict()
_lock = Lock()


def closure(period: Period, *, restated_as_of: date | None = None, with_zones: bool = False) -> pa.Table:
    """Columns unit, ancestor (codes): every unit in force on a day of the period with itself and all above it.

    A unit stands where its last spell that touches the period puts it, so one merged away or closed inside the period
    still counts for its parents. restated_as_of: the tree of that day instead; rows of a unit that is gone count for
    the one successor in force then and not for the old code. A unit split among several cannot be divided and keeps
    its own code under its old parent. with_zones: also `zone:<code>` of the zone on the last day it stood in one.
    """
    facts = _facts(period, restated_as_of, with_zones)
    key = (period.first, period.last, restated_as_of, facts)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    table = _table(_pairs(facts, period, restated_as_of))
    with _lock:
        _cache[key] = table
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return table


def _facts(period: Period, restated_as_of: date | None, with_zones: bool) -> _Facts:
    first, last = period.first, max(period.last, restated_as_of or period.last)
    spells = OrgUnitSpell.objects.within(min(first, restated_as_of or first), last)
    passed = Succession.objects.filter(on__lte=restated_as_of) if restated_as_of else Succession.objects.none()
    zones = ZoneMembership.objects.within(first, period.last) if with_zones else ZoneMembership.objects.none()
    return _Facts(
        tuple(
            spells.order_by("valid_from", "id").values_list("org_unit__code", "parent__code", "valid_from", "valid_to")
        ),
        tuple(passed.order_by("on", "id").values_list("predecessor__code", "successor__code", "on")),
        tuple(zones.order_by("valid_from", "id").values_list("school__code", "zone__code", "valid_from", "valid_to")),
    )


def _pairs(facts: _Facts, period: Period, restated_as_of: date | None) -> Iterable[tuple[str, str]]:
    old = _parents(facts.spells, period.first, period.last)
    if restated_as_of is None:
        for unit in old:
            yield from ((unit, above) for above in _above(unit, old))
    else:
        now = _parents(facts.spells, restated_as_of, restated_as_of)
        follow = _successors(facts.successions, now)
        # A unit that is gone and has no one successor hangs under its old parent, or the parent's successor.
        kept = {unit: follow.get(parent, parent) if parent else None for unit, parent in old.items()}
        tree = {**kept, **now}
        for unit in {**old, **now}:
            yield from ((unit, above) for above in _above(follow.get(unit, unit), tree))
    zones = {school: zone for school, zone, _first, _until in facts.zones}
    yield from ((school, f"{ZONE_PREFIX}{zone}") for school, zone in zones.items() if school in old)
    yield from ((code, code) for code in sorted({f"{ZONE_PREFIX}{zone}" for zone in zones.values()}))


def _parents(spells: Iterable[Placed], first: date, last: date) -> dict[str, str | None]:
    """Parent of each unit by its last spell that touches the days; spells come oldest first."""
    return {
        unit: parent
        for unit, parent, valid_from, valid_to in spells
        if valid_from <= last and (valid_to is None or valid_to > first)
    }


def _successors(passed: Iterable[Passed], alive: Mapping[str, object]) -> dict[str, str]:
    """Unit that is gone -> the one unit in force that took it over, through any number of steps."""
    steps: dict[str, set[str]] = {}
    for predecessor, successor, _on in passed:
        steps.setdefault(predecessor, set()).add(successor)
    found: dict[str, str] = {}
    for unit in steps:
        code, seen = unit, {unit}
        while code not in alive and len(steps.get(code, ())) == 1:
            code = next(iter(steps[code]))
            if code in seen:
                break
            seen.add(code)
        if code in alive and code != unit:
            found[unit] = code
    return found


def _above(unit: str, parents: Mapping[str, str | None]) -> list[str]:
    """The unit and all above it, nearest first. A ring in bad data ends where it began."""
    path: list[str] = []
    code: str | None = unit
    while code is not None and code not in path:
        path.append(code)
        code = parents.get(code)
    return path


def _table(pairs: Iterable[tuple[str, str]]) -> pa.Table:
    rows = list(dict.fromkeys(pairs))
    return pa.table(
        [pa.array([unit for unit, _ in rows], pa.string()), pa.array([above for _, above in rows], pa.string())],
        schema=CLOSURE_SCHEMA,
    )
