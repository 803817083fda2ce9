"""What waits for a head's signature, with what changed since the time before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import ReviewLook, Submission, SubmissionEvent, SubmissionState, SubmissionVersion
from taizhang.ledgers.sums import summed_fields

ROWS = ""  # in place of a field id: how many rows a filing has


@dataclass(frozen=True, slots=True)
class SignLine:
    """changes: (field id or ROWS, before, now) of sums that moved since the accepted filing of the period before.
    has_before: there is one. looked: this head has opened the version that waits."""

    submission: Submission
    ledger: Ledger
    period: Period
    rows: int
    changes: tuple[tuple[str, Decimal | None, Decimal | None], ...]
    has_before: bool
    looked: bool


def sign_queue(actor: Actor) -> QuerySet[Submission]:
    """Filings on this head's desk, oldest first; never what the head filed."""
    keys_by_scope: dict[frozenset[str], list[str]] = defaultdict(list)
    for ledger in installed_packs().ledgers.values():
        if ledger.sign_off and (scope := actor.scope(Permission.SIGN_OFF, ledger.group)):
            keys_by_scope[scope].append(ledger.key)
    mine = Q(pk__in=[])
    for scope, keys in keys_by_scope.items():
        mine |= Q(ledger_key__in=keys, org_unit__code__in=scope)
    return (
        Submission.objects.filter(mine, state=SubmissionState.SIGNING)
        .exclude(submitted_by_id=actor.user_id)
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
    before = _before(waiting)
    looked = set(
        ReviewLook.objects.filter(
            submission__in=[item.pk for item in waiting], actor=actor.user_id, version=F("submission__version")
        ).values_list("submission_id", flat=True)
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
                changes=_changes(ledger, was, made) if was is not None else (),
                has_before=was is not None,
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


def _before(waiting: Sequence[Submission]) -> dict[int, SubmissionVersion]:
    """submission id -> the accepted version of the same unit's filing of the period before."""
    wanted = {
        (item.ledger_key, Period.parse(item.period_code).previous().code, item.org_unit_id): item.pk for item in waiting
    }
    found = SubmissionVersion.objects.filter(
        submission__ledger_key__in={key for key, _period, _unit in wanted},
        submission__period_code__in={period for _key, period, _unit in wanted},
        submission__org_unit__in={unit for _key, _period, unit in wanted},
        number=F("submission__accepted_version"),
    ).select_related("submission")
    pairs = ((item, item.submission) for item in found)
    return {
        wanted[key]: version
        for version, filing in pairs
        if (key := (filing.ledger_key, filing.period_code, filing.org_unit_id)) in wanted
    }


def _changes(
    ledger: Ledger, was: SubmissionVersion, now: SubmissionVersion
) -> tuple[tuple[str, Decimal | None, Decimal | None], ...]:
    left, right = _values(was), _values(now)
    names = (ROWS, *(field.id for field in summed_fields(ledger)))
    return tuple((name, left.get(name), right.get(name)) for name in names if left.get(name) != right.get(name))


def _values(version: SubmissionVersion) -> Mapping[str, Decimal]:
    return {ROWS: Decimal(version.row_count), **{name: Decimal(value) for name, value in version.sums.items()}}
