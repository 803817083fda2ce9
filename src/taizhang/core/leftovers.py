"""Files that were left behind in a folder which several processes write to and sweep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def untouched_since(folder: Path, moment: float, pattern: str = "*") -> Iterator[Path]:
    """Files that were last written before a moment (seconds since 1970). One that another process takes away while we
    look is no longer there, and passed over."""
    for path in folder.glob(pattern) if folder.exists() else ():
        try:
            if path.stat().st_mtime < moment:
                yield path
        except FileNotFoundError:
            continue
