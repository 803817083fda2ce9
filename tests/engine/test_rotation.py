"""Who goes where in a rotation: each rule of the order by itself, and that nothing cheaper was there."""

from __future__ import annotations

from itertools import permutations
from random import Random

from taizhang.engine.rotation import Seat, Sitter, _cheapest, rotate


def sitter(seat: int, *, due: bool = True, months: int = 40, former: tuple[str, ...] = (), **aside: int) -> Sitter:
    return Sitter(seat, due, months, aside, former)


def seats(*shares: int) -> list[Seat]:
    """Seats 1, 2, … in the zones Z1, Z2, …"""
    return [Seat(at, f"Z{at}", share) for at, share in enumerate(shares, 1)]


def test_two_who_are_due_change_places_and_the_third_stays() -> None:
    people = [sitter(1), sitter(2), sitter(3, due=False)]
    assert rotate(people, seats(5, 5, 5)) == {1: 2, 2: 1, 3: 3}


def test_a_single_one_who_is_due_takes_a_free_seat_before_anybody_else_moves() -> None:
    people = [sitter(1), sitter(2, due=False)]
    assert rotate(people, seats(5, 5, 5)) == {1: 3, 2: 2}


def test_a_held_seat_is_not_left_for_a_free_one() -> None:
    assert rotate([sitter(1), sitter(2)], seats(20, 20, 1)) == {1: 2, 2: 1}


def test_without_a_free_seat_the_one_longest_in_a_zone_changes_with_them() -> None:
    people = [sitter(1), sitter(2, due=False, months=3), sitter(3, due=False, months=30)]
    assert rotate(people, seats(5, 5, 5)) == {1: 3, 2: 2, 3: 1}


def test_nobody_comes_where_they_stand_aside_or_were_before() -> None:
    people = [sitter(1, Z2=1), sitter(2), sitter(3)]
    assert rotate(people, seats(5, 5, 5))[1] == 3
    people = [sitter(1), sitter(2), sitter(3, former=("Z1",))]
    assert rotate(people, seats(5, 5, 5)) == {1: 3, 2: 1, 3: 2}


def test_who_carried_most_carries_least_next() -> None:
    people = [sitter(1), sitter(2), sitter(3), sitter(4)]
    found = rotate(people, seats(20, 12, 11, 2))
    assert found[1] == 4 and found[4] == 1 and {found[2], found[3]} == {2, 3}


def test_with_one_zone_only_whoever_is_due_stays() -> None:
    assert rotate([sitter(1)], seats(5)) == {1: 1}
    assert rotate([], seats(5)) == {}


def test_no_other_assignment_is_cheaper() -> None:
    random = Random(5)
    for _case in range(200):
        costs = [[random.randrange(10) for _seat in range(5)] for _person in range(random.randint(1, 5))]
        found = _cheapest(costs)
        assert len(set(found)) == len(costs)
        others = (zip(costs, chosen, strict=True) for chosen in permutations(range(5), len(costs)))
        least = min(sum(row[at] for row, at in other) for other in others)
        assert sum(row[at] for row, at in zip(costs, found, strict=True)) == least
