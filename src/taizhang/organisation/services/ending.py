"""Ending dated rows on a day."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet


def end_or_drop(rows: QuerySet, on: date) -> int:  # type: ignore[type-arg]
    """End the rows still in force on or after a day there; those that were to begin then or later never begin: they
    were plans, and the audit log keeps them. Returns how many rows changed."""
    running = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    dropped, _each = running.filter(valid_from__gte=on).delete()
    return dropped + running.filter(valid_from__lt=on).update(valid_to=on)
