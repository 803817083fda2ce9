"""Sheets as rows of plain values: xlsx, xls, et and ods by calamine, CSV in UTF-8, GBK or UTF-16, our own NDJSON."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from taizhang.core.exports import (
    DICTIONARY_FACT,
    END_MARK,
    FACT_MARK,
    FACTS_SHEET,
    FIELD_MARK,
    NUMBER_HEADING,
    is_formula,
)
from taizhang.core.workbooks import UnreadableFile, unreadable
from taizhang.core.workbooks.extents import MOST_COLUMNS, Damaged
from taizhang.core.workbooks.guards import DAMAGED, UTF16_MARKS, damaged, is_long_sheet, no_panic, too_wide, unopenable
from taizhang.engine.text import Text
from taizhang.ledgers.reading import biff, opendocument
from taizhang.ledgers.reading.cells import Cells
from taizhang.ledgers.reading.failed import workbook_with_texts
from taizhang.ledgers.reading.hidden import BEGINNING, hidden_of_beginning
from taizhang.ledgers.reading.ndjson import ndjson_meta, ndjson_rows
from taizhang.ledgers.reading.overlay import Hidden, Overlay, TooManyOdd, laid_over
from taizhang.ledgers.reading.slices import has_long_sheet, long_sheet, part_named, rows_of, without_rows

Row = list[Any]
META_SHEET = FACTS_SHEET  # hidden in our templates and exports: pack, ledger, period, version
LIST_MARK = "_taizhang_list"  # near the top of the lists that an annotated copy begins with, whatever their name
_MARKS = frozenset({END_MARK, FACT_MARK, FIELD_MARK})  # what ends our own CSV is no row
_END = 20_000  # characters in which the facts of our own CSV stand
TEXT_KINDS = ("csv", "ndjson")  # the file itself is the one sheet
OWN_SHEETS = (META_SHEET, "_codes")  # hidden in our templates; never where rows are filed


def _as_they_are(cells: Sequence[Any]) -> Sequence[Any]:
    return cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose rows can be iterated once; blank lines at the top are kept, so positions are the sheet's own.

    references: its rows, where a text may be a mere reference, which `resolve` replaces in a row and, faster,
    `resolve_column` in a column of many rows.
    """

    name: str
    references: Iterator[Sequence[Any]]
    resolve: Callable[[Sequence[Any]], Sequence[Any]] = _as_they_are
    resolve_column: Callable[[Sequence[Any]], Cells] = _as_they_are

    @property
    def rows(self) -> Iterator[Sequence[Any]]:
        return map(self.resolve, self.references)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that reads. names: its sheets, hidden: those of them that are. meta: what our template says of itself; {}
    for other files."""

    name: str
    data: bytes
    kind: str
    names: tuple[str, ...]
    meta: Mapping[str, str]
    workbook: CalamineWorkbook | None = None  # not kept for a long sheet: it holds the file and all shared texts
    hidden: frozenset[str] = frozenset()
    overlays: Mapping[str, Overlay] = field(default_factory=dict)  # of .xls and .ods, by sheet
    hidden_lines: Mapping[str, Hidden] = field(default_factory=dict)  # of an .xlsx, by part


def open_file(name: str, data: bytes, kind: str) -> Opened:
    """kind: as guards.check_upload found it. Raises UnreadableFile."""
    if kind == "csv":
        return Opened(name, data, kind, (name,), _csv_meta(_decode(name, data)))
    if kind == "ndjson":
        return Opened(name, data, kind, (name,), ndjson_meta(name, data))
    hidden_lines: dict[str, Hidden] = {}
    with _reading(name):
        long = kind == "xlsx" and has_long_sheet(data)
        readable = workbook_with_texts(data, hidden=hidden_lines) if kind == "xlsx" else data
        directory = without_rows(data) if long else readable
    workbook = _open(name, directory)
    if long and META_SHEET in workbook.sheet_names:
        workbook = _open(name, readable)
    with _reading(name):
        meta = _meta(workbook)
        ours = (*OWN_SHEETS, meta.get(DICTIONARY_FACT))
        names = tuple(sheet for sheet in workbook.sheet_names if sheet not in ours)
        hidden = frozenset(s.name for s in workbook.sheets_metadata if s.visible is not SheetVisibleEnum.Visible)
        overlays = _overlays(data, kind, workbook)
        return Opened(name, data, kind, names, meta, None if long else workbook, hidden, overlays, hidden_lines)


def _overlays(data: bytes, kind: str, workbook: CalamineWorkbook) -> dict[str, Overlay]:
    """Raises Damaged where an .xls names other sheets than calamine reads."""
    if kind == "xls":
        return dict(zip(workbook.sheet_names, biff.overlays_of(data), strict=True))
    if kind == "ods":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return opendocument.overlays_of(archive)
    return {}


def _open(name: str, data: bytes) -> CalamineWorkbook:
    try:
        with no_panic():
            return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, Damaged, OSError) as error:
        raise unopenable(name) from error


def sheet(name: str, opened: Opened) -> Sheet:
    """Raises UnreadableFile, also while its rows are read, when the file turns out to be damaged."""
    if opened.kind == "csv":
        return Sheet(name, _watched(opened.name, _csv_rows(opened.name, _decode(opened.name, opened.data))))
    if opened.kind == "ndjson":
        return Sheet(name, ndjson_rows(opened.name, opened.data))
    with _reading(opened.name):
        long = long_sheet(opened.data, name, opened.name) if opened.workbook is None else None
        if long is not None:
            return Sheet(name, _watched(opened.name, rows_of(long)), long.resolve, long.resolve_column)
        workbook = opened.workbook or _open(opened.name, workbook_with_texts(opened.data, long=_is_long(opened, name)))
        rows = _from_first_column(workbook.get_sheet_by_name(name))
        odd = opened.overlays.get(name)
        return Sheet(name, laid_over(rows, odd.cells) if odd is not None and odd.cells else rows)


def part_of_sheet(opened: Opened, name: str) -> str | None:
    """Where an .xlsx keeps a sheet; None when its directory does not say."""
    with _reading(opened.name), zipfile.ZipFile(io.BytesIO(opened.data)) as archive:
        return part_named(archive, name)


def hidden_in(opened: Opened, name: str) -> Hidden:
    """What a sheet does not show; of a long one only what its beginning says."""
    if (odd := opened.overlays.get(name)) is not None:
        return odd.hidden
    part = part_of_sheet(opened, name) if opened.kind == "xlsx" else None
    if part is None or part in opened.hidden_lines:
        return opened.hidden_lines.get(part or "", Hidden())
    with _reading(opened.name), zipfile.ZipFile(io.BytesIO(opened.data)) as archive:
        if not is_long_sheet(archive.getinfo(part)):
            return Hidden()
        with archive.open(part) as stream:
            return hidden_of_beginning(stream.read(BEGINNING)) or Hidden()


def _is_long(opened: Opened, name: str) -> bool:
    """Also one that the file's directory does not lead to: it may be any."""
    part = part_of_sheet(opened, name)
    with zipfile.ZipFile(io.BytesIO(opened.data)) as archive:
        return part is None or is_long_sheet(archive.getinfo(part))


@contextmanager
def _reading(file: str) -> Iterator[None]:
    try:
        with no_panic():
            yield
    except csv.Error as error:
        raise unreadable(
            file,
            "csv",
            Text("逗号或制表符分隔的文本", "text separated by commas or tabs"),
            Text("无法分列的一行", "a line that cannot be split into columns"),
            Text("请用 WPS 另存为 .xlsx。", "Save it as .xlsx."),
        ) from error
    except (CalamineError, Damaged, TooManyOdd, ElementTree.ParseError, ValueError, *DAMAGED) as error:
        raise damaged(file) from error


def _watched(file: str, rows: Iterator[Row]) -> Iterator[Row]:
    with _reading(file):
        yield from rows


def _from_first_column(found: CalamineSheet) -> Iterator[Row]:
    """calamine starts at the first used column; the blank ones before it are put back. Blank rows above come with
    iter_rows."""
    before = [None] * (found.start[1] if found.start else 0)
    for row in found.iter_rows():
        yield before + row if before else row


def _meta(workbook: CalamineWorkbook) -> dict[str, str]:
    if META_SHEET not in workbook.sheet_names:
        return {}
    rows = workbook.get_sheet_by_name(META_SHEET).to_python()
    return {str(row[0]): str(row[1]) for row in rows if len(row) >= 2}


def _decode(name: str, data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(UTF16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unreadable(
        name,
        "encoding",
        Text("UTF-8 或 GBK 编码的 CSV", "a CSV in UTF-8 or GBK"),
        Text("认不出的编码", "an unknown encoding"),
        Text("请用 WPS 另存为 .xlsx。", "Save it as .xlsx."),
    )


def _csv_rows(name: str, text: str) -> Iterator[Row]:
    head = text[:4096]
    delimiter = max(",\t;", key=head.count)
    # newline=None: a lone carriage return, as old Macs end their lines, is one line's end like any other.
    count = _NumberedRows(name)
    for row in csv.reader(io.StringIO(text, newline=None), delimiter=delimiter):
        count.see(row)
        if row and row[0] in _MARKS:
            continue
        if len(row) > MOST_COLUMNS:
            raise too_wide(name)
        # Our CSV puts an apostrophe before a text that a spreadsheet would run; what was stored has none.
        yield [None if cell == "" else cell[1:] if cell[0] == "'" and is_formula(cell) else cell for cell in row]


@dataclass(slots=True)
class _NumberedRows:
    """The rows of a CSV of ours, as it numbers them, against the count in its last line: what was cut off on its way
    would be filed as fewer rows. A line without a number, such as a total added by hand, is none of them."""

    name: str
    count: int | None = None  # None above the heading

    def see(self, row: Sequence[str]) -> None:
        """Raises UnreadableFile at the line that states another count."""
        first = row[0].strip() if row else ""
        if self.count is None:
            self.count = 0 if first == NUMBER_HEADING else None
        elif first == END_MARK:
            stated = row[2].strip() if len(row) > 2 else ""
            if stated != str(self.count):
                raise self._differs(stated)
        elif first.isdigit():
            self.count += 1

    def _differs(self, stated: str) -> UnreadableFile:
        return unreadable(
            self.name,
            "count",
            Text(f"末行所写的 {stated[:9]} 行", f"{stated[:9]} rows, as its last line says"),
            Text(f"{self.count} 行", f"{self.count} rows"),
            Text("补全行；有意增删的，改末行的行数。", "Add what lacks; if it is meant so, mend the count."),
        )


def _csv_meta(text: str) -> dict[str, str]:
    """The facts at the end of a CSV of ours."""
    lines = [line for line in text[-_END:].splitlines() if line.startswith(FACT_MARK)]
    return {row[1]: row[2] for row in csv.reader(lines) if len(row) >= 3}
