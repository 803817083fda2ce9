"""`propose`: a workbook in, what ledger it is out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from taizhang.core.workbooks import check_upload
from taizhang.engine.pack import Mask
from taizhang.ledgers.proposing.columns import Column, tell
from taizhang.ledgers.proposing.grid import HEAD_ROWS, Grid, make_grid
from taizhang.ledgers.proposing.heading import is_required, without_marks
from taizhang.ledgers.proposing.looks import NOTHING, Merge, read_looks
from taizhang.ledgers.proposing.naming import field_id
from taizhang.ledgers.proposing.result import SAMPLE_ROWS, Proposal, ProposedField, ProposedSheet
from taizhang.ledgers.proposing.tables import Table, find_tables
from taizhang.ledgers.proposing.units import unit_named, units_in_line
from taizhang.ledgers.proposing.words import BRACKET, CODE_SHEET
from taizhang.ledgers.reading.line_words import squeezed
from taizhang.ledgers.reading.sheets import TEXT_KINDS, Opened, open_file, part_of_sheet, sheet

_PERSONAL = {"id_number": ("id_number", Mask.ID_NUMBER), "phone": ("phone", Mask.PHONE)}
_FEWEST_ROWS = 1


def propose(name: str, data: bytes, *, max_bytes: int) -> Proposal:
    """What each sheet of a workbook holds: its tables with heading, columns, totals and notes.

    name: the file's, for messages and as the title of a sheet without one. max_bytes: of the upload.
    Raises UnreadableFile, as an upload to a ledger does: password, truncation, bomb, another kind of file.
    """
    kind = check_upload(name, data, max_bytes=max_bytes)
    opened = open_file(name, data, kind)
    sheets: list[ProposedSheet] = []
    for sheet_name in opened.names:
        sheets += _propose_sheet(opened, sheet_name)
    return Proposal(name, tuple(sheets))


def _propose_sheet(opened: Opened, name: str) -> list[ProposedSheet]:
    grid = _grid(opened, name)
    shown = PurePath(name).stem if opened.kind in TEXT_KINDS else name
    hidden = name in opened.hidden
    tables = find_tables(grid)
    found = [_proposed(grid, table, shown, hidden=hidden) for table in tables]
    return found or [ProposedSheet(shown, is_data=False, hidden=hidden)]


def _grid(opened: Opened, name: str) -> Grid:
    if opened.kind in TEXT_KINDS:
        return make_grid(sheet(name, opened).rows, NOTHING, (), text_only=True)
    merges = _calamine_merges(opened, name)
    looks = NOTHING
    if opened.kind == "xlsx":
        looks = read_looks(opened.data, part_of_sheet(opened, name), HEAD_ROWS, merges=merges is None)
    if merges is None:
        merges = looks.merges or ()
    return make_grid(iter(sheet(name, opened).rows), looks, merges)


def _calamine_merges(opened: Opened, name: str) -> Sequence[Merge] | None:
    """None when calamine does not hold the sheet, or does not know merges of this kind of file."""
    if opened.workbook is None or opened.kind not in ("xlsx", "xls"):
        return None
    ranges = opened.workbook.get_sheet_by_name(name).merged_cell_ranges
    return None if ranges is None else [(*first, *last) for first, last in ranges]


def _proposed(grid: Grid, table: Table, name: str, *, hidden: bool) -> ProposedSheet:
    scan, heading = table.scan, table.heading
    fields = _fields(grid, table)
    lists_codes = len(fields) <= 3 and (hidden or CODE_SHEET.fullmatch(name) is not None)
    hidden_rows = sorted(
        row + 1
        for row in grid.looks.hidden_rows
        if scan.first is not None and scan.last is not None and scan.first <= row <= scan.last
    )

    def shown(rows: Sequence[int]) -> tuple[int, ...]:
        return tuple(row + 1 for row in rows)

    return ProposedSheet(
        name,
        is_data=scan.count >= _FEWEST_ROWS and not lists_codes,
        hidden=hidden,
        title=table.title,
        heading_rows=(heading.first + 1, heading.last + 1),
        data_rows=None if scan.first is None or scan.last is None else (scan.first + 1, scan.last + 1),
        row_count=scan.count,
        total_rows=shown(scan.totals),
        notes_rows=shown(scan.notes),
        head_lines=shown(table.head_lines),
        group_rows=shown(scan.groups),
        repeated_heading_rows=shown(scan.repeated),
        numbered_only_rows=shown(scan.numbered),
        blank_rows=shown(scan.blanks),
        hidden_rows=tuple(hidden_rows),
        fields=tuple(fields),
    )


def _fields(grid: Grid, table: Table) -> list[ProposedField]:
    scan = table.scan
    lines = [str(cell) for row in table.above for cell in grid.rows[row] if isinstance(cell, str)]
    sheet_units = [unit for line in lines for unit in units_in_line(line)]
    found: list[ProposedField] = []
    taken: set[str] = set()
    for column, path in sorted(table.paths.items()):
        cells = [grid.cell(row, column) for row in scan.data]
        title = without_marks(path)
        told = tell(
            Column(
                title=title,
                path=squeezed("".join(BRACKET.sub("", part) for part in path)),
                cells=cells,
                looks=[grid.look(row, column) for row in scan.data],
                numbered=column == scan.table.numbered,
                stated_unit=_stated_unit(grid, table, column, path),
                sheet_units=sheet_units,
                text_only=grid.text_only,
            )
        )
        named_by = title if len(path) == 1 else "".join(map(squeezed, path[-2:]))
        identifier = field_id(named_by, taken, otherwise=f"f{len(found) + 1}")
        taken.add(identifier)
        format_, mask = _PERSONAL.get(told.type, ("", Mask.NONE))
        if mask is Mask.NONE and told.type == "text":
            mask = _personal(title)
        filled = [grid.shown(row, column) is not None for row in scan.data]
        below = scan.count - len(scan.data)
        found.append(
            ProposedField(
                column=column,
                id=identifier,
                path=path,
                name=title,
                type=told.type,
                unit=told.unit,
                decimals=told.decimals,
                words=told.words,
                required=is_required(path),
                always_filled=bool(filled) and all(filled) and scan.filled_below.get(column, 0) >= below,
                hidden=column in grid.looks.hidden_columns,
                numbered=column == scan.table.numbered,
                format=format_,
                mask=mask,
                example=_example(cells, told.type),
                sample=tuple(grid.shown(row, column) for row in scan.data[:SAMPLE_ROWS]),
            )
        )
    return found


def _stated_unit(grid: Grid, table: Table, column: int, path: Sequence[str]) -> str:
    """The unit in a bracket of the titles, the lowest first, or in a row of units."""
    row = table.heading.unit_row
    if row is not None and grid.shown(row, column) is not None:
        named = unit_named(squeezed(grid.shown(row, column)).strip("()[]"))
        if named:
            return named
    for part in reversed(path):
        for inside in BRACKET.findall(part):
            named = unit_named(inside)
            if named:
                return named
        tail = squeezed(part).rpartition("/")[2]
        if "/" in part and unit_named(tail):
            return unit_named(tail) or ""
        if squeezed(part).endswith("%"):
            return "%"
    return ""


def _personal(title: str) -> Mask:
    """Whose names and addresses are hidden from those who may not see them: pupils' and parents', not officers'."""
    if (
        any(word in title for word in ("学生姓名", "幼儿姓名", "儿童姓名", "家长", "监护人", "信访人", "举报人"))
        or title == "姓名"
    ):
        return Mask.NAME if "单位" not in title and "意见" not in title else Mask.NONE
    if any(word in title for word in ("家庭住址", "家庭地址", "现住址", "户籍地址", "户籍所在地")):
        return Mask.ADDRESS
    return Mask.NONE


def _example(cells: Sequence[Any], type_: str) -> str:
    """The first value as written; never one of a person."""
    if type_ in ("id_number", "phone"):
        return ""
    value = next((cell for cell in cells if cell is not None), None)
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()[:40]
