"""Working days as the State Council's calendar has them: holidays off, swapped weekends on."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

SATURDAY = 5


def is_working_day(day: date) -> bool:
    """A year whose calendar is not yet published counts Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def working_days_left(today: date, due: date) -> int:
    """Working days after `today` up to and with `due`; negative: that many working days late."""
    if due < today:
        return -max(1, working_days_left(due, today))
    return sum(is_working_day(today + timedelta(days=step)) for step in range(1, (due - today).days + 1))
