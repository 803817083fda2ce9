"""Reads what calamine leaves out of the cells of an .ods."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

from taizhang.core.workbooks.extents import MOST_CELLS
from taizhang.core.workbooks.opendocument import CELLS, TABLE
from taizhang.ledgers.reading.overlay import Overlay

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_HIDDEN = ("collapse", "filter")
_MOST_COLUMNS = 1024


def overlays_of(archive: zipfile.ZipFile) -> dict[str, Overlay]:
    """Sheet name -> its odd cells and hidden lines. Raises overlay.TooManyOdd, and ParseError."""
    found: dict[str, Overlay] = {}
    sheet = Overlay()
    row = column = line = 0
    with archive.open("content.xml") as stream:
        for event, item in ElementTree.iterparse(stream, events=("start", "end")):
            if event == "start":
                if item.tag == f"{TABLE}table":
                    sheet = found.setdefault(item.get(f"{TABLE}name", ""), Overlay())
                    row = line = 0
                elif item.tag == f"{TABLE}table-row":
                    column = 0
            elif item.tag == f"{TABLE}table-column":
                count = _repeated(item, "columns")
                if item.get(f"{TABLE}visibility") in _HIDDEN:
                    sheet.hidden_columns += range(line, min(line + count, _MOST_COLUMNS))
                line += count
            elif item.tag in CELLS:
                column = _note_cell(item, sheet, row, column)
            elif item.tag == f"{TABLE}table-row":
                count = _repeated(item, "rows")
                filled = any(len(cell) for cell in item)
                for more in range(1, count) if row in sheet.cells else ():
                    for place, text in sheet.cells[row].items():
                        sheet.put(row + more, place, text)
                if filled and item.get(f"{TABLE}visibility") in _HIDDEN:
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
    return int(item.get(f"{TABLE}number-{lines}-repeated", "1"))
