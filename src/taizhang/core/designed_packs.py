"""Packs that are designed in the browser: the database holds their files, a folder of the data directory shows them.

They are read, checked, compared and versioned as every other pack is, from the folder; the folder is derived and is
laid out anew where it is missing. docs/decisions/0007-designed-ledgers-are-a-pack.md has the reasons.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from taizhang.core import audit, packs
from taizhang.core.actor import Actor
from taizhang.core.expression_checker import CHECKER
from taizhang.core.installed import InstalledPacks
from taizhang.core.models import InstalledPack
from taizhang.engine.errors import ConflictError, Problem
from taizhang.engine.pack import Pack
from taizhang.engine.text import Text
from taizhang.packs.files import hash_texts, write_folder
from taizhang.packs.loader import read_pack

Files = Mapping[str, str]  # relative path -> text


@dataclass(frozen=True, slots=True)
class Tried:
    """What the product would be with a pack of these files. installed: None while there are errors."""

    pack: Pack | None
    installed: InstalledPacks | None
    problems: tuple[Problem, ...]


def designed_files(pack_id: str) -> dict[str, str]:
    """The files of a designed pack as it is now; {} when there is none."""
    row = InstalledPack.objects.filter(pack_id=pack_id, designed=True, current=True).first()
    return dict(row.files) if row is not None else {}


def is_taken(pack_id: str) -> bool:
    """Whether a pack of this id comes from elsewhere: a designed one may not cover it."""
    folder = packs.installed_packs().folders.get(pack_id)
    return folder is not None and not folder.is_relative_to(settings.DESIGNED_PACKS_DIR)


def try_files(pack_id: str, files: Files) -> Tried:
    """Read files as the pack, with everything that `pack check` says of it and of the packs that need it."""
    now = packs.installed_packs()
    others = {key: pack for key, pack in now.packs.items() if key != pack_id}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / pack_id
        write_folder(folder, files)
        pack, problems = read_pack(folder, installed=others, check_term=CHECKER, system_ledgers=now.system)
    if pack is None:
        return Tried(None, None, tuple(problems))
    found = {**others, pack_id: pack}
    for key in [key for key, other in others.items() if pack_id in other.requires and key in now.folders]:
        rest = {name: other for name, other in found.items() if name != key}
        again, wrong = read_pack(now.folders[key], installed=rest, check_term=CHECKER, system_ledgers=now.system)
        problems += [problem for problem in wrong if problem.level == "error"]
        if again is not None:
            found[key] = again
    errors = any(problem.level == "error" for problem in problems)
    return Tried(pack, None if errors else replace(now, packs=found), tuple(problems))


@transaction.atomic
def install_designed(
    *, actor: Actor, pack: Pack, files: Files, seen: str, org_unit: str, detail: Mapping[str, object]
) -> InstalledPack:
    """Make a pack that was tried the current one, as a new version; the caller has checked what the actor may do.

    seen: content hash of the version that it was made from, empty when there was none. Raises ConflictError when
    another was installed meanwhile.
    """
    old = InstalledPack.objects.select_for_update().filter(pack_id=pack.id, current=True).first()
    if (old.content_hash if old is not None else "") != seen:
        raise _moved()
    if old is not None:
        old.current = False
        old.save(update_fields=["current"])
    try:
        with transaction.atomic():
            row = InstalledPack.objects.create(
                pack_id=pack.id,
                version=pack.version,
                content_hash=hash_texts(files),
                files=dict(files),
                designed=True,
            )
    except IntegrityError as error:  # two first versions at the same moment
        raise _moved() from error
    audit.record(
        actor=actor,
        action="pack.install",
        obj=row,
        org_unit=org_unit,
        detail={
            "pack": pack.id,
            "old_version": old.version if old is not None else "",
            "new_version": pack.version,
            "content_hash": row.content_hash,
            **detail,
        },
    )
    transaction.on_commit(lay_out)
    return row


def _moved() -> ConflictError:
    expected, found = Text("最新的台账", "the newest ledgers"), Text("别人刚发布过", "somebody published meanwhile")
    return ConflictError([Problem("design.moved", "", expected, found, Text("请再按一次“发布”。", "Publish again."))])


def lay_out() -> None:
    """Bring the folder in line with the database: after a version is installed, a start, a restore. Repeatable."""
    root = Path(settings.DESIGNED_PACKS_DIR)
    current = InstalledPack.objects.filter(designed=True, current=True)
    wanted = {row.pack_id: row.files for row in current.order_by("pack_id")}
    for pack_id, files in wanted.items():
        write_folder(root / pack_id, files)
    for folder in [item for item in root.glob("*") if item.is_dir() and item.name not in wanted]:
        shutil.rmtree(folder, ignore_errors=True)
    packs.look_again()
