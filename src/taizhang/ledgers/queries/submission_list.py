"""All filings that a reader may see, as one query."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission, Role
from taizhang.ledgers.models import Submission, SubmissionEvent, SubmissionState, SubmissionVersion
from taizhang.ledgers.queries.submissions import BEING_WRITTEN, sent_back_by_reviewer


def visible_submissions(actor: Actor) -> QuerySet[Submission]:
    """By the rules of `submission_for`: a draft only for its own unit or writer. `shown_version` is the newest version
    that this reader may see, as `submission_for` sets `version`."""
    seen, own = _nothing(), _own(actor)
    by_scope: dict[frozenset[str], list[str]] = defaultdict(list)
    for ledger in installed_packs().ledgers.values():
        if scope := actor.scope(Permission.VIEW_LEDGER, ledger):
            by_scope[scope].append(ledger.key)
    for scope, keys in by_scope.items():
        seen |= Q(ledger_key__in=keys, org_unit__code__in=scope)
    handed_in = (
        SubmissionEvent.objects.filter(submission=OuterRef("pk"), to_state=SubmissionState.SUBMITTED)
        .order_by()
        .values("submission")
        .annotate(newest=Max("version"))
        .values("newest")
    )
    reviewed = (
        SubmissionEvent.objects.filter(sent_back_by_reviewer(), submission=OuterRef("pk"))
        .order_by()
        .values("submission")
        .annotate(newest=Max("version"))
        .values("newest")
    )
    of_others = Greatest(Coalesce(Subquery(handed_in), 0), Coalesce(F("accepted_version"), 0))
    before_signing = Greatest(Coalesce(Subquery(reviewed), 0), Coalesce(F("accepted_version"), 0))
    written = SubmissionVersion.objects.filter(submission=OuterRef("pk"), actor_id=actor.user_id or 0)
    return (
        Submission.objects.filter(seen)
        .annotate(written=Exists(written))
        .annotate(
            shown_version=Case(
                When(~Q(state__in=BEING_WRITTEN) | own | Q(written=True), then=F("version")),
                When(state=SubmissionState.DRAFT, then=Value(0)),
                When(state=SubmissionState.SIGNING, then=before_signing),
                default=of_others,
                output_field=IntegerField(),
            )
        )
        .filter(Q(shown_version__gt=0) | own | Q(written=True))
        .select_related("org_unit", "submitted_by", "accepted_by")
    )


def _own(actor: Actor) -> Q:
    """`is_own_unit`, for all filings at once."""
    codes = {grant.org_unit for grant in actor.grants if grant.org_unit in grant.scope}
    for grant in actor.grants:
        if grant.role in (Role.SCHOOL_CLERK, Role.SCHOOL_HEAD):
            codes |= grant.scope
    own = Q(org_unit__code__in=codes)
    for ledger in installed_packs().ledgers.values():
        filed = [code for code in ledger.filed_by.codes if actor.can(Permission.FILE_LEDGER, code, ledger)]
        if filed:
            own |= Q(ledger_key=ledger.key, org_unit__code__in=filed)
    return own


def _nothing() -> Q:
    return Q(pk__in=[])
