"""Tours of a day against the best of all orders."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from taizhang.engine.tour import Pace, Place, _cost, distance_km, spread_km, tour

PACE = Pace(begins=8 * 60 + 30, stay=60, km_an_hour=30)


def places(seed: int, count: int, *, hours: bool = False) -> list[Place]:
    chance = random.Random(seed)
    return [
        Place(
            f"S{number}",
            110 + chance.uniform(0, 0.4),
            30 + chance.uniform(0, 0.4),
            *((opens := chance.choice([480, 540, 600]), opens + 240) if hours else ()),
        )
        for number in range(count)
    ]


def best(of: list[Place]) -> tuple[float, float]:
    return min(_cost(order, PACE) for order in permutations(of))


@pytest.mark.parametrize("hours", [False, True])
def test_small_tours_are_nearly_always_the_best_and_never_much_longer(hours: bool) -> None:
    same = 0
    for seed in range(30):
        of = places(seed, 6, hours=hours)
        stops = tour(of, PACE)
        assert sorted(stop.code for stop in stops) == sorted(place.code for place in of)
        by_code = {place.code: place for place in of}
        (late, ends), found = best(of), _cost([by_code[stop.code] for stop in stops], PACE)
        assert found[0] <= late + 15
        if found[0] == late:
            assert found[1] - PACE.begins <= (ends - PACE.begins) * 1.05 + 1e-9
            same += found[1] <= ends + 1e-6
    assert same >= 27


def test_the_order_of_the_list_makes_no_difference() -> None:
    of = places(7, 8)
    assert tour(of, PACE) == tour(of[::-1], PACE)


def test_hours_come_before_kilometres() -> None:
    near = Place("A", 110.0, 30.0, opens=600, closes=720)
    far = Place("B", 110.2, 30.0, opens=480, closes=600)
    assert [stop.code for stop in tour([near, far], PACE)] == ["B", "A"]
    (only,) = tour([near], PACE)
    assert (only.arrives, only.late, only.km) == (600, 0, 0)  # it waits for the opening
    (late,) = tour([Place("C", 110, 30, closes=560)], PACE)
    assert late.late == 10


def test_nobody_waits_a_morning_for_the_one_that_opens_late() -> None:
    late = Place("A", 110.0, 30.0, opens=14 * 60, closes=16 * 60)
    others = [Place("B", 110.3, 30.0), Place("C", 110.2, 30.1)]
    stops = tour([late, *others], Pace(begins=8 * 60, stay=90, km_an_hour=30))
    assert (stops[-1].code, stops[-1].arrives, sum(stop.late for stop in stops)) == ("A", 14 * 60, 0)


def test_a_working_day_that_is_over_counts_as_a_place_that_closes() -> None:
    east = [Place("A", 110.0, 30.0, closes=12 * 60), Place("B", 110.0, 30.1), Place("C", 110.05, 30.0)]
    whole = tour(east, Pace(begins=8 * 60, stay=120, km_an_hour=30))
    short = tour(east, Pace(begins=8 * 60, stay=120, km_an_hour=30, ends=14 * 60 + 30))
    assert sum(stop.late for stop in whole) == sum(stop.late for stop in short) == 0
    assert max(stop.arrives for stop in short) <= 12 * 60 + 40


def test_distances() -> None:
    degree = distance_km(Place("A", 110, 30), Place("B", 110, 31))
    assert degree == pytest.approx(111.195, abs=0.01)
    assert spread_km([Place("A", 110, 30), Place("B", 110, 31)]) == pytest.approx(degree / 2, rel=1e-3)
    assert spread_km([Place("A", 110, 30)]) is None
    assert tour([], PACE) == ()
