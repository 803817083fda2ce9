"""A visit's record: what its entries say now, by the one rule of what stands (taizhang.engine.entries).

Paths of items, stations and photos are those of taizhang.engine.checklist; here are the others. Every value is a JSON
scalar; null, or an empty text, takes back. All of them are told in docs/algorithms/entries.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from taizhang.engine import entries as rule
from taizhang.engine.checklist import place_of
from taizhang.engine.entries import Entry, Value
from taizhang.inspection.models import VisitEntry

# <kind>/<name>/<part>: a thing of several parts, each written by itself.
PARTS: Mapping[str, tuple[str, ...]] = {
    "finding": (
        "of", "problem", "rule", "rule_source", "severity", "opinion", "responsible", "responsible_heads", "days",
        "hours", "deadline", "action", "carried_from",
    ),
    "difficulty": ("text",),
    "recheck": ("result", "note"),
}  # fmt: skip
# <kind>/<name>
SINGLE: Mapping[str, tuple[str, ...]] = {"met": ("teachers", "pupils"), "signature": ("name",), "visit": ("note",)}


def is_path(path: str) -> bool:
    """Whether a value may stand there."""
    place = place_of(path)
    if place is not None:
        return place.kind != "item" or bool(place.part)
    kind, _, rest = path.partition("/")
    name, _, part = rest.partition("/")
    return (bool(name) and part in PARTS.get(kind, ())) or rest in SINGLE.get(kind, ())


@dataclass(frozen=True, slots=True)
class Thing:
    """A finding, difficulty or re-check with what stands of it. said: by part, what was taken back left out; rows: the
    entries that say so."""

    name: str
    said: Mapping[str, Value]
    rows: Mapping[str, VisitEntry]


class Record:
    """What some entries of one visit say. standing: path -> the entries that nothing supersedes, by their time."""

    def __init__(self, rows: Iterable[VisitEntry]) -> None:
        self._rows = {str(row.id): row for row in rows}
        self._entries = [entry_of(row) for row in self._rows.values()]

    @cached_property
    def standing(self) -> dict[str, tuple[VisitEntry, ...]]:
        found = rule.standing(self._entries)
        return {path: tuple(self._rows[entry.id] for entry in found[path]) for path in sorted(found)}

    @cached_property
    def conflicts(self) -> tuple[str, ...]:
        """Paths at which people wrote different things and nobody has settled it."""
        return tuple(sorted(rule.conflicts(self._entries)))

    @cached_property
    def values(self) -> dict[str, Value]:
        """Path -> value, without what is in conflict and what was taken back."""
        return {path: value for path, value in rule.values(self._entries).items() if value is not None}

    def things(self, kind: str) -> list[Thing]:
        """Those of which anything stands, in the order in which they were begun."""
        said: dict[str, dict[str, Value]] = {}
        for path, value in self.values.items():
            found, _, rest = path.partition("/")
            name, _, part = rest.partition("/")
            if found == kind and part in PARTS[kind]:
                said.setdefault(name, {})[part] = value
        things = [
            Thing(name, parts, {part: self.standing[f"{kind}/{name}/{part}"][-1] for part in parts})
            for name, parts in said.items()
        ]
        return sorted(things, key=lambda thing: (min(row.made_at for row in thing.rows.values()), thing.name))


def entry_of(row: VisitEntry) -> Entry:
    """As the rule reads it; an empty text takes back as null does."""
    value = None if row.value == "" else row.value
    return Entry(str(row.id), row.path, value, row.made_at, row.device, frozenset(row.supersedes))
