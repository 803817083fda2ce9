"""The files of a pack folder as texts, with limits and a hash over all of them."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from taizhang.engine.text import Text
from taizhang.packs.problems import Report, propose

MAX_FILE_BYTES = 2_000_000
MAX_PACK_BYTES = 20_000_000
MAX_FILES = 2_000
KINDS: Mapping[str, str] = {  # folder -> suffix of the files in it
    "parameters": ".yaml",
    "ledgers": ".yaml",
    "indicators": ".yaml",
    "checklists": ".yaml",
    "traces": ".yaml",
    "notices": ".md",
    "circulars": ".md",
    "summaries": ".md",
    "codelists": ".csv",
    "calendars": ".csv",
    "cases": ".yaml",
}
_TOP = ("pack.yaml", "README.md", "LICENSE", "CHANGELOG.md")


@dataclass(frozen=True, slots=True)
class PackFiles:
    """Relative path -> text. `shown` turns a relative path into the one that problems name."""

    folder: str
    texts: Mapping[str, str]
    content_hash: str

    def shown(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def of_kind(self, kind: str) -> list[str]:
        return [name for name in self.texts if name.startswith(f"{kind}/")]


def read_folder(folder: Path, report: Report) -> PackFiles:
    """Every text of the pack in sorted order. Files that are no part of a pack, too large or not UTF-8 are reported."""
    texts: dict[str, str] = {}
    shown = folder.as_posix()
    total = 0
    root = folder.resolve()
    if not (folder / "pack.yaml").is_file():
        _add(
            report,
            f"{shown}/pack.yaml",
            "no-pack",
            Text("pack.yaml"),
            Text("没有这个文件", "no such file"),
            Text(
                "指定数据包文件夹，或用 taizhang pack new 新建。", "Name a pack folder, or make one: taizhang pack new."
            ),
        )
        if not any((folder / kind).is_dir() for kind in KINDS):
            return PackFiles(shown, texts, hash_texts(texts))  # no pack at all: its files are nobody's mistakes
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    for path in paths[: MAX_FILES + 1]:
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in PurePosixPath(name).parts) or not _belongs(name, shown, report):
            continue
        size = path.stat().st_size
        total += size
        if size > MAX_FILE_BYTES or total > MAX_PACK_BYTES or len(texts) >= MAX_FILES:
            limit = f"{MAX_FILE_BYTES // 1_000_000} MB"
            _add(
                report,
                f"{shown}/{name}",
                "too-large",
                Text(f"单个文件不超过 {limit}", f"files of at most {limit}"),
                Text(f"{size} 字节", f"{size} bytes"),
                Text("拆成几个文件。", "Split it."),
            )
            continue
        if not path.resolve().is_relative_to(root):
            _add(
                report,
                f"{shown}/{name}",
                "outside",
                Text("文件夹内的文件", "a file inside the folder"),
                Text("指向文件夹外的链接", "a link out of it"),
                Text("改为复制文件。", "Copy the file instead."),
            )
            continue
        try:
            texts[name] = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            _add(
                report,
                f"{shown}/{name}",
                "encoding",
                Text("UTF-8 编码", "UTF-8"),
                Text(f"第 {error.start} 字节不是 UTF-8", f"byte {error.start} is not"),
                Text("另存为 UTF-8 编码。", "Save it as UTF-8."),
            )
    return PackFiles(shown, texts, hash_texts(texts))


def write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Each file whole or not at all, and what others name before what names them, pack.yaml last: a reader in between
    finds the old pack, or one that does not pass and is not used."""
    for name in sorted(files, key=lambda name: (name == "pack.yaml", not name.startswith("codelists/"), name)):
        path = folder / name
        if path.is_file() and path.read_bytes() == files[name].encode():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.parent.parent / f".{uuid.uuid4().hex}"
        partial.write_text(files[name], encoding="utf-8", newline="")
        os.replace(partial, path)  # noqa: PTH105
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in files and not path.name.startswith("."):
            path.unlink(missing_ok=True)


def hash_texts(texts: Mapping[str, str]) -> str:
    """sha256 over names and texts in sorted order; each is preceded by its length, so that nothing can slide over."""
    digest = hashlib.sha256()
    for name in sorted(texts):
        for data in (name.encode(), texts[name].encode()):
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
    return digest.hexdigest()


def _belongs(name: str, shown: str, report: Report) -> bool:
    parts = PurePosixPath(name).parts
    if len(parts) == 1:
        if name in _TOP:
            return name == "pack.yaml"
        cure = propose(name, [*_TOP, *KINDS])
        _add(
            report,
            f"{shown}/{name}",
            "stray-file",
            Text("pack.yaml 和各类文件夹", "pack.yaml and the known folders"),
            Text("不认识的文件", "an unknown file"),
            cure,
        )
        return False
    if parts[0] not in KINDS:
        _add(
            report,
            f"{shown}/{name}",
            "stray-folder",
            Text(f"文件夹 {'、'.join(KINDS)}", f"one of {', '.join(KINDS)}"),
            Text(f"“{parts[0]}”", repr(parts[0])),
            propose(parts[0], KINDS),
        )
        return False
    suffix = KINDS[parts[0]]
    if len(parts) > 2 or not name.endswith(suffix):
        cure = Text(
            f"改名为 {PurePosixPath(name).stem}{suffix}，直接放在 {parts[0]} 里。",
            f"Name it {PurePosixPath(name).stem}{suffix}, directly in {parts[0]}.",
        )
        _add(
            report, f"{shown}/{name}", "stray-file", Text(f"{parts[0]}/*{suffix}"), Text(f"“{name}”", repr(name)), cure
        )
        return False
    return True


def _add(report: Report, file: str, code: str, expected: Text, found: Text, cure: Text) -> None:
    report.add(code, file=file, line=None, key="", expected=expected, found=found, cure=cure)
