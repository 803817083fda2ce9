"""The packs as they were at a moment of the past: an old document is judged by the rules it was written under."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from taizhang.analytics.engine_room import Source
from taizhang.core.models import AuditEvent, InstalledPack
from taizhang.core.packs import InstalledPacks, installed_packs
from taizhang.figures.calculation import Calculator
from taizhang.figures.sources import sources_of
from taizhang.ledgers import projection
from taizhang.ledgers.models import Submission
from taizhang.packs.files import write_folder
from taizhang.packs.loader import read_catalogue
from taizhang.packs.problems import PackError

_KEPT = 4
_restored: dict[tuple[int, tuple[str, ...]], tuple[InstalledPacks, InstalledPacks]] = {}


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
    if not kept:
        return today
    key = (id(today), tuple(sorted(kept)))
    if key not in _restored or _restored[key][0] is not today:
        if len(_restored) >= _KEPT:
            _restored.clear()
        _restored[key] = (today, _with_files(today, {row.pack_id: row.files for row in kept.values()}))
    return _restored[key][1]


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


class PastCalculator(Calculator):
    """Counts today's accepted filings by the packs of then; ledgers whose columns changed are read with the old."""

    @cached_property
    def sources(self) -> dict[str, Source]:
        today = installed_packs().ledgers
        changed = [ledger for key, ledger in self.ledgers.items() if not ledger.system and today.get(key) != ledger]
        same = [ledger for ledger in self.ledgers.values() if ledger not in changed]
        found = sources_of(same, frozenset().union(*self.readings.values()))
        for ledger in changed:
            accepted = Submission.objects.filter(ledger_key=ledger.key, accepted_version__isnull=False).order_by("pk")
            versions = [(pk, version or 0) for pk, version in accepted.values_list("pk", "accepted_version")]
            found[ledger.key] = projection.rows_at(ledger.key, versions, ledger=ledger)
        return found
