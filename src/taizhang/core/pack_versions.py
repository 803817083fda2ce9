"""Which pack versions this installation has seen, kept with their files: core/past_packs.py reads them again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.installed import InstalledPacks
from taizhang.core.models import InstalledPack
from taizhang.engine.pack import Pack
from taizhang.packs.files import read_folder
from taizhang.packs.problems import Report


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
