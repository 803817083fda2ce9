"""Finds the tables of a sheet: one below the other, side by side, and cards that are no tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from taizhang.ledgers.proposing.grid import HEAD_ROWS, Grid, cleaned
from taizhang.ledgers.proposing.heading import Heading, begins, paths
from taizhang.ledgers.proposing.rows import Kind, Scan, kind_of, layout
from taizhang.ledgers.proposing.words import HEAD_LINE, TITLE_END, is_label, tidy
from taizhang.ledgers.reading.line_words import NOTE, SEQUENCE, is_total, squeezed

_BETWEEN = 6  # lines of title, unit and date that may stand between two tables
_GAP_ROWS = 40


@dataclass(slots=True)
class Table:
    """above: rows between the last table and this one's heading: title, unit and date lines."""

    heading: Heading
    paths: dict[int, tuple[str, ...]]
    scan: Scan
    above: tuple[int, ...]
    title: str | None = None
    head_lines: tuple[int, ...] = field(default=())


def find_tables(grid: Grid) -> list[Table]:
    """Tables from top to bottom, those side by side from left to right. Consumes the grid's rest."""
    found: list[Table] = []
    above: list[int] = []
    row = 0
    while row < len(grid.rows):
        heading = begins(grid, row) if grid.rows[row] else None
        if heading is None or _better_below(grid, row, heading):
            if grid.rows[row]:
                above.append(row)
            row += 1
            continue
        if _is_card(grid, heading):
            row = _end_of_block(grid, heading.last + 1)
            above = []
            continue
        tables = [_table(grid, part, tuple(above)) for part in _side_by_side(grid, heading)]
        row = _scan(grid, tables)
        found += tables
        above = []
    _scan_rest(grid, found)
    for table in found:
        table.scan.finish()
        table.title, table.head_lines = _title(grid, table)
    return found


def _table(grid: Grid, heading: Heading, above: tuple[int, ...]) -> Table:
    titles = paths(grid, heading)
    return Table(heading, titles, Scan(layout(titles)), above)


def _better_below(grid: Grid, row: int, heading: Heading) -> bool:
    """A line of few words above a real heading is not one: the next rows have one with more labels and columns."""
    labels = _labels(grid, heading)
    for below in range(row + 1, min(heading.first + 4, len(grid.rows))):
        if below <= heading.title_rows and grid.merge(row, grid.filled(row)[0]) is None and heading.title_rows > row:
            continue
        other = begins(grid, below) if grid.rows[below] else None
        if other is None or below <= heading.title_rows:
            continue
        wider = len(other.columns) > 1.5 * len(heading.columns)
        if wider and _labels(grid, other) > labels and _labels(grid, other) >= 0.5:
            return True
    return False


def _labels(grid: Grid, heading: Heading) -> float:
    """The share of the heading's cells that read like labels."""
    cells = [
        grid.cell(row, column)
        for row in range(heading.first, heading.title_rows + 1)
        for column in heading.columns
        if grid.cell(row, column) is not None
    ]
    return sum(map(is_label, cells)) / len(cells) if cells else 0.0


def _is_card(grid: Grid, heading: Heading) -> bool:
    """A form card: labels and what is filed stand side by side in each row, instead of below each other."""
    rows = [row for row in range(heading.first, min(heading.first + 30, len(grid.rows))) if grid.rows[row]]
    rows = [row for row in rows if len(grid.filled(row)) >= 2]
    if not rows or heading.title_rows > heading.first + 1:
        return False
    pairs, seen_labels = 0, set()
    for row in rows:
        cells = [grid.cell(row, column) for column in grid.filled(row)]
        labels = [is_label(cell) for cell in cells]
        if labels[0] and not labels[1]:
            pairs += 1
            seen_labels.add(squeezed(cells[0]))
    first = [is_label(grid.cell(heading.first, column)) for column in grid.filled(heading.first)]
    alternating = first[0] and not first[1] and sum(first) * 2 <= len(first) + 1
    # Indicators down the side of a table of numbers look alike, but have numbers below each other.
    numbers = any(_all_numbers(grid, rows[1:], column) for column in heading.columns[1:])
    many = pairs >= 2 and pairs >= 0.6 * len(rows) and len(seen_labels) >= 0.8 * pairs
    return alternating and many and not numbers


def _all_numbers(grid: Grid, rows: Sequence[int], column: int) -> bool:
    cells = [cell for row in rows if (cell := grid.cell(row, column)) is not None]
    return len(cells) >= 2 and sum(isinstance(cell, int | float) for cell in cells) >= 0.9 * len(cells)


def _end_of_block(grid: Grid, row: int) -> int:
    while row < len(grid.rows) and grid.rows[row]:
        row += 1
    return row


def _side_by_side(grid: Grid, heading: Heading) -> list[Heading]:
    """The heading, cut where a blank column or a repeated run of titles shows two tables beside each other."""
    groups = _groups(grid, heading)
    if len(groups) > 1 and all(len(group) >= 2 for group in groups) and _are_apart(grid, heading, groups):
        return [replace(heading, columns=tuple(group)) for group in groups]
    if len(groups) > 1:
        heading = replace(heading, columns=tuple(column for group in groups for column in group))
    titles = paths(grid, heading)
    if any(len(path) > 1 for path in titles.values()):
        return [heading]
    names = [squeezed(titles[column][-1]) for column in sorted(titles)]
    columns = sorted(titles)
    for times in (2, 3, 4):
        size, left = divmod(len(names), times)
        if size >= 2 and not left and names == names[:size] * times:
            return [replace(heading, columns=tuple(columns[at : at + size])) for at in range(0, len(columns), size)]
    return [heading]


def _groups(grid: Grid, heading: Heading) -> list[list[int]]:
    groups: list[list[int]] = [[]]
    for column in range(heading.columns[0], heading.columns[-1] + 1):
        if column in heading.columns:
            groups[-1].append(column)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _are_apart(grid: Grid, heading: Heading, groups: Sequence[Sequence[int]]) -> bool:
    for left, right in pairwise(groups):
        gap = range(left[-1] + 1, right[0])
        rows = range(heading.last + 1, min(heading.last + 1 + _GAP_ROWS, len(grid.rows)))
        if any(grid.cell(row, column) is not None for row in rows for column in gap):
            return False
    titles = paths(grid, heading)
    names = [{squeezed(titles[column][-1]) for column in group if column in titles} for group in groups]
    alike = all(len(names[0] & other) >= 0.5 * min(len(names[0]), len(other)) for other in names[1:])
    numbered = all(SEQUENCE.fullmatch(squeezed(titles[group[0]][-1])) for group in groups if group[0] in titles)
    above = heading.first - 1
    own_titles = above >= 0 and all(
        grid.cell(above, group[0]) is not None or any(grid.cell(above, column) is not None for column in group)
        for group in groups
    )
    ends = {
        max((row for row in range(heading.last + 1, len(grid.rows)) if _any(grid, row, group)), default=0)
        for group in groups
    }
    return alike or numbered or own_titles or len(ends) == len(groups)


def _any(grid: Grid, row: int, columns: Iterable[int]) -> bool:
    return any(grid.cell(row, column) is not None for column in columns)


def _scan(grid: Grid, tables: Sequence[Table]) -> int:
    """Feeds the rows below to the tables until another table begins; returns the row where this happened."""
    row = tables[0].heading.last + 1
    names = [squeezed(path[-1]) for table in tables for path in table.paths.values()]
    while row < len(grid.rows):
        if row > tables[0].heading.last + 1 and _another_begins(grid, row, tables, names):
            return row
        for table in tables:
            table.scan.feed(row, grid.rows[row], sample=True)
        row += 1
    return row


def _another_begins(grid: Grid, row: int, tables: Sequence[Table], names: Sequence[str]) -> bool:
    """Whether another table's title or heading stands in this row. The same heading again is a page break."""
    if not grid.rows[row]:
        return False
    after_blank = row > 0 and not grid.rows[row - 1]
    single = len(grid.filled(row)) <= 2
    if not (after_blank or single):
        return False
    for below in range(row, min(row + _BETWEEN, len(grid.rows))):
        if not grid.rows[below]:
            if below > row and not _title_like(grid, row):
                return False
            continue
        if all(kind_of(grid.rows[below], table.scan.table) is Kind.REPEATED for table in tables):
            return _other_title(grid, row, below, tables[0])
        heading = begins(grid, below)
        if heading is not None and not _better_below(grid, below, heading):
            return _is_other(grid, heading, names, titled=below > row)
        if len(grid.filled(below)) > 3:
            return False
        if any(is_total(grid.cell(below, column)) for column in grid.filled(below)):
            return False
    return False


def _title_like(grid: Grid, row: int) -> bool:
    cells = [squeezed(grid.cell(row, column)) for column in grid.filled(row)]
    return any(TITLE_END.fullmatch(text) and not NOTE.fullmatch(text) for text in cells)


def _is_other(grid: Grid, heading: Heading, names: Sequence[str], *, titled: bool) -> bool:
    own = [squeezed(path[-1]) for path in paths(grid, heading).values()]
    if sum(name in names for name in own) >= 0.8 * len(own) and len(own) >= 0.8 * len(names):
        return titled
    return _labels(grid, heading) >= (0.5 if titled else 0.6)


def _other_title(grid: Grid, row: int, heading_row: int, table: Table) -> bool:
    """The heading again: a table of its own when a title stands above it that is not the first one's."""
    if row == heading_row:
        return False
    first = {squeezed(cell) for above in table.above for cell in grid.rows[above] if cell is not None}
    again = [squeezed(grid.cell(row, column)) for column in grid.filled(row)]
    plain = {re.sub(r"\(?[续接].*|第.{1,3}页.*", "", text) for text in again} - {""}
    return bool(plain) and not (plain & first) and any(map(_may_be_title, plain))


def _scan_rest(grid: Grid, tables: Sequence[Table]) -> None:
    """Rows below the first ones belong to the last table, or tables side by side."""
    last = [table for table in tables if table.heading.first == tables[-1].heading.first] if tables else []
    for index, row in enumerate(grid.rest, start=HEAD_ROWS):
        if not last:
            break
        cells = cleaned(row)
        for table in last:
            table.scan.feed(index, cells, sample=False)


def _title(grid: Grid, table: Table) -> tuple[str | None, tuple[int, ...]]:
    """The title above a table, and which rows above it are unit and date lines."""
    left, right = table.heading.columns[0], table.heading.columns[-1]
    best: tuple[tuple[bool, bool, int], str] | None = None
    lines: list[int] = []
    for row in table.above:
        is_line = True
        for column in grid.filled(row):
            text = squeezed(grid.cell(row, column))
            merge = grid.merge(row, column)
            end = merge[3] if merge else column
            if end < left or column > right or not _may_be_title(text):
                continue
            is_line = False
            own = left <= column and end <= right
            ends = TITLE_END.fullmatch(text) is not None
            rank = (ends, own, row)
            if best is None or rank > best[0]:
                best = (rank, tidy(grid.cell(row, column)))
        if is_line:
            lines.append(row)
    return (best[1] if best else None), tuple(lines)


def _may_be_title(text: str) -> bool:
    if HEAD_LINE.fullmatch(text) or len(text) < 3 or len(text) > 60 or is_total(text):
        return False
    return not NOTE.fullmatch(text) or TITLE_END.fullmatch(text) is not None
