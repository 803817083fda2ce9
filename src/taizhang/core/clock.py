"""The day it is. The demo stands still so that its deadlines keep meaning something."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The present moment; with settings.TODAY, that day at the present time of day."""
    present = timezone.now()
    if settings.TODAY is None:
        return present
    clock = timezone.localtime(present).timetz()
    return datetime.combine(
        settings.TODAY, time(clock.hour, clock.minute, clock.second, clock.microsecond, clock.tzinfo)
    )


def today() -> date:
    return timezone.localtime(now()).date()
