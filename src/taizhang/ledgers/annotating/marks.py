"""What is put into the copy: lines of the list of errors, their notes, and where each belongs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.engine.text import Text
from taizhang.ledgers.reading.problems import column_letter

Place = tuple[int, int]  # row and column from 1
NOTE_HEAD = "【台账核对】"  # our part of a note begins with it and is known by it again
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ROWS, _COLUMNS = 1_048_576, 16_384

EMPTY = Text("（空）", "(empty)")
_WANTED = Text("应为：{expected}\n现为：{found}\n改法：{cure}", "Wanted: {expected}\nFound: {found}\nMend: {cure}")


@dataclass(frozen=True, slots=True)
class Line:
    """One error or warning. place: the cell; column 0 stands for a whole row; None for the sheet."""

    sheet: str
    place: Place | None
    is_error: bool
    found: str
    expected: str
    cure: str
    is_check: bool

    @property
    def where(self) -> str:
        if self.place is None:
            return ""
        row, column = self.place
        return address(row, column) if column else f"{row}:{row}"

    def note(self, language: str) -> str:
        found = self.found or EMPTY.get(language)
        return _WANTED.get(language).format(expected=self.expected, found=found, cure=self.cure)


def lines_of(problems: Sequence[Mapping[str, Any]], sheet: str, *, is_error: bool, language: str) -> list[Line]:
    """problems: as kept with the upload: `key` a cell address such as B7 or none, `position` a row number."""
    lines = []
    for item in problems:
        place = place_of(str(item["key"]))
        if place is None and item.get("position"):
            place = (int(str(item["position"])), 0)
        found, expected, cure = (
            Text(str(item[name].get("zh", "")), str(item[name].get("en", ""))).get(language)
            for name in ("found", "expected", "cure")
        )
        lines.append(Line(sheet, place, is_error, found, expected, cure, bool(item.get("is_check"))))
    return sorted(lines, key=lambda line: (not line.is_error, line.place is None, line.place or (0, 0)))


def address(row: int, column: int) -> str:
    return f"{column_letter(column - 1)}{row}"


def place_of(key: str) -> Place | None:
    """B7 -> (7, 2); None for what is no cell's address."""
    found = _ADDRESS.fullmatch(key)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= _ROWS and column <= _COLUMNS else None
