"""What a correction moves: noted when it is accepted, settled when the figures are computed again."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import OuterRef, Q, Subquery

from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures.models import Figure, FigureMove
from taizhang.figures.services.stale import affected
from taizhang.ledgers.models import Submission, SubmissionState

_BATCH = 2_000


def note_moves(submission: Submission, touched: Period) -> int:
    """Keep what each figure says that a correction can change, before it is marked stale; returns how many.

    A first acceptance corrects nothing. Grows with the figures that the filing can change, not with the county's.
    """
    accepted = submission.events.filter(to_state=SubmissionState.ACCEPTED).count()
    if accepted < 2:
        return 0
    wanted: Q = affected(submission.ledger_key, touched, [submission.org_unit.code])
    read = Figure.objects.filter(wanted).exclude(status=FigureStatus.NO_DATA).order_by()
    moves = [
        FigureMove(
            submission=submission,
            version=submission.version,
            indicator_key=key,
            org_unit_id=unit,
            period_code=period,
            old_value=value,
        )
        for key, unit, period, value in read.values_list("indicator_key", "org_unit_id", "period_code", "value")
    ]
    FigureMove.objects.bulk_create(moves, batch_size=_BATCH, ignore_conflicts=True)
    return len(moves)


def settle_moves(period: Period, keys: Collection[str]) -> None:
    """Write the new values into the moves that waited for them; one UPDATE, inside the computing transaction."""
    waiting = FigureMove.objects.filter(period_code=period.code, settled=False)
    found = set(waiting.order_by().values_list("indicator_key", flat=True).distinct()) & set(keys)
    if not found:
        return
    now = Figure.objects.filter(
        indicator_key=OuterRef("indicator_key"), org_unit=OuterRef("org_unit"), period_code=period.code
    ).exclude(status=FigureStatus.STALE)
    fresh = waiting.filter(indicator_key__in=found)
    fresh.update(new_value=Subquery(now.values("value")[:1]), settled=True)
