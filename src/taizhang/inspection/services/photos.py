"""Photos of visits and reports: only pictures are kept, by the hash of their bytes."""

from __future__ import annotations

import uuid

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.engine.errors import TaizhangError
from taizhang.inspection.models import Visit, VisitPhoto
from taizhang.inspection.services.rules import refuse
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES, media_type, store_file

LONGEST_PATH = 200


def new_photo(actor: Actor, visit: Visit, photo_id: uuid.UUID, data: bytes, name: str, path: str) -> VisitPhoto:
    """Its bytes are kept, the photo not yet. Refuses what is no picture, and what is too big."""
    stored = store_file(data, require_picture(data, name))
    return VisitPhoto(
        id=photo_id,
        visit=visit,
        path=path[:LONGEST_PATH],
        file=stored,
        original_sha256=stored.sha256,
        name=name[:200],
        received_at=clock.now(),
        by_id=actor.user_id,
    )


def require_picture(data: bytes, name: str) -> str:
    """Its media type. Raises TaizhangError for another kind of file, and for more than the store takes."""
    if len(data) > MAX_EVIDENCE_BYTES:
        limit = MAX_EVIDENCE_BYTES // 1024 // 1024  # of a bigger file no more than one byte above it is read
        refuse(
            name,
            (f"不超过{limit} MB", f"up to {limit} MB"),
            (f"超过{limit} MB", f"more than {limit} MB"),
            ("压缩后再传。", "Shrink it."),
            code="photo.size",
        )
    try:
        kind = media_type(data)
    except TaizhangError:
        kind = ""
    if not kind.startswith("image/"):
        refuse(
            name,
            ("照片（JPG、PNG）", "a photo (JPG, PNG)"),
            ("别种文件", "another kind"),
            ("请选择照片。", "Choose a photo."),
            code="photo.kind",
        )
    return kind
