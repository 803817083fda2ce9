"""Files: stored once by content hash, outside the database, behind permission checks."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.http import Http404

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.file_store import file_store
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import whole_number
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.ledgers.models import Evidence, PictureBand, Row, StoredFile, Submission
from taizhang.ledgers.services.pictures import bands_of, look_of

MAX_EVIDENCE_BYTES = 20 * 1024 * 1024
# What a browser may show or a person may open; anything else is refused, and nothing is served as HTML.
MEDIA_TYPES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
}


def media_type(data: bytes) -> str:
    """By the first bytes, never by name. Raises TaizhangError for a kind that is not taken."""
    for magic, kind in MEDIA_TYPES.items():
        if data.startswith(magic):
            return kind
    raise TaizhangError(
        [
            Problem(
                "evidence.kind",
                "",
                Text("照片（JPG、PNG）、PDF 或 Office 文件", "a photo, a PDF or an Office file"),
                Text("别种文件", "another kind"),
                Text("请转换后再上传。", "Convert it first."),
            )
        ]
    )


def store_file(data: bytes, kind: str) -> StoredFile:
    """Bytes in the store under their hash. Raises StoreAway, keeping nothing."""
    sha = hashlib.sha256(data).hexdigest()
    file_store().put(sha, data)
    found = StoredFile.objects.filter(sha256=sha).first()
    if found is not None:
        return found
    look = look_of(data) if kind.startswith("image/") else ""
    defaults = {"size": len(data), "media_type": kind, "look": look}
    stored, created = StoredFile.objects.get_or_create(sha256=sha, defaults=defaults)
    if created:
        PictureBand.objects.bulk_create(PictureBand(file=stored, band=band) for band in bands_of(look))
    return stored


def opened_file(file: StoredFile) -> BinaryIO:
    """A stream of its bytes, for a reader whom a query let through. Raises Http404 when they are gone, StoreAway."""
    try:
        return file_store().opened(file.sha256)
    except FileNotFoundError as error:
        raise Http404 from error


def opened_evidence(*, actor: Actor, evidence: Evidence, show: bool = False) -> BinaryIO:
    """A stream of its bytes, for a reader whom `queries.evidence_for` let through; who took or saw it is noted. Raises
    Http404 when the bytes are gone, StoreAway."""
    stream = opened_file(evidence.file)
    audit.record(
        actor=actor,
        action="evidence.view" if show else "evidence.download",
        obj=evidence,
        org_unit=evidence.submission.org_unit.code,
        detail={"sha256": evidence.file.sha256},
    )
    return stream


@transaction.atomic
def attach_evidence(
    *,
    actor: Actor,
    submission: Submission,
    name: str,
    data: bytes,
    row: Row | None = None,
    field: str = "",
    group: str = "",
    taken_at: datetime | None = None,
) -> Evidence:
    """Hang a file on a submission, a row or a cell; one that hangs there already stays the one. taken_at: when a photo
    was taken, as its camera says."""
    actor = actor.acting(Permission.FILE_LEDGER, submission.org_unit.code, group)
    if field:
        require_cell(submission, row, field)
    if len(data) > MAX_EVIDENCE_BYTES:
        limit = MAX_EVIDENCE_BYTES // 1024 // 1024  # of a bigger file no more than one byte above it is read
        too_big = Text(f"超过 {limit} MB", f"more than {limit} MB")
        raise TaizhangError(
            [
                Problem(
                    "evidence.size",
                    name,
                    Text(f"不超过 {limit} MB", f"up to {limit} MB"),
                    too_big,
                    Text("压缩后再传。", "Shrink it."),
                )
            ]
        )
    file = store_file(data, media_type(data))
    there = Evidence.objects.filter(submission=submission, row=row, field=field, file=file, withdrawn_at__isnull=True)
    if (same := there.first()) is not None:
        return same
    evidence = Evidence.objects.create(
        submission=submission,
        row=row,
        field=field,
        file=file,
        name=name[:200],
        uploaded_at=clock.now(),
        uploaded_by_id=actor.user_id,
        taken_at=taken_at,
    )
    audit.record(
        actor=actor,
        action="evidence.attach",
        obj=evidence,
        org_unit=submission.org_unit.code,
        detail={"submission": submission.pk, "sha256": evidence.file.sha256},
    )
    return evidence


def require_cell(submission: Submission, row: Row | None, field: str) -> None:
    """A cell is a known column of a named row. Raises TaizhangError."""
    ledger = installed_packs().ledger(submission.ledger_key)
    if ledger.field(field) is None:
        known = "、".join(item.title.zh for item in ledger.fields[:6])
        cure = Text(f"请选本表的列，如{known}。"[:40], "Choose a column of this ledger.")
        raise TaizhangError([Problem("evidence.field", "", Text("本表的一列", "a column"), Text(field[:20]), cure)])
    if row is None:
        expected, found = Text("列和行号都写", "a row beside the column"), Text("只选了列", "a column only")
        raise TaizhangError(
            [Problem("evidence.row", "", expected, found, Text("补上行号，或不选列。", "Name the row too."))]
        )


def row_at(submission: Submission, number: str) -> Row | None:
    """The row of this number in the newest version; None when none is named."""
    if not number:
        return None
    at = whole_number(number) or 0
    rows = submission.rows.filter(removed_in__isnull=True).order_by("position", "pk")
    found = rows[at - 1 : at].first() if 0 < at <= rows.count() else None
    if found is None:
        cure = Text("看表格左边的序号，或留空。", "See the numbers on the left, or leave it empty.")
        expected = Text("本表已有的行号", "the number of a row")
        raise TaizhangError([Problem("evidence.row", "", expected, Text(number[:20]), cure)])
    return found


@transaction.atomic
def withdraw_evidence(*, actor: Actor, evidence: Evidence, group: str = "") -> None:
    """Taken off the page, never deleted."""
    actor = actor.acting(Permission.FILE_LEDGER, evidence.submission.org_unit.code, group)
    Evidence.objects.filter(pk=evidence.pk, withdrawn_at__isnull=True).update(withdrawn_at=clock.now())
    audit.record(actor=actor, action="evidence.withdraw", obj=evidence, org_unit=evidence.submission.org_unit.code)
