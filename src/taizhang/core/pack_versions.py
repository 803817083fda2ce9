"""Which pack versions this installation has seen, kept with their files so that any two can be compared."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.installed import InstalledPacks
from taizhang.core.models import InstalledPack
from taizhang.engine.pack import Pack
from taizhang.packs.diff import PackChange, diff_packs
from taizhang.packs.files import read_folder, write_folder
from taizhang.packs.loader import read_pack
from taizhang.packs.problems import PackError, Report


@dataclass(frozen=True, slots=True)
class PackVersionChange:
    """old_version: empty for a pack that is new here; new_version: empty for one that is gone."""

    pack_id: str
    old_version: str
    new_version: str


@transaction.atomic
def sync(packs: InstalledPacks, *, actor: Actor | None) -> list[PackVersionChange]:
    """Record the versions that are installed now, and mark the others as past. Nothing is deleted.

    A pack whose files changed under the same version is recorded anew, by its content hash.
    """
    current = {row.pack_id: row for row in InstalledPack.objects.select_for_update().filter(current=True)}
    changes: list[PackVersionChange] = []
    for pack_id in [*packs.packs, *(name for name in current if name not in packs.packs)]:
        old, pack = current.get(pack_id), packs.packs.get(pack_id)
        if old and pack and (old.version, old.content_hash) == (pack.version, pack.content_hash):
            continue
        if old:
            old.current = False
            old.save(update_fields=["current"])
        row = _record(pack, packs.folders.get(pack_id)) if pack else old
        change = PackVersionChange(pack_id, old.version if old else "", pack.version if pack else "")
        changes.append(change)
        audit.record(
            actor=actor,
            action="pack.install" if pack else "pack.remove",
            obj=row or pack_id,
            detail={
                "pack": pack_id,
                "old_version": change.old_version,
                "new_version": change.new_version,
                "content_hash": pack.content_hash if pack else "",
            },
        )
    return changes


def _record(pack: Pack, folder: Path | None) -> InstalledPack:
    files = dict(read_folder(folder, Report()).texts) if folder else {}
    row, _ = InstalledPack.objects.update_or_create(
        pack_id=pack.id,
        version=pack.version,
        content_hash=pack.content_hash,
        defaults={"current": True},
        create_defaults={"current": True, "files": files},
    )
    return row


def changes_between(old: InstalledPack, new: InstalledPack, packs: InstalledPacks) -> list[PackChange]:
    """What changed between two recorded versions. Raises PackError when today's program cannot read one of them."""
    return diff_packs(_restored(old, packs), _restored(new, packs))


def past_pack(pack_id: str, version: str, packs: InstalledPacks) -> Pack | None:
    """A version that was installed here once, read again; None where its files were not kept or today's program cannot
    read them. One query, and the reading once a process."""
    row = InstalledPack.objects.filter(pack_id=pack_id, version=version).first()
    if row is None or not row.files:
        return None
    if row.content_hash not in _past:
        try:
            _past[row.content_hash] = _restored(row, packs)
        except PackError:
            _past[row.content_hash] = None
    return _past[row.content_hash]


_past: dict[str, Pack | None] = {}  # by content, of which there are as many as versions that filings name


def _restored(row: InstalledPack, packs: InstalledPacks) -> Pack:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / row.pack_id
        write_folder(folder, row.files)
        pack, problems = read_pack(folder, installed=packs.packs, check_term=None, system_ledgers=packs.system)
    if pack is None:
        raise PackError([problem for problem in problems if problem.level == "error"])
    return pack
