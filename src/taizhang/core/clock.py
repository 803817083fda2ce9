"""The day it is. The demo stands still so that its deadlines keep meaning something."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Within it the time does not move, so that what is written is the same on every machine."""
    token = _standing.set(moment)
    try:
        yield
    finally:
        _standing.reset(token)


def now() -> datetime:
    """The present moment; with settings.TODAY, that day at the present time of day."""
    if (moment := _standing.get()) is not None:
        return moment
    present = timezone.now()
    if settings.TODAY is None:
        return present
    clock = timezone.localtime(present).timetz()
    return datetime.combine(
        settings.TODAY, time(clock.hour, clock.minute, clock.second, clock.microsecond, clock.tzinfo)
    )


def moment_of(day: date) -> datetime:
    """The present moment of the day it is; of another day its last one."""
    return now() if day == today() else datetime.combine(day, time.max, timezone.get_current_timezone())


def today() -> date:
    return timezone.localtime(now()).date()


def local(moment: datetime | None) -> datetime | None:
    """The same moment as the county's clocks show it, whether it was just made or read from a database."""
    return timezone.localtime(moment) if moment is not None else None
