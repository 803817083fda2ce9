"""Spreading visits over the days there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def spread(count: int, days: Sequence[date]) -> tuple[date, ...]:
    """A day for each of `count` visits, in order, as evenly as it goes: no day has two more than another.

    Raises ValueError when there is something to spread and no day.
    """
    if count and not days:
        raise ValueError("no day to spread over")
    return tuple(days[number * len(days) // count] for number in range(count))
