"""A sheet as it is looked at: the first rows whole, with merges, formats and hidden lines; the rest as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from taizhang.ledgers.proposing.looks import Looks, Merge
from taizhang.ledgers.proposing.values import Look
from taizhang.ledgers.reading.line_words import squeezed

HEAD_ROWS = 2000  # looked at for tables, headings and types; rows below only continue the last table
MOST_COLUMNS = 1000
Row = Sequence[Any]


@dataclass(slots=True)
class Grid:
    """rows: the first HEAD_ROWS, each without trailing blanks; a blank cell is None. rest: the rows below, once."""

    rows: list[list[Any]]
    rest: Iterator[Row]
    looks: Looks
    text_only: bool = False  # from CSV: every cell is text, so that being text tells nothing
    merged: dict[tuple[int, int], Merge] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Any:
        line = self.rows[row] if 0 <= row < len(self.rows) else ()
        return line[column] if column < len(line) else None

    def look(self, row: int, column: int) -> Look:
        return self.looks.cells.get((row, column), Look.PLAIN)

    def merge(self, row: int, column: int) -> Merge | None:
        return self.merged.get((row, column))

    def shown(self, row: int, column: int) -> Any:
        """The cell, or the one whose merge covers it."""
        value = self.cell(row, column)
        merge = self.merged.get((row, column)) if value is None else None
        return self.cell(merge[0], merge[1]) if merge else value

    def filled(self, row: int) -> list[int]:
        """Columns with something in them."""
        return [column for column, value in enumerate(self.rows[row]) if value is not None]

    def covered(self, row: int) -> set[int]:
        """Columns with something in them or under a merge that has."""
        columns = set(self.filled(row))
        width = max((len(self.rows[row]), *(columns or {0})))
        merges = {self.merged[row, column] for column in range(width) if (row, column) in self.merged}
        for first, left, _last, right in merges:
            if self.cell(first, left) is not None:
                columns.update(range(left, min(right, MOST_COLUMNS) + 1))
        return columns


def make_grid(rows: Iterator[Row], looks: Looks, merges: Sequence[Merge], *, text_only: bool = False) -> Grid:
    head = [cleaned(row) for row in islice(rows, HEAD_ROWS)]
    while head and not head[-1]:
        head.pop()
    grid = Grid(head, rows, looks, text_only)
    for first, left, last, right in merges:
        if first >= HEAD_ROWS:
            continue
        for row in range(first, min(last, HEAD_ROWS) + 1):
            line = head[row] if row < len(head) else []
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                grid.merged[row, column] = (first, left, last, right)
                if (row, column) != (first, left) and column < len(line):
                    line[column] = None  # what a merge hides is not shown to anybody
            while line and line[-1] is None:
                line.pop()
    return grid


def cleaned(row: Row) -> list[Any]:
    """The row with None for blank cells and without those at its end."""
    cells = [None if _blank(cell) else cell for cell in row[:MOST_COLUMNS]]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and (not cell.strip() or not squeezed(cell)))
