"""For a file that cannot be changed in place: the values of the sheet that was read, each where it stood, as .xlsx."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from taizhang.core.exports import sheet_name
from taizhang.ledgers.reading.sheets import META_SHEET, Opened, sheet

_CELL_CHARACTERS = 32_767  # a spreadsheet holds no longer text in a cell
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def plain_workbook(opened: Opened, where: str) -> tuple[bytes, str]:
    """The workbook and the name that its sheet has there."""
    name = sheet_name(where, taken=(META_SHEET,))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        page = book.add_worksheet(name)
        page.set_column(0, 40, 16)
        writer = _Writer(book, page)
        for at, row in enumerate(sheet(where, opened).rows):
            for column, value in enumerate(row):
                writer.write(at, column, value)
        _meta(book, opened.meta)
    return buffer.getvalue(), name


def _meta(book: Any, facts: Mapping[str, str]) -> None:
    """What our template says of itself stays, so that a mix-up is still noticed."""
    if facts:
        hidden = book.add_worksheet(META_SHEET)
        hidden.very_hidden()
        for at, pair in enumerate(facts.items()):
            hidden.write_row(at, 0, pair)


class _Writer:
    """Values as they came: text stays text, so that long numbers and codes lose nothing."""

    def __init__(self, book: Any, page: Any) -> None:
        self._page = page
        self._formats = {shape: book.add_format({"num_format": shape}) for shape in ("@", _DAY, _MINUTE)}

    def write(self, at: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self._page.write_boolean(at, column, value)
        elif isinstance(value, int | float):
            self._page.write_number(at, column, value)
        elif isinstance(value, datetime):
            shape = _DAY if value.time() == time() else _MINUTE
            self._page.write_datetime(at, column, value, self._formats[shape])
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)
            self._page.write_datetime(at, column, moment, self._formats[_DAY])
        else:
            self._page.write_string(at, column, str(value)[:_CELL_CHARACTERS], self._formats["@"])


_DAY, _MINUTE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
