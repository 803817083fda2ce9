"""Which backups were written: the audit log knows, so no table of their own is to be kept true."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from taizhang.core import audit, clock
from taizhang.core.audit_log import detail_of
from taizhang.core.models import AuditEvent

ACTION = "backup.write"
OLD_AFTER = timedelta(days=7)  # a bureau that files by the week loses a week at most
SHOWN = 10


@dataclass(frozen=True, slots=True)
class BackupLine:
    """size in bytes; sha256 of the archive, to compare a copy with."""

    at: datetime
    name: str
    size: int
    sha256: str


def note_backup(archive: Path) -> None:
    """An archive was written whole."""
    with archive.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    detail = {"bytes": archive.stat().st_size, "sha256": digest}
    audit.record(actor=None, action=ACTION, obj=archive.name[:128], detail=detail)


def last_backups() -> list[BackupLine]:
    """Newest first."""
    found = AuditEvent.objects.filter(action=ACTION).order_by("-id")[:SHOWN]
    details = [(event, detail_of(event)) for event in found]
    return [
        BackupLine(event.at, event.object_id, int(detail.get("bytes", 0)), str(detail.get("sha256", "")))
        for event, detail in details
    ]


def is_old(lines: list[BackupLine]) -> bool:
    return not lines or lines[0].at < clock.now() - OLD_AFTER
