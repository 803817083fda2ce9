"""The calendar of 2024 to 2026 as the notices have it, written down apart from the package that the product reads."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from taizhang.engine.text import Text
from taizhang.engine.working_days import Count, DatedDay, Pause, WorkCalendar, calendar_of, counted_until, due_after
from taizhang.engine.working_days import due_after_months as months_after
from taizhang.packs.calendars import read_statutory_holidays

HERE = Path(__file__).parent
FIXED = list(
    read_statutory_holidays(HERE.parents[2] / "src" / "taizhang" / "catalogue" / "statutory-holidays.csv"),
)


def notices() -> dict[date, DatedDay]:
    table: dict[date, DatedDay] = {}
    for year in yaml.safe_load((HERE / "notices.yaml").read_text("utf-8")).values():
        for name, first, last in year["holidays"]:
            for step in range((last - first).days + 1):
                table[first + timedelta(days=step)] = DatedDay(False, Text(name), year["document"])
        table |= {on: DatedDay(True, Text("调休"), year["document"]) for on in year["worked"]}
    return table


def calendar_of_notices() -> WorkCalendar:
    """2023 is looked into by one day (a Sunday), 2024 to 2026 are published, later years are not."""
    return calendar_of([notices()], FIXED, [2023])


def cases() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))
    return found


def name_of(case: dict[str, Any]) -> str:
    asked = next(f"{key} {case[key]}" for key in ("days", "months", "until") if key in case)
    return f"{case['from']} {asked}{' calendar' if case.get('calendar') else ''} {' '.join(case.get('pauses', ()))}"


def counted(calendar: WorkCalendar, case: dict[str, Any]) -> Count:
    if "until" in case:
        return counted_until(calendar, case["from"], case["until"])
    if "months" in case:
        return months_after(calendar, case["from"], case["months"])
    pauses = [Pause(*map(date.fromisoformat, text.split(":"))) for text in case.get("pauses", ())]
    return due_after(calendar, case["from"], case["days"], pauses=pauses, every_day=case.get("calendar", False))
