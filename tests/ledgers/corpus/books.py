"""Builders of the corpus's files, as small as what they show allows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]
FILES = Path(__file__).parent / "files"


def book(
    rows: Rows,
    *,
    merges: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
    others: Mapping[str, Rows] | None = None,
    change: Callable[[Worksheet], None] | None = None,
    mac: bool = False,
) -> bytes:
    """One sheet of rows by openpyxl. formats: cell or column letter -> number format; others: more sheets, behind."""
    workbook = openpyxl.Workbook()
    if mac:
        workbook.epoch = CALENDAR_MAC_1904
    first = workbook.worksheets[0]
    first.title = "上报"
    for sheet, table in [
        (first, rows),
        *((workbook.create_sheet(name), them) for name, them in (others or {}).items()),
    ]:
        for number, row in enumerate(table, start=1):
            for column, value in enumerate(row, start=1):
                if value is not None:
                    sheet.cell(number, column, value)
    for place in merges:
        first.merge_cells(place)
    for place, code in (formats or {}).items():
        cells = first[place] if place[-1].isalpha() else [first[place]]
        for cell in cells:
            cell.number_format = code
    if change is not None:
        change(first)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def formulas(rows: Rows, results: Mapping[str, tuple[str, object]]) -> bytes:
    """As Excel saves them: formula and result. results: cell -> formula, result."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("上报")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for place, (formula, result) in results.items():
            sheet.write_formula(place, formula, None, result)
    return buffer.getvalue()


def csv(rows: Rows, encoding: str, delimiter: str = ",") -> bytes:
    return "\r\n".join(delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows).encode(
        encoding
    )


def parts(data: bytes, change: Callable[[str, bytes], bytes], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The package with each part changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", packed) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, change(entry.filename, old.read(entry)))
    return buffer.getvalue()


_STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def strict(data: bytes) -> bytes:
    """ISO/IEC 29500 Strict, as Excel's 'Strict Open XML' saves: other names for the same things, dates as texts."""

    def change(name: str, body: bytes) -> bytes:
        for old, new in _STRICT.items():
            body = body.replace(old, new)
        if name == "xl/workbook.xml":
            body = re.sub(rb"<workbook ", b'<workbook conformance="strict" ', body, count=1)
        return body

    return parts(data, change)


def spread(data: bytes, far: str) -> bytes:
    """With one more cell in a far corner."""
    row = re.sub("[A-Z]", "", far)
    cell = f'<row r="{row}"><c r="{far}"><v>1</v></c></row></sheetData>'.encode()
    return parts(data, lambda name, body: body.replace(b"</sheetData>", cell) if "worksheets/" in name else body)


def bomb(data: bytes, megabytes: int) -> bytes:
    """With blanks in the sheet that unpack to so much; never held whole here."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for entry in old.infolist():
            head, end, rest = old.read(entry).partition(b"</sheetData>")
            with new.open(entry.filename, "w") as out:
                out.write(head)
                for _ in range(megabytes if end else 0):
                    out.write(b" " * 1024 * 1024)
                out.write(end + rest)
    return buffer.getvalue()


def million(heading: Sequence[str], count: int) -> bytes:
    """A narrow sheet of so many rows, written straight into the package."""
    data = book([heading])
    titles = "".join(
        f'<c r="{chr(65 + i)}1" t="inlineStr"><is><t>{title}</t></is></c>' for i, title in enumerate(heading)
    )
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>S</t></is></c></row>' for n in range(2, count + 2))
    sheet = f'<sheetData><row r="1">{titles}</row>{rows}</sheetData>'.encode()
    return parts(
        data,
        lambda name, body: (
            re.sub(rb"<sheetData>.*</sheetData>", lambda _: sheet, body, flags=re.S) if "worksheets/" in name else body
        ),
    )


def encrypted() -> bytes:
    """What a workbook with an opening password begins with: an OLE file around a stream of this name."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1024 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 1024
    )


def file(name: str) -> bytes:
    """One that LibreOffice made (made.py)."""
    return (FILES / name).read_bytes()


def old_with_password(data: bytes) -> bytes:
    """An .xls with the record that says so, in place of the one behind its beginning."""
    start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    behind = start + 4 + 16
    return data[:behind] + b"\x2f\x00" + data[behind + 2 :]
