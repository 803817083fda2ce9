"""Which rows of our template with copied values the filer has confirmed."""

from __future__ import annotations

from itertools import islice

from taizhang.core.workbooks import check_upload
from taizhang.ledgers.reading.mapping import CHECKED_TITLE, folded
from taizhang.ledgers.reading.sheets import open_file, sheet

YES = "是"


def confirmed_rows(name: str, data: bytes, sheet_name: str, heading: int) -> tuple[int | None, frozenset[int]]:
    """0-based column of the marks (None: it was taken out) and the sheet's row numbers, from 1, that have one.

    heading: 0-based row of the titles. The file was read before, so that its guards are passed.
    """
    opened = open_file(name, data, check_upload(name, data, max_bytes=len(data)))
    found = sheet(sheet_name, opened)
    rows = islice(found.rows, heading, None)
    titles = [folded(cell) for cell in next(rows, [])]
    if CHECKED_TITLE not in titles:
        return None, frozenset()
    column = titles.index(CHECKED_TITLE)
    return column, frozenset(
        number
        for number, row in enumerate(rows, start=heading + 2)
        if column < len(row) and folded(row[column]) in (YES, "√", "true", "y", "yes")
    )
