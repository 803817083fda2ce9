"""How a notice stands follows from its days and records alone; table by table, on the calendar of 2026."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from taizhang.core.working_days import working_calendar
from taizhang.inspection.standing import standing, year_before
from taizhang.inspection.types import ClockFacts, NoticeState, Standing

STEPS = ((1, "提醒学校"), (5, "报分管领导"))
ISSUED = ClockFacts(issued_on=date(2026, 4, 8), days=5, results=("",), steps=STEPS)
RECEIVED = replace(ISSUED, received_on=date(2026, 4, 9))  # a Thursday: due on Thursday the 16th


def on(facts: ClockFacts, day: int, month: int = 4) -> Standing:
    return standing(facts, date(2026, month, day), working_calendar())


def test_the_clock_starts_with_the_receipt_and_counts_working_days() -> None:
    assert (on(ISSUED, 20).state, on(ISSUED, 20).due) == (NoticeState.WAITING, None)
    found = on(RECEIVED, 10)
    assert (found.state, found.due, found.left) == (NoticeState.RUNNING, date(2026, 4, 16), 4)
    assert [step.number for step in found.counts[0].steps] == [None, 1, None, None, 2, 3, 4, 5]


def test_a_receipt_on_a_holiday_begins_with_the_next_working_day() -> None:
    labour_day = replace(ISSUED, received_on=date(2026, 5, 1), days=1)
    assert on(labour_day, 2, 5).due == working_calendar_first_after(date(2026, 5, 1))


def working_calendar_first_after(day: date) -> date:
    calendar = working_calendar()
    while not calendar.day(day := day + timedelta(days=1)).working:
        pass
    return day


@pytest.mark.parametrize(
    ("day", "state", "step"),
    [
        (10, NoticeState.RUNNING, 0),
        (13, NoticeState.DUE_SOON, 0),
        (16, NoticeState.DUE_SOON, 0),
        (17, NoticeState.OVERDUE, 1),
        (22, NoticeState.OVERDUE, 1),
        (23, NoticeState.OVERDUE, 2),
    ],
)
def test_days_go_by_without_an_answer(day: int, state: NoticeState, step: int) -> None:
    found = on(RECEIVED, day)
    assert (found.state, found.step) == (state, step)
    assert found.step_words == (STEPS[step - 1][1] if step else "")


def test_granted_days_are_counted_from_the_deadline_before() -> None:
    longer = replace(RECEIVED, extensions=(2, 0, 3))
    found = on(longer, 17)
    assert found.due == date(2026, 4, 23)
    assert [count.last.day for count in found.counts] == [16, 20, 23]


def test_a_day_that_was_set_holds_without_a_receipt() -> None:
    fixed = ClockFacts(issued_on=date(2026, 4, 8), fixed=date(2026, 4, 10), results=("",))
    assert on(fixed, 9).state is NoticeState.WAITING
    assert on(fixed, 11).state is NoticeState.OVERDUE
    both = replace(fixed, days=5, received_on=date(2026, 4, 9))
    assert on(both, 9).due == date(2026, 4, 16)  # the later of the two


def test_what_was_reported_waits_for_its_recheck_even_after_the_deadline() -> None:
    reported = replace(RECEIVED, reported_on=date(2026, 4, 15))
    assert on(reported, 25).state is NoticeState.REPORTED
    partly = replace(reported, rechecked_on=date(2026, 4, 20), results=("fixed", "partly"))
    assert on(partly, 25).state is NoticeState.OVERDUE  # the deadline of before
    again = replace(partly, reported_on=date(2026, 4, 24))
    assert on(again, 25).state is NoticeState.REPORTED
    half = replace(reported, rechecked_on=date(2026, 4, 20), results=("fixed", ""))
    assert on(half, 25).state is NoticeState.REPORTED  # nothing failed; one still waits
    fixed = replace(reported, rechecked_on=date(2026, 4, 20), results=("fixed", "fixed"))
    assert on(fixed, 25).state is NoticeState.RECHECKED
    assert on(replace(fixed, closed_on=date(2026, 4, 21)), 25).state is NoticeState.CLOSED


def test_without_a_notice_a_finding_is_noted_until_its_day_is_past() -> None:
    noted = ClockFacts(fixed=date(2026, 4, 10), results=("",))
    assert on(noted, 10).state is NoticeState.NOTED
    assert on(noted, 13).state is NoticeState.OVERDUE


def test_a_year_before_a_leap_day_is_the_last_of_february() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert year_before(date(2026, 4, 1)) == date(2025, 4, 1)
