"""Looks at an .ods before calamine does: a password, rows or cells said to be repeated without end; and reads what
calamine leaves out of its cells."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

from taizhang.ledgers.reading.extents import MOST_CELLS, MOST_COLUMNS
from taizhang.ledgers.reading.overlay import Overlay

_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_HIDDEN = ("collapse", "filter")
_MOST_COLUMNS = 1024
_SAY_NOTHING = {f"{_TABLE}number-columns-repeated", f"{_TABLE}style-name"}


class Protected(Exception):
    """The file asks for a password."""


class TooManyCells(Exception):
    """More cells than any sheet of ours; unfolded they would fill the memory."""


def is_spreadsheet(archive: zipfile.ZipFile) -> bool:
    names = archive.namelist()
    return "mimetype" in names and "content.xml" in names and archive.read("mimetype").startswith(_KIND)


def check(archive: zipfile.ZipFile) -> None:
    """Raises Protected or TooManyCells, and ParseError for XML that does not read."""
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Protected
    rows = width = last_row = last_column = column = 0
    with archive.open("content.xml") as stream:
        for event, item in ElementTree.iterparse(stream, events=("start", "end")):
            if event == "start":
                if item.tag == f"{_TABLE}table":
                    rows = width = last_row = 0
                elif item.tag == f"{_TABLE}table-row":
                    column = last_column = 0
            elif item.tag in _CELLS:
                column += int(item.get(f"{_TABLE}number-columns-repeated", "1"))
                if len(item) or item.attrib.keys() - _SAY_NOTHING:
                    last_column = column
            elif item.tag == f"{_TABLE}table-row":
                rows += int(item.get(f"{_TABLE}number-rows-repeated", "1"))
                if last_column:  # a sheet's blank rest is said in one repetition and never unfolded
                    last_row, width = rows, max(width, last_column)
                item.clear()
                if last_row * width > MOST_CELLS or width > MOST_COLUMNS:
                    raise TooManyCells


def overlays_of(archive: zipfile.ZipFile) -> dict[str, Overlay]:
    """Sheet name -> its odd cells and hidden lines. Raises overlay.TooManyOdd, and ParseError."""
    found: dict[str, Overlay] = {}
    sheet = Overlay()
    row = column = line = 0
    with archive.open("content.xml") as stream:
        for event, item in ElementTree.iterparse(stream, events=("start", "end")):
            if event == "start":
                if item.tag == f"{_TABLE}table":
                    sheet = found.setdefault(item.get(f"{_TABLE}name", ""), Overlay())
                    row = line = 0
                elif item.tag == f"{_TABLE}table-row":
                    column = 0
            elif item.tag == f"{_TABLE}table-column":
                count = _repeated(item, "columns")
                if item.get(f"{_TABLE}visibility") in _HIDDEN:
                    sheet.hidden_columns += range(line, min(line + count, _MOST_COLUMNS))
                line += count
            elif item.tag in _CELLS:
                column = _note_cell(item, sheet, row, column)
            elif item.tag == f"{_TABLE}table-row":
                count = _repeated(item, "rows")
                filled = any(len(cell) for cell in item)
                for more in range(1, count) if row in sheet.cells else ():
                    for place, text in sheet.cells[row].items():
                        sheet.put(row + more, place, text)
                if filled and item.get(f"{_TABLE}visibility") in _HIDDEN:
                    sheet.hidden_rows += range(row, row + min(count, MOST_CELLS))
                row += count
                item.clear()
    return found


def _note_cell(item: ElementTree.Element, sheet: Overlay, row: int, column: int) -> int:
    """Notes the cell when it is odd; returns where the next one stands."""
    count = _repeated(item, "columns")
    if item.get(f"{_OFFICE}value-type") == "percentage":
        for place in range(column, column + count):
            sheet.put(row, place, None)
    elif item.get(f"{_CALC}value-type") == "error":
        text = "".join(item.itertext()).strip()
        for place in range(column, column + count):
            sheet.put(row, place, text if text.startswith("#") else f"#{text or 'N/A'}")
    return column + count


def _repeated(item: ElementTree.Element, lines: str) -> int:
    return int(item.get(f"{_TABLE}number-{lines}-repeated", "1"))
