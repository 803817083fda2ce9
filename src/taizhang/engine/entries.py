"""The record of a visit as an append-only set of entries: two people write at once, and nothing is lost.

An entry says what one device wrote at one path, and which earlier entries it took the place of. Sets of entries are
merged by union, so it makes no difference in which order, how often or by which way they arrive. Clocks decide
nothing. See docs/algorithms/entries.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from taizhang.engine.errors import ConflictError, Problem
from taizhang.engine.text import Text

Value = str | int | bool | None  # a JSON scalar; numbers with decimals are texts, so that they stay exact


class EntryClash(ConflictError):
    """One id with two contents: it was written by something that does not keep to the rules."""


@dataclass(frozen=True, slots=True)
class Entry:
    """id: a UUID that the device made, in its text form. at: by the device's clock, for people to read. supersedes:
    ids of the entries at the same path that the writer had before the eyes."""

    id: str
    path: str
    value: Value
    at: datetime
    device: str
    supersedes: frozenset[str] = frozenset()


def merge(*sets: Iterable[Entry]) -> frozenset[Entry]:
    """The union of several sets. Raises EntryClash when an id comes with two contents."""
    found: dict[str, Entry] = {}
    for entry in (entry for entries in sets for entry in entries):
        first = found.setdefault(entry.id, entry)
        if _content(first) != _content(entry):
            raise EntryClash([_clash(entry)])
    return frozenset(found.values())


def standing(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Per path the entries that nothing supersedes, by time; never none where anything was written."""
    paths: dict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        paths[entry.path][entry.id] = entry
    return {path: _heads_of(found) for path, found in paths.items()}


def values(entries: Iterable[Entry]) -> dict[str, Value]:
    """What each path holds: that on which all entries agree that nothing supersedes. A path in conflict is left out."""
    return {path: heads[0].value for path, heads in standing(entries).items() if len(_distinct(heads)) == 1}


def conflicts(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Paths at which people wrote different things without seeing each other's, with those entries by time."""
    return {path: heads for path, heads in standing(entries).items() if len(_distinct(heads)) > 1}


def resolve(entries: Iterable[Entry], path: str, value: Value, *, id: str, at: datetime, device: str) -> Entry:
    """The entry that writes `value` at `path` over all that `entries` hold there: a first value, an ordinary change, or
    the end of a conflict. entries: what the writer has seen, no more."""
    heads = standing(entry for entry in entries if entry.path == path).get(path, ())
    return Entry(id, path, value, at, device, frozenset(entry.id for entry in heads))


def _heads_of(found: Mapping[str, Entry]) -> tuple[Entry, ...]:
    """found: the entries of one path by id. An entry of another path supersedes nothing here."""
    covers = {entry.id: entry.supersedes & found.keys() for entry in found.values()}
    over: dict[str, set[str]] = defaultdict(set)
    for newer, covered in covers.items():
        for older in covered:
            over[older].add(newer)
    # Entries that supersede each other in a ring would all vanish: a ring covers nothing in itself.
    heads = [one for one in found.values() if over[one.id] <= _reached(covers, one.id)]
    return tuple(sorted(heads, key=lambda entry: (entry.at, entry.id)))


def _reached(covers: Mapping[str, Iterable[str]], start: str) -> set[str]:
    """All that an entry supersedes, itself or by those that it supersedes."""
    reached, waiting = {start}, [start]
    while waiting:
        for older in covers[waiting.pop()]:
            if older not in reached:
                reached.add(older)
                waiting.append(older)
    return reached


def _distinct(heads: Iterable[Entry]) -> set[tuple[str, Value]]:
    """Their values; 1 and true are equal in Python and not in JSON."""
    return {(type(entry.value).__name__, entry.value) for entry in heads}


def _content(entry: Entry) -> tuple[object, ...]:
    return entry.path, type(entry.value).__name__, entry.value, entry.at, entry.device, entry.supersedes


def _clash(entry: Entry) -> Problem:
    return Problem(
        "entry-clash",
        entry.path,
        Text("一个编号只有一份内容", "one content an id"),
        Text("同一编号有两份不同内容", "two contents of one id"),
        Text("两份都请保留，并告知管理员。", "Keep both and tell the administrator."),
        key=entry.id,
    )
