"""What waits for a reviewer, with what is unusual about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Submission, SubmissionEvent, SubmissionState, SubmissionVersion
from taizhang.ledgers.queries.exceptions import Exceptions, exceptions_of
from taizhang.organisation import queries as org_queries

LONGEST_PHRASE = 40  # what fits on a button


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A filing that waits for review, with what is unusual about it."""

    submission: Submission
    ledger: Ledger
    period: Period
    org_name: str
    unusual: Exceptions


def review_queue(actor: Actor) -> QuerySet[Submission]:
    """What waits for this reviewer, oldest first; never what the reviewer filed, nor on a delegated right what the
    colleague on leave filed, nor a correction that one opened: `filing_side` and `correction_side` for all at once."""
    keys_by_group: dict[frozenset[str], list[str]] = defaultdict(list)
    for ledger in installed_packs().ledgers.values():
        scope = actor.scope(Permission.REVIEW_LEDGER, ledger.group)
        if scope:
            keys_by_group[scope].append(ledger.key)
    found = Submission.objects.none()
    for scope, keys in keys_by_group.items():
        found = found | Submission.objects.filter(ledger_key__in=keys, org_unit__code__in=scope)
    return (
        found.filter(state=SubmissionState.SUBMITTED)
        .exclude(_filed_by(actor.user_id))
        .exclude(_filed_by_lenders(actor))
        .select_related("org_unit", "submitted_by")
        .order_by("submitted_at", "pk")
    )


def _filed_by(person: int | None) -> Q:
    wrote = SubmissionVersion.objects.filter(submission=OuterRef("pk"), number=OuterRef("version")).filter(
        Q(actor_id=person) | Q(in_place_of_id=person)
    )
    behind = Q(submitted_by__isnull=False) & Q(Exists(wrote))
    return Q(submitted_by_id=person) | Q(submitted_for_id=person) | behind | _opened_by(person)


def _opened_by(person: int | None) -> Q:
    openings = SubmissionEvent.objects.filter(submission=OuterRef("submission"), to_state=SubmissionState.REOPENED)
    newest = SubmissionEvent.objects.filter(
        Q(actor_id=person) | Q(in_place_of_id=person),
        submission=OuterRef("pk"),
        pk=Subquery(openings.order_by("-pk").values("pk")[:1]),
    )
    return Q(Exists(newest))


def _filed_by_lenders(actor: Actor) -> Q:
    """What somebody on leave filed, where only that person's right lets the actor review."""
    grants = actor.granting(Permission.REVIEW_LEDGER)
    own = frozenset().union(*(grant.scope for grant in grants if grant.giver is None))
    found = Q(pk__in=[])
    for grant in grants:
        if grant.giver is not None and (only := grant.scope - own):
            found |= Q(org_unit__code__in=only) & _filed_by(grant.giver)
    return found


def accepted_by(actor: Actor, versions: Mapping[int, int]) -> int:
    """How many of these filings (submission id -> version) stand accepted by this person in that version: what a press
    achieved, also when it was the second of two."""
    found = Submission.objects.filter(pk__in=versions, state=SubmissionState.ACCEPTED, accepted_by=actor.user_id)
    return sum(versions[pk] == version for pk, version in found.values_list("pk", "accepted_version"))


def review_lines(actor: Actor) -> list[ReviewLine]:
    """The queue with what is unusual about each filing, oldest first; queries grow with ledgers and periods alone."""
    packs = installed_packs()
    waiting = list(review_queue(actor))
    unusual = exceptions_of(waiting, actor.user_id)
    names: dict[date, dict[str, str]] = {}
    codes = {item.org_unit.code for item in waiting}
    for item in waiting:
        if item.period_last not in names:
            names[item.period_last] = org_queries.names(codes, item.period_last)
    return [
        ReviewLine(
            submission=item,
            ledger=packs.ledger(item.ledger_key),
            period=Period.parse(item.period_code),
            org_name=names[item.period_last].get(item.org_unit.code, item.org_unit.code),
            unusual=unusual[item.pk],
        )
        for item in waiting
    ]


def own_phrases(actor: Actor, most: int = 5) -> list[str]:
    """Short words with which this person has sent filings back before, most used first, of the last two hundred."""
    said = SubmissionEvent.objects.filter(actor=actor.user_id, to_state=SubmissionState.RETURNED)
    comments = said.order_by("-pk").values_list("comment", flat=True)[:200]
    lines = (line.strip() for comment in comments for line in comment.splitlines())
    short = Counter(line for line in lines if 0 < len(line) <= LONGEST_PHRASE)
    return [line for line, _count in short.most_common(most)]
