"""Headings of two to four rows, with groups over their columns, as one row of titles.

A cell's group is the filled cell above it, or the one to the left over blanks, as merged cells leave them. A column's
title is the longest end of its path that a field is called: 规模 > 其中 > 寄宿生数 is 寄宿生数, 寄宿生 > 数 as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.engine.pack import Ledger
from taizhang.ledgers.reading.heading import SEARCH_ROWS, plain
from taizhang.ledgers.reading.line_words import squeezed
from taizhang.ledgers.reading.mapping import names_of

MOST_ROWS = 4
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Head:
    """rows: the sheet's first ones; where a stack of rows names more fields than any single one, its last row holds
    the titles. paths: column -> all squeezed titles over it, of that stack; {} for a heading of one row."""

    rows: Sequence[Sequence[Any]]
    paths: Mapping[int, tuple[str, ...]]


def stacked(rows: Sequence[Sequence[Any]], ledger: Ledger) -> Head:
    names = names_of(ledger, {})
    looked = rows[:SEARCH_ROWS]
    most = max((len(_named(row, names)) for row in looked), default=0)
    best: tuple[int, dict[int, tuple[str, ...]], list[Any]] | None = None
    for last in range(1, len(looked)):
        for first in range(last - 1, max(last - MOST_ROWS, -1), -1):
            if not all(map(_is_titles, looked[first : last + 1])):
                break
            paths = _paths(looked[first : last + 1])
            titles = _titles(paths, names)
            count = len(_named(titles, names))
            if count > most:
                most, best = count, (last, paths, titles)
    if best is None:
        return Head(rows, {})
    last, paths, titles = best
    return Head([*rows[:last], titles, *rows[last + 1 :]], paths)


def _named(row: Sequence[Any], names: Mapping[str, str]) -> set[str]:
    return {names[title] for cell in row if cell is not None and (title := plain(cell)) in names}


def _is_titles(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if cell is not None and squeezed(cell)]
    return bool(cells) and all(isinstance(cell, str) and len(squeezed(cell)) <= _LONGEST for cell in cells)


def _paths(rows: Sequence[Sequence[Any]]) -> dict[int, tuple[str, ...]]:
    width = max(map(len, rows))
    texts = [[squeezed(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    found: dict[int, tuple[str, ...]] = {}
    for column in range(width):
        path: list[str] = []
        for level in range(len(texts)):
            title = texts[level][column] or _group(texts, level, column)
            if title and (not path or path[-1] != title):
                path.append(title)
        if path:
            found[column] = tuple(path)
    return found


def _group(texts: Sequence[Sequence[str]], level: int, column: int) -> str:
    """The title to the left that spans this column: something stands below both."""
    below = texts[level + 1 :]
    if not any(row[column] for row in below):
        return ""
    left = next((place for place in range(column - 1, -1, -1) if texts[level][place]), None)
    return texts[level][left] if left is not None and any(row[left] for row in below) else ""


def _titles(paths: Mapping[int, tuple[str, ...]], names: Mapping[str, str]) -> list[Any]:
    """One title a column; two columns that only their groups tell apart are called by their whole paths."""
    chosen = {column: _title(path, names) for column, path in paths.items()}
    times = Counter(plain(title) for title in chosen.values())
    titles: list[Any] = [None] * (max(paths, default=-1) + 1)
    for column, title in chosen.items():
        twice = times[plain(title)] > 1 and len(paths[column]) > 1
        titles[column] = "".join(paths[column]) if twice else title
    return titles


def _title(path: tuple[str, ...], names: Mapping[str, str]) -> str:
    ends = ["".join(path[start:]) for start in range(len(path))]
    return next((end for end in ends if plain(end) in names), path[-1])
