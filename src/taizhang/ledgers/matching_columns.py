"""Which columns of a list from outside go with which fields, and by what rows are matched: proposed by the headings and
by what the columns hold beside what units filed. Writes nothing.

A key is as good as it is filled, unique and found on the other side: the product of three shares from 0 to 1. Of an ID
number or code, the ledger's row key and a name the first that is good enough is proposed, else the best.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.ledgers.formats import FORMATS
from taizhang.ledgers.matching import Pair, keys_of, their_side, whole
from taizhang.ledgers.reading.heading import plain
from taizhang.ledgers.reading.outside import OutsideSheet, proposed_column, unit_columns

LOOKED_ROWS = 20_000  # of each side: a proposal need not read a long list to its end
_FIRST_ROWS = 500  # enough to tell a column of identifiers or of units
_GOOD = 0.5
_UNIQUE = 0.9
_IDENTIFIERS = ("id_number", "credit_code", "school_code", "org_unit")

Said = Mapping[str, Sequence[str]]  # field id -> a canonical value a row


@dataclass(frozen=True, slots=True)
class ProposedColumns:
    keys: list[Pair]
    compared: list[Pair]
    unit_column: int | None


def proposed_columns(
    read: OutsideSheet, ledger: Ledger, codes: Mapping[str, CodeList], ours: Said, units: Collection[str]
) -> ProposedColumns:
    """ours: what units filed, {} where nothing was. units: names and codes of units, canonical."""
    rows = [cells for _line, cells in read.rows[:LOOKED_ROWS]]
    headings = [plain(column) for column in read.columns]
    mapped = {field.id: at for field in ledger.fields if (at := proposed_column(field, headings)) is not None}
    mapped |= _by_what_they_hold(read, rows, ledger, codes, ours, mapped)
    unit_column = _unit_column(read, rows, ledger, units)
    keys = _keys(rows, ledger, codes, ours, mapped, unit_column)
    return ProposedColumns(
        [(name, mapped[name]) for name in keys],
        [(name, at) for name, at in mapped.items() if name not in keys],
        unit_column,
    )


def _column(rows: Sequence[Sequence[Any]], at: int) -> list[Any]:
    return [row[at] if at < len(row) else None for row in rows]


def _by_what_they_hold(
    read: OutsideSheet,
    rows: Sequence[Sequence[Any]],
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    ours: Said,
    mapped: Mapping[str, int],
) -> dict[str, int]:
    """Columns for what identifies a row and that no heading names."""
    wanted = [field for field in ledger.fields if field.id not in mapped and _identifies(field, ledger)]
    if not wanted:
        return {}
    free = [
        at
        for at, title in enumerate(read.columns)
        if title and at not in mapped.values() and _unique(list(map(whole, _column(rows[:_FIRST_ROWS], at)))) >= _UNIQUE
    ]
    found: dict[str, int] = {}
    for field in wanted:
        shares = {at: _share(field, rows, at, ledger, codes, ours) for at in free if at not in found.values()}
        best = max(shares, key=lambda at: shares[at], default=None)
        if best is not None and shares[best] >= _GOOD:
            found[field.id] = best
    return found


def _identifies(field: Field, ledger: Ledger) -> bool:
    return field.format in _IDENTIFIERS or (field.type is FieldType.STRING and [field.id] == list(ledger.row_key))


def _share(
    field: Field,
    rows: Sequence[Sequence[Any]],
    at: int,
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    ours: Said,
) -> float:
    """How much of a column is among what was filed; where nothing was, how much of it has the field's format."""
    said = their_side(rows, ledger, codes, [], [(field.id, at)]).said[field.id]
    if ours:
        return _overlap(_filled(said), _filled(ours[field.id]))
    filled = [text for text in said if text]
    fits = FORMATS[field.format][0] if field.format in FORMATS else None
    return sum(map(fits, filled)) / len(filled) if fits and filled else 0.0


def _keys(
    rows: Sequence[Sequence[Any]],
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    ours: Said,
    mapped: Mapping[str, int],
    unit_column: int | None,
) -> list[str]:
    """Ids of the fields by which rows are matched; [] where nothing could be."""
    theirs = their_side(rows, ledger, codes, [], list(mapped.items())).said
    units = list(map(whole, _column(rows, unit_column))) if unit_column is not None else [""] * len(rows)
    best: tuple[float, list[str]] = (-1.0, [])
    for names in _candidates(ledger, mapped):
        keys = keys_of(theirs, names, len(rows))
        filled = [(unit, key) for unit, key in zip(units, keys, strict=True) if key is not None]
        # Where a key repeats in what was filed, rows are matched within the unit that the list names.
        score = len(filled) / len(rows) * _unique(filled)
        if ours and score:
            filed = keys_of(ours, names, len(next(iter(ours.values()))))
            score *= _overlap({key for _unit, key in filled}, {key for key in filed if key is not None})
        if score >= _GOOD:
            return names
        best = max(best, (score, names), key=lambda one: one[0])
    return best[1]


def _candidates(ledger: Ledger, mapped: Mapping[str, int]) -> list[list[str]]:
    fields = [field for field in ledger.fields if field.id in mapped]
    found = [[field.id] for kind in _IDENTIFIERS for field in fields if field.format == kind]
    if ledger.row_key and all(name in mapped for name in ledger.row_key):
        found.append(list(ledger.row_key))
    return found + [[field.id] for field in fields if field.type is FieldType.STRING and [field.id] not in found]


def _unit_column(
    read: OutsideSheet, rows: Sequence[Sequence[Any]], ledger: Ledger, units: Collection[str]
) -> int | None:
    """The column most of whose cells name a unit that is known here; where none does, the one whose heading says so."""
    named = unit_columns(ledger, [plain(column) for column in read.columns])
    every = [*named, *(at for at, title in enumerate(read.columns) if title and at not in named)]
    shares = {}
    for at in every:
        filled = [text for cell in _column(rows[:_FIRST_ROWS], at) if (text := whole(cell))]
        shares[at] = sum(text in units for text in filled) / len(filled) if filled else 0.0
    best = max(every, key=lambda at: shares[at], default=None)
    if best is not None and shares[best] >= _GOOD:
        return best
    return named[0] if named else None


def _unique(values: Sequence[object]) -> float:
    filled = [value for value in values if value]
    return len(set(filled)) / len(filled) if filled else 0.0


def _filled(said: Sequence[str]) -> set[str]:
    return {text.upper() for text in said if text}


def _overlap(one: Collection[str], other: Collection[str]) -> float:
    """Of the side with fewer values the share that the other has, too: a list of one school is part of a county's."""
    fewest = min(len(one), len(other))
    return len(set(one) & set(other)) / fewest if fewest else 0.0
