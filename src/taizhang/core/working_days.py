"""Where the calendar of working days comes from; counting is `taizhang.engine.working_days`.

Three sources, a later one holds: the State Council's yearly notices as the package chinesecalendar has them, tables of
packs (calendars/*.csv), and tables of the administrator (calendars/*.csv in the data folder).
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import chinese_calendar
from django.conf import settings

from taizhang.engine.text import Text
from taizhang.engine.working_days import DatedDay, WorkCalendar, calendar_of
from taizhang.packs.calendars import CalendarTable, read_calendar, read_statutory_holidays
from taizhang.packs.problems import PackError, Report

LOOK_EVERY_SECONDS = 1.0  # a page asks for every deadline that it shows
_DOCUMENT = "国务院办公厅关于部分节假日安排的通知"
_log = logging.getLogger(__name__)
_lock = threading.Lock()

SOON_DAYS = 3  # working days left from which every page shows a deadline as near


@dataclass(slots=True)
class _Cached:
    places: tuple[Path, ...]
    stamp: tuple[object, ...]  # every table's time and size
    looked_at: float
    calendar: WorkCalendar


_cached: _Cached | None = None


def working_calendar() -> WorkCalendar:
    """The calendar in force, read again within a second of a change of its tables.

    Raises PackError with all problems when a table cannot be read at first; a change that cannot be read is logged, and
    the calendar before stays in use.
    """
    global _cached  # noqa: PLW0603 - one cache a process
    places, cached, now = (*settings.PACK_FOLDERS, settings.CALENDARS_DIR), _cached, time.monotonic()
    if cached is not None and cached.places == places and now - cached.looked_at < LOOK_EVERY_SECONDS:
        return cached.calendar
    with _lock:
        stamp = tuple(_stamps())
        if _cached is None or _cached.places != places or _cached.stamp != stamp:
            _cached = _Cached(places, stamp, now, _read_or_keep(_cached, places))
        _cached.looked_at = now
        return _cached.calendar


def _catalogue() -> Path:
    return Path(str(files("taizhang"))) / "catalogue"


def _tables() -> Iterator[Path]:
    """In the order in which they hold. A folder of the settings is a pack or holds packs."""
    for folder in (_catalogue(), *settings.PACK_FOLDERS):
        yield from sorted([*folder.glob("calendars/*.csv"), *folder.glob("*/calendars/*.csv")])
    yield from sorted(settings.CALENDARS_DIR.glob("*.csv"))


def _stamps() -> Iterator[object]:
    for path in _tables():
        with contextlib.suppress(FileNotFoundError):  # it is being replaced just now
            status = path.stat()
            yield path, status.st_mtime_ns, status.st_size


def _read_or_keep(cached: _Cached | None, places: tuple[Path, ...]) -> WorkCalendar:
    try:
        return _read()
    except (PackError, OSError) as error:
        if cached is None or cached.places != places:
            raise
        _log.error("A changed calendar is not used: %s", error)
        return cached.calendar


def _read() -> WorkCalendar:
    report = Report()
    added = [_table(path, report) for path in _tables()]
    if report.errors:
        raise PackError(report.sorted())
    published = _published()
    fixed = read_statutory_holidays(_catalogue() / "statutory-holidays.csv")
    return calendar_of([published, *added], fixed, {on.year for on in published})


def _table(path: Path, report: Report) -> CalendarTable:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.add(
            "calendar-encoding",
            file=path.as_posix(),
            line=None,
            key="",
            expected=Text("UTF-8 编码", "UTF-8"),
            found=Text(f"第 {error.start} 字节不是 UTF-8", f"byte {error.start} is not"),
            cure=Text("另存为 UTF-8 编码。", "Save it as UTF-8."),
        )
        return {}
    return read_calendar(text, path.as_posix(), report)


def _published() -> CalendarTable:
    """What the package knows; every year that it names a day of is whole."""
    constants = chinese_calendar.constants
    names = {holiday.value: Text(holiday.chinese, holiday.value) for holiday in constants.Holiday}
    off = {on: DatedDay(False, names[name], _DOCUMENT) for on, name in constants.holidays.items()}
    return off | {on: DatedDay(True, names[name], _DOCUMENT) for on, name in constants.workdays.items()}
