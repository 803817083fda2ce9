"""Laws of counting days, over published years and estimated ones."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.engine.working_days import (
    Pause,
    counted_until,
    due_after,
    due_after_months,
    working_days_before,
    working_days_left,
)
from tests.engine.working_days.notices import calendar_of_notices

CALENDAR = calendar_of_notices()
DAY = st.dates(date(2023, 12, 1), date(2028, 12, 31))
COUNT = st.integers(0, 150)
PAUSE = st.builds(
    lambda start, days: Pause(start, start + timedelta(days=days)),
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.integers(0, 40),
)
PAUSES = st.lists(PAUSE, max_size=4)
quick = settings(max_examples=150, deadline=None)


@quick
@given(DAY, COUNT, COUNT, PAUSES, st.booleans())
def test_more_days_never_end_earlier(start: date, few: int, more: int, pauses: list[Pause], every_day: bool) -> None:
    few, more = sorted((few, more))
    ends = [due_after(CALENDAR, start, days, pauses=pauses, every_day=every_day).last for days in (few, more)]
    assert start <= ends[0] <= ends[1]


@quick
@given(DAY, DAY, COUNT, st.booleans())
def test_a_later_start_never_ends_earlier(one: date, other: date, days: int, every_day: bool) -> None:
    ends = [due_after(CALENDAR, start, days, every_day=every_day).last for start in sorted((one, other))]
    assert ends[0] <= ends[1]


@quick
@given(DAY, st.integers(0, 40))
def test_more_months_never_end_earlier(start: date, months: int) -> None:
    assert due_after_months(CALENDAR, start, months).last <= due_after_months(CALENDAR, start, months + 1).last


@quick
@given(DAY, COUNT)
def test_until_inverts_days(start: date, days: int) -> None:
    assert counted_until(CALENDAR, start, due_after(CALENDAR, start, days).last).count == days


@quick
@given(DAY, st.integers(0, 300))
def test_days_invert_until_on_a_working_day(start: date, ahead: int) -> None:
    end = start + timedelta(days=ahead)
    count = counted_until(CALENDAR, start, end).count
    if count and CALENDAR.day(end).working:
        assert due_after(CALENDAR, start, count).last == end


@quick
@given(DAY, st.integers(1, 100), st.data())
def test_a_pause_of_so_many_working_days_moves_the_end_by_as_many(start: date, days: int, data: st.DataObject) -> None:
    end = due_after(CALENDAR, start, days).last
    first = start + timedelta(days=data.draw(st.integers(1, (end - start).days)))
    pause = Pause(first, first + timedelta(days=data.draw(st.integers(0, 60))))
    lost = counted_until(CALENDAR, pause.first - timedelta(days=1), pause.last).count
    assert due_after(CALENDAR, start, days, pauses=[pause]).last == due_after(CALENDAR, start, days + lost).last


@quick
@given(DAY, COUNT, PAUSES, st.booleans(), st.randoms(use_true_random=False))
def test_pauses_are_a_set_of_days(
    start: date, days: int, pauses: list[Pause], every_day: bool, random: st.random_module
) -> None:
    """Order, overlaps and pauses cut into single days make no difference."""
    single = [
        Pause(on, on)
        for pause in pauses
        for on in (pause.first + timedelta(days=at) for at in range((pause.last - pause.first).days + 1))
    ]
    random.shuffle(single)  # type: ignore[attr-defined]
    one, other = (due_after(CALENDAR, start, days, pauses=given, every_day=every_day) for given in (pauses, single))
    assert one == other


@quick
@given(DAY, st.integers(1, 150), PAUSES, st.booleans())
def test_a_period_ends_on_a_working_day_outside_every_pause(
    start: date, days: int, pauses: list[Pause], every_day: bool
) -> None:
    done = due_after(CALENDAR, start, days, pauses=pauses, every_day=every_day)
    assert CALENDAR.day(done.last).working
    assert not any(pause.first <= done.last <= pause.last for pause in pauses)
    assert done.count == days == sum(step.number is not None for step in done.steps)


@quick
@given(DAY, COUNT, COUNT)
def test_an_extension_adds_its_days(start: date, days: int, more: int) -> None:
    end = due_after(CALENDAR, start, days).last
    assert due_after(CALENDAR, end, more).last == due_after(CALENDAR, start, days + more).last


@quick
@given(DAY, COUNT)
def test_counting_back_and_days_left_count_the_same_days(start: date, days: int) -> None:
    end = due_after(CALENDAR, start, days).last
    assert working_days_left(CALENDAR, start, end) == days
    if days and CALENDAR.day(start).working:
        assert working_days_before(CALENDAR, end, days) == start
