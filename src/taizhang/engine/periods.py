"""Periods (期间): one type for years, half-years, quarters, months, academic years, terms and day ranges.

Codes sort within a kind and never change: ``2026``, ``2026H1``, ``2026Q2``, ``2026-03``, ``AY2025`` (学年 2025—2026,
1 September to 31 August), ``2025T1`` (first term of AY2025: 1 September to 31 January), ``2025T2`` (1 February to
31 August), ``2026-01-05..2026-01-20``.
"""

from __future__ import annotations

import calendar
import enum
import re
from dataclasses import dataclass
from datetime import date, timedelta

from taizhang.engine.text import Text


class PeriodKind(enum.StrEnum):
    YEAR = "year"
    HALF_YEAR = "half-year"
    QUARTER = "quarter"
    MONTH = "month"
    ACADEMIC_YEAR = "academic-year"
    TERM = "term"
    DAYS = "days"


class PeriodError(ValueError):
    """The text is no period code."""


_PATTERNS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    (PeriodKind.YEAR, re.compile(r"(\d{4})")),
    (PeriodKind.HALF_YEAR, re.compile(r"(\d{4})H([12])")),
    (PeriodKind.QUARTER, re.compile(r"(\d{4})Q([1-4])")),
    (PeriodKind.MONTH, re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    (PeriodKind.ACADEMIC_YEAR, re.compile(r"AY(\d{4})")),
    (PeriodKind.TERM, re.compile(r"(\d{4})T([12])")),
    (PeriodKind.DAYS, re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")),
)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days, both ends included. Build one with `Period.parse`."""

    first: date
    last: date
    kind: PeriodKind
    code: str

    @classmethod
    def parse(cls, code: str) -> Period:
        """The period of a code. Raises PeriodError for any other text, also for days that do not exist."""
        for kind, pattern in _PATTERNS:
            match = pattern.fullmatch(code)
            if match:
                try:
                    first, last = _bounds(kind, match.groups())
                except ValueError as error:
                    raise PeriodError(f"{code!r} is not a period: {error}") from error
                if last < first:
                    raise PeriodError(f"{code!r} is not a period: it ends before it begins")
                return cls(first, last, kind, code)
        raise PeriodError(f"{code!r} is not a period code such as 2026, 2026H1, 2026Q2, 2026-03, AY2025, 2025T1")

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        """The period of a kind that holds a day. A day range has no such period: PeriodError."""
        academic = day.year if day.month >= 9 else day.year - 1
        codes = {
            PeriodKind.YEAR: f"{day.year}",
            PeriodKind.HALF_YEAR: f"{day.year}H{1 if day.month <= 6 else 2}",
            PeriodKind.QUARTER: f"{day.year}Q{(day.month + 2) // 3}",
            PeriodKind.MONTH: f"{day.year}-{day.month:02}",
            PeriodKind.ACADEMIC_YEAR: f"AY{academic}",
            PeriodKind.TERM: f"{academic}T{1 if day.month >= 9 or day.month == 1 else 2}",
        }
        if kind not in codes:
            raise PeriodError("a day range is named by its two days")
        return cls.parse(codes[kind])

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def title(self) -> Text:
        return _title(self)

    def same_period_last_year(self) -> Period:
        if self.kind is PeriodKind.DAYS:
            first, last = _year_back(self.first), _year_back(self.last)
            return Period.parse(f"{first}..{last}")
        year = int(re.sub(r"\D", "", self.code)[:4])
        return Period.parse(self.code.replace(str(year), f"{year - 1:04}", 1))

    def previous(self) -> Period:
        """The period of the same kind just before; for a day range, the same number of days before it."""
        if self.kind is PeriodKind.DAYS:
            last = self.first - timedelta(days=1)
            return Period.parse(f"{last - timedelta(days=self.days - 1)}..{last}")
        return Period.containing(self.first - timedelta(days=1), self.kind)

    def next(self) -> Period:
        if self.kind is PeriodKind.DAYS:
            first = self.last + timedelta(days=1)
            return Period.parse(f"{first}..{first + timedelta(days=self.days - 1)}")
        return Period.containing(self.last + timedelta(days=1), self.kind)

    def parents(self) -> tuple[Period, ...]:
        """Larger periods that hold this one whole, smallest first."""
        larger = []
        for kind in PeriodKind:
            if kind not in (self.kind, PeriodKind.DAYS):
                period = Period.containing(self.first, kind)
                if period.days > self.days and self in period:
                    larger.append(period)
        return tuple(sorted(larger, key=lambda period: period.days))

    def parts(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of a kind that lie wholly inside this one, in order."""
        found, period = [], Period.containing(self.first, kind)
        while period.first <= self.last:
            if period in self:
                found.append(period)
            period = period.next()
        return tuple(found)

    def __contains__(self, other: Period | date) -> bool:
        first, last = (other, other) if isinstance(other, date) else (other.first, other.last)
        return self.first <= first and last <= self.last

    def __str__(self) -> str:
        return self.code


def _bounds(kind: PeriodKind, groups: tuple[str, ...]) -> tuple[date, date]:
    if kind is PeriodKind.DAYS:
        return date.fromisoformat(groups[0]), date.fromisoformat(groups[1])
    year = int(groups[0])
    number = int(groups[1]) if len(groups) > 1 else 0
    if kind is PeriodKind.ACADEMIC_YEAR:
        return date(year, 9, 1), date(year + 1, 8, 31)
    if kind is PeriodKind.TERM:
        return (
            (date(year, 9, 1), date(year + 1, 1, 31)) if number == 1 else (date(year + 1, 2, 1), date(year + 1, 8, 31))
        )
    months = {PeriodKind.YEAR: 12, PeriodKind.HALF_YEAR: 6, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}[kind]
    end_month = months * (number or 1)
    last_day = calendar.monthrange(year, end_month)[1]
    return date(year, end_month - months + 1, 1), date(year, end_month, last_day)


def _year_back(day: date) -> date:
    last_day = calendar.monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, last_day))


def _title(period: Period) -> Text:
    first, kind = period.first, period.kind
    year = first.year
    if kind is PeriodKind.YEAR:
        return Text(f"{year}年", f"{year}")
    if kind is PeriodKind.HALF_YEAR:
        half = 1 if first.month == 1 else 2
        return Text(f"{year}年{'上' if half == 1 else '下'}半年", f"{('first', 'second')[half - 1]} half of {year}")
    if kind is PeriodKind.QUARTER:
        quarter = (first.month + 2) // 3
        return Text(f"{year}年第{'一二三四'[quarter - 1]}季度", f"Q{quarter} {year}")
    if kind is PeriodKind.MONTH:
        return Text(f"{year}年{first.month}月", f"{calendar.month_name[first.month]} {year}")
    if kind is PeriodKind.ACADEMIC_YEAR:
        return Text(f"{year}—{year + 1}学年", f"academic year {year}–{year + 1}")
    if kind is PeriodKind.TERM:
        academic, number = int(period.code[:4]), int(period.code[-1])
        ordinal = ("first", "second")[number - 1]
        return Text(
            f"{academic}—{academic + 1}学年第{'一二'[number - 1]}学期", f"{ordinal} term of {academic}–{academic + 1}"
        )
    last = period.last
    return Text(
        f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日", f"{first} to {last}"
    )
