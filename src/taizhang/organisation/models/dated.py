"""Things that hold from a day up to, not including, another day."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_M = TypeVar("_M", bound=models.Model)


class DatedQuerySet(models.QuerySet[_M]):
    def on(self, day: date) -> Self:
        """Rows in force on a day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def within(self, first: date, last: date) -> Self:
        """Rows in force on at least one day from first to last, both included."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=first), valid_from__lte=last)


class Dated(models.Model):
    """valid_from is the first day in force, valid_to the first day no more in force (null: open)."""

    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(app_label)s_%(class)s_dates",
            )
        ]
