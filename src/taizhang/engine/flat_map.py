"""Places of a county on a flat drawing: close enough over some hundred kilometres, and without tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taizhang.engine.tour import EARTH_KM, Place

_FLATTEST, _TALLEST = 0.4, 1.3  # height to width: places on one line still make a drawing that can be read


@dataclass(frozen=True, slots=True)
class FlatMap:
    """points: code -> (x, y) in units of the drawing, x to the east, y to the south. bar: a round number of km, and its
    length in units; (0, 0) where all places are one."""

    width: float
    height: float
    points: Mapping[str, tuple[float, float]]
    bar: tuple[float, float]


def flat_map(places: Sequence[Place], *, width: float, margin: float, apart: float) -> FlatMap:
    """Places in a drawing of a width, north on top, one scale both ways. Places that would lie upon each other are set
    side by side, `apart` units from each other, in the order in which they are given."""
    if not places:
        return FlatMap(width, width * _FLATTEST, {}, (0.0, 0.0))
    middle = math.radians((min(one.latitude for one in places) + max(one.latitude for one in places)) / 2)
    km = math.radians(1) * EARTH_KM
    east = {one.code: one.longitude * km * math.cos(middle) for one in places}
    south = {one.code: -one.latitude * km for one in places}
    left, top = min(east.values()), min(south.values())
    across, down = max(east.values()) - left, max(south.values()) - top
    room = width - 2 * margin
    most = width * _TALLEST - 2 * margin
    scales = [space / span for space, span in ((room, across), (most, down)) if span > 0]
    scale = min(scales, default=0.0)
    height = max(width * _FLATTEST, down * scale + 2 * margin)
    x0, y0 = (width - across * scale) / 2, (height - down * scale) / 2
    taken: dict[tuple[int, int], int] = {}
    points = {}
    for one in places:
        x, y = x0 + (east[one.code] - left) * scale, y0 + (south[one.code] - top) * scale
        spot = round(x), round(y)
        points[one.code] = round(x + apart * taken.get(spot, 0), 1), round(y, 1)
        taken[spot] = taken.get(spot, 0) + 1
    return FlatMap(width, round(height, 1), points, _bar(scale, width))


def _bar(scale: float, width: float) -> tuple[float, float]:
    """The longest of 1, 2, 5, 10 … km that takes a quarter of the width at most."""
    if scale <= 0:
        return 0.0, 0.0
    most = width / 4 / scale
    ten = 10.0 ** math.floor(math.log10(most))
    long = next(step * ten for step in (5, 2, 1) if step * ten <= most * (1 + 1e-9))
    return long, round(long * scale, 1)
