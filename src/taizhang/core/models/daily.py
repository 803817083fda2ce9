"""Which days' daily work was begun."""

from __future__ import annotations

from django.db import models


class DailyRun(models.Model):
    """One row a day, so that several workers and restarts begin a day's work once."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return self.day.isoformat()
