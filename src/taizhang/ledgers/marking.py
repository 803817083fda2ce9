"""The user's own rows back as a workbook, wrong cells coloured and each with a note of what is wanted."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from taizhang.ledgers.reading.guards import check_upload
from taizhang.ledgers.reading.sheets import META_SHEET, open_file, sheet

_CELL_CHARACTERS = 32_767  # a spreadsheet holds no longer text in a cell
_NOTES = 5_000  # WPS slows down with more notes; cells beyond stay coloured


def marked_workbook(name: str, data: bytes, problems: Sequence[Mapping[str, Any]], *, language: str) -> bytes:
    """An .xlsx with the sheet that was read, every value in the place where it stood, so that addresses still fit.

    problems: as kept with the upload (`where` the sheet, `key` a cell address such as B7 or none, `position` a row
    number). A problem without a cell marks its row; one without a row marks the first cell.
    """
    kind = check_upload(name, data, max_bytes=len(data))
    opened = open_file(name, data, kind)
    where = next((str(item["where"]) for item in problems if item["where"] in opened.names), opened.names[0])
    notes, rows = _places(problems, language)
    widths: dict[int, int] = {}
    for at, column in notes:
        widths[at] = max(widths.get(at, 0), column + 1)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        page = book.add_worksheet(_sheet_name(where))
        _meta(book, opened.meta)
        writer = _Writer(book, page)
        last = 0
        for at, row in enumerate(sheet(where, opened).rows):
            last = max(last, len(row))
            for column, value in enumerate([*row, *[None] * (widths.get(at, 0) - len(row))]):
                writer.write(at, column, value, wrong=(at, column) in notes, in_row=at in rows)
        for (at, column), words in notes.items():
            writer.note(at, column, words)
        for at, words in rows.items():
            writer.note(at, last, words)
        page.set_column(0, max(last - 1, 0), 16)
        if last:
            page.set_column(last, last, 40)
    return buffer.getvalue()


def _places(problems: Sequence[Mapping[str, Any]], language: str) -> tuple[dict[tuple[int, int], str], dict[int, str]]:
    cells: dict[tuple[int, int], list[str]] = defaultdict(list)
    rows: dict[int, list[str]] = defaultdict(list)
    for item in problems:
        expected, found, cure = (str(item[name].get(language, "")) for name in ("expected", "found", "cure"))
        if item.get("is_check"):
            words = cure
        elif language == "zh":
            words = f"应为{expected}；现为{found or '空白'}。{cure}"
        else:
            words = f"expected {expected}; found {found or 'nothing'}. {cure}"
        address = _address(str(item["key"]))
        if address is not None:
            cells[address].append(words)
        elif item.get("position"):
            rows[int(str(item["position"])) - 1].append(cure)
        else:
            cells[0, 0].append(cure)
    return (
        {place: "\n".join(said) for place, said in cells.items()},
        {at: "；".join(said) for at, said in rows.items()},
    )


def _address(key: str) -> tuple[int, int] | None:
    letters = key.rstrip("0123456789")
    number = key[len(letters) :]
    if not number or not letters.isascii() or not letters.isalpha() or not letters.isupper():
        return None
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(number) - 1, column - 1


def _sheet_name(name: str) -> str:
    cleaned = "".join("-" if char in "[]:*?/\\" else char for char in name).strip("'")[:31]
    return cleaned or "Sheet1"


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
        self.book, self.page, self.noted = book, page, 0
        self.formats: dict[tuple[str, str], Any] = {}

    def _format(self, shape: str, tone: str) -> Any:
        if (shape, tone) not in self.formats:
            look: dict[str, Any] = {"num_format": shape} if shape else {}
            if tone:
                look |= {"bg_color": tone, "border": 1, "border_color": "#B3261E"}
            self.formats[shape, tone] = self.book.add_format(look)
        return self.formats[shape, tone]

    def write(self, at: int, column: int, value: Any, *, wrong: bool, in_row: bool) -> None:
        tone = "#F9D5D2" if wrong else "#FFF3D6" if in_row else ""
        if isinstance(value, bool) or value is None or value == "":
            if isinstance(value, bool):
                self.page.write_boolean(at, column, value, self._format("", tone))
            elif tone:
                self.page.write_blank(at, column, None, self._format("", tone))
        elif isinstance(value, int | float):
            self.page.write_number(at, column, value, self._format("", tone))
        elif isinstance(value, datetime):
            shape = "yyyy-mm-dd" if value.time() == time() else "yyyy-mm-dd hh:mm"
            self.page.write_datetime(at, column, value, self._format(shape, tone))
        elif isinstance(value, date):
            self.page.write_datetime(
                at, column, datetime(value.year, value.month, value.day), self._format("yyyy-mm-dd", tone)
            )
        else:
            self.page.write_string(at, column, str(value)[:_CELL_CHARACTERS], self._format("@", tone))

    def note(self, at: int, column: int, words: str) -> None:
        if self.noted < _NOTES:
            self.page.write_comment(at, column, words[:_CELL_CHARACTERS], {"x_scale": 2, "author": "台账"})
            self.noted += 1
