"""The records of an .xls (or a WPS .et, which is one by another name), and whether it asks for a password.

[MS-XLS], 2.4; files of before 1997 (BIFF5) have the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from taizhang.core.workbooks.extents import records_of, workbook_stream

_BEGINS, _ENDS, _PASSWORD = 0x0809, 0x000A, 0x002F


def asks_for_password(data: bytes) -> bool:
    return any(kind == _PASSWORD for kind, _body in until_end(workbook_stream(data)))


def until_end(stream: bytes, start: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records of one part; a chart within it, which has records of its own, is passed over."""
    depth = 0
    for kind, body in records_of(stream, start):
        if kind == _BEGINS:
            depth += 1
        elif kind == _ENDS:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield kind, body
