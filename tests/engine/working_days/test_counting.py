"""Periods counted by hand; the words of a day-by-day count; what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from taizhang.engine.text import Text
from taizhang.engine.working_days import (
    MOST_DAYS,
    MOST_MONTHS,
    CountingError,
    DatedDay,
    Pause,
    calendar_of,
    counted_until,
    due_after,
    due_after_months,
    require_countable,
    working_days_before,
    working_days_left,
)
from tests.engine.working_days.notices import FIXED, calendar_of_notices, cases, counted, name_of, notices

CALENDAR = calendar_of_notices()
MONDAY = date(2025, 3, 3)


@pytest.mark.parametrize("case", cases(), ids=name_of)
def test_a_case_worked_out_by_hand(case: dict[str, Any]) -> None:
    done = counted(CALENDAR, case)
    if "due" in case:
        assert done.last == case["due"]
    else:
        assert (done.count, done.last) == (case["count"], case["until"])
    assert list(done.estimated_years) == case.get("estimated", [])


@pytest.mark.parametrize("case", cases(), ids=name_of)
def test_the_steps_are_every_day_once_and_number_what_counts(case: dict[str, Any]) -> None:
    done = counted(CALENDAR, case)
    days = [step.on for step in done.steps]
    assert days == [days[0] + timedelta(days=at) for at in range(len(days))]
    assert days[0] == case["from"] and done.steps[0].number is None
    numbers = [step.number for step in done.steps if step.number is not None]
    assert numbers == list(range(1, done.count + 1))
    assert done.count == case.get("days", done.count)


def test_every_day_says_why() -> None:
    done = due_after(CALENDAR, date(2025, 1, 24), 4, pauses=[Pause(date(2025, 2, 6), date(2025, 2, 7))])
    words = {step.on.isoformat()[5:]: step.why.zh for step in done.steps}
    assert words["01-24"] == "起算日，不计入：工作日"
    assert words["01-25"] == "休息日"
    assert words["01-26"] == "调休上班（调休）"
    assert words["01-27"] == "工作日"
    assert words["01-28"] == "节假日（春节）"
    assert words["02-06"] == words["02-07"] == "暂停，不计入"
    assert list(words)[-1] == "02-08"


def test_an_end_that_moves_on_says_so_on_each_day() -> None:
    done = due_after(CALENDAR, date(2025, 9, 28), 8, every_day=True)
    last = [(step.on.day, step.number, step.why.zh) for step in done.steps][-4:]
    assert last == [
        (6, 8, "节假日（国庆节、中秋），最后一日，顺延"),
        (7, None, "节假日（国庆节、中秋），顺延"),
        (8, None, "节假日（国庆节、中秋），顺延"),
        (9, None, "工作日，顺延至此日"),
    ]


def test_an_estimated_year_is_named() -> None:
    done = counted_until(CALENDAR, date(2026, 12, 30), date(2028, 1, 3))
    assert done.estimated_years == (2027, 2028)
    assert done.note.zh.startswith("2027–2028 年放假安排未公布")
    assert done.note.get("en").startswith("The calendar of 2027–2028")
    assert done.steps[2].why == Text("节假日（元旦），推算", "holiday (元旦), estimated")
    assert counted_until(CALENDAR, date(2026, 12, 1), date(2026, 12, 31)).note.zh == ""


def test_the_second_of_may_is_off_since_2025_and_was_until_2007() -> None:
    bare = calendar_of([], FIXED)
    off = {year: not bare.day(date(year, 5, 2)).working for year in (2006, 2012, 2023, 2028, 2029)}
    assert off == {2006: True, 2012: False, 2023: False, 2028: True, 2029: True}


def test_a_later_table_holds_and_a_whole_one_publishes_its_year() -> None:
    def table(*days: tuple[int, int], year: int = 2027) -> dict[date, DatedDay]:
        return {date(year, *day): DatedDay(False, Text("放假"), "文号") for day in days}

    local = calendar_of([notices(), table((4, 9))], FIXED)
    assert not local.day(date(2027, 4, 9)).working and 2027 not in local.published
    whole = calendar_of([notices(), table((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))], FIXED)
    assert 2027 in whole.published
    assert not whole.day(date(2027, 4, 8)).estimated
    worked = {date(2025, 10, 8): DatedDay(True, Text("补班"), "文号")}
    assert due_after(calendar_of([notices(), worked], FIXED), date(2025, 9, 30), 1).last == date(2025, 10, 8)


def test_an_extension_is_counted_from_the_old_last_day() -> None:
    first = due_after(CALENDAR, date(2025, 1, 20), 20).last
    assert due_after(CALENDAR, first, 20).last == due_after(CALENDAR, date(2025, 1, 20), 40).last == date(2025, 3, 21)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: due_after(CALENDAR, MONDAY, -1), "应为0 到 10000 的天数；现为-1"),
        (lambda: due_after(CALENDAR, MONDAY, MOST_DAYS + 1), "现为10001"),
        (lambda: due_after(CALENDAR, MONDAY, 10**400), "的天数"),
        (lambda: due_after_months(CALENDAR, MONDAY, -1), "应为0 到 600 的月数；现为-1"),
        (lambda: due_after_months(CALENDAR, MONDAY, MOST_MONTHS + 1), "现为601"),
        (lambda: counted_until(CALENDAR, MONDAY, date(2025, 3, 2)), "先早后晚"),
        (lambda: counted_until(CALENDAR, MONDAY, date(2999, 3, 2)), "相隔不超过 20000 天"),
        (lambda: due_after(CALENDAR, MONDAY, 3, pauses=[Pause(MONDAY, date(2025, 3, 2))]), "末日，先早后晚"),
        (lambda: due_after(CALENDAR, MONDAY, 3, pauses=[Pause(MONDAY, date(2999, 3, 2))]), "相隔不超过"),
        (lambda: require_countable(date(1999, 12, 31)), "应为2000 到 2999 年的日期"),
        (lambda: require_countable(date(3000, 1, 1)), "现为3000-01-01"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_a_sentence(ask: Any, said: str) -> None:
    with pytest.raises(CountingError) as refused:
        ask()
    assert said in refused.value.problems[0].sentence()


def test_the_longest_counts_are_counted() -> None:
    done = due_after(CALENDAR, MONDAY, MOST_DAYS)
    assert counted_until(CALENDAR, MONDAY, done.last).count == MOST_DAYS
    assert due_after_months(CALENDAR, MONDAY, MOST_MONTHS).last == date(2075, 3, 4)  # 3-3 is a Sunday


def test_days_left_and_days_back() -> None:
    assert working_days_left(CALENDAR, date(2026, 9, 30), date(2026, 10, 8)) == 1
    assert working_days_left(CALENDAR, date(2026, 9, 30), date(2026, 9, 30)) == 0
    assert working_days_left(CALENDAR, date(2025, 3, 8), date(2025, 3, 7)) == -1  # late since a Saturday: one day
    assert working_days_before(CALENDAR, date(2026, 2, 24), 1) == date(2026, 2, 14)
    assert working_days_before(CALENDAR, date(2026, 2, 22), 0) == date(2026, 2, 14)
