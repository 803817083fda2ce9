"""A long worksheet handed to calamine in slices of rows, so that only one slice of it is ever held whole.

calamine keeps a whole sheet in memory, some 80 bytes a cell. The XML of an .xlsx sheet is therefore inflated as a
stream, cut between rows, and each slice is read as a small workbook of its own: the sheet's beginning, the slice, its
end. Positions stay the sheet's own, since rows carry their numbers; a sheet whose rows do not, or that is written in an
unusual way, is read whole.

Texts that cells share stand once in a part of their own. It is read once, and not by calamine for each slice anew: a
cell's reference to a shared text is handed to calamine as a text that begins with a mark made up for this sheet, and
LongSheet.resolve puts the text in, a column at a time.
"""

from __future__ import annotations

import html
import io
import posixpath
import re
import secrets
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import NoneType
from typing import IO, Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from taizhang.core.workbooks.guards import bomb, check_extent, check_part, is_long_sheet
from taizhang.ledgers.reading.failed import failed_as_texts
from taizhang.ledgers.reading.percents import STYLES, percent_styles, percents_as_texts

SLICE = 768 * 1024
_READ = SLICE // 2
_LONGEST_ROW = 8 * 1024 * 1024
_HEAD = 256 * 1024  # what stands before the rows: views, columns
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FIRST_ROW = re.compile(rb"<sheetData>\s*(?=<row\b[^>]*\sr=\"\d)")
_BETWEEN_ROWS = re.compile(rb"</row>\s*(?=<row\b[^>]*\sr=\"\d)")
_UNUSUAL = b"<!"  # a comment or CDATA, which may hold what looks like the end of a row
_END = b"</sheetData></worksheet>"
_NOT_NEEDED = ("xl/worksheets/", "xl/media/", "xl/drawings/", "xl/charts/", "xl/pivot", "xl/embeddings/", "docProps/")
_SHARED_TEXTS = "xl/sharedStrings.xml"
_SHARED_CELL = b' t="s"><v>'
_PLAIN_TEXT = re.compile(r"<si><t(?: xml:space=\"preserve\")?(?:/>|>([^<]*)</t>)</si>")
_TEXTS_A_ROW = 1024
_DIGITS = 10  # of a shared text's number, at most
_READERS = 2  # slices that are read at a time; each holds some 8 MB


@dataclass(frozen=True, slots=True)
class LongSheet:
    """A worksheet part of an .xlsx that is worth slicing. parts: the parts calamine needs beside it, name -> bytes."""

    data: bytes
    name: str
    part: str
    parts: dict[str, bytes]
    texts: pa.StringArray
    mark: str = field(default_factory=lambda: "\ue000" + secrets.token_hex(4))  # nobody can write it into a cell
    file: str = ""  # its name, for messages

    def resolve(self, cells: Sequence[Any]) -> Sequence[Any]:
        """The cells with each marked reference replaced by the shared text it stands for."""
        return [self._resolved(cell) for cell in cells] if len(self.texts) else cells

    def resolve_column(self, cells: Sequence[Any]) -> Sequence[Any] | pa.StringArray:
        """The same of a column; as Arrow holds it where all its cells are shared texts or blank."""
        kinds = set(map(type, cells))
        if str not in kinds or not len(self.texts):
            return cells
        if kinds <= {str, NoneType}:
            column = pa.array(cells, pa.string())
            blank = pc.equal(column, "")
            if pc.any(blank).as_py():
                column = pc.if_else(blank, pa.scalar(None, pa.string()), column)
            if pc.all(pc.starts_with(column, self.mark)).as_py():
                start = len(self.mark.encode())
                places = pc.binary_slice(column.cast(pa.binary()), start, start + _DIGITS).cast(pa.string())
                return self.texts.take(places.cast(pa.int64()))
        return self.resolve(cells)

    def _resolved(self, cell: Any) -> Any:
        if type(cell) is str and cell.startswith(self.mark):
            return self.texts[int(cell[len(self.mark) :])].as_py()
        return cell


def has_long_sheet(data: bytes) -> bool:
    """Whether an .xlsx has a sheet that may be worth slicing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(map(is_long_sheet, archive.infolist()))


def without_rows(data: bytes) -> bytes:
    """An .xlsx of which only the names of sheets are asked: calamine would read all shared texts on opening it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _package(_parts_beside(archive)).getvalue()


def long_sheet(data: bytes, name: str, file: str) -> LongSheet | None:
    """The sheet when it is long and its rows can be told apart; None when it is better read whole.

    A long one that must be read whole is inflated once to its end, as the upload's other parts were (guards.py).
    Raises one of guards.DAMAGED.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = part_named(archive, name)
        if part is None or not is_long_sheet(archive.getinfo(part)):
            return None
        with archive.open(part) as stream:
            head = stream.read(_HEAD)
        if not _FIRST_ROW.search(head):
            check_part(file, archive, archive.getinfo(part))
            check_extent(file, archive.read(part))
            return None
        sheet = LongSheet(data, name, part, _parts_beside(archive), pa.array([], pa.string()), file=file)
        if _SHARED_TEXTS in archive.namelist():
            sheet = replace(sheet, texts=_shared_texts(archive.read(_SHARED_TEXTS), sheet))
    return sheet


def rows_of(sheet: LongSheet) -> Iterator[list[Any]]:
    """The sheet's rows from the first on, unresolved, blank ones as []; each begins at column A."""
    position = 0
    blank = {f"{sheet.mark}{index}" for index in pc.indices_nonzero(pc.equal(sheet.texts, "")).to_pylist()}
    for piece in _slices(sheet):
        if piece.start is None:
            continue
        first, column = piece.start
        yield from ([] for _ in range(position, first))
        rows = piece.to_python()  # without the rows above the slice
        del piece  # the next slices are read while this frame still stands
        before: list[Any] = [None] * column
        if blank:
            yield from (before + [None if cell in blank else cell for cell in row] for row in rows)
        elif column:
            yield from (before + row for row in rows)
        else:
            yield from rows
        position = first + len(rows)
        del rows


def _slices(sheet: LongSheet) -> Iterator[CalamineSheet]:
    """Each slice as calamine reads it, from top to bottom; the next ones are read beside the caller's work, since
    inflating and calamine let other threads run."""
    read = _Reader(sheet)
    with (
        zipfile.ZipFile(io.BytesIO(sheet.data)) as archive,
        archive.open(sheet.part) as stream,
        ThreadPoolExecutor(_READERS, "slices") as readers,
    ):
        coming: deque[Future[CalamineSheet]] = deque()
        for piece in _ahead(_cut(stream, sheet.file)):
            coming.append(readers.submit(read, piece))
            if len(coming) > _READERS:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    with ThreadPoolExecutor(1, "cut") as beside:
        coming = beside.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = beside.submit(next, pieces, None)
            yield piece


class _Reader:
    """Reads a slice of a sheet. Called by several threads at a time."""

    def __init__(self, sheet: LongSheet) -> None:
        self.sheet = sheet
        self._marked = b' t="str"><v>' + sheet.mark.encode()
        self._percents = percent_styles(sheet.parts.get(STYLES, b""))

    def __call__(self, piece: bytes) -> CalamineSheet:
        sheet = self.sheet
        check_extent(sheet.file, piece)
        xml = percents_as_texts(failed_as_texts(piece), self._percents)
        try:
            return _read(sheet, xml.replace(_SHARED_CELL, self._marked) if len(sheet.texts) else xml)
        except CalamineError:  # a reference that is written in another way
            with zipfile.ZipFile(io.BytesIO(sheet.data)) as archive:
                if _SHARED_TEXTS not in archive.namelist():
                    raise
                return _read(sheet, xml, {_SHARED_TEXTS: archive.read(_SHARED_TEXTS)})


def _shared_texts(xml: bytes, sheet: LongSheet) -> pa.StringArray:
    """The shared texts in their order: plain ones at once; where some are rich or escaped, calamine reads them all."""
    count = xml.count(b"<si>") + xml.count(b"<si ") + xml.count(b"<si/>")
    if b"_x" not in xml and b"\r" not in xml:
        found: list[str] = _PLAIN_TEXT.findall(xml.decode("utf-8", "replace"))
        if len(found) == count:
            return pa.array(map(html.unescape, found) if b"&" in xml else found, pa.string())
    cells = [b'<c t="s"><v>%d</v></c>' % index for index in range(count)]
    rows = (b"".join(cells[start : start + _TEXTS_A_ROW]) for start in range(0, count, _TEXTS_A_ROW))
    body = b"".join(b"<row>" + row + b"</row>" for row in rows)
    whole = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + body + _END
    read = _read(sheet, whole, {_SHARED_TEXTS: xml}).to_python(skip_empty_area=False)
    return pa.array([str(cell) for row in read for cell in row][:count], pa.string())


def _cut(stream: IO[bytes], file: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that are each a whole sheet of some of its rows. Raises UnreadableFile for one that
    goes on and on without a row to cut behind."""
    buffer = stream.read(_HEAD)
    start = _FIRST_ROW.search(buffer)
    assert start is not None  # long_sheet has looked
    head, buffer = buffer[: start.end()], buffer[start.end() :]
    cuttable = not _is_unusual(buffer)
    while more := stream.read(_READ):
        cuttable = cuttable and not _is_unusual(buffer[-1:] + more)
        buffer += more
        if not cuttable or len(buffer) < SLICE:
            continue
        place = _last_place(buffer)
        if place is None and len(buffer) > _LONGEST_ROW:
            raise bomb(file, len(buffer))
        if place is not None:
            yield b"".join((head, memoryview(buffer)[:place], _END))
            buffer = buffer[place:]
    yield head + buffer  # with the sheet's own end


def _is_unusual(xml: bytes) -> bool:
    return b"!" in xml and _UNUSUAL in xml  # a single byte is found ten times as fast


def _last_place(buffer: bytes) -> int | None:
    """Where the buffer can be cut: behind a row that another one with a number of its own follows."""
    place = len(buffer)
    while (place := buffer.rfind(b"</row>", 0, place)) >= 0:
        if match := _BETWEEN_ROWS.match(buffer, place):
            return match.end()
    return None


def _read(sheet: LongSheet, xml: bytes, more: dict[str, bytes] | None = None) -> CalamineSheet:
    file = _package(sheet.parts | (more or {}) | {sheet.part: xml})
    return CalamineWorkbook.from_filelike(file).get_sheet_by_name(sheet.name)


def _parts_beside(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """What calamine needs to read a sheet beside the sheet itself and shared texts."""
    return {
        entry.filename: archive.read(entry)
        for entry in archive.infolist()
        if not entry.filename.startswith(_NOT_NEEDED) and entry.filename != _SHARED_TEXTS
    }


def _package(parts: Mapping[str, bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def part_named(archive: zipfile.ZipFile, name: str) -> str | None:
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
