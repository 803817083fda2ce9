"""Who goes to which seat in a rotation: the cheapest assignment, by an order of costs that is told to whoever decides.

In this order: who is due leaves the zone; as few others as can be move; seats that were held stay held; nobody comes
where they must stand aside, or where they were before; who carried much carries less next; of others those move who
have been in their zone longest. The same input gives the same proposal. Worked table: docs/algorithms/rotation.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Cost = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sitter:
    """Somebody in a seat. due: has been in the zone long enough; months: how long. aside: zone -> schools of it from
    which they must stand aside; former: zones they had before."""

    seat: int
    due: bool
    months: int
    aside: Mapping[str, int]
    former: Collection[str]


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of a zone; share: schools of the zone to each of its seats."""

    id: int
    zone: str
    share: int


def rotate(sitters: Sequence[Sitter], seats: Sequence[Seat]) -> dict[int, int]:
    """Seat of before -> seat of after, for every sitter; the same seat: stays. Each seat is taken by one at most."""
    people = sorted(sitters, key=lambda one: one.seat)
    places = sorted(seats, key=lambda one: (one.zone, one.id))
    if not people:
        return {}
    zone_of, share_of = {one.id: one.zone for one in places}, {one.id: one.share for one in places}
    taken = {one.seat for one in people}

    def cost(person: Sitter, seat: Seat) -> Cost:
        moves = seat.id != person.seat
        stays_due = person.due and zone_of[person.seat] == seat.zone
        load = (share_of[person.seat] + seat.share) ** 2 if moves else 0
        return (
            int(stays_due),
            int(moves and not person.due),
            int(seat.id not in taken),
            person.aside.get(seat.zone, 0) if moves else 0,
            int(moves and seat.zone in person.former),
            load,
            -person.months if moves and not person.due else 0,
        )

    costs = [[cost(person, seat) for seat in places] for person in people]
    chosen = _cheapest(_as_numbers(costs))
    return {person.seat: places[at].id for person, at in zip(people, chosen, strict=True)}


def _as_numbers(costs: Sequence[Sequence[Cost]]) -> list[list[int]]:
    """Whole numbers that add up as the costs do, part by part: a part weighs more than all sums of those after it."""
    parts = list(zip(*(one for row in costs for one in row), strict=True))
    lows = [min(part) for part in parts]
    weights, weight = [0] * len(parts), 1
    for at in reversed(range(len(parts))):
        weights[at] = weight
        weight *= (max(parts[at]) - lows[at]) * len(costs) + 1
    return [
        [sum((value - low) * by for value, low, by in zip(one, lows, weights, strict=True)) for one in row]
        for row in costs
    ]


def _cheapest(costs: Sequence[Sequence[int]]) -> list[int]:
    """The column of each row, no column twice, with the least sum; the Hungarian method, n² m steps. Rows are no more
    than columns."""
    n, m = len(costs), len(costs[0])
    if n > m:
        raise ValueError(f"expected at least as many seats as people, got {m} seats for {n} people")
    u, v, row_of, way = [0] * (n + 1), [0] * (m + 1), [0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        row_of[0], column = row, 0
        least: list[int | None] = [None] * (m + 1)
        used = [False] * (m + 1)
        while row_of[column]:
            used[column] = True
            here, step, following = row_of[column], None, 0
            for other in range(1, m + 1):
                if used[other]:
                    continue
                reduced = costs[here - 1][other - 1] - u[here] - v[other]
                known = least[other]
                if known is None or reduced < known:
                    least[other], way[other], known = reduced, column, reduced
                if step is None or known < step:
                    step, following = known, other
            delta = step or 0
            for other in range(m + 1):
                if used[other]:
                    u[row_of[other]] += delta
                    v[other] -= delta
                elif other and (known := least[other]) is not None:
                    least[other] = known - delta
            column = following
        while column:
            row_of[column], column = row_of[way[column]], way[column]
    chosen = [0] * n
    for column in range(1, m + 1):
        if row_of[column]:
            chosen[row_of[column] - 1] = column - 1
    return chosen
