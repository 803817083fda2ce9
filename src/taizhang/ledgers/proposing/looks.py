"""What only the file's own XML tells: number formats, hidden rows and columns, merges of a long sheet.

calamine gives values and, for .xlsx and .xls, merges. The rest is read here from an .xlsx part, row by row and no
further than the rows that are looked at. A part that does not read as expected tells nothing; no value is read here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from taizhang.ledgers.proposing.values import Look

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref=\"([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})\"")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_CHUNK = 1024 * 1024
_MOST_MERGES = 4 * 1024 * 1024  # bytes of XML behind the rows
_BUILT_IN = {
    9: Look.PERCENT,
    10: Look.PERCENT,
    17: Look.MONTH,
    18: Look.TIME,
    19: Look.TIME,
    20: Look.TIME,
    21: Look.TIME,
}
_BUILT_IN |= dict.fromkeys((14, 15, 16, 22, 27, 28, 30, 31, 36, 50, 51, 54, 58), Look.DATE)
_BUILT_IN |= dict.fromkeys((55, 57), Look.MONTH)
_BUILT_IN |= dict.fromkeys((5, 6, 7, 8, 42, 44), Look.MONEY)

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; 0-based


@dataclass(frozen=True, slots=True)
class Looks:
    """cells: (row, column) -> how its number format shows it, where that says something. 0-based."""

    cells: Mapping[tuple[int, int], Look] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] | None = None  # None: not looked for


NOTHING = Looks()


def look_of_format(code: str) -> Look:
    """`yyyy"年"m"月"` -> MONTH, `0.0%` -> PERCENT."""
    plain = re.sub(r"\[[^\]]*\]|\\.|_.|\*.", "", code.partition(";")[0])
    bare = re.sub(r'"[^"]*"', "", plain).lower()
    if "%" in bare:
        return Look.PERCENT
    if re.search(r"[¥￥$]", plain) or "¥" in code or "￥" in code or "元" in plain:
        return Look.MONEY
    if "y" in bare or ("e" in bare and "m" in bare):
        if "d" in bare:
            return Look.DATE
        return Look.MONTH if "m" in bare else Look.YEAR
    if "d" in bare and "m" in bare:
        return Look.DATE
    return Look.TIME if "h" in bare or "ss" in bare else Look.PLAIN


def read_looks(data: bytes, part: str | None, rows: int, *, merges: bool) -> Looks:
    """part: the sheet's part in the archive. rows: how many from the top are looked at. merges: read them as well."""
    if part is None:
        return NOTHING
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            styles = _styles(archive)
            with archive.open(part) as stream:
                cells, hidden_rows, hidden_columns = _cells(stream, styles, rows)
            found = _merges(archive, part) if merges else None
    except (KeyError, ValueError, IndexError, ElementTree.ParseError):
        return NOTHING
    return Looks(cells, frozenset(hidden_rows), frozenset(hidden_columns), found)


def _styles(archive: zipfile.ZipFile) -> list[Look]:
    """Style index -> look."""
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = {
        int(item.get("numFmtId", "0")): look_of_format(item.get("formatCode", ""))
        for item in root.iter()
        if _local(item.tag) == "numFmt"
    }
    formats = next((item for item in root if _local(item.tag) == "cellXfs"), None)
    if formats is None:
        return []
    ids = [int(item.get("numFmtId", "0")) for item in formats]
    return [own.get(number, _BUILT_IN.get(number, Look.PLAIN)) for number in ids]


def _cells(stream: IO[bytes], styles: list[Look], rows: int) -> tuple[dict[tuple[int, int], Look], set[int], set[int]]:
    cells: dict[tuple[int, int], Look] = {}
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    row = -1
    for event, item in ElementTree.iterparse(stream, events=("start", "end")):
        name = _local(item.tag)
        if event == "start":
            if name == "row":
                row = int(item.get("r", row + 2)) - 1
                if row >= rows:
                    break
                if item.get("hidden") in ("1", "true"):
                    hidden_rows.add(row)
            elif name == "col" and item.get("hidden") in ("1", "true"):
                first, last = int(item.get("min", "1")), int(item.get("max", "1"))
                hidden_columns.update(range(first - 1, min(last, first + 1000)))
            continue
        if name == "c":
            place, style = item.get("r"), int(item.get("s", "0"))
            if place is not None and style < len(styles) and styles[style] is not Look.PLAIN:
                cells[_place(place)] = styles[style]
        elif name == "row":
            item.clear()
        elif name == "sheetData":
            break
    return cells, hidden_rows, hidden_columns


def _merges(archive: zipfile.ZipFile, part: str) -> tuple[Merge, ...]:
    """From what stands behind the rows; the rows themselves are only passed over."""
    tail, found = b"", False
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            tail = (tail if found else tail[-32:]) + chunk
            place = -1 if found else tail.find(b"</sheetData>")
            if place >= 0:
                tail, found = tail[place:], True
            if found and len(tail) > _MOST_MERGES:
                break
    if not found:
        return ()
    ends = ((_place(first.decode()), _place(last.decode())) for first, last in _MERGE.findall(tail))
    return tuple((*first, *last) for first, last in ends)


def _place(address: str) -> tuple[int, int]:
    match = _CELL.fullmatch(address)
    if match is None:
        raise ValueError(address)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
