"""Work that belongs to every day, such as reminders: apps register it, the task worker begins it each morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from taizhang.core import clock
from taizhang.core.models import DailyRun

DailyWork = Callable[[date], None]
MORNING = time(7, 30)  # before people come; a worker that starts later begins at once
_work: list[DailyWork] = []


def register_daily(work: DailyWork) -> None:
    """`work(day)` runs in the transaction that begins the day: quick, and what takes long becomes a job on commit."""
    if work not in _work:
        _work.append(work)


@transaction.atomic
def run_day(day: date) -> bool:
    """Begin a day's work unless it was begun; whether it was now."""
    _run, fresh = DailyRun.objects.get_or_create(day=day, defaults={"at": clock.now()})
    if fresh:
        for work in _work:
            work(day)
    return fresh


@task()
def begin_daily() -> None:
    """Begin today's work and ask for the next morning. A second chain, from another worker, ends at a begun day."""
    with transaction.atomic():
        if run_day(clock.today()) or not _waits():
            begin_daily.using(run_after=_next_morning(timezone.localtime())).enqueue()


def _waits() -> bool:
    """Whether a next morning is asked for already; a worker that was killed in between leaves none."""
    from django_tasks_db.models import DBTaskResult

    return bool(DBTaskResult.objects.filter(task_path=begin_daily.module_path, status="READY").exists())


def _next_morning(now: datetime) -> datetime:
    morning = now.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
    return morning if morning > now else morning + timedelta(days=1)
