"""Installed packs: the shipped catalogue and the folders of the settings, read once and kept until a file changes.

Reading, checking, comparing and listing packs needs no database; only `sync_installed_packs` writes to it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from django.conf import settings

from taizhang.core.expression_checker import CHECKER
from taizhang.core.installed import InstalledPacks
from taizhang.core.serves import PAGES
from taizhang.core.system_ledgers import system_ledgers
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger, Pack
from taizhang.packs.coverage import coverage, read_mechanisms
from taizhang.packs.diff import diff_packs
from taizhang.packs.loader import Catalogue, pack_folders, read_catalogue, read_pack
from taizhang.packs.problems import PackError

if TYPE_CHECKING:
    from taizhang.core.actor import Actor
    from taizhang.core.pack_versions import PackVersionChange

__all__ = [
    "InstalledPacks",
    "catalogue_folder",
    "check_folders",
    "coverage_as_json",
    "diff_folders",
    "installed_packs",
    "look_again",
    "packs_as_json",
    "read_folders",
    "sync_installed_packs",
]


@dataclass(slots=True)
class _Cached:
    places: tuple[str, ...]  # folders and system ledgers: cheap to compare
    stamp: tuple[object, ...]  # every file's time and size: 2 ms for the shipped packs
    looked_at: float
    installed: InstalledPacks


_log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 1.0  # a page asks for the packs dozens of times; the files are looked at once
_lock = threading.Lock()
_cached: _Cached | None = None


def installed_packs() -> InstalledPacks:
    """The installed packs, read again within a second of a change of their files.

    Raises PackError with all problems when they cannot be read at first; a change that cannot be read is logged, and
    what was installed before stays in use. Expressions of the shipped catalogue were checked when it was built; those
    of other folders are checked here.
    """
    global _cached  # noqa: PLW0603 - one cache a process
    places = (*map(str, settings.PACK_FOLDERS), str(settings.DESIGNED_PACKS_DIR), *sorted(system_ledgers()))
    cached, now = _cached, time.monotonic()
    if cached is not None and cached.places == places and now - cached.looked_at < LOOK_EVERY_SECONDS:
        return cached.installed
    with _lock:
        stamp = _stamp()
        if _cached is None or _cached.places != places or _cached.stamp != stamp:
            _cached = _Cached(places, stamp, now, _read_or_keep(_cached, places))
        _cached.looked_at = now
        return _cached.installed


def look_again() -> None:
    """The files changed just now, by this process: its next question reads them."""
    if _cached is not None:
        _cached.looked_at = -LOOK_EVERY_SECONDS


def _read_or_keep(cached: _Cached | None, places: tuple[str, ...]) -> InstalledPacks:
    """What is installed now; while somebody is editing a pack into a mistake, what was installed before."""
    try:
        return _read_installed()
    except PackError as error:
        if cached is None or cached.places != places:
            raise
        for problem in error.problems:
            _log.error("A changed pack is not used: %s", problem.sentence("en"))
        return cached.installed


def _read_installed() -> InstalledPacks:
    system = {key: item.ledger for key, item in system_ledgers().items()}
    shipped = _read_shipped(system)
    own = read_catalogue(_own_folders(), check_term=CHECKER, installed=shipped.packs, system_ledgers=system)
    errors = [problem for problem in (*shipped.problems, *own.problems) if problem.level == "error"]
    if errors:
        raise PackError(errors)
    return InstalledPacks({**shipped.packs, **own.packs}, system, {**shipped.folders, **own.folders})


_shipped: tuple[tuple[object, ...], Catalogue] | None = None


def _read_shipped(system: Mapping[str, Ledger]) -> Catalogue:
    """The shipped packs, parsed once for as long as their own files stay: a ledger that is published is read alone."""
    global _shipped  # noqa: PLW0603 - one cache a process
    stamp = (*sorted(system), *_stamps(catalogue_folder()))
    if _shipped is None or _shipped[0] != stamp:
        _shipped = (stamp, read_catalogue(pack_folders(catalogue_folder()), check_term=None, system_ledgers=system))
    return _shipped[1]


def catalogue_folder() -> Path:
    """The folder of shipped packs."""
    return Path(str(files("taizhang"))) / "catalogue"


def _own_folders() -> list[Path]:
    named = [pack for folder in settings.PACK_FOLDERS for pack in pack_folders(Path(folder))]
    return [*named, *sorted(head.parent for head in Path(settings.DESIGNED_PACKS_DIR).glob("*/pack.yaml"))]


def _stamp() -> tuple[object, ...]:
    """Changes when any file of an installed pack changes."""
    folders = (catalogue_folder(), *settings.PACK_FOLDERS, settings.DESIGNED_PACKS_DIR)
    return tuple(mark for folder in folders for mark in _stamps(Path(folder)))


def _stamps(folder: Path) -> list[object]:
    found: list[object] = []
    for path in sorted(folder.rglob("*")):
        try:
            status = path.stat()
        except FileNotFoundError:  # a designed pack is laid out anew meanwhile, and read again after it
            continue
        if S_ISREG(status.st_mode):
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return found


def check_folders(paths: Sequence[Path], sections: Collection[str] | None = None) -> list[Problem]:
    """Every problem of some packs, or with none named of all installed ones; warnings included.

    A path may be a pack or a folder of packs. Installed packs may be required. sections: codes that a ledger's
    reviewer may be in the packs named, None: any; the shipped ones hold for any county's sections.
    """
    system = {key: item.ledger for key, item in system_ledgers().items()}
    if not paths:
        everything = [*pack_folders(catalogue_folder()), *_own_folders()]
        found = read_catalogue(everything, check_term=CHECKER, system_ledgers=system, mechanisms=_mechanism_ids())
        return list(found.problems)
    folders = [pack for path in paths for pack in pack_folders(path)]
    found = read_catalogue(
        folders,
        check_term=CHECKER,
        installed=_lenient(),
        system_ledgers=system,
        mechanisms=_mechanism_ids(),
        sections=sections,
    )
    return list(found.problems)


def read_folders(paths: Sequence[Path]) -> tuple[InstalledPacks, list[str]]:
    """Packs of folders together with the installed ones, and the ids of those read here. Raises PackError."""
    if not paths:
        installed = installed_packs()
        return installed, list(installed.packs)
    system = {key: item.ledger for key, item in system_ledgers().items()}
    folders = [pack for path in paths for pack in pack_folders(path)]
    found = read_catalogue(folders, check_term=CHECKER, installed=_lenient(), system_ledgers=system)
    errors = [problem for problem in found.problems if problem.level == "error"]
    if errors:
        raise PackError(errors)
    return InstalledPacks({**_lenient(), **found.packs}, system), list(found.packs)


def _lenient() -> Mapping[str, Pack]:
    """The installed packs that can be read; a broken one must not hide the problems of the one being checked."""
    try:
        return installed_packs().packs
    except PackError:
        system = {key: item.ledger for key, item in system_ledgers().items()}
        everything = [*pack_folders(catalogue_folder()), *_own_folders()]
        return read_catalogue(everything, check_term=None, system_ledgers=system).packs


def diff_folders(old: Path, new: Path) -> list[dict[str, object]]:
    """What changed from one version of a pack to another. Raises PackError when one of them cannot be read."""
    versions: list[Pack] = []
    for folder in (old, new):
        pack, problems = read_pack(folder, installed=_lenient(), check_term=None)
        if pack is None:
            raise PackError([problem for problem in problems if problem.level == "error"])
        versions.append(pack)
    return [change.as_json() for change in diff_packs(*versions)]


def sync_installed_packs(*, actor: Actor | None = None) -> list[PackVersionChange]:
    """Record in the database which versions are installed now; returns what changed. See `core.pack_versions`."""
    from taizhang.core.pack_versions import sync

    return sync(installed_packs(), actor=actor)


def packs_as_json() -> list[dict[str, object]]:
    """One entry an installed pack, with how much is in it."""
    return [
        {
            "id": pack.id,
            "version": pack.version,
            "title": pack.title.zh,
            "title_en": pack.title.get("en"),
            "authority": pack.authority,
            "effective_from": pack.effective_from.isoformat(),
            "requires": list(pack.requires),
            "content_hash": pack.content_hash,
            **{
                kind: len(getattr(pack, kind))
                for kind in (
                    "ledgers",
                    "indicators",
                    "checklists",
                    "traces",
                    "notices",
                    "circulars",
                    "summaries",
                    "parameters",
                    "code_lists",
                    "calendars",
                    "cases",
                )
            },
        }
        for pack in installed_packs().packs.values()
    ]


def coverage_as_json() -> list[dict[str, object]]:
    """One entry a mechanism: {id, title, title_zh, kind, served_by}. Raises PackError for unknown ids in `serves`."""
    mechanisms = read_mechanisms(catalogue_folder() / "mechanisms.yaml")
    return [entry.as_json() for entry in coverage(installed_packs().packs, mechanisms, PAGES)]


def _mechanism_ids() -> list[str]:
    return [item.id for item in read_mechanisms(catalogue_folder() / "mechanisms.yaml")]
