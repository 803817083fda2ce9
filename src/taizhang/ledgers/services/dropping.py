"""Several files at once: each is looked at by itself, whole or not at all, and none stops another."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.models import DroppedFile, DroppedState, KeptUpload
from taizhang.ledgers.services import uploads
from taizhang.ledgers.services.draft_checks import Filing
from taizhang.ledgers.services.placing import FilingPlace, Places, unit_at
from taizhang.ledgers.services.refusing import FilingRefused
from taizhang.ledgers.services.waiting_draft import submit_saved

MOST_FILES = 30
AT_ONCE_BYTES = 4 * uploads.LARGE_BYTES  # of all files together that are checked while somebody waits


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file as it came; `read` raises TaizhangError for one that may not be read at all."""

    name: str
    read: Callable[[], bytes]


@dataclass(slots=True)
class _Drop:
    actor: Actor
    drop: str
    places: Places
    prefer: FilingPlace | None
    seen: dict[str, int] = field(default_factory=dict)  # hash -> number
    taken: dict[tuple[str, str, str], int] = field(default_factory=dict)
    read_bytes: int = 0

    def take(self, number: int, file: Dropped) -> None:
        line = DroppedFile(drop=self.drop, number=number, name=file.name[:200], created_at=timezone.now())
        line.user_id = uploads.user_of(self.actor)
        try:
            data = file.read()
            line.sha256 = hashlib.sha256(data).hexdigest()
            if data and line.sha256 in self.seen:
                line.state, line.told = DroppedState.SAME, {"number": self.seen[line.sha256]}
            else:
                self.seen[line.sha256] = number
                self._place(line, data)
        except TaizhangError as error:
            line.state, line.told = DroppedState.REFUSED, {**line.told, "problems": told(error)}
        line.save()

    def _place(self, line: DroppedFile, data: bytes) -> None:
        place = self._found(line.name, data)
        if place is None:
            _keep_bytes(line, data)
            line.state = DroppedState.UNPLACED
        elif place.name in self.taken:
            line.state, line.told = DroppedState.SECOND, {"number": self.taken[place.name], "place": place.name}
        else:
            self.read_bytes += len(data)
            line.told = {"place": place.name}  # stays where the filing refuses it
            _take(self.actor, line, place, data, later=self.read_bytes > AT_ONCE_BYTES)
            self.taken[place.name] = line.number  # a refused file takes no other's place

    def _found(self, name: str, data: bytes) -> FilingPlace | None:
        """A large file is not opened while somebody waits: it belongs where it was dropped, or is asked."""
        if len(data) > uploads.LARGE_BYTES:
            return self.prefer
        return self.places.find(name, data, settings.MAX_UPLOAD_BYTES, self.prefer)


def drop_files(*, actor: Actor, files: Sequence[Dropped], prefer: FilingPlace | None = None) -> str:
    """Look at each file, and return what holds them together. prefer: the filing on whose page they were dropped, for
    files of which nothing says another one. Nothing is filed, except by the background work for large files.

    Raises FilingRefused for no file or too many, NotAllowed for those who file nothing.
    """
    actor.require(Permission.FILE_LEDGER)
    if not 0 < len(files) <= MOST_FILES:
        expected, found = Text(f"1 至 {MOST_FILES} 个文件", f"1 to {MOST_FILES} files"), Text(f"{len(files)} 个")
        cure = Text("先选文件；多的分几次拖入。", "Choose files; drop fewer at a time.")
        raise FilingRefused([Problem("drop.count", "", expected, found, cure)])
    delete_old_drops()
    work = _Drop(actor, secrets.token_urlsafe(16), Places.of(actor), prefer)
    for number, file in enumerate(files, start=1):
        work.take(number, file)
    return work.drop


def place_file(*, actor: Actor, line: DroppedFile, place: FilingPlace) -> None:
    """A person's word on where a file belongs. Raises as `uploads.receive`; the file waits on then."""
    data = _bytes_of(line)
    others = DroppedFile.objects.filter(drop=line.drop, upload__isnull=False, upload__submission__isnull=True)
    ledger_key, period_code, unit = place.name
    if others.filter(
        upload__ledger_key=ledger_key, upload__period_code=period_code, upload__org_unit__code=unit
    ).exists():
        expected = Text("一张台账一个文件", "one file a filing")
        found = Text("已有一个文件要填这张台账", "another file for it")
        cure = Text("并成一个文件，或先存那一个。", "Put them into one file, or save that one first.")
        raise FilingRefused([Problem("drop.second", line.name, expected, found, cure)])
    _take(actor, line, place, data)
    line.save()
    _path(line).unlink(missing_ok=True)


def file_dropped(*, actor: Actor, drop: str, hand_in: bool) -> tuple[int, int]:
    """Save every file of a drop that has no error, each by itself; with hand_in also hand in those without a warning
    to explain, without a draft that says something else, and mended where it had come back. Returns how many were saved
    and handed in; why one was not is told on its line."""
    saved = handed = 0
    for line in lines_of(actor, drop):
        upload = line.upload
        if upload is None or not is_ready(upload):
            continue
        try:
            result = uploads.file_kept(actor=actor, upload=upload)
            if result.submission is not None:
                saved += 1
                if hand_in and not result.warnings:
                    submit_saved(_filing_of(actor, upload), result.submission, explanations={})
                    handed += 1
        except TaizhangError as error:
            line.told = {"problems": told(error)}
            line.save(update_fields=["told"])
    return saved, handed


def _filing_of(actor: Actor, upload: KeptUpload) -> Filing:
    ledger = installed_packs().ledger(upload.ledger_key)
    return Filing(actor, ledger, Period.parse(upload.period_code), upload.org_unit)


def lines_of(actor: Actor, drop: str) -> list[DroppedFile]:
    """The actor's own; [] for anybody else's. One query."""
    found = DroppedFile.objects.filter(drop=drop, user_id=actor.user_id or 0)
    return list(found.select_related("upload__org_unit", "upload__job", "upload__submission"))


def is_ready(upload: KeptUpload) -> bool:
    """Checked, with rows and without error, and neither saved nor under way."""
    report = upload.report
    waits = upload.submission_id is None and upload.job_id is None and upload.expires_at > timezone.now()
    return waits and bool(report.get("rows")) and not report.get("wrong") and not report.get("asking")


def delete_old_drops() -> None:
    for line in DroppedFile.objects.filter(created_at__lt=timezone.now() - uploads.KEPT_FOR_IMPORT):
        _path(line).unlink(missing_ok=True)
        line.delete()


def told(error: TaizhangError) -> list[dict[str, dict[str, str]]]:
    texts = [{"expected": item.expected, "found": item.found, "cure": item.cure} for item in error.problems[:3]]
    return [{name: {"zh": text.zh, "en": text.get("en")} for name, text in each.items()} for each in texts]


def _take(actor: Actor, line: DroppedFile, place: FilingPlace, data: bytes, *, later: bool = False) -> None:
    line.upload = uploads.receive(
        actor=actor,
        ledger=place.ledger,
        org_unit=unit_at(place),
        period=place.period,
        name=line.name,
        data=data,
        later=later,
    )
    line.state, line.by, line.told = DroppedState.TAKEN, place.by, {}


def _path(line: DroppedFile) -> Path:
    return Path(settings.DATA_DIR) / "uploads" / f"{line.drop}-{line.number}"


def _keep_bytes(line: DroppedFile, data: bytes) -> None:
    path = _path(line)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(data)


def _bytes_of(line: DroppedFile) -> bytes:
    try:
        data = _path(line).read_bytes()
    except FileNotFoundError:  # swept away, maybe this very moment
        data = b""
    if not data or hashlib.sha256(data).hexdigest() != line.sha256:
        expected, found = Text("拖入的文件", "the file that was dropped"), Text("已过期", "it expired")
        raise FilingRefused([Problem("drop.gone", line.name, expected, found, Text("请重新拖入。", "Drop it again."))])
    return data
