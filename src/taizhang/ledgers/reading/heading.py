"""Finds the heading row and which column is which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from taizhang.engine.pack import CodeList, Ledger
from taizhang.ledgers.reading.above import scale_above
from taizhang.ledgers.reading.mapping import (
    SAMPLES,
    Column,
    Titles,
    columns_of,
    is_ours,
    names_of,
    of_the_kind,
    plain,
    untitled_columns,
)

__all__ = ["SEARCH_ROWS", "Heading", "find_heading", "plain"]

SEARCH_ROWS = 12


@dataclass(frozen=True, slots=True)
class Heading:
    """row: 0-based index; columns: field id -> 0-based column; unknown: headings that no field has; missing: required
    fields without a column, by title; titles: every column with what it is, asked ones and those without a title among
    them."""

    row: int
    columns: dict[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    titles: tuple[Column, ...] = ()
    ours: tuple[int, ...] = ()  # columns that our template or export added

    @property
    def asked(self) -> tuple[Column, ...]:
        return tuple(column for column in self.titles if column.asked)


def find_heading(
    rows: Sequence[Sequence[Any]],
    ledger: Ledger,
    *,
    template_titles: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    code_lists: Mapping[str, CodeList] | None = None,
    file: str = "",
) -> Heading | None:
    """The row among the first twelve that names most fields; None when none names half of the required ones.

    A row that is sure of so many is taken before one whose titles are merely alike. template_titles: field id -> title
    of the file's own template. answers: what was said of columns before, by Column.key or letter.
    """
    titles = Titles(ledger, names_of(ledger, template_titles or {}), answers or {}, file=file)
    found = [_Row(index, titles.mapped(columns_of(row))) for index, row in enumerate(rows[:SEARCH_ROWS])]
    enough = max(sum(field.required for field in ledger.fields), 1)
    best = max(found, key=lambda row: row.named, default=None)
    if best is None or best.required(ledger) * 2 < enough or not best.named:
        found = [_Row(row.index, titles.similar(row.columns)) for row in found]
        best = max(found, key=lambda row: row.named, default=None)
        if best is None or best.required(ledger) * 2 < enough or best.named < min(2, len(ledger.fields)):
            return None
    titles = replace(titles, scale=scale_above(rows[: best.index]))
    samples = rows[best.index + 1 :]
    every = sorted(
        [*columns_of(rows[best.index]), *untitled_columns(rows, best.index)], key=lambda column: column.index
    )
    mapped = titles.similar(titles.mapped(every))
    columns = [replace(column, samples=_samples(samples, column.index)) for column in mapped]
    ours = tuple(index for index, cell in enumerate(rows[best.index]) if is_ours(cell))
    return replace(_heading(best.index, of_the_kind(columns, ledger, code_lists or {}), ledger), ours=ours)


@dataclass(frozen=True, slots=True)
class _Row:
    index: int
    columns: list[Column]

    @property
    def named(self) -> int:
        return len(self._fields)

    @property
    def _fields(self) -> set[str]:
        """What is counted in another unit is named too."""
        return {column.field or column.means for column in self.columns} - {""}

    def required(self, ledger: Ledger) -> int:
        named = self._fields
        return sum(field.required and field.id in named for field in ledger.fields)


def _samples(rows: Sequence[Sequence[Any]], index: int) -> tuple[str, ...]:
    found = [str(row[index]).strip() for row in rows if index < len(row) and row[index] not in (None, "")]
    return tuple(text.removesuffix(".0")[:30] for text in found[:SAMPLES])


def _heading(row: int, columns: list[Column], ledger: Ledger) -> Heading:
    placed: dict[str, int] = {}
    for column in columns:
        if column.field:
            placed.setdefault(column.field, column.index)
    missing = tuple(field.title.zh for field in ledger.fields if field.required and field.id not in placed)
    unknown = tuple(column.title for column in columns if column.title and not column.field)
    return Heading(row, placed, unknown, missing, tuple(columns))
