"""Builds messy workbooks from a short description, and knows the right reading of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from taizhang.ledgers.reading.problems import column_letter
from tests.ledgers.proposing.values import Maker, seq


@dataclass(frozen=True)
class Col:
    """path: titles from the top, joined by >. also: other types that count. down: equal neighbours are merged."""

    path: str
    type: str
    make: Maker
    unit: str | None = None
    also: tuple[str, ...] = ()
    optional: bool = False
    number_format: str = ""
    down: bool = False
    hidden: bool = False
    shown: str = ""  # the last title as written, when it is not as the truth has it
    total: Any = None  # in rows of totals
    number: str = ""  # in a row of column numbers

    @property
    def parts(self) -> list[str]:
        parts = self.path.split(">")
        return [*parts[:-1], self.shown or parts[-1]]


NO = Col("序号", "integer", seq, optional=True)


@dataclass(frozen=True)
class Grid:
    """A table and what stands around it. above/below: lines; a text is merged across, a dict is column -> text.
    between: behind the n-th record: "blank", "heading", ("group", text), ("total", text, its column), ("hidden",)."""

    cols: tuple[Col, ...]
    rows: int = 12
    title: str | None = None
    above: tuple[Any, ...] = ()
    lead: tuple[Any, ...] = ()  # rows of totals between heading and data
    between: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    below: tuple[Any, ...] = ()  # after the data: ("total", text, column), ("blank",), ("numbered", n), ("note", line)
    merge: bool = True
    numbering: bool = False
    unit_row: bool = False
    top: int = 0
    left: int = 0
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """grids: one below the other when their `top` is 0, else where they say. lines: a sheet without a table."""

    name: str
    grids: tuple[Grid, ...] = ()
    lines: tuple[Any, ...] = ()
    is_data: bool = True
    hidden: bool = False


@dataclass(frozen=True)
class Book:
    file: str
    sheets: tuple[Sheet, ...]
    encoding: str = "utf-8-sig"
    delimiter: str = ","


@dataclass
class Cells:
    values: dict[tuple[int, int], tuple[Any, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def put(self, row: int, column: int, value: Any, number_format: str = "") -> None:
        if value is not None:
            self.values[row, column] = (value, number_format)


class _Builder:
    """Writes one grid into cells and notes the truth on the way."""

    def __init__(self, cells: Cells, grid: Grid, row: int) -> None:
        self.cells, self.grid, self.row = cells, grid, row
        self.truth: dict[str, Any] = {"total_rows": [], "notes_rows": [], "title": grid.title}

    def line(self, line: Any) -> None:
        right = self.grid.left + len(self.grid.cols) - 1
        if isinstance(line, str):
            self.cells.put(self.row, self.grid.left, line)
            if self.grid.merge and line and right > self.grid.left:
                self.cells.merges.append((self.row, self.grid.left, self.row, right))
        else:
            for column, text in line.items():
                self.cells.put(self.row, self.grid.left + column, text)
        self.row += 1

    def heading(self) -> None:
        cols, left = self.grid.cols, self.grid.left
        depth = max(len(col.parts) for col in cols)
        for level in range(depth):
            at = 0
            for _key, run in groupby(cols, lambda col, to=level + 1: tuple(col.parts[:to])):
                members = list(run)
                last = len(members[0].parts) == level + 1
                if level < len(members[0].parts):
                    self.cells.put(self.row + level, left + at, members[0].parts[level])
                    bottom = depth - 1 if last else level
                    if self.grid.merge and (len(members) > 1 or bottom > level):
                        place = (self.row + level, left + at, self.row + bottom, left + at + len(members) - 1)
                        self.cells.merges.append(place)
                at += len(members)
        self.row += depth
        if self.grid.unit_row:
            for index, col in enumerate(cols):
                self.cells.put(self.row, left + index, f"（{col.unit}）" if col.unit else None)
            self.row += 1
        if self.grid.numbering:
            for index, col in enumerate(cols):
                self.cells.put(self.row, left + index, col.number or index + 1)
            self.row += 1

    def total(self, label: str, column: int) -> None:
        for index, col in enumerate(self.grid.cols):
            self.cells.put(self.row, self.grid.left + index, col.total, col.number_format)
        self.cells.put(self.row, self.grid.left + column, label)
        self.truth["total_rows"].append(self.row + 1)
        self.row += 1

    def build(self) -> dict[str, Any]:
        grid, truth = self.grid, self.truth
        for line in grid.above:
            self.line(line)
        start = self.row
        self.heading()
        truth["heading_rows"] = [start + 1, self.row]
        for _kind, label, column in grid.lead:
            self.total(label, column)
        first = last = self.row
        placed: list[int] = []
        for i in range(grid.rows):
            last = self.row
            placed.append(self.row)
            for index, col in enumerate(grid.cols):
                self.cells.put(self.row, grid.left + index, col.make(i), col.number_format)
            if i in grid.hidden_rows:
                self.cells.hidden_rows.add(self.row)
            self.row += 1
            for insert in grid.between.get(i, ()):
                self.insert(insert)
        self.merge_down(placed)
        truth["data_rows"] = [first + 1, last + 1]
        for insert in grid.below:
            self.insert(insert)
        truth["fields"] = [
            {
                "column": column_letter(grid.left + i),
                "title": c.path.replace(">", "-"),
                "type": c.type,
                "type_also": list(c.also),
                "unit": c.unit,
                "optional": c.optional,
            }
            for i, c in enumerate(grid.cols)
        ]
        self.cells.hidden_columns |= {grid.left + i for i, c in enumerate(grid.cols) if c.hidden}
        return truth

    def insert(self, insert: Any) -> None:
        kind = insert[0]
        if kind == "total":
            self.total(insert[1], insert[2])
        elif kind == "blank":
            self.row += 1
        elif kind == "heading":
            self.heading()
        elif kind == "title" or kind == "group":
            self.line(insert[1])
        elif kind == "numbered":
            for number in range(insert[1]):
                self.cells.put(self.row, self.grid.left, self.grid.rows + number + 1)
                self.row += 1
        elif kind == "note":
            self.truth["notes_rows"].append(self.row + 1)
            self.line(insert[1])

    def merge_down(self, placed: Sequence[int]) -> None:
        """Equal neighbours become one merged cell, or, where the file has no merges, a cell with blanks below."""
        for index, col in enumerate(self.grid.cols):
            column = self.grid.left + index
            if not col.down:
                continue
            runs: list[list[int]] = []
            for row in placed:
                same = runs and runs[-1][-1] == row - 1
                value = self.cells.values.get((row, column), (None, ""))[0]
                if same and self.cells.values[runs[-1][0], column][0] == value:
                    runs[-1].append(row)
                    self.cells.values.pop((row, column), None)
                else:
                    runs.append([row])
            self.cells.merges += [(run[0], column, run[-1], column) for run in runs if len(run) > 1 and self.grid.merge]


def laid_out(sheet: Sheet) -> tuple[Cells, list[dict[str, Any]]]:
    """The sheet's cells, and the right reading of it: one entry a table, in the keys of the command's output."""
    cells, row, truths = Cells(), 0, []
    for line in sheet.lines:
        for column, text in ({0: line} if isinstance(line, str) else line).items():
            cells.put(row, column, text)
        row += 1
    for grid in sheet.grids:
        builder = _Builder(cells, grid, grid.top or row)
        truth = builder.build()
        row = max(row, builder.row + 1) if not grid.top else max(row, builder.row)
        truths.append({"name": sheet.name, "is_data": sheet.is_data, **truth})
    return cells, truths or [{"name": sheet.name, "is_data": False, "fields": []}]


def write(book: Book, folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """The file, as .xlsx or as text; and the right reading."""
    path = folder / book.file
    laid = [(sheet, *laid_out(sheet)) for sheet in book.sheets]
    if path.suffix in (".csv", ".tsv", ".txt") or book.delimiter == "\t":
        path.write_bytes(_as_text(laid[0][1], book.delimiter).encode(book.encoding))
        truth = [{**item, "name": path.stem} for item in laid[0][2]]
        return path, truth
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d"}) as workbook:
        for sheet, cells, _truth in laid:
            _write_sheet(workbook, sheet, cells)
    return path, [item for _sheet, _cells, truth in laid for item in truth]


def _write_sheet(workbook: Any, sheet: Sheet, cells: Cells) -> None:
    page = workbook.add_worksheet(sheet.name)
    formats: dict[str, Any] = {}
    for place, (value, said) in cells.values.items():
        code = said or ("yyyy/m/d" if isinstance(value, date | datetime) else "")
        if code:
            formats.setdefault(code, workbook.add_format({"num_format": code}))
        if isinstance(value, date | datetime):
            page.write_datetime(*place, value, formats[code])
        elif isinstance(value, str):
            page.write_string(*place, value)
        else:
            page.write_number(*place, value, formats.get(code))
    for first, left, last, right in cells.merges:
        value, code = cells.values.get((first, left), ("", ""))
        style = formats.get(code or ("yyyy/m/d" if isinstance(value, date) else ""))
        page.merge_range(first, left, last, right, value, style)
    for row in cells.hidden_rows:
        page.set_row(row, None, None, {"hidden": True})
    for column in cells.hidden_columns:
        page.set_column(column, column, None, None, {"hidden": True})
    if sheet.hidden:
        page.hide()


def _as_text(cells: Cells, delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    width = max(column for _row, column in cells.values) + 1
    for row in range(max(row for row, _column in cells.values) + 1):
        writer.writerow([_plain(cells.values.get((row, column), (None, ""))) for column in range(width)])
    return out.getvalue()


def _plain(cell: tuple[Any, str]) -> str:
    value, code = cell
    if value is None:
        return ""
    if "%" in code and isinstance(value, float):
        return f"{value:.1%}"
    return (
        value.strftime("%Y/%-m/%-d")
        if isinstance(value, date)
        else f"{value:.10g}"
        if isinstance(value, float)
        else str(value)
    )
