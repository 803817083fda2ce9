"""Days on which visits are planned."""

from __future__ import annotations

from datetime import date, timedelta

from taizhang.core.working_days import working_calendar


def working_days_between(first: date, last: date) -> list[date]:
    """The working days from first to last, both included, by the State Council's calendar."""
    calendar = working_calendar()
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return [day for day in days if calendar.day(day).working]
