"""Where a heading begins and ends, and each column's title as a path through its rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from taizhang.ledgers.proposing.grid import Grid
from taizhang.ledgers.proposing.units import unit_named
from taizhang.ledgers.proposing.values import is_value
from taizhang.ledgers.proposing.words import BRACKET, HEAD_LINE, is_label, tidy
from taizhang.ledgers.reading.line_words import is_numbering, is_total, squeezed

MOST_ROWS = 5  # of titles; a row of column numbers and one of units may follow
_LOOK_AHEAD = 12
_LONGEST = 40
_SHEET_TITLE = re.compile(r"附[件表]\d*|.{6,}(?:表|册|台账|名单|统计|汇总)")


@dataclass(frozen=True, slots=True)
class Heading:
    """first, last: rows of the heading, with a row of column numbers (栏次) when it has one. title_rows: last row of
    titles. unit_row: a row that only states units. columns: those with a title."""

    first: int
    last: int
    title_rows: int
    unit_row: int | None
    columns: tuple[int, ...]


def begins(grid: Grid, row: int) -> Heading | None:
    """The heading that begins in this row; None when none does."""
    if not _may_be_heading(grid, row, top=True):
        return None
    width = _width_below(grid, row)
    own = grid.covered(row)
    rows = [row]
    while len(rows) < MOST_ROWS and _continues(grid, rows):
        rows.append(rows[-1] + 1)
    union = set().union(*(grid.covered(item) for item in rows))
    if not _reaches(grid, rows, own, union, width):
        return None
    columns = tuple(column for column in sorted(union) if any(grid.shown(item, column) is not None for item in rows))
    if len(columns) < 2:
        return None
    last, unit_row = rows[-1], None
    following = last + 1
    if following < len(grid.rows) and _states_units(grid, following):
        unit_row = last = following
        following += 1
    if following < len(grid.rows) and _weekdays(grid.rows[following]):
        last = following
        following += 1
    if following < len(grid.rows) and is_numbering(grid.rows[following], len(columns)):
        last = following  # 甲 乙 1 2 3; days under a month are titles and stand above
    return Heading(row, last, rows[-1], unit_row, columns)


def _reaches(grid: Grid, rows: Sequence[int], own: set[int], union: set[int], width: int) -> bool:
    """Whether the rows name enough of the columns that are filled below them."""
    if not width:  # an empty form: only words can tell
        labels = sum(is_label(grid.cell(rows[0], column)) for column in grid.filled(rows[0]))
        return labels >= 3 and labels >= 0.5 * len(grid.filled(rows[0]))
    cells = grid.filled(rows[0])
    if len(rows) == 1:
        return len(cells) >= max(2, 0.6 * width)
    if len(union) < 0.75 * width:
        return False
    below = set().union(*(set(grid.filled(item)) for item in rows[1:]))
    if any(column not in below for column in cells):
        return True
    # Every column has a title below: groups all along, or a title with something beside it (附件2).
    titled = any(_SHEET_TITLE.fullmatch(squeezed(grid.cell(rows[0], column))) for column in cells)
    return len(own) >= 0.6 * width and not titled


def _width_below(grid: Grid, row: int) -> int:
    """How many columns the rows below usually fill, single cells and blank rows aside; 0 when nothing is below."""
    counts = []
    for line in grid.rows[row + 1 : row + 1 + 3 * _LOOK_AHEAD]:
        filled = sum(cell is not None for cell in line)
        if filled >= 2:
            counts.append(filled)
        if len(counts) == _LOOK_AHEAD:
            break
    counts.sort()
    return counts[len(counts) // 2] if counts else 0


def _may_be_heading(grid: Grid, row: int, *, top: bool = False) -> bool:
    """Texts that are short, mostly distinct and not values; numbers only as 1 2 3 … or as years."""
    cells = [grid.cell(row, column) for column in grid.filled(row)]
    if not cells or (top and len(cells) < 2):
        return False
    numbers = [cell for cell in cells if not isinstance(cell, str) or is_value(cell)]
    if numbers and not (_runs(cells) and (not top or len(numbers) < len(cells))):
        return False
    texts = [squeezed(cell) for cell in cells if isinstance(cell, str)]
    if any(len(text) > _LONGEST for text in texts):
        return False
    if sum(map(_is_line, texts)) > 0.25 * len(texts):
        return False
    if top and any(is_total(cell) for cell in cells[:1]) and not any(map(is_label, cells[1:])):
        return False
    return len(set(texts)) >= 0.5 * len(texts)


def _is_line(text: str) -> bool:
    """A line like 填报单位：某校. A colon in a bracket, as in 成本（单位：元）, is a heading's."""
    if text.startswith("其中"):
        return False
    return ":" in BRACKET.sub("", text) and HEAD_LINE.fullmatch(text) is not None


def _runs(cells: Sequence[Any]) -> bool:
    """Whether the numbers among the cells go up by one, like days, classes or years."""
    found = []
    for cell in cells:
        if isinstance(cell, bool):
            return False
        if isinstance(cell, int | float):
            found.append(float(cell))
        elif isinstance(cell, str) and is_value(cell):
            if not re.fullmatch(r"\d{1,4}", squeezed(cell)):
                return False
            found.append(float(squeezed(cell)))
    return len(found) >= 2 and all(later - earlier == 1 for earlier, later in pairwise(found))


def _continues(grid: Grid, rows: Sequence[int]) -> bool:
    """Whether the row below goes on naming columns under groups, instead of filling them."""
    last, below = rows[-1], rows[-1] + 1
    if below >= len(grid.rows) or not grid.rows[below] or not _may_be_heading(grid, below):
        return False
    filled = grid.filled(below)
    numbered = filled[0] <= min(grid.covered(rows[0])) and is_numbering(grid.rows[below], len(grid.covered(last)))
    if numbered or _states_units(grid, below):
        return False
    if any(is_total(grid.cell(below, column)) for column in filled[:1]) and filled[0] <= min(grid.covered(rows[0])):
        return False
    under = [column for column in filled if _under_group(grid, rows, column, filled)]
    held = [merge for column in grid.filled(rows[0]) if (merge := grid.merge(rows[0], column)) and merge[2] >= below]
    if held and under:
        return len(under) >= 0.5 * len(filled)
    if len(under) == len(filled):
        return len(filled) >= 2 or bool(held)
    first = min(grid.covered(rows[0]))
    return first not in filled and len(under) >= 0.7 * len(filled)


def _under_group(grid: Grid, rows: Sequence[int], column: int, filled: Collection[int]) -> bool:
    """Whether a column's title above spans more than it: by a merge, or by blanks that are filled below."""
    last = rows[-1]
    merge = grid.merge(last, column)
    if merge is not None:
        return merge[2] <= last and merge[3] > merge[1]
    if grid.cell(last, column) is None:
        left = _owner(grid, last, column)
        return left is None or grid.merge(last, left) is None or _above_blank(grid, rows, column)
    return grid.cell(last, column + 1) is None and grid.merge(last, column + 1) is None and column + 1 in filled


def _above_blank(grid: Grid, rows: Sequence[int], column: int) -> bool:
    return all(grid.shown(row, column) is None for row in rows)


def _owner(grid: Grid, row: int, column: int) -> int | None:
    """The filled column to the left over blanks."""
    return next((left for left in range(column - 1, -1, -1) if grid.cell(row, left) is not None), None)


def _states_units(grid: Grid, row: int) -> bool:
    """A row of nothing but units: （人） （万元）. One word alone is a title."""
    texts = [squeezed(grid.cell(row, column)) for column in grid.filled(row)]
    if len(texts) < 2:
        return False
    named = [bool(unit_named(text.strip("()[]"))) for text in texts]
    bracketed = sum(text.startswith("(") for text in texts)
    others = [text for text, is_unit in zip(texts, named, strict=True) if not is_unit]
    return (
        sum(named) >= 2
        and sum(named) >= 0.6 * len(texts)
        and (bracketed == len(texts) or len(set(texts)) > 1 or len(texts) >= 3)
        and all(text in ("-", "/", "单位", "计量单位", "—", "(单位)") for text in others)
    )


def _weekdays(row: Sequence[Any]) -> bool:
    """A row of weekdays below the days of a month. It names no column that the days do not name."""
    texts = [squeezed(cell) for cell in row if cell is not None]
    return len(texts) >= 5 and all(re.fullmatch(r"(?:周|星期)?[一二三四五六日天]", text) for text in texts)


def paths(grid: Grid, heading: Heading) -> dict[int, tuple[str, ...]]:
    """Column -> the titles above it from top to bottom, repeated ones once."""
    rows = range(heading.first, heading.title_rows + 1)
    found: dict[int, tuple[str, ...]] = {}
    for column in heading.columns:
        parts: list[str] = []
        for row in rows:
            value = _title_at(grid, heading, row, column)
            part = _clean(value) if value is not None else ""
            if part and (not parts or parts[-1] != part):
                parts.append(part)
        if parts:
            found[column] = tuple(parts)
    return found


def _title_at(grid: Grid, heading: Heading, row: int, column: int) -> Any:
    """A title cell, that of its merge, or that of the group to the left that was never merged."""
    value = grid.shown(row, column)
    if value is not None or grid.merge(row, column) is not None or row >= heading.title_rows:
        return value
    if not any(grid.cell(below, column) is not None for below in range(row + 1, heading.title_rows + 1)):
        return None
    left = column - 1
    while left in heading.columns and grid.cell(row, left) is None and grid.merge(row, left) is None:
        left -= 1
    if left not in heading.columns or grid.merge(row, left) is not None:
        return None
    below_left = any(grid.cell(below, left) is not None for below in range(row + 1, heading.title_rows + 1))
    if not below_left or (row > heading.first and not _same_parent(grid, heading, row, left, column)):
        return None
    return grid.cell(row, left)


def _same_parent(grid: Grid, heading: Heading, row: int, left: int, column: int) -> bool:
    return all(
        _title_at(grid, heading, above, left) == _title_at(grid, heading, above, column)
        for above in range(heading.first, row)
    )


def _clean(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return tidy(value)


_REQUIRED = re.compile(r"[*＊★]|[(（\[【](?:必填|必须填写|必填项)[)）\]】]")


def is_required(path: Sequence[str]) -> bool:
    """Whether the heading says that the column must be filled."""
    return any(_REQUIRED.search(part) for part in path)


def without_marks(path: Sequence[str]) -> str:
    """The last title without required marks, brackets with units or ways of filling, for comparing and naming."""
    text = _REQUIRED.sub("", unicodedata.normalize("NFKC", path[-1]))
    return squeezed(BRACKET.sub("", text)) or squeezed(text)
