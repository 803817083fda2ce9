"""One submission: its rows as this reader may see them, its versions, its evidence."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from django.db.models import F, Max, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.models import Job
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission, Role
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.periods import Period
from taizhang.ledgers.differences import changes_between
from taizhang.ledgers.models import Evidence, KeptUpload, ReviewLook, Row, Submission, SubmissionEvent, SubmissionState
from taizhang.ledgers.outcomes import CellDifference
from taizhang.ledgers.queries.evidence import evidence_counts
from taizhang.ledgers.queries.moved import versions_before
from taizhang.ledgers.queries.row_numbers import row_numbers_at
from taizhang.ledgers.showing import shown
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit

# What is with the unit: being written, or before its own head.
BEING_WRITTEN = (
    SubmissionState.DRAFT,
    SubmissionState.SIGNING,
    SubmissionState.RETURNED,
    SubmissionState.REOPENED,
)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as shown: its number in the version, one text a field; evidence: how many files hang on it."""

    id: int
    number: int
    cells: tuple[str, ...]
    evidence: int = 0


def has_looked(actor: Actor, pk: int) -> bool:
    """Whether this person had the filing open to review it, in whatever version."""
    return ReviewLook.objects.filter(submission=pk, actor_id=actor.user_id or 0).exists()


def submission_for(actor: Actor, pk: int) -> tuple[Submission, Ledger]:
    """Raises Http404 for one that is not there or not the actor's to see, without telling which.

    For a reader above the filing unit `version` is the newest that was handed in: what is being drafted belongs to the
    unit. Services read the filing anew, so nothing is saved from here.
    """
    found = Submission.objects.select_related("org_unit", "submitted_by", "accepted_by").filter(pk=pk).first()
    ledger = installed_packs().ledgers.get(found.ledger_key) if found is not None else None
    if found is None or ledger is None or not actor.can(Permission.VIEW_LEDGER, found.org_unit.code, ledger):
        raise Http404
    if found.state in BEING_WRITTEN and not sees_drafts(actor, found, ledger):
        found.version = _handed_in(found)
        if not found.version:
            raise Http404
    return found, ledger


def moved_by(actor: Actor, pk: int, *to_states: SubmissionState) -> bool:
    """Whether this person's own last move brought the filing into one of these states, in its newest version: a press
    that is refused now is the same one again, after a double click or an answer that was lost."""
    last = SubmissionEvent.objects.filter(submission=pk, actor=actor.user_id).order_by("-pk").first()
    if last is None or actor.user_id is None or last.to_state not in to_states:
        return False
    newer = SubmissionEvent.objects.filter(submission=pk, pk__gt=last.pk).exclude(to_state=SubmissionState.ACCEPTED)
    return not newer.exists() and Submission.objects.filter(pk=pk, version=last.version).exists()


def kept_as_nil(ledger: Ledger, period: Period, org_unit: OrgUnit) -> Submission | None:
    """The filing, where its newest version is a nil report."""
    found = Submission.objects.filter(org_unit=org_unit, ledger_key=ledger.key, period_code=period.code)
    return found.filter(versions__number=F("version"), versions__row_count=0).first()


def sees_drafts(actor: Actor, submission: Submission, ledger: Ledger) -> bool:
    """Whether the filing unit is the actor's own (a school, a section of a bureau), or the draft the actor's own."""
    return is_own_unit(actor, submission.org_unit.code, ledger) or (
        actor.user_id is not None and submission.versions.filter(actor_id=actor.user_id).exists()
    )


def is_own_unit(actor: Actor, code: str, ledger: Ledger) -> bool:
    if code in ledger.filed_by.codes and actor.can(Permission.FILE_LEDGER, code, ledger):
        return True
    return any(
        code in grant.scope and (grant.role in (Role.SCHOOL_CLERK, Role.SCHOOL_HEAD) or grant.org_unit == code)
        for grant in actor.grants
    )


def _handed_in(submission: Submission) -> int:
    """The newest version that others may see; 0 for a draft, also one that was taken back before its review. While the
    unit's head has it, what a reviewer saw before."""
    if submission.state == SubmissionState.DRAFT:
        return 0
    if submission.state == SubmissionState.SIGNING:
        return max(reviewed_version(submission), submission.accepted_version or 0)
    handed_in = submission.events.filter(to_state=SubmissionState.SUBMITTED)
    newest: int = handed_in.aggregate(newest=Max("version"))["newest"] or 0
    return max(newest, submission.accepted_version or 0)


def rows_of(
    actor: Actor, submission: Submission, ledger: Ledger, *, version: int, page: int = 1, size: int | None = 50
) -> tuple[list[RowView], int]:
    """A page of a version's rows (size None: all) and their number. Personal fields are masked unless `sees_personal`;
    seen whole, the view is written to the audit log."""
    alive = rows_alive(submission, version)
    count = alive.count()
    ordered = alive.order_by("position", "pk")
    start = 0 if size is None else (page - 1) * size
    rows = list(ordered if size is None else ordered[start : start + size])
    whole = sees_personal(actor, ledger, submission.org_unit.code)
    codes = code_lists_of(ledger, installed_packs())
    counts = evidence_counts(row.pk for row in rows)
    if whole and rows:
        note_personal_view(actor, submission, ledger)
    views = []
    for number, row in enumerate(rows, start=start + 1):
        values = orjson.loads(row.data)
        cells = tuple(shown(values.get(field.id), field, codes, whole=whole) for field in ledger.fields)
        views.append(RowView(row.pk, number, cells, counts.get(row.pk, 0)))
    return views, count


def current_rows(submission: Submission, version: int | None = None) -> list[Row]:
    """The rows of a version (None: the newest), in order."""
    number = submission.version if version is None else version
    return list(rows_alive(submission, number).order_by("position", "pk"))


def version_difference(
    actor: Actor, submission: Submission, ledger: Ledger, *, old: int, new: int
) -> list[CellDifference]:
    """What changed between two versions, cell by cell; rows are the same when their row key is. Personal fields as in
    `rows_of`."""
    code = submission.org_unit.code
    whole = sees_personal(actor, ledger, code)
    moved = Row.objects.filter(submission=submission)
    before = moved.filter(removed_in__gt=old, removed_in__lte=new, added_in__lte=old)
    after = moved.filter(added_in__gt=old, added_in__lte=new).filter(Q(removed_in__isnull=True) | Q(removed_in__gt=new))
    numbers = row_numbers_at({(submission.pk, old), (submission.pk, new)})
    left, right = (
        [(numbers[submission.pk, version][row.pk], row) for row in rows.order_by("position", "pk")]
        for version, rows in ((old, before), (new, after))
    )
    changes = changes_between(left, right, ledger, whole=whole)
    if whole and changes:
        note_personal_view(actor, submission, ledger)
    return changes


def filed_before(submission: Submission) -> Submission | None:
    """The same unit's accepted filing of the period before."""
    version = versions_before([submission]).get(submission.pk)
    return version.submission if version is not None else None


def period_difference(actor: Actor, submission: Submission, before: Submission, ledger: Ledger) -> list[CellDifference]:
    """What a filing's newest version changed against an accepted one of another period. Personal fields as in
    `rows_of`."""
    whole = sees_personal(actor, ledger, submission.org_unit.code)
    was, now = current_rows(before, before.accepted_version), current_rows(submission)
    changes = changes_between(enumerate(was, start=1), enumerate(now, start=1), ledger, whole=whole)
    if whole and changes:
        note_personal_view(actor, submission, ledger)
    return changes


def reviewed_version(submission: Submission) -> int:
    """The version that a reviewer last sent back or opened again; 0 when none was."""
    sent_back = submission.events.filter(sent_back_by_reviewer())
    newest: int = sent_back.aggregate(newest=Max("version"))["newest"] or 0
    return newest


def last_return(submission: Submission) -> SubmissionEvent | None:
    """The words and marks under which it was last sent back. Who sends back says why; a clerk who takes back what was
    handed in leaves none, so that words and marks still hold."""
    return _last_words(submission, SubmissionState.RETURNED)


def is_mended(submission: Submission) -> bool:
    """`mended_since` the words under which it came back."""
    return mended_since(submission, came_back_with(submission))


def mended_since(submission: Submission, said: SubmissionEvent | None) -> bool:
    """Whether anything was done since it came back: a version, or evidence hung on or taken off. Handing in and taking
    back do nothing about what is to be mended. said: None for one that did not come back."""
    if said is None or said.version < submission.version:
        return True
    since = Q(uploaded_at__gt=said.at) | Q(withdrawn_at__gt=said.at)
    return submission.evidence.filter(since).exists()


def came_back_with(submission: Submission) -> SubmissionEvent | None:
    """The last words of who sent it back or opened it again, while it waits to be mended."""
    if submission.state not in (SubmissionState.RETURNED, SubmissionState.REOPENED):
        return None
    return _last_words(submission, submission.state)


def _last_words(submission: Submission, state: str) -> SubmissionEvent | None:
    said = submission.events.filter(to_state=state).exclude(comment="")
    return said.select_related("actor", "in_place_of").last()


def sent_back_by_reviewer(prefix: str = "") -> Q:
    """Events that a reviewer made; what a unit's own head sent back, or its clerk took back, is none of them."""
    states = (SubmissionState.RETURNED, SubmissionState.REOPENED)
    froms = (SubmissionState.SUBMITTED, SubmissionState.ACCEPTED)
    made = Q(**{f"{prefix}to_state__in": states, f"{prefix}from_state__in": froms})
    return made & ~Q(**{f"{prefix}comment": ""})


def sees_personal(actor: Actor, ledger: Ledger, org_unit: str) -> bool:
    """Whole: the unit's own people, and who said why (see `Actor.whole_units`)."""
    return org_unit in actor.whole_units(ledger)


def personal_fields(ledger: Ledger) -> list[str]:
    return [field.id for field in ledger.fields if field.mask is not Mask.NONE]


def note_personal_view(actor: Actor, submission: Submission, ledger: Ledger) -> None:
    """An audit entry when the ledger has personal fields: they were shown whole."""
    if fields := personal_fields(ledger):
        audit.record_personal_view(actor=actor, obj=submission, org_unit=submission.org_unit.code, fields=fields)


def rows_alive(submission: Submission, version: int) -> QuerySet[Row]:
    """The rows of a version, unordered."""
    return Row.objects.filter(submission=submission, added_in__lte=version).filter(
        Q(removed_in__isnull=True) | Q(removed_in__gt=version)
    )


def evidence_for(actor: Actor, pk: int) -> Evidence:
    """A file's record. Raises Http404 outside the actor's scope."""
    found = Evidence.objects.select_related("submission__org_unit", "file").filter(pk=pk).first()
    if found is None:
        raise Http404
    submission_for(actor, found.submission_id)
    return found


def last_import(actor: Actor, ledger: Ledger, period: Period, org_unit: OrgUnit) -> Job | None:
    """The actor's own import of this filing that is under way or ended without saving; None when all is done."""
    found = (
        KeptUpload.objects.select_related("job")
        .filter(user_id=actor.user_id or 0, ledger_key=ledger.key, period_code=period.code, org_unit=org_unit)
        .filter(job__isnull=False, submission__isnull=True, expires_at__gt=timezone.now())
        .last()
    )
    return found.job if found is not None else None
