"""Sheets as rows of plain values: xlsx, xls, et and ods by calamine, CSV in UTF-8 or GBK."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from taizhang.engine.text import Text
from taizhang.ledgers.reading.problems import unreadable

Row = list[Any]
META_SHEET = "_taizhang"  # hidden in our templates: pack, ledger, period, version
OWN_SHEETS = (META_SHEET, "_codes")  # hidden in our templates; never where rows are filed


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` can be iterated once; blank lines at the top are kept, so positions are the sheet's own."""

    name: str
    rows: Iterator[Row]


def open_sheets(name: str, data: bytes, kind: str) -> tuple[list[str], Any]:
    """Names of the visible sheets, and an opener for `sheet`."""
    if kind == "csv":
        return [name], _decode(name, data)
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
    return [sheet for sheet in workbook.sheet_names if sheet not in OWN_SHEETS], workbook


def sheet(name: str, opened: Any) -> Sheet:
    if isinstance(opened, str):
        return Sheet(name, _csv_rows(opened))
    found = opened.get_sheet_by_name(name)
    first = found.start[0] if found.start else 0
    return Sheet(name, _padded(found, first))


def _padded(found: Any, first: int) -> Iterator[Row]:
    """calamine starts at the first used cell; blank rows above and columns before are put back."""
    before = [None] * (found.start[1] if found.start else 0)
    for _ in range(first):
        yield []
    for row in found.iter_rows():
        yield before + row if before else row


def meta(opened: Any) -> dict[str, str]:
    """What our template says of itself; {} for a file of the user's own."""
    if isinstance(opened, str) or META_SHEET not in opened.sheet_names:
        return {}
    rows = opened.get_sheet_by_name(META_SHEET).to_python()
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
