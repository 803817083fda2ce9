"""What waits for a head's signature, with what changed since the time before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import ReviewLook, Submission, SubmissionEvent, SubmissionState, SubmissionVersion
from taizhang.ledgers.queries.correcting import filed_by
from taizhang.ledgers.queries.moved import Moved, moved_sums, versions_before


@dataclass(frozen=True, slots=True)
class SignLine:
    """changes: sums that moved since the accepted filing of the period before; None when there is none. looked: this
    head has opened the version that waits."""

    submission: Submission
    ledger: Ledger
    period: Period
    rows: int
    changes: tuple[Moved, ...] | None
    looked: bool


def sign_queue(actor: Actor) -> QuerySet[Submission]:
    """Filings on this head's desk, oldest first; never what the head filed."""
    keys_by_scope: dict[frozenset[str], list[str]] = defaultdict(list)
    for ledger in installed_packs().ledgers.values():
        if ledger.sign_off and (scope := actor.scope(Permission.SIGN_OFF, ledger)):
            keys_by_scope[scope].append(ledger.key)
    mine = Q(pk__in=[])
    for scope, keys in keys_by_scope.items():
        mine |= Q(ledger_key__in=keys, org_unit__code__in=scope)
    return (
        Submission.objects.filter(mine, state=SubmissionState.SIGNING)
        .exclude(filed_by(actor.sides))
        .select_related("org_unit", "submitted_by")
        .order_by("submitted_at", "pk")
    )


def sign_lines(actor: Actor) -> list[SignLine]:
    """Four queries, whatever waits."""
    waiting = list(sign_queue(actor))
    now = {
        item.submission_id: item
        for item in SubmissionVersion.objects.filter(
            submission__in=[item.pk for item in waiting], number=F("submission__version")
        )
    }
    before = versions_before(waiting)
    looked = set(
        ReviewLook.objects.at_what_waits()
        .filter(submission__in=[item.pk for item in waiting], actor=actor.user_id)
        .values_list("submission_id", flat=True)
    )
    packs = installed_packs()
    lines = []
    for item in waiting:
        ledger, made = packs.ledger(item.ledger_key), now[item.pk]
        was = before.get(item.pk)
        lines.append(
            SignLine(
                submission=item,
                ledger=ledger,
                period=Period.parse(item.period_code),
                rows=made.row_count,
                changes=moved_sums(ledger, was, made) if was is not None else None,
                looked=item.pk in looked,
            )
        )
    return lines


def handing_in(event: SubmissionEvent) -> tuple[SubmissionEvent | None, SubmissionEvent | None]:
    """The handing in that an event belongs to, and the head's signature under it: each None where there is none. Opened
    by either, the receipt is the same."""
    events = SubmissionEvent.objects.filter(submission=event.submission_id).select_related("actor", "in_place_of")
    if event.to_state == SubmissionState.SIGNING:
        after = events.filter(pk__gt=event.pk).order_by("pk").first()
        signed = after if after is not None and after.to_state == SubmissionState.SUBMITTED else None
        return events.get(pk=event.pk), signed
    if event.to_state != SubmissionState.SUBMITTED:
        return None, None
    if event.from_state != SubmissionState.SIGNING:
        return events.get(pk=event.pk), None
    handed = events.filter(to_state=SubmissionState.SIGNING, pk__lt=event.pk).order_by("pk").last()
    return handed, events.get(pk=event.pk)
