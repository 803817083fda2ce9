"""A long worksheet handed to calamine in slices of rows, so that only one slice of it is ever held whole.

calamine keeps a whole sheet in memory, some 80 bytes a cell. The XML of an .xlsx sheet is therefore inflated as a
stream, cut between rows, and each slice is read as a small workbook of its own: the sheet's beginning, the slice, its
end. Positions stay the sheet's own, since rows carry their numbers; a sheet whose rows do not, or that is written in an
unusual way, is read whole.

Texts that cells share stand once in a part of their own. It is read once here, and not by calamine for each slice anew:
a cell's reference to a shared text is handed to calamine as a text that begins with MARK, and resolved behind it.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.etree import ElementTree

from python_calamine import CalamineSheet, CalamineWorkbook

LONG_SHEET = 16 * 1024 * 1024  # bytes of XML; a shorter sheet is read whole
SLICE = 2 * 1024 * 1024
MARK = "\ue000"  # of the private use area: no text of an office begins with it
_READ = 1024 * 1024
_HEAD = 256 * 1024  # what stands before the rows: views, columns
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FIRST_ROW = re.compile(rb"<sheetData>\s*(?=<row\b[^>]*\sr=\"\d)")
_BETWEEN_ROWS = re.compile(rb"</row>\s*(?=<row\b[^>]*\sr=\"\d)")
_UNUSUAL = (b"<![CDATA[", b"<!--")  # may hold what looks like the end of a row
_LONGEST = max(map(len, _UNUSUAL))
_END = b"</sheetData></worksheet>"
_NOT_NEEDED = ("xl/worksheets/", "xl/media/", "xl/drawings/", "xl/charts/", "xl/pivot", "xl/embeddings/", "docProps/")
_SHARED_TEXTS = "xl/sharedStrings.xml"
_SHARED, _MARKED = b' t="s"><v>', b' t="str"><v>' + MARK.encode()
_PLAIN_TEXT = re.compile(rb"<si><t(?: xml:space=\"preserve\")?(?:/>|>([^<]*)</t>)</si>")


@dataclass(frozen=True, slots=True)
class LongSheet:
    """A worksheet part of an .xlsx that is worth slicing."""

    data: bytes
    name: str
    part: str


def long_sheet(data: bytes, name: str) -> LongSheet | None:
    """The sheet when it is long and its rows can be told apart; None when it is better read whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = _part(archive, name)
        if part is None or archive.getinfo(part).file_size < LONG_SHEET:
            return None
        with archive.open(part) as stream:
            head = stream.read(_HEAD)
    return LongSheet(data, name, part) if _FIRST_ROW.search(head) else None


def rows_of(sheet: LongSheet) -> Iterator[list[Any]]:
    """The sheet's rows from the first on, blank ones as []; each begins at column A."""
    position = 0
    for piece, texts in _slices(sheet):
        if piece.start is None:
            continue
        first, column = piece.start
        yield from ([] for _ in range(position, first))
        rows = piece.to_python()  # without the rows above the slice
        del piece  # the next slice is read while this frame still stands
        before: list[Any] = [None] * column
        yield from _resolved(rows, texts, before)
        position = first + len(rows)
        del rows


def _resolved(rows: Iterable[list[Any]], texts: list[str] | None, before: list[Any]) -> Iterator[list[Any]]:
    for row in rows:
        found = row
        if texts:
            found = [texts[int(cell[1:])] if type(cell) is str and cell[:1] == MARK else cell for cell in row]
        yield before + found if before else found


def _slices(sheet: LongSheet) -> Iterator[tuple[CalamineSheet, list[str] | None]]:
    """Each slice as calamine reads it, from top to bottom, with the shared texts that its marked cells refer to."""
    with zipfile.ZipFile(io.BytesIO(sheet.data)) as archive:
        parts = {
            entry.filename: archive.read(entry)
            for entry in archive.infolist()
            if not entry.filename.startswith(_NOT_NEEDED)
        }
        texts = _shared_texts(parts.get(_SHARED_TEXTS, b""))
        fewer = {name: content for name, content in parts.items() if name != _SHARED_TEXTS}
        with archive.open(sheet.part) as stream:
            for xml in _cut(stream):
                marked = xml.replace(_SHARED, _MARKED)
                if texts is None or MARK.encode() in xml or b't="s"' in marked or b"t='s'" in marked:
                    yield _read(parts, sheet, xml), None
                else:
                    yield _read(fewer, sheet, marked), texts


def _shared_texts(xml: bytes) -> list[str] | None:
    """The shared texts in their order; None when some are rich or written in a way that calamine should decide on."""
    found = _PLAIN_TEXT.findall(xml)
    if len(found) != xml.count(b"<si") or b"_x" in xml or any(b"\r" in text for text in found):
        return None
    return [html.unescape(text.decode()) if b"&" in text else text.decode() for text in found]


def _cut(stream: IO[bytes]) -> Iterator[bytes]:
    """The sheet's XML in pieces that are each a whole sheet of some of its rows."""
    buffer = stream.read(_HEAD)
    start = _FIRST_ROW.search(buffer)
    assert start is not None  # long_sheet has looked
    head, buffer = buffer[: start.end()], buffer[start.end() :]
    cuttable = _usual(buffer)
    while more := stream.read(_READ):
        cuttable = cuttable and _usual(buffer[-_LONGEST:] + more)
        buffer += more
        if not cuttable or len(buffer) < SLICE:
            continue
        place = _last_place(buffer)
        if place is not None:
            yield head + buffer[:place] + _END
            buffer = buffer[place:]
    yield head + buffer  # with the sheet's own end


def _usual(xml: bytes) -> bool:
    return not any(mark in xml for mark in _UNUSUAL)


def _last_place(buffer: bytes) -> int | None:
    """Where the buffer can be cut: behind a row that another one with a number of its own follows."""
    window = max(0, len(buffer) - _READ)
    places = [match.end() for match in _BETWEEN_ROWS.finditer(buffer, window)]
    return places[-1] if places else None


def _read(parts: dict[str, bytes], sheet: LongSheet, xml: bytes) -> CalamineSheet:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.writestr(sheet.part, xml)
    file.seek(0)
    return CalamineWorkbook.from_filelike(file).get_sheet_by_name(sheet.name)


def _part(archive: zipfile.ZipFile, name: str) -> str | None:
    """The part that holds a sheet; None when the workbook's own directory does not lead there."""
    try:
        items = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter()
        relation = next((item.get(_RELATION) for item in items if item.get("name") == name and item.get(_RELATION)), "")
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return None
    target = next((item.get("Target", "") for item in links if item.get("Id") == relation), "")
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
    return part if part in archive.namelist() else None
