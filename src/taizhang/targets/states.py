"""Rules that follow from days and numbers alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from taizhang.core.working_days import working_calendar
from taizhang.engine.working_days import working_days_before
from taizhang.targets.models import Comparison, Task
from taizhang.targets.types import TaskState


def task_state(task: Task, day: date, *, begun: bool) -> TaskState:
    """The state of a task on a day. begun: something was reported. What was reported after the deadline was overdue
    until then, and what waits for its confirmation is nobody's delay any more."""
    if task.dropped_at is not None:
        return TaskState.DROPPED
    if task.closed_on is not None and task.closed_on <= day:
        return TaskState.DONE
    if task.reported_on is not None and task.reported_on <= day:
        return TaskState.REPORTED
    if task.deadline is not None and task.deadline < day:
        return TaskState.OVERDUE
    return TaskState.IN_PROGRESS if begun else TaskState.NOT_STARTED


def counted_back(end: date, days: int, *, working: bool) -> date:
    """The day that lies `days` before an end date. Working days: of the State Council's calendar, so that a milestone
    never falls on a holiday; 0 is the end date itself, or the last working day before it."""
    return working_days_before(working_calendar(), end, days) if working else end - timedelta(days=days)


def compares(value: Decimal | None, comparison: str, number: Decimal | None) -> bool | None:
    """Whether a value reaches what is wanted; without a number anything above zero does. None: no value yet."""
    if value is None:
        return None
    if number is None or not comparison:
        return value > 0
    return {
        Comparison.AT_LEAST: value >= number,
        Comparison.AT_MOST: value <= number,
        Comparison.EQUAL: value == number,
        Comparison.MORE: value > number,
        Comparison.LESS: value < number,
    }[Comparison(comparison)]
