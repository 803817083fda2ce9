"""A visit's record taken over into another visit to the same unit: every version kept, nothing doubled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.entries import Value
from taizhang.inspection.models import Visit, VisitEntry, VisitPhoto
from taizhang.inspection.queries import TakingOver, may_take_over, taking_over
from taizhang.inspection.queries.taking_over import FINDING, NOTE
from taizhang.inspection.services.rules import inspected, refuse

_DEVICE = "taken-over"  # not the phone's own: a phone is told only what it does not hold itself


@transaction.atomic
def take_over(*, actor: Actor, source: Visit, target: Visit, places: Mapping[str, str] | None = None) -> int:
    """Copy what was entered in a visit that was called off into another one to the same unit, with who made it and
    when; photos with their bytes' and their originals' hashes. Where both say something else, both stand, to be settled
    there. places: finding | note for an item or station that has no place there; others of those are left. The source
    stays as it is. Returns how many entries are new there, one for each photo among them; pressed again, only those
    that came since."""
    if not may_take_over(actor, source):
        if source.called_off_at is None:
            _refuse(source, ("已取消的走访", "a visit that was called off"), ("没有取消", "it stands"))
        raise NotAllowed(Permission.INSPECT)
    locked = inspected(actor, target)
    if locked.org_unit_id != source.org_unit_id:
        _refuse(source, ("同一单位的走访", "a visit to the same unit"), ("别的单位", "another unit"))
    if locked.filed_at is not None:
        _refuse(source, ("还没提交的走访", "a visit that is not filed"), ("已提交", "it was filed"))
    found = taking_over(source, locked)
    now = clock.now()
    chosen = places or {}
    as_findings = {path for path, what in chosen.items() if what == FINDING and found.written(path)}
    entries = [_copy(found, entry, now) for entry in found.copied]
    entries += [row for path in sorted(as_findings) for row in _finding(found, path, now)]
    entries += _note(actor, found, {path for path, what in chosen.items() if what == NOTE}, now)
    photos = [_photo(found, photo, now) for photo in found.photos]
    entries += [_place(found, photo, as_findings, now) for photo in found.photos]
    VisitEntry.objects.bulk_create(entries)
    VisitPhoto.objects.bulk_create(photos)
    moved = [row for row in entries if not row.path.startswith("photo/")]
    if entries and locked.started_at is None:
        locked.started_at = now
        locked.save()
    if entries:
        detail = {
            "from": f"{source.planned_on} {source.round.campaign.title}",
            "count": len(moved),
            "photos": len(photos),
        }
        audit.record(actor=actor, action="visit.take_over", obj=locked, org_unit=locked.org_unit.code, detail=detail)
    return len(entries)


def _refuse(visit: Visit, expected: tuple[str, str], found: tuple[str, str]) -> None:
    cure = ("请另选一次走访。", "Choose another visit.")
    refuse(str(visit.planned_on), expected, found, cure, code="visit.take-over")


def _row(found: TakingOver, name: object, path: str, value: Value, like: VisitEntry, now: datetime) -> VisitEntry:
    """An entry of the target; by and made_at are those of the one that it comes from."""
    return VisitEntry(
        id=found.id(name), visit=found.target, path=path, value=value, supersedes=[], made_at=like.made_at,
        device=_DEVICE, received_at=now, by_id=like.by_id,
    )  # fmt: skip


def _copy(found: TakingOver, entry: VisitEntry, now: datetime) -> VisitEntry:
    row = _row(found, entry.pk, found.path(entry.path), entry.value, entry, now)
    row.supersedes = sorted(str(found.id(older)) for older in entry.supersedes)
    return row


def _finding(found: TakingOver, path: str, now: datetime) -> list[VisitEntry]:
    """A finding whose item is not asked for there: without it, and with what the item alone had said."""
    name = found.written(path)
    thing = next(one for one in found.mine.things("finding") if one.name == name)
    said = {part: value for part, value in thing.said.items() if part != "of"}
    item = next(
        (
            (held, item)
            for held in found.held
            for item in held.checklist.items
            if path == f"item/{held.checklist.key}/{item.id}"
        ),
        None,
    )
    if item is not None:
        held, asked = item
        said = {"rule": held.rule(asked).zh, "severity": str(asked.severity or "ordinary"), **said}
        if not {"days", "hours", "deadline"} & said.keys():
            said |= {"hours": asked.hours} if asked.hours is not None else {"days": asked.days}
    like = thing.rows["problem"]
    rows = [
        _row(found, f"{path}/{part}", f"finding/{found.id(name)}/{part}", value, thing.rows.get(part, like), now)
        for part, value in said.items()
    ]
    return [row for row in rows if not found.is_there(row.pk)]


def _note(actor: Actor, found: TakingOver, paths: set[str], now: datetime) -> list[VisitEntry]:
    """The visit's note with a line for each; lines that stand in it already are not written twice."""
    heads = found.theirs.standing.get("visit/note", ())
    own = [row for row in found.copied if row.path == "visit/note"]
    before = [line for row in (*heads, *own) for line in str(row.value or "").splitlines()]
    lines = [one.as_note for one in found.placeless if one.path in paths and one.as_note not in before]
    if not lines:
        return []
    row = VisitEntry(
        id=found.id("\n".join(["note", *lines])), visit=found.target, path="visit/note",
        value="\n".join([*dict.fromkeys(before), *lines]), made_at=now, device=_DEVICE, received_at=now,
        by_id=actor.user_id,
        supersedes=sorted([*(str(row.pk) for row in heads), *(str(found.id(row.pk)) for row in own)]),
    )  # fmt: skip
    return [row]


def _photo(found: TakingOver, photo: VisitPhoto, now: datetime) -> VisitPhoto:
    return VisitPhoto(
        id=found.id(photo.pk), visit=found.target, path=photo.path, file=photo.file, name=photo.name,
        original_sha256=photo.original_sha256, original=photo.original, taken_at=photo.taken_at,
        latitude=photo.latitude, longitude=photo.longitude, received_at=now, by_id=photo.by_id,
    )  # fmt: skip


def _place(found: TakingOver, photo: VisitPhoto, as_findings: set[str], now: datetime) -> VisitEntry:
    """What it shows: its item, the finding that this became, or else the visit."""
    path = f"photo/{photo.pk}"
    heads = found.mine.standing.get(path, ())
    told = str(found.mine.values.get(path, "" if heads else photo.path))
    subject = found.subject(told)
    if subject in as_findings:
        told = f"finding/{found.id(found.written(subject))}"
    elif subject and not found.has_place(told):
        told = "visit"
    else:
        told = found.path(told) if told else told
    like = heads[-1] if heads else VisitEntry(made_at=photo.taken_at or photo.received_at, by_id=photo.by_id)
    return _row(found, path, f"photo/{found.id(photo.pk)}", told, like, now)
