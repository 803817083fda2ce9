"""Lines that are no rows (lines.py) are found without a loop over cells, left out, and named.

Looked at are only the lines that some sign points to: a wrong cell, nothing in any of the ledger's columns, the first
lines below the heading, and words of totals and notes, which one pass over each leading column of texts finds. A chunk
with such lines is typed again without them, so that no repair and no wrong cell of theirs is counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.core.workbooks.scanning import any_cell_contains
from taizhang.engine.errors import Problem
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.reading.cells import Cells, ColumnReader
from taizhang.ledgers.reading.line_words import squeezed
from taizhang.ledgers.reading.lines import KINDS, Line, Table, line_of
from taizhang.ledgers.reading.sheets import Sheet
from taizhang.ledgers.reading.whose import OwnRows
from taizhang.ledgers.sums import summed_fields

# What every line has that only its words tell: in one pass over a column, and then cell by cell in one that has any.
_SIGN = "计|总和|汇总数|均|最高|最低|:|：|公章|盖章|签章|签字"
_SIGN_IN_CELL = re.compile(r"[计均:：]|总和|汇总数|最[高低]|[公盖签][章字]")
_FIRST_LINES = 3
_LONGEST = 60
_LONG_DIGITS = re.compile(r"(?<=\d{3})\d{4,}(?=\d{2})")


@dataclass(slots=True)
class Chunk:
    """Some rows as typed. cells: by column of the sheet, texts maybe references; columns: the same by field id."""

    batch: pa.RecordBatch
    problems: list[Problem]
    cells: list[tuple[Any, ...]]
    columns: Mapping[str, Cells]


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of a total that no sum of its rows gives. title: of the column, Chinese and English."""

    address: str
    title: tuple[str, str]
    said: Decimal
    sum: Decimal


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line of the sheet that was not read as a row. row: its number, from 1; text: what it says, shortened.
    compared: how many numbers of a total were held against the rows; 0 where it has none in a column that adds up."""

    row: int
    kind: Line
    text: str
    differs: tuple[Difference, ...] = ()
    compared: int = 0

    def as_json(self) -> dict[str, Any]:
        kind = {"zh": KINDS[self.kind].zh, "en": KINDS[self.kind].get("en")}
        differs = [{"cell": one.address, "said": f"{one.said:f}", "sum": f"{one.sum:f}"} for one in self.differs]
        told = {"row": self.row, "kind": self.kind.value, "title": kind, "text": self.text}
        return {**told, "differs": differs, "compared": self.compared}

    def sentence(self, language: str) -> str:
        """For a line of a terminal."""
        if language == "zh":
            return f"第 {self.row} 行是{KINDS[self.kind].zh}，没有读入：{self.text}"
        return f"Row {self.row} ({KINDS[self.kind].get('en')}) was left out: {self.text}"


@dataclass(frozen=True, slots=True)
class _Total:
    """Where among the rows kept a total stands (so many before it), and its numbers by field id."""

    before: int
    numbers: Mapping[str, Decimal]
    part: bool  # 小计: of its block


class Sieve:
    """Types chunks of rows and takes the lines out that are none. read: types rows with their numbers. numbered: column
    of our own export in which a number says that the line is a row, whatever its words."""

    def __init__(
        self,
        table: Table,
        sheet: Sheet,
        readers: Mapping[str, ColumnReader],
        read: Callable[[Sequence[Sequence[Any]], list[int]], Chunk],
        numbered: int | None = None,
    ) -> None:
        self._numbered = numbered
        self.table, self.sheet, self.readers, self.read = table, sheet, readers, read
        self._ids = {column: field.id for column, field in table.fields.items()}
        self._worded = [column for column in table.leading if self._is_worded(column)]
        self._lines: list[LeftOut] = []
        self._totals: dict[int, _Total] = {}  # index in _lines -> total
        self._kept = 0
        self._own = OwnRows(table.units, table.own) if table.own is not None and table.units.others else None

    def _is_worded(self, column: int) -> bool:
        """Whether a line's words in this column make no wrong cell, so that only words tell it."""
        field = self.table.fields.get(column)
        return field is None or (field.type is FieldType.STRING and not (field.format or field.pattern))

    def rows_of(self, rows: list[Sequence[Any]], numbers: list[int]) -> tuple[pa.RecordBatch, list[Problem]]:
        before = {name: (reader.repairs.copy(), len(reader.repaired or ())) for name, reader in self.readers.items()}
        chunk = self.read(rows, numbers)
        out = self._told(chunk, rows, numbers)
        if out:
            for name, (repairs, count) in before.items():
                reader = self.readers[name]
                reader.repairs = repairs
                if reader.repaired is not None:
                    del reader.repaired[count:]
            self._leave_out(out, rows, numbers)
            kept = [index for index in range(len(rows)) if index not in out]
            if not kept:
                return chunk.batch.slice(0, 0), []
            rows, numbers = [rows[index] for index in kept], [numbers[index] for index in kept]
            chunk = self.read(rows, numbers)
        self._kept += chunk.batch.num_rows
        if self._own is not None:
            self._own.keep(zip(numbers, self._units(chunk), strict=True))
        return chunk.batch, chunk.problems

    def _told(self, chunk: Chunk, rows: Sequence[Sequence[Any]], numbers: Sequence[int]) -> dict[int, Line]:
        """Index -> kind of the lines to be left out."""
        places = {number: index for index, number in enumerate(numbers)}
        odd = {places[_row_number(problem.key)] for problem in chunk.problems}
        looked = odd | _blank_rows(chunk.batch) | self._worded_rows(chunk) | self._rows_of_others(chunk)
        looked |= {places[number] for number in self._first_numbers if number in places}
        found: dict[int, Line] = {}
        for index in sorted(looked):
            if self._is_numbered(rows[index]):
                continue
            line = line_of(self.sheet.resolve(rows[index]), numbers[index] - 1, self.table, odd=index in odd)
            if line is not None:
                found[index] = line
        return found

    def _is_numbered(self, row: Sequence[Any]) -> bool:
        if self._numbered is None or self._numbered >= len(row):
            return False
        return str(row[self._numbered] or "").removesuffix(".0").isdecimal()

    @property
    def _first_numbers(self) -> range:
        return range(self.table.first + 1, self.table.first + 1 + _FIRST_LINES)

    def _worded_rows(self, chunk: Chunk) -> set[int]:
        found: set[int] = set()
        for column in self._worded:
            if column >= len(chunk.cells):
                continue
            name = self._ids.get(column)
            cells = chunk.columns[name] if name else self.sheet.resolve_column(chunk.cells[column])
            if any_cell_contains(cells, _SIGN):
                texts = cells.to_pylist() if isinstance(cells, pa.Array) else cells
                found.update(
                    index for index, cell in enumerate(texts) if type(cell) is str and _SIGN_IN_CELL.search(cell)
                )
        return found

    def _units(self, chunk: Chunk) -> list[str]:
        """What stands in the column of units, row by row, squeezed."""
        column = self.table.own
        if column is None or column >= len(chunk.cells):
            return [""] * len(chunk.cells[0])
        cells = self.sheet.resolve_column(chunk.cells[column])
        texts = cells.to_pylist() if isinstance(cells, pa.Array) else cells
        return [squeezed(cell) if type(cell) is str else "" for cell in texts]

    def _rows_of_others(self, chunk: Chunk) -> set[int]:
        if self._own is None:
            return set()
        return {index for index, name in enumerate(self._units(chunk)) if name in self.table.units.others}

    def doubtful(self, sheet: str) -> list[Problem]:
        """Warnings for rows that are read as the unit's own and may not be."""
        return list(self._own.problems(sheet)) if self._own is not None else []

    def _leave_out(self, out: Mapping[int, Line], rows: Sequence[Sequence[Any]], numbers: Sequence[int]) -> None:
        for count, (index, kind) in enumerate(sorted(out.items())):
            row = self.sheet.resolve(rows[index])
            if kind is Line.OTHER and self._own is not None:
                self._own.leave(squeezed(row[self._own.column]))
            if kind is Line.TOTAL:
                words = "".join(squeezed(cell) for cell in row if isinstance(cell, str))
                said = {
                    field.id: number
                    for column, field in self.table.fields.items()
                    if (number := _number(row[column], field)) is not None
                }
                self._totals[len(self._lines)] = _Total(self._kept + index - count, said, "小计" in words)
            if shown := _shown(row, kind):  # a line of spaces is nothing to tell
                self._lines.append(LeftOut(numbers[index], kind, shown))

    def left_out(self, table: pa.Table, ledger: Ledger, letters: Mapping[str, str]) -> list[LeftOut]:
        """All that was left out, totals with what differs from the sums of the rows. table: the rows."""
        if any(line.kind is Line.OTHER for line in self._lines):
            return self._lines  # a total is of all schools' rows then
        fields = [field for field in summed_fields(ledger) if field.id in letters]
        places = [total.before for total in self._totals.values()]
        for order, (index, total) in enumerate(self._totals.items()):
            above = places[order - 1] if order else 0
            below = places[order + 1] if order + 1 < len(places) else table.num_rows
            spans = _spans(total, above, below, table.num_rows)
            differs, compared = [], 0
            for field in fields:
                if (said := total.numbers.get(field.id)) is None:
                    continue
                sums = [_sum(table[field.id].slice(start, end - start)) for start, end in spans]
                # A nought over empty cells agrees with nothing; a number over them is one that the rows lack.
                compared += said not in sums or _has_numbers(table[field.id], spans)
                if said not in sums:
                    title = (field.title.zh, field.title.get("en"))
                    address = f"{letters[field.id]}{self._lines[index].row}"
                    differs.append(Difference(address, title, said, sums[0]))
            self._lines[index] = replace(self._lines[index], differs=tuple(differs), compared=compared)
        return self._lines


def _spans(total: _Total, above: int, below: int, end: int) -> list[tuple[int, int]]:
    """The rows that a total may add up, the likeliest first: from the start or since the total above it; where it
    stands on top, the rows below it."""
    whole, block = (0, total.before), (above, total.before)
    under, rest = (total.before, below), (total.before, end)
    on_top = total.before == above
    spans = [under, (0, end), rest] if on_top else []
    spans += [block, whole] if total.part else [whole, block]
    if on_top and not total.part:
        spans = [(0, end), *spans]
    return spans if on_top else [*spans, under, (0, end)]


def differences(lines: Sequence[LeftOut], sheet: str) -> list[Problem]:
    """A warning for each number of a total that its rows do not add up to."""
    return [
        Problem(
            "total-row",
            sheet,
            Text(f"“{item.title[0]}”各行相加 {item.sum:f}", f"{item.title[1]}: {item.sum:f} by adding up the rows"),
            Text(f"合计行写 {item.said:f}", f"{item.said:f} in the total"),
            Text(
                "合计与各行相加不符，请核对有没有漏行。", "The total is not what the rows add up to. Is a row missing?"
            ),
            key=item.address,
            level="warning",
            data={"check": "total-row"},
        )
        for line in lines
        for item in line.differs
    ]


def _has_numbers(column: pa.ChunkedArray, spans: Sequence[tuple[int, int]]) -> bool:
    return any(column.slice(start, end - start).null_count < end - start for start, end in spans)


def _sum(column: pa.ChunkedArray) -> Decimal:
    return Decimal(pc.sum(column).as_py() or 0)


def _row_number(address: str) -> int:
    return int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ第 ").removesuffix(" 行"))


def _blank_rows(batch: pa.RecordBatch) -> set[int]:
    """Rows without anything in the ledger's columns; the last column is the row's number."""
    columns = batch.columns[:-1]
    if any(column.null_count == 0 for column in columns):
        return set()
    blank = columns[0].is_null()
    for column in columns[1:]:
        blank = pc.and_(blank, column.is_null())
    return set(pc.indices_nonzero(blank).to_pylist())


def _number(cell: Any, field: Field) -> Decimal | None:
    if isinstance(cell, bool) or field.type not in (FieldType.INTEGER, FieldType.NUMBER):
        return None
    text = repr(cell) if isinstance(cell, int | float) else unicodedata.normalize("NFKC", str(cell or "")).strip()
    try:
        value = Decimal(text.replace(",", "").removesuffix(field.unit or "\0").strip())
        return value.quantize(Decimal(1).scaleb(-field.decimals)) if value.is_finite() else None
    except InvalidOperation:
        return None


def _shown(row: Sequence[Any], kind: Line) -> str:
    """What the line says, in one line; long numbers in notes, which may be somebody's, only by their ends."""
    parts = [_cell(cell) for cell in row if cell is not None and squeezed(cell)]
    text = " ".join(parts)
    if kind is not Line.TOTAL:
        text = _LONG_DIGITS.sub("****", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _cell(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.12g}"
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return " ".join(str(cell).split())
