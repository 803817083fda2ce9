"""Hidden rows and columns of an .xlsx sheet. They are read like the others; the filer is told which they are.

Of a long sheet (guards.LONG_SHEET) only its beginning is looked at: hidden columns, and that a filter hides rows.
"""

from __future__ import annotations

import re

from taizhang.ledgers.reading.overlay import Hidden

BEGINNING = 256 * 1024  # what stands before the rows: views, columns
_MOST_COLUMNS = 1024
_ATTRIBUTE = rb"\shidden=\"(?:1|true)\""
_ROW = re.compile(rb"<(?:\w+:)?row\b(?=[^<>]*" + _ATTRIBUTE + rb")[^<>]*\sr=\"(\d{1,7})\"")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b(?=[^<>]*" + _ATTRIBUTE + rb")([^<>]*)>")
_SPAN = re.compile(rb"\s(min|max)=\"(\d{1,5})\"")
_FILTERED = re.compile(rb"<(?:\w+:)?sheetPr\b[^<>]*\sfilterMode=\"(?:1|true)\"")


def hidden_of_xml(xml: bytes) -> Hidden | None:
    """None where nothing is hidden."""
    if b"hidden=" not in xml:
        return None
    return _found(xml, tuple(int(row) for row in _ROW.findall(xml)))


def hidden_of_beginning(head: bytes) -> Hidden | None:
    filtered = _FILTERED.search(head) is not None
    return _found(head, (), filtered=filtered) if filtered or b"hidden=" in head else None


def _found(xml: bytes, rows: tuple[int, ...], *, filtered: bool = False) -> Hidden | None:
    columns: list[int] = []
    for attributes in _COLUMN.findall(xml):
        span = {name: int(value) for name, value in _SPAN.findall(attributes)}
        first = span.get(b"min", 1)
        columns += range(first - 1, min(span.get(b"max", first), _MOST_COLUMNS))
    return Hidden(rows, tuple(columns), filtered) if rows or columns or filtered else None
