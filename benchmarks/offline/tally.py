"""What the server holds against what one phone said it kept: by plain SQL and by the hash of each photo's bytes."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Value = str | int | bool | None


@dataclass
class Kept:
    """What one script did to one visit. values: path -> what may stand there (several where the phone died in the act).
    photos: hash of the original -> place; unsure: of those that may have been lost with the phone."""

    values: dict[str, list[Value]] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)


@dataclass
class Tally:
    visits: int = 0
    entries: int = 0
    values: int = 0
    photos: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.altered)

    def add(self, other: Tally) -> None:
        for name in ("visits", "entries", "values", "photos", "lost", "doubled", "altered"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def compare(database: Path, files: Path, visit: int, kept: Kept, phone: dict[str, Any]) -> Tally:
    """phone: {"entries": [{id, path, value, supersedes}], "photos": [{id, sha256, original}]} as it holds them."""
    found = Tally(visits=1)
    with sqlite3.connect(database, timeout=60) as connection:
        entries = {
            key: (path, json.loads(value), set(json.loads(supersedes)))
            for key, path, value, supersedes in connection.execute(_ENTRIES, (visit,))
        }
        photos = {row[0]: row[1:] for row in connection.execute(_PHOTOS, (visit,))}
    _entries(found, f"visit {visit}", entries, phone["entries"])
    standing = _standing(entries)
    for path, allowed in kept.values.items():
        found.values += 1
        there = standing.get(path, [])
        if not there and None not in allowed:
            found.lost.append(f"visit {visit}: {path} was entered and is not there")
        elif there and (len(there) > 1 or there[0] not in allowed):
            found.altered.append(f"visit {visit}: {path} holds {there}, entered was {allowed}")
    _photos(found, visit, kept, photos, phone["photos"], standing, files)
    return found


_ENTRIES = "select id, path, value, supersedes from inspection_visitentry where visit_id = ?"
_PHOTOS = (
    "select p.id, p.original_sha256, f.sha256 from inspection_visitphoto p "
    "join ledgers_storedfile f on f.id = p.file_id where p.visit_id = ?"
)


def _entries(found: Tally, name: str, server: dict[str, Any], phone: list[dict[str, Any]]) -> None:
    found.entries += len(server)
    mine = {entry["id"].replace("-", ""): entry for entry in phone}
    for key, entry in mine.items():
        if key not in server:
            found.lost.append(f"{name}: entry {key} at {entry['path']} is only on the phone; {entry.get('refused')}")
        elif server[key] != (entry["path"], entry["value"], set(entry["supersedes"])):
            found.altered.append(f"{name}: entry {key} is {entry} on the phone, {server[key]} on the server")
    found.doubled += [f"{name}: entry {key} is nobody's" for key in server.keys() - mine.keys()]


def _standing(entries: dict[str, Any]) -> dict[str, list[Value]]:
    gone = {(path, key.replace("-", "")) for path, _value, supersedes in entries.values() for key in supersedes}
    standing: dict[str, list[Value]] = {}
    for key, (path, value, _supersedes) in entries.items():
        if (path, key) not in gone:
            standing.setdefault(path, []).append(value)
    return standing


def _photos(
    found: Tally, visit: int, kept: Kept, server: dict[str, Any], phone: list[dict[str, Any]],
    standing: dict[str, list[Value]], files: Path,
) -> None:  # fmt: skip
    found.photos += len(server)
    originals = Counter(original for original, _sha256 in server.values())
    small = {photo["id"].replace("-", ""): photo["sha256"] for photo in phone}
    for original, place in kept.photos.items():
        count = originals.pop(original, 0)
        if count > 1:
            found.doubled.append(f"visit {visit}: photo {original[:12]} {count} times")
        if count == 0 and original not in kept.unsure:
            found.lost.append(f"visit {visit}: photo {original[:12]} of {place}")
        for key, (known, sha256) in server.items():
            if known != original:
                continue
            if sha256 != small.get(key):
                found.altered.append(f"visit {visit}: photo {key} has other bytes than the phone's")
            if standing.get(f"photo/{_dashed(key)}") != [place]:
                found.altered.append(f"visit {visit}: photo {key} is not at {place}")
            stored = files / sha256[:2] / sha256
            if not stored.exists() or hashlib.sha256(stored.read_bytes()).hexdigest() != sha256:
                found.lost.append(f"visit {visit}: the bytes of photo {key} are not those of its hash")
    found.doubled += [f"visit {visit}: photo {original[:12]} is nobody's" for original in originals]


def _dashed(key: str) -> str:
    return "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))
