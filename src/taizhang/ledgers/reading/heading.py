"""Finds the heading row and which column is which field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.engine.pack import Ledger

SEARCH_ROWS = 12
_NOTE = re.compile(r"[(（\[【].*?[)）\]】]|[*＊:：]")


@dataclass(frozen=True, slots=True)
class Heading:
    """row: 0-based index; columns: field id -> 0-based column; unknown: headings that no field has."""

    row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def plain(text: object) -> str:
    """A heading without unit in brackets, marks, spaces and width differences."""
    folded = unicodedata.normalize("NFKC", str(text or ""))
    return re.sub(r"\s+", "", _NOTE.sub("", folded)).lower()


def find_heading(rows: Sequence[Sequence[Any]], ledger: Ledger) -> Heading | None:
    """The row among the first twelve that names most fields; None when none names half of the required ones."""
    names: dict[str, str] = {}
    for field in ledger.fields:
        for name in (field.id, field.title.zh, field.title.en):
            if name:
                names.setdefault(plain(name), field.id)
    required = {field.id for field in ledger.fields if field.required}
    best: Heading | None = None
    for index, row in enumerate(rows[:SEARCH_ROWS]):
        columns: dict[str, int] = {}
        unknown = []
        for column, cell in enumerate(row):
            found = names.get(plain(cell)) if cell is not None else None
            if found is not None:
                columns.setdefault(found, column)
            elif cell is not None and str(cell).strip():
                unknown.append(str(cell).strip())
        missing = tuple(field.title.zh for field in ledger.fields if field.required and field.id not in columns)
        if best is None or len(columns) > len(best.columns):
            best = Heading(index, columns, tuple(unknown), missing)
    if best is None or len(set(best.columns) & required) * 2 < max(len(required), 1) or not best.columns:
        return None
    return best
