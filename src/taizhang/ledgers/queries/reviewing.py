"""What waits for a reviewer, with what is unusual about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period, PeriodKind
from taizhang.ledgers.models import Submission, SubmissionEvent, SubmissionState
from taizhang.ledgers.queries.correcting import filed_by, opened_by
from taizhang.ledgers.queries.exceptions import Exceptions, exceptions_of
from taizhang.organisation import queries as org_queries

SAMPLE_SHARE = "county-base.review_sample_share"
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
    """What waits for this reviewer, oldest first; never what the reviewer stands behind, nor on a delegated right what
    the colleague on leave does: `filed_by` and `opened_by`, as accepting asks them."""
    keys_by_reach: dict[tuple[tuple[frozenset[str], int | None], ...], list[str]] = defaultdict(list)
    for ledger in installed_packs().ledgers.values():
        grants = actor.granting(Permission.REVIEW_LEDGER, ledger)
        if reach := tuple((grant.reach(Permission.REVIEW_LEDGER, ledger), grant.giver) for grant in grants):
            keys_by_reach[reach].append(ledger.key)
    mine, lent = Q(pk__in=[]), Q(pk__in=[])
    for reach, keys in keys_by_reach.items():
        own = frozenset().union(*(scope for scope, giver in reach if giver is None))
        mine |= Q(ledger_key__in=keys, org_unit__code__in=frozenset().union(*(scope for scope, _giver in reach)))
        for scope, giver in reach:
            if giver is not None and (only := scope - own):
                behind = filed_by([giver]) | opened_by([giver])
                lent |= Q(ledger_key__in=keys, org_unit__code__in=only) & behind
    own_side = [actor.user_id] if actor.user_id is not None else []
    return (
        Submission.objects.filter(mine, state=SubmissionState.SUBMITTED)
        .exclude(filed_by(own_side) | opened_by(own_side))
        .exclude(lent)
        .select_related("org_unit", "submitted_by")
        .order_by("submitted_at", "pk")
    )


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


def sample_share() -> Decimal | None:
    """Percent of the filings accepted from the list in a day that the reviewer opens; None where no pack says."""
    share = installed_packs().all_parameters(Period.containing(clock.today(), PeriodKind.YEAR)).get(SAMPLE_SHARE)
    return share if isinstance(share, Decimal) else None


def accepted_today(actor: Actor) -> list[Submission]:
    """What this reviewer accepted since midnight, from the list or after opening it."""
    midnight = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    found = Submission.objects.filter(
        state=SubmissionState.ACCEPTED, accepted_by=actor.user_id, accepted_at__gte=midnight
    )
    return list(found.select_related("org_unit"))


def own_phrases(actor: Actor, most: int = 5) -> list[str]:
    """Short words with which this person has sent filings back before, most used first, of the last two hundred."""
    said = SubmissionEvent.objects.filter(actor=actor.user_id, to_state=SubmissionState.RETURNED)
    comments = said.order_by("-pk").values_list("comment", flat=True)[:200]
    lines = (line.strip() for comment in comments for line in comment.splitlines())
    short = Counter(line for line in lines if 0 < len(line) <= LONGEST_PHRASE)
    return [line for line, _count in short.most_common(most)]
