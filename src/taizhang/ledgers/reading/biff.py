"""What an .xls (or a WPS .et, which is one by another name) says of its cells beside their values.

Formats of records: [MS-XLS], 2.4; those of before 1997 (BIFF5) have the same places for all that is asked here.
"""

from __future__ import annotations

import struct

from taizhang.core.workbooks.biff import until_end
from taizhang.core.workbooks.extents import Damaged, workbook_stream
from taizhang.ledgers.reading.overlay import Overlay
from taizhang.ledgers.reading.percents import BUILT_IN, shows_percent

_SHEET = 0x0085
_FORMAT, _LOOK = 0x041E, 0x00E0
_FORMULA, _ERROR, _NUMBER, _SHORT, _SHORTS = 0x0006, 0x0205, 0x0203, 0x027E, 0x00BD
_ROW, _COLUMNS = 0x0208, 0x007D
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x20, 0x01
_NO_NUMBER = 0xFFFF
_FAILED = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def overlays_of(data: bytes) -> list[Overlay]:
    """One for each sheet, in the order of the workbook's directory. Raises Damaged."""
    stream = workbook_stream(data)
    percents, starts = _directory(stream)
    return [_sheet(stream, start, percents) for start in starts]


def _directory(stream: bytes) -> tuple[frozenset[int], list[int]]:
    """Cell looks that show percent, and where the sheets begin."""
    formats: set[int] = set(BUILT_IN)
    looks: list[int] = []
    starts: list[int] = []
    try:
        for kind, body in until_end(stream):
            if kind == _FORMAT:
                number, text = struct.unpack_from("<H", body)[0], _format_text(body)
                (formats.add if shows_percent(text) else formats.discard)(number)
            elif kind == _LOOK:
                looks.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == _SHEET:
                starts.append(struct.unpack_from("<I", body)[0])
    except struct.error as error:
        raise Damaged from error
    return frozenset(index for index, look in enumerate(looks) if look in formats), starts


def _format_text(body: bytes) -> str:
    if len(body) >= 5 and struct.unpack_from("<H", body, 2)[0] and body[4] in (0, 1):  # BIFF8: length, width, text
        return body[5:].decode("utf-16-le" if body[4] else "latin-1", "replace")
    return body[3:].decode("latin-1")


def _sheet(stream: bytes, start: int, percents: frozenset[int]) -> Overlay:
    found = Overlay()
    try:
        for kind, body in until_end(stream, start):
            if kind in (_NUMBER, _SHORT):
                row, column, look = struct.unpack_from("<HHH", body)
                if look in percents:
                    found.put(row, column, None)
            elif kind == _SHORTS:
                row, first = struct.unpack_from("<HH", body)
                for place in range(4, len(body) - 2, 6):
                    if struct.unpack_from("<H", body, place)[0] in percents:
                        found.put(row, first + place // 6, None)
            elif kind == _FORMULA:
                row, column, look = struct.unpack_from("<HHH", body)
                if struct.unpack_from("<H", body, 12)[0] != _NO_NUMBER:
                    if look in percents:
                        found.put(row, column, None)
                elif body[6] == 2:
                    found.put(row, column, _FAILED.get(body[8], "#N/A"))
            elif kind == _ERROR and body[7]:
                row, column = struct.unpack_from("<HH", body)
                found.put(row, column, _FAILED.get(body[6], "#N/A"))
            elif kind == _ROW and body[12] & _HIDDEN_ROW:
                found.hidden_rows.append(struct.unpack_from("<H", body)[0])
            elif kind == _COLUMNS and body[8] & _HIDDEN_COLUMN:
                first, last = struct.unpack_from("<HH", body)
                found.hidden_columns += range(first, min(last, 255) + 1)
    except (struct.error, IndexError) as error:
        raise Damaged from error
    return found
