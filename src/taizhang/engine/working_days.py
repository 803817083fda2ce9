"""Working days (工作日) and periods (期间): the one way in which days are counted. The calendar is handed in.

Civil Code 201: the day on which a period starts is not counted. 202: months end on the same-numbered day, or on the
last day of a month that has none. 203: a period whose last day is a rest day ends on the next working day. See
docs/algorithms/working-days.md.
"""

from __future__ import annotations

import calendar as months_of
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NoReturn

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text

SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 2000, 2999  # the rules for estimating reach back to 1999
MOST_DAYS, MOST_MONTHS = 10_000, 600
MOST_DAYS_BETWEEN = 20_000  # more than MOST_DAYS working days take


class CountingError(TaizhangError):
    """A period that cannot be counted: its days are negative, too many, or the wrong way round."""


class DayKind(enum.Enum):
    WORKDAY = Text("工作日", "working day")
    SWAPPED = Text("调休上班", "worked in exchange")
    REST = Text("休息日", "rest day")
    HOLIDAY = Text("节假日", "holiday")


@dataclass(frozen=True, slots=True)
class DatedDay:
    """One line of a calendar's table. reason: what the day is off or worked for; document: where that is published."""

    working: bool
    reason: Text
    document: str


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """A statutory holiday on the same date every year, from `since` up to and with `until`."""

    month: int
    day: int
    since: date
    until: date
    name: Text
    document: str


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What the calendar says of a day. estimated: its year has no published calendar."""

    kind: DayKind
    name: Text
    estimated: bool

    @property
    def working(self) -> bool:
        return self.kind in (DayKind.WORKDAY, DayKind.SWAPPED)

    @property
    def words(self) -> Text:
        """`节假日（春节）`, `调休上班（春节）`, `工作日，推算`."""
        zh, en = self.kind.value.zh, self.kind.value.en
        if self.name.zh:
            zh, en = f"{zh}（{self.name.zh}）", f"{en} ({self.name.get('en')})"
        return Text(f"{zh}，推算", f"{en}, estimated") if self.estimated else Text(zh, en)


_NO_NAME = Text("")


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """dated: days that a published table names, all others go by the day of the week; published: years whose calendar
    is known; fixed: holidays of the other years. Build one with `calendar_of`."""

    dated: Mapping[date, DatedDay]
    published: frozenset[int]
    fixed: Mapping[tuple[int, int], Sequence[FixedHoliday]]

    def day(self, on: date) -> CalendarDay:
        estimated = on.year not in self.published
        is_weekend = on.weekday() >= SATURDAY
        named = self.dated.get(on)
        if named is not None and not named.working:
            return CalendarDay(DayKind.HOLIDAY, named.reason, False)
        if named is not None:
            return CalendarDay(DayKind.SWAPPED if is_weekend else DayKind.WORKDAY, named.reason, False)
        if estimated:
            for holiday in self.fixed.get((on.month, on.day), ()):
                if holiday.since <= on <= holiday.until:
                    return CalendarDay(DayKind.HOLIDAY, holiday.name, True)
        return CalendarDay(DayKind.REST if is_weekend else DayKind.WORKDAY, _NO_NAME, estimated)


def calendar_of(
    tables: Iterable[Mapping[date, DatedDay]], fixed: Iterable[FixedHoliday], known: Iterable[int] = ()
) -> WorkCalendar:
    """One calendar of several tables; where two name a day, the later one holds.

    known: years that are published whatever the tables name. Another year is published when the tables give every
    fixed holiday of it off, as each yearly notice does; a table with single days (a local holiday) is none.
    """
    dated: dict[date, DatedDay] = {}
    for table in tables:
        dated |= table
    by_date: dict[tuple[int, int], list[FixedHoliday]] = {}
    for holiday in fixed:
        by_date.setdefault((holiday.month, holiday.day), []).append(holiday)
    published = set(known)
    for year in {on.year for on in dated} - published:
        days = [date(year, *place) for place, rules in by_date.items() if _holds(rules, date(year, *place))]
        if days and all(day in dated and not dated[day].working for day in days):
            published.add(year)
    return WorkCalendar(dated, frozenset(published), by_date)


def _holds(rules: Sequence[FixedHoliday], on: date) -> bool:
    return any(rule.since <= on <= rule.until for rule in rules)


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that is not counted (中止, 暂停): its first and its last day are both out."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a count. number: its running number from 1, None when it does not count."""

    on: date
    number: int | None
    why: Text


@dataclass(frozen=True, slots=True)
class Count:
    """A count day by day, from the day it starts (never counted) to the last. count: days counted, in all."""

    steps: tuple[Step, ...]
    count: int
    estimated_years: tuple[int, ...]

    @property
    def last(self) -> date:
        return self.steps[-1].on

    @property
    def note(self) -> Text:
        """Which years are estimated, and how; empty when all are published."""
        if not self.estimated_years:
            return _NO_NAME
        years = [str(year) for year in self.estimated_years]
        span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
        return Text(
            f"{span} 年放假安排未公布：按周末和固定日期的法定节假日推算，公布后请重算。",
            f"The calendar of {span} is not published: estimated by weekdays and the holidays on fixed dates; "
            "count again when it is.",
        )


def due_after(
    calendar: WorkCalendar, start: date, days: int, *, pauses: Sequence[Pause] = (), every_day: bool = False
) -> Count:
    """The count whose last day is `days` working days after `start`, those of pauses left out.

    every_day: calendar days instead (自然日); only then can the last be a rest day, and moves on. 0 working days end on
    `start` whatever day that is. An extension (延长) is the same count with the old due day as `start`.
    """
    _require_count(days, MOST_DAYS, Text("天数", "days"))
    for pause in pauses:
        _require_order(pause.first, pause.last, Text("暂停的首日和末日", "first and last day of a pause"))
    return _walk(calendar, start, lambda _on, number: number == days, pauses=pauses, every_day=every_day)


def due_after_months(calendar: WorkCalendar, start: date, months: int) -> Count:
    """The count of calendar days up to the day of the same number `months` later, or the next working day."""
    _require_count(months, MOST_MONTHS, Text("月数", "months"))
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last_day = months_of.monthrange(year, month + 1)[1]
    end = date(year, month + 1, min(start.day, last_day))
    return _walk(calendar, start, lambda on, _number: on == end, every_day=True)


def counted_until(calendar: WorkCalendar, start: date, end: date) -> Count:
    """The working days after `start` up to and with `end`."""
    _require_order(start, end, Text("起止日期", "two dates"))
    return _walk(calendar, start, lambda on, _number: on == end)


def working_days_left(calendar: WorkCalendar, today: date, due: date) -> int:
    """Working days after `today` up to and with `due`; negative: that many working days late."""
    if due < today:
        return -max(1, working_days_left(calendar, due, today))
    return sum(calendar.day(on).working for on in _days_after(today, due))


def working_days_before(calendar: WorkCalendar, end: date, days: int) -> date:
    """The working day that lies `days` of them before `end`; 0 is `end` itself, or the last working day before it."""
    day = _working_on_or_before(calendar, end)
    for _step in range(days):
        day = _working_on_or_before(calendar, day - timedelta(days=1))
    return day


def _working_on_or_before(calendar: WorkCalendar, day: date) -> date:
    while not calendar.day(day).working:
        day -= timedelta(days=1)
    return day


def _days_after(start: date, end: date) -> Iterator[date]:
    return map(date.fromordinal, range(start.toordinal() + 1, end.toordinal() + 1))


def _walk(
    calendar: WorkCalendar,
    start: date,
    ends: Callable[[date, int], bool],
    *,
    pauses: Sequence[Pause] = (),
    every_day: bool = False,
) -> Count:
    """Day by day from `start`, until `ends(day, days counted)`. Counting every day, the last one must be a working day:
    if it is not, those up to the next working day outside a pause follow, uncounted. Linear in the days."""
    first, number = calendar.day(start), 0
    is_over = ends(start, 0)
    is_done = is_over and (first.working or not every_day)
    steps = [Step(start, None, _start_words(first, moves=is_over and not is_done))]
    years = {start.year: True} if first.estimated and is_over and every_day else {}
    waiting = _merged(pauses)
    for on in () if is_done else _days_after(start, date.max):
        while waiting and waiting[-1].last < on:
            waiting.pop()
        if waiting and waiting[-1].first <= on:
            steps.append(Step(on, None, Text("暂停，不计入", "pause, not counted")))
            continue
        day = calendar.day(on)
        if day.estimated:
            years[on.year] = True
        if is_over:
            is_done = day.working
            steps.append(Step(on, None, _moved_words(day)))
        else:
            counts = every_day or day.working
            number += counts
            is_over = ends(on, number)
            is_done = is_over and (day.working or not every_day)
            why = day.words if is_done or not is_over else _move_words(day)
            steps.append(Step(on, number if counts else None, why))
        if is_done:
            break
    return Count(tuple(steps), number, tuple(years))


def _merged(pauses: Sequence[Pause]) -> list[Pause]:
    """The same days in stretches that do not overlap, the earliest at the end."""
    merged: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.first):
        if merged and pause.first <= merged[-1].last:
            merged[-1] = Pause(merged[-1].first, max(merged[-1].last, pause.last))
        else:
            merged.append(pause)
    return merged[::-1]


def _start_words(day: CalendarDay, *, moves: bool) -> Text:
    """The start is out whatever day it is; received on a holiday, a period still begins with the next day."""
    words = day.words
    if moves:
        return Text(f"起算日，期限顺延：{words.zh}", f"start, the end moves on: {words.en}")
    return Text(f"起算日，不计入：{words.zh}", f"start, not counted: {words.en}")


def _move_words(day: CalendarDay) -> Text:
    return Text(f"{day.words.zh}，最后一日，顺延", f"{day.words.en}, the last day, moves on")


def _moved_words(day: CalendarDay) -> Text:
    if day.working:
        return Text(f"{day.words.zh}，顺延至此日", f"{day.words.en}, the end after moving on")
    return Text(f"{day.words.zh}，顺延", f"{day.words.en}, moves on")


def _require_count(value: int, most: int, what: Text) -> None:
    if not 0 <= value <= most:
        expected = Text(f"0 到 {most} 的{what.zh}", f"{what.en} from 0 to {most}")
        _refuse("number", expected, Text(str(value), str(value)))


def _require_order(first: date, last: date, what: Text) -> None:
    """The first day is not after the last, and they are not too far apart."""
    if last < first:
        expected = Text(f"{what.zh}，先早后晚", f"{what.en}, the earlier day first")
        _refuse("order", expected, Text(f"{first} 到 {last}", f"{first} to {last}"))
    days = (last - first).days
    if days > MOST_DAYS_BETWEEN:
        expected = Text(f"{what.zh}，相隔不超过 {MOST_DAYS_BETWEEN} 天", f"{what.en}, at most {MOST_DAYS_BETWEEN} days")
        _refuse("span", expected, Text(f"相隔 {days} 天", f"{days} days"))


def require_countable(on: date) -> None:
    """Raises CountingError for a day outside the years that are counted: FIRST_YEAR to LAST_YEAR."""
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        expected = Text(f"{FIRST_YEAR} 到 {LAST_YEAR} 年的日期", f"a day of {FIRST_YEAR} to {LAST_YEAR}")
        _refuse("year", expected, Text(str(on), str(on)))


def _refuse(code: str, expected: Text, found: Text) -> NoReturn:
    cure = Text("请改正后再算。", "Correct it and count again.")
    raise CountingError([Problem(f"count-{code}", "", expected, found, cure)])
