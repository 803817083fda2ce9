"""Periods whose figures are kept computed, so that pages read what is stored: those that summaries are written for."""

from __future__ import annotations

from datetime import date, timedelta

from taizhang.core.packs import installed_packs
from taizhang.engine.periods import Period, PeriodKind
from taizhang.figures.models import Figure

GRACE = timedelta(days=10)  # of a period that has only just begun there is little to count


def kept_kinds() -> list[PeriodKind]:
    return sorted({template.period_kind for template in installed_packs().summaries.values()} - {PeriodKind.DAYS})


def kept_on(day: date) -> list[Period]:
    """The periods that are kept from a day on; those before were kept when they ran, and follow their records since."""
    return [Period.containing(day - GRACE, kind) for kind in kept_kinds()]


def never_computed(period: Period) -> set[str]:
    """Keys of installed indicators without a stored figure in a period: a computed one has a row at every unit."""
    stored = Figure.objects.filter(period_code=period.code).order_by().values_list("indicator_key", flat=True)
    return set(installed_packs().indicators) - set(stored.distinct())
