"""Phones that take visits along and hand them over: every call may come twice, late, or after a long silence."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.leftovers import untouched_since
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.pieces import append_piece
from taizhang.engine.errors import TaizhangError
from taizhang.inspection.models import CarriedVisit, Visit
from taizhang.inspection.queries import may_inspect
from taizhang.inspection.services.rules import refuse, require_entering
from taizhang.inspection.services.visits import add_entries, add_photo
from taizhang.inspection.types import NewEntry
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES

# A phone in a drawer over the summer holidays still has its parts taken up.
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PhotoAnnounced:
    """A photo as the phone tells of it with every piece. sha256: of the bytes that are sent; original_sha256: of the
    picture before it was made smaller. place: latitude, longitude."""

    id: uuid.UUID
    name: str
    size: int
    sha256: str
    original_sha256: str
    taken_at: datetime | None = None
    place: tuple[Decimal, Decimal] | None = None


@transaction.atomic
def take_along(*, actor: Actor, visits: Sequence[Visit], device: str) -> None:
    """Note that a phone holds these visits from now on; what it told before stays."""
    now = clock.now()
    for visit in visits:
        if not may_inspect(actor, visit) or actor.user_id is None:
            raise NotAllowed(Permission.INSPECT)
        _carried, fresh = CarriedVisit.objects.get_or_create(
            visit=visit, device=device, defaults={"person_id": actor.user_id, "carried_at": now}
        )
        if fresh:
            detail = {"device": device[:8]}
            audit.record(actor=actor, action="visit.carry", obj=visit, org_unit=visit.org_unit.code, detail=detail)


def take_entries(
    *, actor: Actor, visit: Visit, entries: Sequence[NewEntry], given: bool = False
) -> tuple[list[uuid.UUID], list[tuple[uuid.UUID, TaizhangError]]]:
    """Ids that are kept now, and those that never will be with why: one bad entry keeps no other from arriving."""
    if not entries:
        return [], []
    try:
        add_entries(actor=actor, visit=visit, entries=entries, given=given)
    except TaizhangError as error:
        if len(entries) == 1:
            return [], [(entries[0].id, error)]
        half = len(entries) // 2
        first = take_entries(actor=actor, visit=visit, entries=entries[:half], given=given)
        second = take_entries(actor=actor, visit=visit, entries=entries[half:], given=given)
        return first[0] + second[0], first[1] + second[1]
    return [entry.id for entry in entries], []


def note_phone(*, actor: Actor, visit: Visit, device: str, left: int, skew_seconds: int) -> None:
    """What a phone tells of a visit: how much of it is still only there, and how wrong its clock is. Who took it along
    tells that also of a visit that is not theirs any more: what is only on their phone is missed."""
    known = CarriedVisit.objects.filter(visit=visit, device=device)
    if actor.user_id is None or not known.filter(person_id=actor.user_id).exists():
        take_along(actor=actor, visits=[visit], device=device)  # one that came by its visits otherwise is noted too
    most = 10**9
    known.update(told_at=clock.now(), left=max(0, min(most, left)), skew_seconds=max(-most, min(most, skew_seconds)))


def receive_piece(
    *, actor: Actor, visit: Visit, photo: PhotoAnnounced, offset: int = 0, data: bytes = b"", given: bool = False
) -> tuple[int, bool]:
    """Append a piece of a photo; returns how many bytes are here, and whether the photo is kept whole.

    A piece that was received already is passed over, one that would leave a gap is not taken: the answer says where to
    go on. What arrived with another hash than was announced begins again from 0. Raises InspectionError for what the
    store never takes; nothing is left of it then.
    """
    require_entering(actor, visit, given=given)
    if visit.photos.filter(pk=photo.id).exists():
        return photo.size, True
    _require_announced(photo)
    part = _part(photo)
    received = append_piece(part, offset=offset, data=data, size=photo.size)
    if received < photo.size:
        return received, False
    try:
        whole = part.read_bytes()
    except FileNotFoundError:  # the same piece came twice at once, and the other one has taken it in
        return (photo.size, True) if visit.photos.filter(pk=photo.id).exists() else (0, False)
    if hashlib.sha256(whole).hexdigest() != photo.sha256:
        part.unlink(missing_ok=True)
        return 0, False
    try:
        add_photo(
            actor=actor,
            visit=visit,
            photo_id=photo.id,
            data=whole,
            name=photo.name,
            original_sha256=photo.original_sha256,
            taken_at=photo.taken_at,
            place=photo.place,
            given=given,
        )
    finally:
        part.unlink(missing_ok=True)
    return photo.size, True


def _part(photo: PhotoAnnounced) -> Path:
    """Its length is what was received: no second record of it can be wrong."""
    return Path(settings.DATA_DIR) / "uploads" / f"visit-{photo.id}-{photo.sha256[:16]}"


def _require_announced(photo: PhotoAnnounced) -> None:
    if photo.size > MAX_EVIDENCE_BYTES:
        limit, size = MAX_EVIDENCE_BYTES // 1024 // 1024, -(-photo.size // 1024 // 1024)
        refuse(
            photo.name,
            (f"不超过{limit} MB", f"up to {limit} MB"),
            (f"{size} MB", f"{size} MB"),
            ("压缩后再传。", "Shrink it."),
            code="photo.size",
        )


def delete_parts(now: datetime) -> int:
    """Parts of photos that nothing has touched for KEPT_FOR. Returns how many went."""
    count = 0
    for path in untouched_since(Path(settings.DATA_DIR) / "uploads", (now - KEPT_FOR).timestamp(), "visit-*"):
        path.unlink(missing_ok=True)
        count += 1
    return count
