"""Looks at an .ods before calamine does: a password, rows or cells said to be repeated without end."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

from taizhang.core.workbooks.extents import MOST_CELLS, MOST_COLUMNS

_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_SAY_NOTHING = {f"{TABLE}number-columns-repeated", f"{TABLE}style-name"}


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
                if item.tag == f"{TABLE}table":
                    rows = width = last_row = 0
                elif item.tag == f"{TABLE}table-row":
                    column = last_column = 0
            elif item.tag in CELLS:
                column += int(item.get(f"{TABLE}number-columns-repeated", "1"))
                if len(item) or item.attrib.keys() - _SAY_NOTHING:
                    last_column = column
            elif item.tag == f"{TABLE}table-row":
                rows += int(item.get(f"{TABLE}number-rows-repeated", "1"))
                if last_column:  # a sheet's blank rest is said in one repetition and never unfolded
                    last_row, width = rows, max(width, last_column)
                item.clear()
                if last_row * width > MOST_CELLS or width > MOST_COLUMNS:
                    raise TooManyCells
