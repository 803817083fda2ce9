"""Packs as they were: one version that was installed once, or all in force at a moment, read from kept files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from taizhang.core.installed import InstalledPacks
from taizhang.core.models import AuditEvent, InstalledPack
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Pack
from taizhang.packs.diff import PackChange, diff_packs
from taizhang.packs.files import write_folder
from taizhang.packs.loader import read_catalogue
from taizhang.packs.problems import PackError

_KEPT = 32
_restored: dict[tuple[str, ...], tuple[InstalledPacks, InstalledPacks | PackError]] = {}  # contents -> today's, then's


def changes_between(old: InstalledPack, new: InstalledPack, packs: InstalledPacks) -> list[PackChange]:
    """What changed between two recorded versions. Raises PackError when today's program cannot read one of them."""
    before, after = (_with([row], packs).pack(row.pack_id) for row in (old, new))
    return diff_packs(before, after)


def past_pack(pack_id: str, version: str, packs: InstalledPacks) -> Pack | None:
    """A version that was installed here once, read again; None where its files were not kept or today's program cannot
    read them. One query, and the reading once a process."""
    found = packs_with(pack_id, version, packs)
    return found.pack(pack_id) if found is not None else None


def packs_with(pack_id: str, version: str, packs: InstalledPacks) -> InstalledPacks | None:
    """Today's packs with one of them in a version that was installed here once; None as for `past_pack`."""
    row = InstalledPack.objects.filter(pack_id=pack_id, version=version).first()
    if row is None or not row.files:
        return None
    try:
        return _with([row], packs)
    except PackError:
        return None


def packs_before(event: int | None) -> InstalledPacks:
    """The packs in force when an audit event was written (None: today's).

    The audit log tells which content of each pack was installed by then, and installing kept its files. A pack that the
    log does not know, or whose files were not kept, is taken as it is today. Raises PackError when today's program
    cannot read what was installed then.
    """
    today = installed_packs()
    if event is None:
        return today
    wanted = {
        pack_id: content
        for pack_id, content in _contents_before(event).items()
        if pack_id not in today.packs or today.packs[pack_id].content_hash != content
    }
    rows = InstalledPack.objects.filter(pack_id__in=wanted, content_hash__in=wanted.values())
    kept = {row.content_hash: row for row in rows if row.files and wanted[row.pack_id] == row.content_hash}
    return _with(list(kept.values()), today) if kept else today


def _contents_before(event: int) -> dict[str, str]:
    """Pack id -> content hash, by the installs and removals that stand before an event in the chain."""
    found: dict[str, str] = {}
    events = AuditEvent.objects.filter(action__in=("pack.install", "pack.remove"), pk__lt=event).order_by("pk")
    for action, canonical in events.values_list("action", "canonical"):
        detail = json.loads(canonical)["detail"]
        if action == "pack.install":
            found[detail["pack"]] = detail["content_hash"]
        else:
            found.pop(detail["pack"], None)
    return found


def _with(rows: Sequence[InstalledPack], today: InstalledPacks) -> InstalledPacks:
    """Today's packs with these instead. Read once a process; raises PackError, also again."""
    key = tuple(sorted(row.content_hash for row in rows))
    if key not in _restored or _restored[key][0] is not today:
        if len(_restored) >= _KEPT:
            _restored.clear()
        try:
            _restored[key] = (today, _with_files(today, {row.pack_id: row.files for row in rows}))
        except PackError as error:
            _restored[key] = (today, error)
    found = _restored[key][1]
    if isinstance(found, PackError):
        raise PackError(found.problems)
    return found


def _with_files(today: InstalledPacks, files: Mapping[str, Mapping[str, str]]) -> InstalledPacks:
    others = {pack_id: pack for pack_id, pack in today.packs.items() if pack_id not in files}
    with tempfile.TemporaryDirectory() as place:
        for pack_id, texts in files.items():
            write_folder(Path(place) / pack_id, texts)
        folders = [Path(place) / pack_id for pack_id in files]
        read = read_catalogue(folders, check_term=None, installed=others, system_ledgers=today.system)
    if errors := [problem for problem in read.problems if problem.level == "error"]:
        raise PackError(errors)
    return InstalledPacks({**others, **read.packs}, today.system)
