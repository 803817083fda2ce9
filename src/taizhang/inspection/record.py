"""A visit's record: what its append-only entries say now, and how paths are named.

The value of a path is what no other entry supersedes; two such are a conflict, which people settle. Paths:

item/<checklist key>/<item>   {"result": "pass" | "fail" | "na", "value"?, "reason"?}
finding/<uuid>                {"problem", "rule", "rule_source"?, "severity", "opinion", "responsible",
                               "responsible_heads"?, "days" | "hours" | "deadline", "checklist"?, "item"?, "action"?,
                               "carried_from"? (number)}; null: taken back
difficulty/<uuid>             {"text"}; null: taken back
recheck/<finding number>      {"result": "fixed" | "partly" | "not_fixed", "note"?}
station/<id>                  "seen" | "none"
met/<teachers | pupils>       a count of people
photo/<uuid>                  {"sha256", "of": path}
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from taizhang.inspection.models import VisitEntry

KINDS = frozenset({"item", "finding", "difficulty", "recheck", "station", "met", "photo", "note", "signature"})


@dataclass(frozen=True, slots=True)
class Part:
    """One path with its value and the entry that says so."""

    name: tuple[str, ...]  # the path without its kind
    value: Any
    entry: VisitEntry


def standing_entries(entries: Iterable[VisitEntry]) -> dict[str, list[VisitEntry]]:
    """Path -> the entries that nothing supersedes, in the order of their ids. Linear; the order of entries is nothing.

    An entry supersedes only in its own path.
    """
    found = list(entries)
    gone = {(entry.path, old) for entry in found for old in entry.supersedes}
    standing: dict[str, list[VisitEntry]] = {}
    for entry in sorted(found, key=lambda entry: (entry.path, str(entry.id))):
        if (entry.path, str(entry.id)) not in gone:
            standing.setdefault(entry.path, []).append(entry)
    return standing


def conflicts(standing: Mapping[str, Collection[VisitEntry]]) -> list[str]:
    """Paths with several entries that do not say the same."""
    return [path for path, entries in standing.items() if len({same_words(entry.value) for entry in entries}) > 1]


def same_words(value: Any) -> str:
    """Two values with the same words are the same, whatever the order of their keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def parts(standing: Mapping[str, list[VisitEntry]], kind: str) -> list[Part]:
    """The paths of a kind in the order in which they were entered, those that were taken back (null) left out. Without
    conflicts: ask `conflicts` before."""
    found = [
        Part(tuple(path.split("/")[1:]), entries[-1].value, entries[-1])
        for path, entries in standing.items()
        if path.split("/")[0] == kind and entries[-1].value is not None
    ]
    return sorted(found, key=lambda part: (part.entry.made_at, part.name))
