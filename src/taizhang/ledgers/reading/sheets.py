"""Sheets as rows of plain values: xlsx, xls, et and ods by calamine, CSV in UTF-8 or GBK."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from taizhang.engine.text import Text
from taizhang.ledgers.reading.guards import DAMAGED, damaged
from taizhang.ledgers.reading.problems import unreadable
from taizhang.ledgers.reading.slices import long_sheet, rows_of

Row = list[Any]
META_SHEET = "_taizhang"  # hidden in our templates: pack, ledger, period, version
OWN_SHEETS = (META_SHEET, "_codes")  # hidden in our templates; never where rows are filed


def _as_they_are(cells: Sequence[Any]) -> Sequence[Any]:
    return cells


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` can be iterated once; blank lines at the top are kept, so positions are the sheet's own.

    resolve: puts the texts into cells of a row or a column that only refer to them; whoever reads cells calls it.
    """

    name: str
    rows: Iterator[Row]
    resolve: Callable[[Sequence[Any]], Sequence[Any]] = _as_they_are


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that reads: the text of a CSV, or calamine's workbook with the bytes that it came from."""

    name: str
    text: str = ""
    workbook: CalamineWorkbook | None = None
    data: bytes = b""


def open_sheets(name: str, data: bytes, kind: str) -> tuple[list[str], Opened]:
    """Names of the visible sheets, and what `sheet` opens them from."""
    if kind == "csv":
        return [name], Opened(name, text=_decode(name, data))
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (CalamineError, OSError) as error:
        raise unreadable(
            name,
            "unreadable",
            Text("能打开的工作簿", "a workbook that opens"),
            Text("文件损坏或加了密码", "a damaged or protected file"),
            Text("用 WPS 打开另存一次再上传。", "Open it, save it again, and upload."),
        ) from error
    names = [sheet for sheet in workbook.sheet_names if sheet not in OWN_SHEETS]
    return names, Opened(name, workbook=workbook, data=data if kind == "xlsx" else b"")


def sheet(name: str, opened: Opened) -> Sheet:
    """Raises UnreadableFile, also while its rows are read, when the file turns out to be damaged."""
    if opened.workbook is None:
        return Sheet(name, _csv_rows(opened.text))
    with _reading(opened.name):
        long = long_sheet(opened.data, name, opened.name) if opened.data else None
        if long is not None:
            return Sheet(name, _watched(opened.name, rows_of(long)), long.resolve)
        return Sheet(name, _from_first_column(opened.workbook.get_sheet_by_name(name)))


@contextmanager
def _reading(file: str) -> Iterator[None]:
    try:
        yield
    except (CalamineError, *DAMAGED) as error:
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


def meta(opened: Opened) -> dict[str, str]:
    """What our template says of itself; {} for a file of the user's own."""
    if opened.workbook is None or META_SHEET not in opened.workbook.sheet_names:
        return {}
    rows = opened.workbook.get_sheet_by_name(META_SHEET).to_python()
    return {str(row[0]): str(row[1]) for row in rows if len(row) >= 2}


def _decode(name: str, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
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


def _csv_rows(text: str) -> Iterator[Row]:
    head = text[:4096]
    delimiter = max(",\t;", key=head.count)
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        yield [cell if cell != "" else None for cell in row]
