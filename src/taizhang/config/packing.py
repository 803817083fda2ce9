"""A .tar.gz whose last member tells the SHA-256 of every other: what was cut off or damaged on its way is known before
anything of it is used. The format's own check value does not do it: who reads to the tar's end never sees it."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

SUMS = "sha256.json"
UNREADABLE = (tarfile.TarError, zlib.error, OSError, EOFError)  # what `unpack` raises for no archive of ours


class _Read:
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def pack(archive: Path, parts: Mapping[str, Path]) -> None:
    """parts: name inside -> a file, or a folder with all its files. What is not there is left out."""
    sums: dict[str, str] = {}
    with tarfile.open(archive, "w:gz", compresslevel=3, dereference=True) as tar:
        for name, path in parts.items():
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file.is_file():
                    inside = f"{name}/{file.relative_to(path).as_posix()}" if file != path else name
                    with file.open("rb") as source:
                        reader = _Read(source)
                        tar.addfile(tar.gettarinfo(file, inside), reader)
                    sums[inside] = reader.sha256.hexdigest()
        told = json.dumps(sums).encode()
        last = tarfile.TarInfo(SUMS)
        last.size = len(told)
        tar.addfile(last, io.BytesIO(told))


def unpack(archive: Path, folder: Path) -> None:
    """Raises one of UNREADABLE for what is no such archive. See `damaged`."""
    with tarfile.open(archive, "r:gz") as tar:
        tar.extractall(folder, filter="data")


def damaged(folder: Path) -> str | None:
    """The name of a part that did not come out as it was packed; None where all did."""
    try:
        sums: dict[str, str] = json.loads((folder / SUMS).read_text())
    except (OSError, ValueError):
        return SUMS
    return next((name for name, told in sums.items() if _sum_of(folder / name) != told), None)


def _sum_of(file: Path) -> str:
    if not file.is_file():
        return ""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
