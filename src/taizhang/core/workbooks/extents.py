"""How far a sheet's cells reach. calamine holds the whole rectangle from the first cell to the last: two cells in
opposite corners, written by a broken program or on purpose, would take all memory and end the process."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import takewhile

from taizhang.core.workbooks.scanning import contains

MOST_CELLS = 20_000_000  # of a rectangle; some 600 MB in calamine
MOST_COLUMNS = 16_384  # as Excel and WPS have them; a file of 5 KB can name a million, and each is looked at
_MOST_DIGITS = 5  # of row numbers that are told apart by their form
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")  # of any length: calamine takes them, too

_ROWS = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\sr\s*=\s*[\"'](\d+)[\"']")

_FREE = 0xFFFFFFFA  # sector numbers from here on end a chain
_HEADER_SECTORS = 109
_SMALL, _SMALL_SECTOR = 4096, 64  # streams below this lie in sectors of their own
_CELLS = frozenset([0x0006, 0x00BD, 0x00BE, 0x00D6, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD])
_SHEET_BEGINS, _DIMENSIONS = 0x0809, 0x0200
_MOST_RESERVED = 1 << 26  # numbers of four bytes


class Damaged(Exception):
    """An .xls whose own directory leads nowhere."""


_ROW = re.compile(rb"<row [^>]*?\br=\"(\d{1,7})\"")


def may_be_wide(xml: bytes) -> bool:
    """Whether a worksheet's XML could span more than MOST_CELLS: a quick look that would rather say yes.

    The first and the last row say which numbers are to be expected. RE2 looks for one reference of any other shape
    (more letters, more digits, other leading digits, other quotes) in one pass, at a small part of what reading every
    reference costs, and other threads run meanwhile.
    """
    first, last = _ROW.search(xml), _ROW.match(xml, xml.rfind(b"<row "))
    if first is None or last is None:
        return True
    unexpected = _unexpected(first[1].decode(), last[1].decode())
    if unexpected is None:
        return True
    return contains(xml, unexpected)


def _unexpected(low: str, high: str) -> str | None:
    """What finds a reference that is not in rows `low` to `high` or is far to the right; None for too many rows."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(low, high, strict=False))
    shared = "".join(digit for digit, _same in alike) if len(low) == len(high) else ""
    free = len(high) - len(shared)
    if free > _MOST_DIGITS:
        return None
    if len(low) == len(high):
        digits = [shared[:place] + f"[^{digit}A-Za-z]" for place, digit in enumerate(shared)]
        digits += [shared + "[0-9]" * count + "[^0-9A-Za-z]" for count in range(free)]
    else:
        digits = []
    rows = "|".join([*digits, shared + "[0-9]" * (free + 1)])
    columns = ["[A-Z]{3}", *(["[B-Z][A-Z]"] if free == _MOST_DIGITS else [])]  # 702 by 9,999 rows, or 52 by 99,999
    small = "[A-Za-z]{0,2}[a-z][A-Za-z]{0,2}[0-9]"
    return rf"""r(?:\s+=|=(?:[\s']|"(?:{"|".join(columns)}|{small}|[A-Z]{{0,2}}(?:{rows}))))"""


def of_xml(xml: bytes) -> int:
    """Cells of the rectangle that a worksheet's XML spans."""
    if not may_be_wide(xml):
        return 0
    places = set(_PLACE.findall(xml))
    columns = {_number(letters) for letters in {letters for letters, _row in places}} or {0}
    numbers = _ROWS.findall(xml)
    rows = [int(row) for _letters, row in places] + [int(row) for row in numbers]
    if not rows:
        return 0
    # Cells without a place of their own follow each other from the first column on.
    width = max(max(columns) - min(columns) + 1, xml.count(b"<c") // (len(numbers) or 1))
    return width * (max(rows) - min(rows) + 1) if width <= MOST_COLUMNS else MOST_CELLS + 1


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters.upper():
        found = found * 26 + letter - 64
    return found


def of_xls(data: bytes) -> int:
    """Cells of the widest rectangle among the sheets of an .xls. Raises Damaged when the file does not lead there."""
    most, box = 0, [1 << 16, 0, 1 << 16, 0]
    for kind, body in records_of(workbook_stream(data)):
        if kind == _SHEET_BEGINS:
            box = [1 << 16, 0, 1 << 16, 0]
        elif kind == _DIMENSIONS:
            most = max(most, _stated_cells(body))
        elif kind in _CELLS and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in (0x00BD, 0x00BE) else column
            box = [min(box[0], row), max(box[1], row), min(box[2], column), max(box[3], column, last)]
            most = max(most, (box[1] - box[0] + 1) * (box[3] - box[2] + 1))
    return most


def _stated_cells(body: bytes) -> int:
    """For so many cells calamine reserves memory, whether they are there or not. Raises Damaged for an end before the
    beginning, which it takes for a very large number."""
    form = {10: "<HHHH", 14: "<IIHH"}.get(len(body))
    if form is None:
        raise Damaged
    first_row, last_row, first_column, last_column = struct.unpack_from(form, body)
    if first_column > 0xFF or last_column < first_column:
        first_column = 0
    if not (last_row and last_column):
        return 1
    if last_row < first_row:
        raise Damaged
    return int((last_row - first_row) * (last_column - first_column))


def records_of(stream: bytes, place: int = 0) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record, from a place on."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def workbook_stream(data: bytes) -> bytes:
    """The stream that holds the sheets, put together from its sectors."""
    try:
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise Damaged
        size = 1 << shift
        [first_directory] = struct.unpack_from("<I", data, 48)
        _check_reserved(data)
        [chain] = struct.unpack_from("<I", data, 68)
        table = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", data, 76))
        for _ in range(len(data) // size + 1):
            if chain >= _FREE:
                break
            numbers = struct.unpack_from(f"<{size // 4}I", data, (chain + 1) * size)
            table += numbers[:-1]
            chain = numbers[-1]
        else:
            raise Damaged  # it leads back to itself
        following: list[int] = []
        for sector in table:
            if sector < _FREE:
                following += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
        directory = _chain(data, first_directory, following, size, skip=1)
        small, next_small = _small_stream(data, directory, following, size)
        for place in range(0, len(directory) - 127, 128):
            length = struct.unpack_from("<H", directory, place + 64)[0]
            name = directory[place : place + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            first, count = struct.unpack_from("<II", directory, place + 116)
            if name not in ("Workbook", "Book"):
                continue
            if count >= _SMALL:
                return _chain(data, first, following, size, skip=1)
            return _chain(small, first, next_small, _SMALL_SECTOR, skip=0)
    except struct.error as error:
        raise Damaged from error
    return b""  # calamine says so


def _small_stream(data: bytes, directory: bytes, following: list[int], size: int) -> tuple[bytes, list[int]]:
    """The stream of small sectors and their chains; read even where no small one is wanted, because calamine does."""
    first_of_chains, count = struct.unpack_from("<II", data, 60)
    if not count:
        return b"", []
    small = _chain(data, struct.unpack_from("<I", directory, 116)[0], following, size, skip=1)
    chains = _chain(data, first_of_chains, following, size, skip=1)
    return small, list(struct.unpack(f"<{len(chains) // 4}I", chains))


def _check_reserved(data: bytes) -> None:
    """Counts of the header for which calamine reserves memory unseen; the second it reads two bytes too early."""
    if max(struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 62)[0]) > _MOST_RESERVED:
        raise Damaged


def _chain(data: bytes, sector: int, following: list[int], size: int, *, skip: int) -> bytes:
    """The sectors that follow each other from `sector` on. skip: how many stand before the first numbered one."""
    parts: list[bytes] = []
    while sector < _FREE and len(parts) * size <= len(data):
        if sector >= len(following):
            raise Damaged
        parts.append(data[(sector + skip) * size : (sector + skip + 1) * size])
        sector = following[sector]
    if sector < _FREE:
        raise Damaged  # it leads back to itself
    return b"".join(parts)
