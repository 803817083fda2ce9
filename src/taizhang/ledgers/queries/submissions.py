"""One submission: its rows as this reader may see them, its versions, its evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import orjson
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.models import Job
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.periods import Period
from taizhang.ledgers.differences import changes_between, shown
from taizhang.ledgers.models import Evidence, KeptUpload, Row, Submission
from taizhang.ledgers.outcomes import CellDifference
from taizhang.ledgers.validation import code_lists_of
from taizhang.organisation.models import OrgUnit


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as shown: one text a field; evidence: how many files hang on it."""

    id: int
    position: int
    cells: tuple[str, ...]
    evidence: int = 0


def submission_for(actor: Actor, pk: int) -> tuple[Submission, Ledger]:
    """Raises Http404 for one that is not there or not the actor's to see, without telling which."""
    found = Submission.objects.select_related("org_unit", "submitted_by", "accepted_by").filter(pk=pk).first()
    ledger = installed_packs().ledgers.get(found.ledger_key) if found is not None else None
    if found is None or ledger is None or not actor.can(Permission.VIEW_LEDGER, found.org_unit.code, ledger.group):
        raise Http404
    return found, ledger


def rows_of(
    actor: Actor, submission: Submission, ledger: Ledger, *, version: int, page: int = 1, size: int | None = 50
) -> tuple[list[RowView], int]:
    """A page of a version's rows (size None: all) and their number. Personal fields are masked without VIEW_PERSONAL;
    seen whole, the view is written to the audit log."""
    alive = _alive(submission, version)
    count = alive.count()
    ordered = alive.order_by("position", "pk")
    rows = list(ordered if size is None else ordered[(page - 1) * size : page * size])
    whole = sees_personal(actor, ledger, submission.org_unit.code)
    codes = code_lists_of(ledger, installed_packs())
    files = Evidence.objects.filter(submission=submission, row__isnull=False, withdrawn_at__isnull=True)
    counts = Counter(files.values_list("row_id", flat=True))
    if whole and rows:
        note_personal_view(actor, submission, ledger)
    views = []
    for row in rows:
        values = orjson.loads(row.data)
        cells = tuple(shown(values.get(field.id), field, codes, whole=whole) for field in ledger.fields)
        views.append(RowView(row.pk, row.position, cells, counts.get(row.pk, 0)))
    return views, count


def current_rows(submission: Submission, version: int | None = None) -> list[Row]:
    """The rows of a version (None: the newest), in order."""
    number = submission.version if version is None else version
    return list(_alive(submission, number).order_by("position", "pk"))


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
    changes = changes_between(before.order_by("position", "pk"), after.order_by("position", "pk"), ledger, whole=whole)
    if whole and changes:
        note_personal_view(actor, submission, ledger)
    return changes


def sees_personal(actor: Actor, ledger: Ledger, org_unit: str) -> bool:
    return actor.can(Permission.VIEW_PERSONAL, org_unit, ledger.group)


def personal_fields(ledger: Ledger) -> list[str]:
    return [field.id for field in ledger.fields if field.mask is not Mask.NONE]


def note_personal_view(actor: Actor, submission: Submission, ledger: Ledger) -> None:
    """An audit entry when the ledger has personal fields: they were shown whole."""
    if fields := personal_fields(ledger):
        audit.record_personal_view(actor=actor, obj=submission, org_unit=submission.org_unit.code, fields=fields)


def _alive(submission: Submission, version: int) -> QuerySet[Row]:
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
