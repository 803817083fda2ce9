"""What calamine does not say of a sheet's cells and lines: failed formulas, percents, hidden rows and columns.

.xlsx gets failed cells and percents as texts before it is read (failed.py, percents.py). The other formats are read as
they are, and what their own files say is laid over the rows here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from taizhang.ledgers.reading.percents import shown_percent
from taizhang.ledgers.reading.problems import column_letter

MOST_ODD = 2_000_000  # cells that are laid over, at most
_NAMED = 10


class TooManyOdd(Exception):
    """More odd cells than any sheet of ours."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Rows (from 1) and columns (from 0) that are not shown. filtered: some rows are not, which ones was not asked."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    filtered: bool = False

    def words(self) -> dict[str, str]:
        """zh, en; {} where nothing is hidden."""
        zh, en = [], []
        if self.rows:
            more = "…" if len(self.rows) > _NAMED else ""
            listed = "、".join(map(str, self.rows[:_NAMED])) + more
            zh.append(f"第 {listed} 行（共 {len(self.rows)} 行）")
            en.append(f"rows {listed} ({len(self.rows)} in all)")
        if self.columns:
            listed = "、".join(map(column_letter, self.columns))
            zh.append(f"{listed} 列")
            en.append(f"columns {listed}")
        if self.filtered and not self.rows:
            zh.append("筛选掉的行")
            en.append("rows that a filter hides")
        return {"zh": "，".join(zh), "en": ", ".join(en)} if zh else {}


@dataclass(slots=True)
class Overlay:
    """cells: row -> column, both from 0 -> what a failed cell shows, or None for a number that is shown as percent."""

    cells: dict[int, dict[int, str | None]] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)  # from 0
    hidden_columns: list[int] = field(default_factory=list)
    count: int = 0

    def put(self, row: int, column: int, text: str | None) -> None:
        self.count += 1
        if self.count > MOST_ODD:
            raise TooManyOdd
        self.cells.setdefault(row, {})[column] = text

    @property
    def hidden(self) -> Hidden:
        return Hidden(tuple(row + 1 for row in self.hidden_rows), tuple(self.hidden_columns))


def laid_over(rows: Iterator[list[Any]], cells: Mapping[int, Mapping[int, str | None]]) -> Iterator[list[Any]]:
    """The rows, from the sheet's first one on, with their odd cells as texts."""
    for number, row in enumerate(rows):
        for column, text in cells.get(number, {}).items():
            if column >= len(row):
                continue
            if text is not None:
                row[column] = text
            elif isinstance(row[column], int | float) and not isinstance(row[column], bool):
                row[column] = shown_percent(row[column])
        yield row
