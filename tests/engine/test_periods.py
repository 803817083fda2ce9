from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.engine.periods import Period, PeriodError, PeriodKind

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.DAYS])


@pytest.mark.parametrize(
    ("code", "first", "last", "title"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026年"),
        ("2026H1", date(2026, 1, 1), date(2026, 6, 30), "2026年上半年"),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31), "2026年第四季度"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024年2月"),
        ("AY2025", date(2025, 9, 1), date(2026, 8, 31), "2025—2026学年"),
        ("2025T1", date(2025, 9, 1), date(2026, 1, 31), "2025—2026学年第一学期"),
        ("2025T2", date(2026, 2, 1), date(2026, 8, 31), "2025—2026学年第二学期"),
        ("2026-01-05..2026-01-20", date(2026, 1, 5), date(2026, 1, 20), "2026年1月5日至2026年1月20日"),
    ],
)
def test_a_code_names_its_days(code: str, first: date, last: date, title: str) -> None:
    period = Period.parse(code)
    assert (period.first, period.last, period.title.zh, str(period)) == (first, last, title, code)


@pytest.mark.parametrize("code", ["", "2026H3", "2026-13", "26", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01"])
def test_other_texts_are_no_periods(code: str) -> None:
    with pytest.raises(PeriodError):
        Period.parse(code)


def test_last_year_keeps_the_kind() -> None:
    codes = ["2026H1", "AY2025", "2026-02", "2024-02-29..2024-03-05"]
    earlier = [Period.parse(code).same_period_last_year().code for code in codes]
    assert earlier == ["2025H1", "AY2024", "2025-02", "2023-02-28..2023-03-05"]


def test_larger_periods_hold_smaller_ones() -> None:
    assert [period.code for period in Period.parse("2026-03").parents()] == [
        "2026Q1",
        "2026H1",
        "2025T2",
        "2026",
        "AY2025",
    ]
    assert [part.code for part in Period.parse("2026H1").parts(PeriodKind.QUARTER)] == ["2026Q1", "2026Q2"]


@given(DAYS, KINDS)
def test_periods_of_a_kind_follow_each_other_without_gap(day: date, kind: PeriodKind) -> None:
    period = Period.containing(day, kind)
    assert day in period
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period
    assert Period.parse(period.code) == period


def test_a_day_range_moves_by_its_own_length() -> None:
    period = Period.parse("2026-01-05..2026-01-20")
    assert period.previous().code == "2025-12-20..2026-01-04"
    with pytest.raises(PeriodError):
        Period.containing(date(2026, 1, 5), PeriodKind.DAYS)
