"""By which handing-in a filing is late. What was accepted and opened again is judged by the one that was accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min

from taizhang.ledgers.models import Submission, SubmissionEvent, SubmissionState


@dataclass(frozen=True, slots=True)
class Opened:
    """at: when it was last opened for a correction. handed_in_at: the handing-in that was accepted first; None when it
    is not known."""

    at: datetime
    handed_in_at: datetime | None


def opened_again(submissions: Iterable[Submission]) -> dict[int, Opened]:
    """By id, those that were accepted and opened for a correction since. At most two queries."""
    accepted = [item.pk for item in submissions if item.accepted_version is not None]
    if not accepted:
        return {}
    opening = SubmissionEvent.objects.filter(
        submission__in=accepted, from_state=SubmissionState.ACCEPTED, to_state=SubmissionState.REOPENED
    )
    times = opening.order_by().values_list("submission").annotate(first=Min("at"), last=Max("at"))
    opened = {pk: (first, last) for pk, first, last in times}
    handed_in: dict[int, datetime] = {}
    if opened:
        moves = SubmissionEvent.objects.filter(
            submission__in=opened, to_state__in=(SubmissionState.SIGNING, SubmissionState.SUBMITTED)
        )
        for pk, at in moves.exclude(from_state=SubmissionState.SIGNING).order_by("at").values_list("submission", "at"):
            if at < opened[pk][0]:
                handed_in[pk] = at
    return {pk: Opened(last, handed_in.get(pk)) for pk, (_first, last) in opened.items()}


def judged_at(submission: Submission, opened: Opened | None) -> datetime | None:
    """The handing-in that counts against the deadline; None when there was none, or it is not known."""
    return submission.submitted_at if opened is None else opened.handed_in_at
