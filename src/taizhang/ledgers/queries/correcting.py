"""The correction of an accepted filing: who opened it, what the unit says of it, who accepted it."""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.ledgers.models import Submission, SubmissionEvent, SubmissionState, SubmissionVersion


@dataclass(frozen=True, slots=True)
class Correction:
    """The newest accepted one. opened: who opened it, with that reason; version: what took the old one's place, with
    the unit's own reason; accepted: who let it count."""

    opened: SubmissionEvent
    version: SubmissionVersion
    accepted: SubmissionEvent


def correction_side(submission: Submission) -> frozenset[int]:
    """The persons behind the opening of what waits to be accepted once more; none when it was never accepted."""
    opened = submission.events.filter(to_state=SubmissionState.REOPENED).last()
    persons = (opened.actor_id, opened.in_place_of_id) if opened is not None else ()
    return frozenset(person for person in persons if person is not None)


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
