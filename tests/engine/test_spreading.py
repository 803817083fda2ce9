"""Visits over the days there are."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from taizhang.engine.spreading import spread

DAYS = [date(2026, 4, 1) + timedelta(number) for number in range(5)]


@pytest.mark.parametrize("count", [0, 1, 3, 5, 7, 12])
def test_no_day_has_two_more_than_another_and_days_ascend(count: int) -> None:
    found = spread(count, DAYS)
    load = Counter(found)
    assert len(found) == count
    assert list(found) == sorted(found)
    assert max((load[day] for day in DAYS), default=0) - min(load[day] for day in DAYS) <= 1


def test_without_days_nothing_can_be_spread() -> None:
    assert spread(0, []) == ()
    with pytest.raises(ValueError, match="no day"):
        spread(1, [])
