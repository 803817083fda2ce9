"""Photos from the phone form: piece by piece, resumed after a break, hung on their row when it is filed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.leftovers import untouched_since
from taizhang.core.packs import installed_packs
from taizhang.core.pieces import append_piece
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text
from taizhang.ledgers.drafting import DraftRow
from taizhang.ledgers.models import DraftPhoto, Evidence, GridDraft, Submission
from taizhang.ledgers.queries import current_rows
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES, attach_evidence, media_type

MAX_CHUNK = 1024 * 1024
MAX_PHOTOS = 60  # that one draft may have waiting
KEPT_FOR = timedelta(
    days=14
)  # a broken upload goes on by itself within a quarter of an hour; a weekend and a leave too
_KEY = re.compile(r"[0-9a-zA-Z-]{8,40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def path_of(photo: DraftPhoto) -> Path:
    return Path(settings.DATA_DIR) / "uploads" / f"photo-{photo.draft_id}-{photo.key}"


@transaction.atomic
def begin_photo(
    draft: GridDraft,
    *,
    key: str,
    row: str,
    name: str,
    size: int,
    sha256: str,
    field: str = "",
    taken_at: datetime | None = None,
) -> DraftPhoto:
    """Say what will come; asked again, the answer tells how much is there. A row that is not kept yet is fine. field:
    of one cell; empty for the whole row. A file that broke off and is chosen again for the same place goes on where it
    stopped, whatever its new key."""
    if not _KEY.fullmatch(key) or not _SHA256.fullmatch(sha256) or not row.isalnum() or not size > 0:
        raise _wrong(Text("一张照片", "a photo"), Text("不完整的请求", "an incomplete request"))
    if size > MAX_EVIDENCE_BYTES:
        limit = MAX_EVIDENCE_BYTES // 1024 // 1024
        raise _wrong(Text(f"不超过 {limit} MB", f"up to {limit} MB"), Text(f"{-(-size // 1024 // 1024)} MB"))
    if field and installed_packs().ledger(draft.ledger_key).field(field) is None:
        raise _wrong(Text("本表的一列", "a column of the ledger"), Text(field[:20]))
    same = Q(row=row[:40], field=field, sha256=sha256, size=size, received__lt=size)
    found = draft.photos.filter(Q(key=key) | same).order_by("pk").first()
    if found is not None:
        return found
    if draft.photos.filter(evidence__isnull=True).count() >= MAX_PHOTOS:
        raise _wrong(Text(f"不超过 {MAX_PHOTOS} 张", f"up to {MAX_PHOTOS} photos"), Text("太多", "too many"))
    return DraftPhoto.objects.create(
        draft=draft, key=key, row=row[:40], field=field, name=name[:200], size=size, sha256=sha256, taken_at=taken_at,
        created_at=clock.now(),
    )  # fmt: skip


def receive_piece(draft: GridDraft, *, key: str, offset: int, data: bytes) -> DraftPhoto:
    """Append a piece. One that was received already is passed over, so that a lost answer doubles nothing; one that
    would leave a gap is not taken. The answer's `received` says where to go on. What arrived with another hash than
    was announced starts again from 0.

    Raises TaizhangError, with the file's name as its key, for a kind that is not taken; nothing is left of it then.
    """
    photo, refusal = _append(draft, key, offset, data)
    if refusal is not None:
        raise TaizhangError([replace(problem, key=photo.name) for problem in refusal.problems])
    return photo


@transaction.atomic
def _append(draft: GridDraft, key: str, offset: int, data: bytes) -> tuple[DraftPhoto, TaizhangError | None]:
    photo = DraftPhoto.objects.select_for_update().get(draft=draft, key=key)
    if photo.is_whole or offset > photo.received:
        return photo, None
    path = path_of(photo)
    received = append_piece(path, offset=offset, data=data, size=photo.size, received=photo.received)
    if received == photo.size:
        whole = path.read_bytes()
        if hashlib.sha256(whole).hexdigest() != photo.sha256:
            received = 0
        else:
            try:
                media_type(whole)
            except TaizhangError as refusal:
                _delete(draft.photos.filter(key=key))
                return photo, refusal  # raised here it would bring the record back
    photo.received = received
    photo.save(update_fields=["received"])
    return photo, None


@transaction.atomic
def drop_photo(draft: GridDraft, key: str) -> None:
    """Taken off before it was filed."""
    _delete(draft.photos.filter(key=key, evidence__isnull=True))


def drop_waiting(draft: GridDraft) -> None:
    if draft.pk:
        _delete(draft.photos.filter(evidence__isnull=True))


def _delete(photos: QuerySet[DraftPhoto]) -> None:
    for photo in photos:
        transaction.on_commit(partial(path_of(photo).unlink, missing_ok=True))
        photo.delete()


def delete_leftovers(now: datetime) -> int:
    """Parts of uploads that broke off, photos of rows that were never filed, and files that no row knows: all that
    nothing has touched for KEPT_FOR. Returns how many went."""
    limit = now - KEPT_FOR
    waiting = DraftPhoto.objects.filter(evidence__isnull=True, created_at__lt=limit)
    # A whole photo waits as long as its draft is being typed.
    left = waiting.filter(Q(received__lt=F("size")) | Q(draft__rows__isnull=True)).exclude(draft__saved_at__gte=limit)
    known = {path_of(photo).name for photo in DraftPhoto.objects.filter(evidence__isnull=True)}
    count = left.count()
    _delete(left)
    for path in untouched_since(Path(settings.DATA_DIR) / "uploads", limit.timestamp(), "photo-*"):
        if path.name not in known:
            path.unlink(missing_ok=True)
            count += 1
    return count


def follow(draft: GridDraft, rows: Sequence[DraftRow], moved: Mapping[str, str]) -> None:
    """After a merge a row may have become a new one, or stand for another one; its photos go with it, whichever values
    were chosen. moved: id of a row as it was -> as it is, such as of `counterparts`. Photos of a row that was chosen
    away stay where they are; `left_over` tells of them."""
    ids = {row["id"] for row in rows}
    for photo in draft.photos.filter(evidence__isnull=True):
        to = next((own for own in (photo.row, moved.get(photo.row), f"n{photo.row}") if own in ids), photo.row)
        if to != photo.row:
            photo.row = to
            photo.save(update_fields=["row"])


def waiting(draft: GridDraft) -> Counter[str]:
    """How many files wait on each row of the draft."""
    if not draft.pk:
        return Counter()
    return Counter(draft.photos.filter(evidence__isnull=True).values_list("row", flat=True))


def left_over(draft: GridDraft) -> list[DraftPhoto]:
    """Of a draft that was just filed: files that hang on nothing now, since they had not arrived or their row is not in
    the table."""
    return list(draft.photos.filter(evidence__isnull=True))


def hang(actor: Actor, draft: GridDraft, submission: Submission, ids: Sequence[str], group: str) -> list[Evidence]:
    """Whole photos onto their rows of the version just saved, inside the caller's transaction. ids: rows as filed."""
    rows = dict(zip(ids, current_rows(submission), strict=True))
    hung = []
    for photo in draft.photos.filter(evidence__isnull=True):
        if not photo.is_whole or photo.row not in rows or not path_of(photo).exists():
            continue
        photo.evidence = attach_evidence(
            actor=actor,
            submission=submission,
            name=photo.name,
            data=path_of(photo).read_bytes(),
            row=rows[photo.row],
            field=photo.field,
            group=group,
            taken_at=photo.taken_at,
        )
        photo.save(update_fields=["evidence"])
        hung.append(photo.evidence)
        transaction.on_commit(partial(path_of(photo).unlink, missing_ok=True))
    return hung


def _wrong(expected: Text, found: Text) -> TaizhangError:
    return TaizhangError([Problem("photo", "", expected, found, Text("重新拍一张，或选别的照片。", "Take another."))])
