"""Tells a table's rows apart: data, totals, groups, notes, repeated headings, numbered but empty rows."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taizhang.ledgers.reading.line_words import NOTE, SEQUENCE, SIGNATURE, is_numbering, is_total, squeezed


class Kind(enum.Enum):
    BLANK = enum.auto()
    DATA = enum.auto()
    TOTAL = enum.auto()
    SINGLE = enum.auto()  # one cell: a group's name between data, a note behind it
    NOTE = enum.auto()
    REPEATED = enum.auto()  # the heading again, at a page break
    NUMBERED = enum.auto()  # a number and nothing else


@dataclass(frozen=True, slots=True)
class Layout:
    """What is needed to tell rows apart. titles: column -> squeezed titles that stand over it. numbered: 序号."""

    titles: Mapping[int, frozenset[str]]
    numbered: int | None

    @property
    def columns(self) -> tuple[int, ...]:
        return tuple(self.titles)


def layout(paths: Mapping[int, Sequence[str]]) -> Layout:
    titles = {column: frozenset(map(squeezed, path)) for column, path in paths.items()}
    first = min(paths)
    numbered = next(
        (
            column
            for column, path in sorted(paths.items())[:2]
            if SEQUENCE.fullmatch(squeezed(path[-1])) and (column == first or squeezed(path[-1]) != "编号")
        ),
        None,
    )
    return Layout(titles, numbered)


def kind_of(row: Sequence[Any], table: Layout) -> Kind:
    cells = {column: row[column] for column in table.titles if column < len(row) and row[column] is not None}
    if not cells:
        return Kind.BLANK
    texts = {column: squeezed(cell) for column, cell in cells.items() if isinstance(cell, str)}
    if _repeats(texts, table):
        return Kind.REPEATED
    if _is_note(cells, texts) if len(table.titles) > 2 else _is_narrow_note(cells, texts):
        return Kind.NOTE
    if _totals(cells, table):
        return Kind.TOTAL
    if set(cells) == {table.numbered} and not isinstance(cells[min(cells)], str):
        return Kind.NUMBERED
    if set(cells) == {table.numbered} and texts[min(cells)].isdigit():
        return Kind.NUMBERED
    if (
        len(cells) == 1
        and texts
        and (len(table.titles) > 3 or (len(table.titles) > 2 and min(texts) == min(table.titles)))
    ):
        return Kind.SINGLE
    if is_numbering(row, len(table.titles)) and len(cells) >= 3:
        return Kind.REPEATED
    return Kind.DATA


def _repeats(texts: Mapping[int, str], table: Layout) -> bool:
    if len(texts) < 2:
        return False
    same = sum(text in table.titles[column] for column, text in texts.items())
    return same >= 2 and same >= 0.6 * len(texts)


def _is_note(cells: Mapping[int, Any], texts: Mapping[int, str]) -> bool:
    if len(texts) != len(cells):
        return False
    if len(texts) == 1:
        [text] = texts.values()
        return (
            NOTE.fullmatch(text) is not None or SIGNATURE.fullmatch(text) is not None or "。" in text or len(text) > 30
        )
    signed = [SIGNATURE.fullmatch(text) is not None for text in texts.values()]
    coloned = [":" in text and not re.match(r"\d+:\d", text) for text in texts.values()]
    first = texts[min(texts)]
    if NOTE.fullmatch(first) and len(texts) <= 2 and len(first) > 3:
        return True
    return any(coloned) and sum(map(any, zip(signed, coloned, strict=True))) > 0.6 * len(texts)


def _is_narrow_note(cells: Mapping[int, Any], texts: Mapping[int, str]) -> bool:
    """In a table of two columns, where one cell alone may well be a row, only what says so is a note."""
    return len(cells) == 1 and any(re.match(r"(?:备?注|说明|填表说明|填[表报]人?):", text) for text in texts.values())


def _totals(cells: Mapping[int, Any], table: Layout) -> bool:
    """A total's word in one of the leading columns; words behind it would make it a row of its own."""
    leading = table.columns[: max(4, len(table.columns) // 3)]
    place = next((column for column in leading if column in cells and is_total(cells[column])), None)
    if place is None:
        return False
    behind = [cell for column, cell in cells.items() if column > place]
    words = [cell for cell in behind if isinstance(cell, str) and re.search(r"[\u4e00-\u9fff]", squeezed(cell))]
    return len(words) <= max(1, 0.4 * len(behind))


@dataclass(slots=True)
class Scan:
    """Rows as they come, told apart. Indexes are 0-based."""

    table: Layout
    data: list[int] = field(default_factory=list)  # the first rows only, for types
    first: int | None = None
    last: int | None = None
    count: int = 0
    totals: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)
    numbered: list[int] = field(default_factory=list)
    filled_below: dict[int, int] = field(default_factory=dict)  # cells of each column, in rows that are not in `data`
    _singles: list[tuple[int, str]] = field(default_factory=list)
    _blank_run: list[int] = field(default_factory=list)

    def feed(self, index: int, row: Sequence[Any], *, sample: bool) -> Kind:
        kind = kind_of(row, self.table)
        if kind is Kind.SINGLE and self.notes and (self.last is None or self.notes[-1] > self.last):
            kind = Kind.NOTE  # a note's second line
        if kind is Kind.DATA:
            self._take(index, row, sample=sample)
        elif kind is Kind.SINGLE:
            [text] = [cell for column, cell in enumerate(row) if column in self.table.titles and cell is not None]
            self._singles.append((index, str(text)))
        elif kind is Kind.BLANK:
            self._blank_run.append(index)
        else:
            self._of(kind).append(index)
        return kind

    def _of(self, kind: Kind) -> list[int]:
        return {
            Kind.TOTAL: self.totals,
            Kind.NOTE: self.notes,
            Kind.REPEATED: self.repeated,
            Kind.NUMBERED: self.numbered,
        }[kind]

    def _take(self, index: int, row: Sequence[Any], *, sample: bool) -> None:
        if self.first is None:
            self.first = index
        else:
            self.blanks += self._blank_run
        self.last = index
        self.count += 1
        self.groups += [place for place, _text in self._singles]
        self._singles.clear()
        self._blank_run.clear()
        if sample:
            self.data.append(index)
            return
        for column in self.table.titles:
            if column < len(row) and row[column] is not None:
                self.filled_below[column] = self.filled_below.get(column, 0) + 1

    def finish(self) -> None:
        """What stands alone behind the last row of data is a note; before it, a note among groups stays what it was."""
        if self.first is not None:
            self.notes += [place for place, _text in self._singles]
        self.notes.sort()
        self._singles.clear()
