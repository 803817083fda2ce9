"""Who stands behind a filing, so that somebody else accepts it; and the correction of an accepted one: who opened it,
what the unit says of it, who accepted it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery

from taizhang.ledgers.models import Submission, SubmissionEvent, SubmissionState, SubmissionVersion


@dataclass(frozen=True, slots=True)
class Correction:
    """The newest accepted one. opened: who opened it, with that reason; version: what took the old one's place, with
    the unit's own reason; accepted: who let it count."""

    opened: SubmissionEvent
    version: SubmissionVersion
    accepted: SubmissionEvent


def filed_by(persons: Collection[int]) -> Q:
    """Filings behind which one of these persons stands: who handed it in, who wrote its newest version, and for whom
    they did. What the demo and system loads wrote has nobody behind it."""
    wrote = SubmissionVersion.objects.filter(_one_of(persons), submission=OuterRef("pk"), number=OuterRef("version"))
    handed_in = Q(submitted_by__in=persons) | Q(submitted_for__in=persons)
    return handed_in | Q(submitted_by__isnull=False) & Q(Exists(wrote))


def opened_by(persons: Collection[int]) -> Q:
    """Filings whose newest opening for a correction one of these persons made, or had made in their place."""
    openings = SubmissionEvent.objects.filter(submission=OuterRef("submission"), to_state=SubmissionState.REOPENED)
    newest = SubmissionEvent.objects.filter(
        _one_of(persons), submission=OuterRef("pk"), pk=Subquery(openings.order_by("-pk").values("pk")[:1])
    )
    return Q(Exists(newest))


def _one_of(persons: Collection[int]) -> Q:
    return Q(actor__in=persons) | Q(in_place_of__in=persons)


def is_so(submission: Submission, behind: Q) -> bool:
    """Whether `filed_by` or `opened_by` holds for one filing."""
    return Submission.objects.filter(behind, pk=submission.pk).exists()


def is_correction(submission: Submission) -> bool:
    """Whether its newest version would take the place of an accepted one."""
    return submission.accepted_version is not None and submission.version > submission.accepted_version


def correction_reason(submission: Submission) -> str:
    """The unit's own words for what is being corrected, the newest since the acceptance."""
    made = submission.versions.filter(number__gt=submission.accepted_version or 0).exclude(reason="")
    newest = made.last()
    return newest.reason if newest is not None else ""


def correction_of(submission: Submission) -> Correction | None:
    """None when nothing accepted was corrected. Three queries."""
    events = submission.events.select_related("actor", "in_place_of")
    accepted = events.filter(to_state=SubmissionState.ACCEPTED).last()
    opened = (
        events.filter(to_state=SubmissionState.REOPENED, pk__lt=accepted.pk).last() if accepted is not None else None
    )
    if accepted is None or opened is None:
        return None
    version = submission.versions.select_related("actor", "in_place_of").get(number=accepted.version)
    return Correction(opened, version, accepted)
