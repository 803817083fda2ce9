"""One submission: its rows as this reader may see them, its versions, its evidence."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from django.db.models import Q
from django.http import Http404

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.masking import mask
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger, Mask
from taizhang.ledgers.models import Evidence, Row, Submission
from taizhang.ledgers.outcomes import CellDifference
from taizhang.ledgers.validation import code_lists_of


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
    actor: Actor, submission: Submission, ledger: Ledger, *, version: int, page: int = 1, size: int = 50
) -> tuple[list[RowView], int]:
    """A page of a version's rows and their number. Personal fields are masked without VIEW_PERSONAL; seen whole, the
    view is written to the audit log."""
    alive = Row.objects.filter(submission=submission, added_in__lte=version).filter(
        Q(removed_in__isnull=True) | Q(removed_in__gt=version)
    )
    count = alive.count()
    rows = list(alive.order_by("position", "pk")[(page - 1) * size : page * size])
    whole = actor.can(Permission.VIEW_PERSONAL, submission.org_unit.code, ledger.group)
    codes = code_lists_of(ledger, installed_packs())
    files = Evidence.objects.filter(row__in=rows, withdrawn_at__isnull=True).values_list("row_id", flat=True)
    counts = {pk: list(files).count(pk) for pk in set(files)}
    personal = [field.id for field in ledger.fields if field.mask is not Mask.NONE]
    if whole and rows and personal:
        audit.record_personal_view(actor=actor, obj=submission, org_unit=submission.org_unit.code, fields=personal)
    views = []
    for row in rows:
        values = orjson.loads(row.data)
        cells = tuple(shown(values.get(field.id), field, codes, whole=whole) for field in ledger.fields)
        views.append(RowView(row.pk, row.position, cells, counts.get(row.pk, 0)))
    return views, count


def shown(value: object, field: Field, codes: dict[str, CodeList], *, whole: bool) -> str:
    """A stored value as people read it."""
    if value is None:
        return ""
    if field.type is FieldType.BOOLEAN:
        return "是" if value else "否"
    if field.type is FieldType.CODE:
        text = codes[field.code_list].codes.get(str(value))
        return text.zh if text is not None else str(value)
    return str(value) if whole else mask(str(value), field.mask)


def version_difference(
    actor: Actor, submission: Submission, ledger: Ledger, *, old: int, new: int
) -> list[CellDifference]:
    """What changed between two versions, cell by cell; rows are the same when their row key is."""
    whole = actor.can(Permission.VIEW_PERSONAL, submission.org_unit.code, ledger.group)
    codes = code_lists_of(ledger, installed_packs())
    moved = Row.objects.filter(submission=submission).filter(
        Q(removed_in__gt=old, removed_in__lte=new, added_in__lte=old) | Q(added_in__gt=old, added_in__lte=new)
    )
    before: dict[str, Row] = {}
    after: dict[str, Row] = {}
    for row in moved.order_by("position", "pk"):
        side = before if row.added_in <= old else after
        if side is after and row.removed_in is not None and row.removed_in <= new:
            continue
        key = row.key or f"#{row.position}"
        side[key if key not in side else f"{key} ({row.position})"] = row
    changes = []
    for key in sorted({**before, **after}):
        was, now = before.get(key), after.get(key)
        left = orjson.loads(was.data) if was is not None else {}
        right = orjson.loads(now.data) if now is not None else {}
        cells = tuple(
            (
                field.title.zh,
                shown(left.get(field.id), field, codes, whole=whole),
                shown(right.get(field.id), field, codes, whole=whole),
            )
            for field in ledger.fields
            if left.get(field.id) != right.get(field.id)
        )
        kind = "changed" if was is not None and now is not None else "added" if now is not None else "removed"
        newest = now or was
        assert newest is not None
        changes.append(CellDifference(kind, key, newest.position, cells))
    return changes


def evidence_for(actor: Actor, pk: int) -> Evidence:
    """A file's record. Raises Http404 outside the actor's scope."""
    found = Evidence.objects.select_related("submission__org_unit", "file").filter(pk=pk).first()
    if found is None:
        raise Http404
    submission_for(actor, found.submission_id)
    return found
