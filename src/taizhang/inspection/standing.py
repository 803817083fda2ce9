"""How a notice or finding stands on a day: one function of days and records; nothing of it is ever stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from taizhang.core.working_days import SOON_DAYS
from taizhang.engine.working_days import Count, Pause, WorkCalendar, due_after, working_days_left
from taizhang.inspection.types import ClockFacts, NoticeState, Standing

FIXED = "fixed"


def standing(facts: ClockFacts, day: date, calendar: WorkCalendar, at: datetime | None = None) -> Standing:
    """How it stands at a moment of a day; None: at the day's end. Withdrawn, then closed beat everything. A re-check
    that found all fixed waits for its closing; one that did not sets the clock running again, with the deadline of
    before; so does a report, until it is re-checked. The clock starts with the receipt, except for a day that was set.
    A pause is not counted; a day that was set holds all the same. Hours end at their moment, and the rest of that day
    is the first that it is late by."""
    counts = deadline_counts(facts, calendar)
    due = _due(facts, counts)
    to_the_hour = due == facts.fixed and all(count.last != due for count in counts)
    until = facts.fixed_at if to_the_hour else None
    left = _left(calendar, day, due, facts.pauses) if due is not None else None
    if left is not None and until is not None and (at > until if at is not None else day >= until.date()):
        left = min(left, -1)
    state = _state(facts, left)
    step, words = _step(facts, left) if state is NoticeState.OVERDUE and left is not None else (0, "")
    return Standing(state, due, left, step, words, counts, until)


def deadline_counts(facts: ClockFacts, calendar: WorkCalendar) -> tuple[Count, ...]:
    """The count of the deadline, if it is counted, then one for each extension, which starts on the deadline before."""
    counts: list[Count] = []
    if facts.days is not None and facts.received_on is not None:
        counts.append(due_after(calendar, facts.received_on, facts.days, pauses=facts.pauses))
    start = max([*(count.last for count in counts), *([facts.fixed] if facts.fixed else [])], default=None)
    for days in facts.extensions if start is not None else ():
        if start is not None and days > 0:
            counts.append(due_after(calendar, start, days, pauses=facts.pauses))
            start = counts[-1].last
    return tuple(counts)


def _due(facts: ClockFacts, counts: tuple[Count, ...]) -> date | None:
    if facts.days is not None and facts.received_on is None:
        return None  # a part of it has not begun to run
    days = [count.last for count in counts] + ([facts.fixed] if facts.fixed else [])
    return max(days, default=None)


def _left(calendar: WorkCalendar, day: date, due: date, pauses: Sequence[Pause]) -> int:
    """Working days to the deadline; those of a pause are none of them."""
    left = working_days_left(calendar, day, due)
    if left <= 0 or not pauses:
        return left
    paused = {
        on
        for pause in pauses
        for on in map(date.fromordinal, range(pause.first.toordinal(), pause.last.toordinal() + 1))
    }
    return left - sum(day < on <= due and calendar.day(on).working for on in paused)


def _state(facts: ClockFacts, left: int | None) -> NoticeState:
    if facts.withdrawn_on is not None:
        return NoticeState.WITHDRAWN
    if facts.closed_on is not None:
        return NoticeState.CLOSED
    if facts.rechecked_on is not None and all(result == FIXED for result in facts.results):
        return NoticeState.RECHECKED
    failed = any(result not in ("", FIXED) for result in facts.results)
    answered = not failed or facts.rechecked_on is None
    if facts.reported_on is not None and (answered or facts.reported_on > (facts.rechecked_on or date.max)):
        return NoticeState.REPORTED
    if left is not None and left < 0:
        return NoticeState.OVERDUE
    if facts.issued_on is None:
        return NoticeState.NOTED
    if facts.received_on is None:
        return NoticeState.WAITING
    return NoticeState.DUE_SOON if left is not None and left <= SOON_DAYS else NoticeState.RUNNING


def _step(facts: ClockFacts, left: int) -> tuple[int, str]:
    """The last of the stated steps whose days have passed."""
    reached = [(number, words) for number, (after, words) in enumerate(facts.steps, 1) if -left >= after]
    return reached[-1] if reached else (0, "")


def year_before(day: date) -> date:
    """The same day a year before; of 29 February the 28th. A problem that comes back within it is a rebound (反弹)."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
