"""A day's tour: in which order some places are visited, by distance and opening hours.

Nearest neighbour from every place, the paths improved by turning stretches round (2-opt) and by moving single places,
until neither helps; about n^4 steps for a day with n places. Distances are as the crow flies: the order is proposed,
the road is the driver's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

EARTH_KM = 6371.0088
_SMALL = 1e-9
_EVERY_START = 10  # places up to which a path from each of them is improved; of more only the best one, or a page waits


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees; opens, closes: minutes after midnight, None: no limit."""

    code: str
    longitude: float
    latitude: float
    opens: int | None = None
    closes: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """begins: minutes after midnight when the first place is reached at the earliest; stay: minutes at each place.
    ends: when the working day is over, None: never."""

    begins: int
    stay: int
    km_an_hour: float
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """km: from the place before, 0 for the first. arrives: when the visit begins, minutes after midnight, a wait for
    the opening counted in; late: minutes by which it ends after closing."""

    code: str
    km: float
    arrives: int
    late: int


def distance_km(one: Place, other: Place) -> float:
    """Along the sphere."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def spread_km(places: Sequence[Place]) -> float | None:
    """Mean distance of some places from their middle; None for fewer than two."""
    if len(places) < 2:
        return None
    middle = Place(
        "", sum(item.longitude for item in places) / len(places), sum(item.latitude for item in places) / len(places)
    )
    return sum(distance_km(middle, item) for item in places) / len(places)


def tour(places: Sequence[Place], pace: Pace) -> tuple[Stop, ...]:
    """The places in the proposed order: first as little after closing and after work as can be, then over as early as
    can be, which is as few kilometres where nobody waits. The order in which they are given makes no difference."""
    known = sorted(places, key=lambda place: place.code)
    paths = [_nearest(known, first) for first in range(len(known))]
    if len(paths) > _EVERY_START:
        paths = [min(paths, key=lambda path: _cost(path, pace))]
    best = min((_improved(path, pace) for path in paths), key=lambda path: _cost(path, pace), default=[])
    return _stops(best, pace)


def _nearest(places: Sequence[Place], first: int) -> list[Place]:
    left = list(places)
    path = [left.pop(first)]
    while left:
        path.append(left.pop(min(range(len(left)), key=lambda at: distance_km(path[-1], left[at]))))
    return path


def _improved(path: list[Place], pace: Pace) -> list[Place]:
    cost = _cost(path, pace)
    while True:
        better = min(_neighbours(path), key=lambda other: _cost(other, pace), default=path)
        found = _cost(better, pace)
        if found[0] > cost[0] or (found[0] == cost[0] and found[1] >= cost[1] - _SMALL):
            return path
        path, cost = better, found


def _neighbours(path: list[Place]) -> Iterator[list[Place]]:
    """Every stretch turned round; every place moved elsewhere."""
    for first in range(len(path)):
        for last in range(first + 1, len(path)):
            yield path[:first] + path[first : last + 1][::-1] + path[last + 1 :]
        rest = path[:first] + path[first + 1 :]
        for at in range(len(path)):
            if at != first:
                yield [*rest[:at], path[first], *rest[at:]]


def _cost(path: Sequence[Place], pace: Pace) -> tuple[float, float]:
    """Minutes after closing and after work, and when the last visit ends."""
    over, ends = 0.0, float(pace.begins)
    for place, begins in zip(path, _begins(path, pace), strict=True):
        ends = begins + pace.stay
        limits = [limit for limit in (place.closes, pace.ends) if limit is not None]
        over += sum(max(0.0, ends - limit) for limit in limits)
    return round(over, 6), ends


def _begins(path: Sequence[Place], pace: Pace) -> Iterator[float]:
    """When each visit begins."""
    now = float(pace.begins)
    for number, place in enumerate(path):
        km = distance_km(path[number - 1], place) if number else 0.0
        now = max(now + km / pace.km_an_hour * 60, place.opens or 0)
        yield now
        now += pace.stay


def _stops(path: Sequence[Place], pace: Pace) -> tuple[Stop, ...]:
    stops: list[Stop] = []
    for number, (place, begins) in enumerate(zip(path, _begins(path, pace), strict=True)):
        km = distance_km(path[number - 1], place) if number else 0.0
        late = 0 if place.closes is None else max(0, math.ceil(begins + pace.stay - place.closes))
        stops.append(Stop(place.code, km, round(begins), late))
    return tuple(stops)
