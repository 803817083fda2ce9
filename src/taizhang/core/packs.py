"""Installed packs: the shipped catalogue and the folders of the settings, read once and kept until a file changes.

Reading, checking, comparing and listing packs needs no database; only `sync_installed_packs` writes to it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from taizhang.core.expression_checker import CHECKER
from taizhang.core.serves import PAGES
from taizhang.core.system_ledgers import system_ledgers
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Indicator, Ledger, Pack, SummaryTemplate
from taizhang.engine.periods import Period
from taizhang.packs.coverage import coverage, read_mechanisms
from taizhang.packs.diff import diff_packs
from taizhang.packs.loader import pack_folders, read_catalogue, read_pack
from taizhang.packs.problems import PackError

if TYPE_CHECKING:
    from taizhang.core.actor import Actor
    from taizhang.core.pack_versions import PackVersionChange

ParameterValue = Decimal | str | date
ParametersOf = Callable[[Period], dict[str, ParameterValue]]


@dataclass(frozen=True)
class InstalledPacks:
    """All packs of this installation, in dependency order, by id. Names of items are keys, ``pack.id``.

    system: system ledgers by key. folders: where a pack was read from.
    """

    packs: Mapping[str, Pack]
    system: Mapping[str, Ledger]
    folders: Mapping[str, Path] = field(default_factory=dict)

    def pack(self, pack_id: str) -> Pack:
        """Raises KeyError when there is no such pack."""
        return self.packs[pack_id]

    @cached_property
    def ledgers(self) -> Mapping[str, Ledger]:
        found = {item.key: item for pack in self.packs.values() for item in pack.ledgers.values()}
        return {**found, **self.system}

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        return {item.key: item for pack in self.packs.values() for item in pack.indicators.values()}

    @cached_property
    def summaries(self) -> Mapping[str, SummaryTemplate]:
        return {item.key: item for pack in self.packs.values() for item in pack.summaries.values()}

    @cached_property
    def code_lists(self) -> Mapping[str, CodeList]:
        """By the qualified name that `Field.code_list` carries."""
        return {f"{pack.id}.{name}": item for pack in self.packs.values() for name, item in pack.code_lists.items()}

    def ledger(self, key: str) -> Ledger:
        """Raises KeyError when there is no such ledger."""
        return self.ledgers[key]

    def indicator(self, key: str) -> Indicator:
        """Raises KeyError when there is no such indicator."""
        return self.indicators[key]

    def summary(self, key: str) -> SummaryTemplate:
        """Raises KeyError when there is no such summary. A bare id is enough while only one pack has it."""
        if key in self.summaries:
            return self.summaries[key]
        found = [item for item in self.summaries.values() if item.id == key]
        if len(found) != 1:
            raise KeyError(key)
        return found[0]

    def code_list(self, pack_id: str, name: str) -> CodeList:
        """name: bare or qualified. Raises KeyError when there is no such list."""
        return self.code_lists[name if "." in name else f"{pack_id}.{name}"]

    def scope_of(self, pack_id: str) -> tuple[Pack, ...]:
        """The pack itself and those that it requires: whose names it may use."""
        pack = self.packs[pack_id]
        return (pack, *(self.packs[name] for name in pack.requires if name in self.packs))

    def indicators_in_scope(self, pack_id: str) -> Mapping[str, Indicator]:
        """By name as written in the pack: its own bare (and qualified), those of required packs as ``pack.name``."""
        own = self.packs[pack_id].indicators
        return {**own, **{item.key: item for pack in self.scope_of(pack_id) for item in pack.indicators.values()}}

    def parameters_in_scope(self, pack_id: str) -> Collection[str]:
        """Names that may follow ``param.`` in the pack."""
        return tuple(dict.fromkeys(name for pack in self.scope_of(pack_id) for name in pack.parameters))

    def parameters(self, pack_id: str) -> ParametersOf:
        """The parameters in scope of a pack as a function of the period: the value in force on its last day.

        A parameter without a value yet on that day is left out. Values are by bare name and by ``pack.name``.
        """
        scope = self.scope_of(pack_id)

        def of(period: Period) -> dict[str, ParameterValue]:
            found: dict[str, ParameterValue] = {}
            for pack in reversed(scope):  # own values last, so that they win
                for name, parameter in pack.parameters.items():
                    dated = parameter.on(period.last)
                    if dated is not None:
                        found[name] = found[f"{pack.id}.{name}"] = dated.value
            return found

        return of

    def all_parameters(self, period: Period) -> dict[str, ParameterValue]:
        """For computations over several packs: `pack.name` for every name that may follow ``param.`` in that pack."""
        found: dict[str, ParameterValue] = {}
        for pack_id in self.packs:
            for pack in reversed(self.scope_of(pack_id)):
                dated = {name: parameter.on(period.last) for name, parameter in pack.parameters.items()}
                found.update({f"{pack_id}.{name}": item.value for name, item in dated.items() if item})
        return found

    def find_indicator(self, text: str) -> Indicator | None:
        """The one indicator with this key, bare id or Chinese title; None when there is none or more than one."""
        if text in self.indicators:
            return self.indicators[text]
        found = [item for item in self.indicators.values() if text in (item.id, item.title.zh)]
        return found[0] if len(found) == 1 else None


@dataclass(slots=True)
class _Cached:
    places: tuple[str, ...]  # folders and system ledgers: cheap to compare
    stamp: tuple[object, ...]  # every file's time and size: 2 ms for the shipped packs
    looked_at: float
    installed: InstalledPacks


LOOK_EVERY_SECONDS = 1.0  # a page asks for the packs dozens of times; the files are looked at once
_lock = threading.Lock()
_cached: _Cached | None = None


def installed_packs() -> InstalledPacks:
    """The installed packs, read again within a second of a change of their files. Raises PackError with all problems.

    Expressions of the shipped catalogue were checked when it was built; those of other folders are checked here.
    """
    global _cached  # noqa: PLW0603 - one cache a process
    places = (*map(str, settings.PACK_FOLDERS), *sorted(system_ledgers()))
    cached, now = _cached, time.monotonic()
    if cached is not None and cached.places == places and now - cached.looked_at < LOOK_EVERY_SECONDS:
        return cached.installed
    with _lock:
        stamp = _stamp()
        if _cached is None or _cached.places != places or _cached.stamp != stamp:
            _cached = _Cached(places, stamp, now, _read_installed())
        _cached.looked_at = now
        return _cached.installed


def _read_installed() -> InstalledPacks:
    system = {key: item.ledger for key, item in system_ledgers().items()}
    shipped = read_catalogue(pack_folders(catalogue_folder()), check_term=None, system_ledgers=system)
    own = read_catalogue(_own_folders(), check_term=CHECKER, installed=shipped.packs, system_ledgers=system)
    errors = [problem for problem in (*shipped.problems, *own.problems) if problem.level == "error"]
    if errors:
        raise PackError(errors)
    return InstalledPacks({**shipped.packs, **own.packs}, system, {**shipped.folders, **own.folders})


def catalogue_folder() -> Path:
    """The folder of shipped packs."""
    return Path(str(files("taizhang"))) / "catalogue"


def _own_folders() -> list[Path]:
    return [pack for folder in settings.PACK_FOLDERS for pack in pack_folders(Path(folder))]


def _stamp() -> tuple[object, ...]:
    """Changes when any file of an installed pack changes."""
    found: list[object] = []
    for folder in (catalogue_folder(), *settings.PACK_FOLDERS):
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                status = path.stat()
                found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def check_folders(paths: Sequence[Path]) -> list[Problem]:
    """Every problem of some packs, or with none named of all installed ones; warnings included.

    A path may be a pack or a folder of packs. Installed packs may be required.
    """
    system = {key: item.ledger for key, item in system_ledgers().items()}
    if not paths:
        everything = [*pack_folders(catalogue_folder()), *_own_folders()]
        found = read_catalogue(everything, check_term=CHECKER, system_ledgers=system, mechanisms=_mechanism_ids())
        return list(found.problems)
    folders = [pack for path in paths for pack in pack_folders(path)]
    found = read_catalogue(
        folders, check_term=CHECKER, installed=_lenient(), system_ledgers=system, mechanisms=_mechanism_ids()
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
                for kind in ("ledgers", "indicators", "summaries", "parameters", "code_lists", "cases")
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
