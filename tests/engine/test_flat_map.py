"""Places on a flat drawing."""

from __future__ import annotations

import math

import pytest

from taizhang.engine.flat_map import flat_map
from taizhang.engine.tour import Place, distance_km

PLACES = [Place("a", 110.0, 30.0), Place("b", 110.4, 30.0), Place("c", 110.1, 30.3)]


def test_north_is_on_top_and_one_scale_holds_both_ways() -> None:
    flat = flat_map(PLACES, width=1000, margin=20, apart=10)
    (ax, ay), (bx, by), (cx, cy) = (flat.points[code] for code in "abc")
    assert ax < cx < bx and cy < ay and ay == by
    assert all(20 <= x <= 980 and 20 <= y <= flat.height - 20 for x, y in flat.points.values())
    per_km = math.hypot(bx - ax, by - ay) / distance_km(PLACES[0], PLACES[1])
    assert math.hypot(cx - ax, cy - ay) / distance_km(PLACES[0], PLACES[2]) == pytest.approx(per_km, rel=0.01)
    km, length = flat.bar
    assert (km, length <= 250) == (10.0, True) and length == pytest.approx(km * per_km, rel=0.01)


def test_places_upon_each_other_stand_side_by_side() -> None:
    same = [Place(code, 110.0, 30.0) for code in "xyz"]
    flat = flat_map(same, width=1000, margin=20, apart=10)
    assert [flat.points[code][0] for code in "xyz"] == [500, 510, 520]
    assert flat.bar == (0.0, 0.0)
    assert flat_map([], width=1000, margin=20, apart=10).points == {}
