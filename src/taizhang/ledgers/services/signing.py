"""The head's signature (校长签字): where a ledger says so, a filing reaches the reviewer once the head signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.text import Text
from taizhang.ledgers.models import ReviewLook, Submission, SubmissionState
from taizhang.ledgers.queries import last_return
from taizhang.ledgers.services.review import (
    handed_in_from,
    locked_submission,
    move,
    require_other_side,
    require_seen,
    require_words,
    review_error,
)

State = SubmissionState


@transaction.atomic
def sign(*, actor: Actor, submission: Submission, version: int | None = None) -> Submission:
    """Sign what the clerk handed in; it goes to the reviewer. version: the one that the head looked at.

    Who filed does not sign, and neither does a program in somebody's name (NotAllowed).
    """
    actor, submission = _at_the_head(actor, submission)
    require_seen(submission, version)
    submission.signed_at, submission.signed_by_id = clock.now(), actor.user_id
    move(actor, submission, State.SUBMITTED)
    return submission


@transaction.atomic
def sign_many(*, actor: Actor, submissions: Sequence[Submission], versions: Mapping[int, int]) -> int:
    """All or none. A signature stands for having read: each must have been opened by this head in its version."""
    for submission in submissions:
        actor.require(Permission.SIGN_OFF, submission.org_unit.code, installed_packs().ledger(submission.ledger_key))
    opened = set(
        ReviewLook.objects.at_what_waits()
        .filter(submission__in=[item.pk for item in submissions], actor=actor.user_id)
        .values_list("submission_id", flat=True)
    )
    unread = [item for item in submissions if item.pk not in opened]
    if unread:
        raise review_error(
            Text("每份都打开看过", "each of them opened"),
            Text(f"还有 {len(unread)} 份没看", f"{len(unread)} unread"),
            Text("逐份点开看过，再一起签。", "Open each, then sign together."),
        )
    for submission in submissions:
        sign(actor=actor, submission=submission, version=versions.get(submission.pk))
    return len(submissions)


@transaction.atomic
def send_back_unsigned(*, actor: Actor, submission: Submission, comment: str, version: int | None = None) -> Submission:
    """Back to the clerk with the head's words. Cells that a reviewer had marked stay the only open ones."""
    require_words(comment)
    actor, submission = _at_the_head(actor, submission)
    require_seen(submission, version)
    said = last_return(submission) if handed_in_from(submission) == State.RETURNED else None
    move(actor, submission, State.RETURNED, comment, said.cells if said is not None else ())
    return submission


def _at_the_head(actor: Actor, submission: Submission) -> tuple[Actor, Submission]:
    actor, submission = locked_submission(actor, submission, Permission.SIGN_OFF, {State.SIGNING})
    if actor.by_token:
        raise NotAllowed(_("A person signs, not a program."))
    require_other_side(actor, submission, _("Who filed does not sign."))
    return actor, submission
