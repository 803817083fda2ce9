"""A workbook as a typed table: streamed in chunks, so memory does not follow the file's size."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import Any

import pyarrow as pa

from taizhang.analytics.checks import POSITION
from taizhang.analytics.schema import arrow_type
from taizhang.core.workbooks import unreadable
from taizhang.core.workbooks.guards import check_upload, is_misnamed, text_under_another_name
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.reading.above import said_otherwise
from taizhang.ledgers.reading.aside import Chunk, LeftOut, Sieve, differences
from taizhang.ledgers.reading.cells import Cells, ColumnReader, readers_for
from taizhang.ledgers.reading.heading import SEARCH_ROWS, Heading, find_heading
from taizhang.ledgers.reading.lines import Table, table_of
from taizhang.ledgers.reading.mapping import Column, number_column
from taizhang.ledgers.reading.overlay import Hidden
from taizhang.ledgers.reading.problems import column_letter
from taizhang.ledgers.reading.refusals import ColumnsUnsure, check_meta, missing_columns, no_heading, titles_in
from taizhang.ledgers.reading.repairs import Repair
from taizhang.ledgers.reading.sheets import LIST_MARK, TEXT_KINDS, Sheet, hidden_in, open_file, sheet
from taizhang.ledgers.reading.stacked import Head, stacked
from taizhang.ledgers.reading.whose import UnitNames

CHUNK = 4_000
MAX_ROWS = 1_000_000
MAX_PROBLEMS = 2_000
MAX_DETAILS = 50_000
_BLANK = (None, "")
_TABLE_ROWS, _TABLE_CELLS = 2, 2


@dataclass(slots=True)
class ReadWorkbook:
    """table: field columns in the projection's types and `_position` (the sheet's row number, from 1).

    problems: one a wrong cell, at most 2,000 (then `more` counts the rest). repairs: kind -> how many cells;
    repaired: these cells, when they were asked for.
    columns: field id -> column letter, to name cells later. unread: other sheets with rows for the same ledger;
    others: sheets with another table. hidden: lines that were read although nobody sees them.
    left_out: lines that are no rows, in their order; a total that its rows do not add up to is a warning in `problems`.
    titles: every column with what it is. meta: what our own template says of itself. at: the heading's row.
    """

    sheet: str
    table: pa.Table
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    repaired: list[Repair] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    titles: tuple[Column, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    at: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    others: tuple[str, ...] = ()
    hidden: Hidden = field(default_factory=Hidden)


def read_workbook(
    name: str,
    data: bytes,
    *,
    ledger: Ledger,
    period: Period,
    code_lists: Mapping[str, CodeList],
    org_units: Collection[str],
    max_bytes: int,
    on_rows: Callable[[int], None] | None = None,
    details: bool = False,
    answers: Mapping[str, str] | None = None,
    units: Callable[[], UnitNames] | None = None,
) -> ReadWorkbook:
    """Read and type the sheet that fits the ledger. details: every problem is kept, and every repaired cell. answers:
    what the filer said of columns, by Column.key or letter. units: names of the one that files and of the others: a
    list that went round and comes back holds their rows too.

    Raises UnreadableFile when the file or its heading does not fit; ColumnsUnsure when columns must be asked.
    """
    kind = check_upload(name, data, max_bytes=max_bytes)
    opened = open_file(name, data, kind)
    meta = opened.meta
    check_meta(name, kind, meta, ledger, period)
    own_titles, file = titles_in(meta), hashlib.sha256(data).hexdigest()[:12]
    best: tuple[Sheet, Heading, Head] | None = None
    fitting_sheets, others = [], []
    for candidate in opened.names:
        # Opening a sheet parses all of it, so the rows that follow the head are kept rather than opened again.
        found = sheet(candidate, opened)
        head = list(islice(found.rows, SEARCH_ROWS))
        if any(LIST_MARK in row for row in head):
            continue  # our own list of errors, in a copy that comes back
        titled = stacked(head, ledger)
        heading = find_heading(
            titled.rows,
            ledger,
            template_titles=own_titles,
            answers=answers,
            code_lists=code_lists,
            file=file,
        )
        if heading is None and candidate not in opened.hidden and _is_table(head):
            others.append(found.name)
        if heading is not None and any(map(_is_filled, head[heading.row + 1 :])):
            fitting_sheets.append(found.name)
        if heading is not None and (best is None or len(heading.columns) > len(best[1].columns)):
            best = replace(found, references=chain(head, found.references)), heading, titled
    if best is None:
        raise text_under_another_name(name) if is_misnamed(name, kind) else no_heading(name, ledger)
    fitting, heading, titled = best
    if heading.asked:
        raise ColumnsUnsure(fitting.name, heading, ledger)
    if heading.missing:
        raise missing_columns(name, heading, older=bool(meta.get("ledger")))
    numbers = number_column(titled.rows[heading.row]) if meta.get("ledger") else None
    if heading.ours:
        fitting = replace(fitting, references=_without(fitting.references, heading.ours, numbers))
    readers = readers_for(ledger.fields, code_lists, org_units, text_only=kind in TEXT_KINDS)
    if details:
        for reader in readers.values():
            reader.repaired = []
    hidden = hidden_in(opened, fitting.name)
    del opened
    table = table_of(
        titled.rows[heading.row],
        titled.paths,
        heading.columns,
        ledger,
        code_lists,
        first=heading.row + 1,
        units=units,
    )
    with _no_collection():
        result = _typed(fitting, heading, ledger, readers, table, numbers, on_rows, lettered=kind != "ndjson")
    result.others = tuple(others)
    result.hidden = Hidden(
        tuple(row for row in hidden.rows if row > heading.row + 1),
        tuple(sorted(set(hidden.columns) & set(heading.columns.values()))),
        hidden.filtered,
    )
    result.unread = tuple(sheet_name for sheet_name in fitting_sheets if sheet_name != fitting.name)
    result.titles, result.meta, result.at = heading.titles, meta, heading.row
    result.problems += said_otherwise(titled.rows[: heading.row], result.sheet, period, units)
    return result


def _without(rows: Iterator[Sequence[Any]], columns: Collection[int], numbers: int | None) -> Iterator[Sequence[Any]]:
    """A row in which only our own columns say something is blank; in others the column of numbers keeps its own, by
    which an export says that the line is a row."""
    for row in rows:
        cells = [None if index in columns else cell for index, cell in enumerate(row)]
        if numbers is not None and numbers < len(row) and _is_filled(cells):
            cells[numbers] = row[numbers]
        yield cells


@contextmanager
def _no_collection() -> Iterator[None]:
    """Rows make many lists and no cycles: looking for cycles among them takes a tenth of the time and finds none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _typed(
    found: Sheet,
    heading: Heading,
    ledger: Ledger,
    readers: Mapping[str, ColumnReader],
    table: Table,
    numbered: int | None,
    on_rows: Callable[[int], None] | None,
    *,
    lettered: bool,
) -> ReadWorkbook:
    columns = heading.columns
    letters = {name: column_letter(index) if lettered else "" for name, index in columns.items()}
    schema = pa.schema([*((item.id, arrow_type(item)) for item in ledger.fields), (POSITION, pa.int64())])
    result = ReadWorkbook(found.name, schema.empty_table(), columns=letters, unknown=heading.unknown)
    width = max(columns.values()) + 1
    batches: list[pa.RecordBatch] = []
    position, count = heading.row + 2, 0
    rows = islice(found.references, heading.row + 1, None)

    def read(kept: Sequence[Sequence[Any]], numbers: list[int]) -> Chunk:
        cells = list(zip(*kept, strict=False))
        wanted = {name: found.resolve_column(cells[index]) for name, index in columns.items()}
        return _chunk(cells, wanted, numbers, letters, ledger, readers, result, schema)

    sieve = Sieve(table, found, readers, read, numbered)
    while chunk := list(islice(rows, CHUNK)):
        numbers = [position + offset for offset, row in enumerate(chunk) if _is_filled(row)]
        kept = chunk if len(numbers) == len(chunk) else [chunk[number - position] for number in numbers]
        if kept and min(map(len, kept)) < width:
            kept = [[*row, *([None] * (width - len(row)))] for row in kept]
        position += len(chunk)
        count += len(kept)
        if count > MAX_ROWS:
            raise unreadable(
                found.name,
                "too-many-rows",
                Text(f"不超过 {MAX_ROWS} 行", f"up to {MAX_ROWS} rows"),
                Text(f"超过 {MAX_ROWS} 行", f"more than {MAX_ROWS} rows"),
                Text("请分次上传。", "Upload in parts."),
            )
        if kept:
            batch, problems = sieve.rows_of(kept, numbers)
            batches.append(batch)
            _take(problems, result, readers)
        if on_rows is not None:
            on_rows(count)
    result.table = pa.Table.from_batches(batches, schema=schema)
    result.left_out = sieve.left_out(result.table, ledger, letters)
    _take([*differences(result.left_out, found.name), *sieve.doubtful(found.name)], result, readers)
    result.repairs = sum((reader.repairs for reader in readers.values()), Counter())
    for reader in readers.values():
        result.repaired += reader.repaired or ()
    return result


def _is_table(head: Sequence[Sequence[Any]]) -> bool:
    """Whether somebody filed something there: more than a cover or a note."""
    return sum(sum(cell not in _BLANK for cell in row) >= _TABLE_CELLS for row in head) >= _TABLE_ROWS


def _is_filled(row: Sequence[Any]) -> bool:
    return bool(row) and (row[0] not in _BLANK or any(cell not in _BLANK for cell in row))


def _chunk(
    cells: list[tuple[Any, ...]],
    columns: Mapping[str, Cells],
    numbers: list[int],
    letters: Mapping[str, str],
    ledger: Ledger,
    readers: Mapping[str, ColumnReader],
    result: ReadWorkbook,
    schema: pa.Schema,
) -> Chunk:
    arrays = []
    problems: list[Problem] = []
    for item in ledger.fields:
        if item.id not in columns:
            arrays.append(pa.nulls(len(numbers), arrow_type(item)))
            continue
        array, wrong = readers[item.id].read(columns[item.id], _addresses(letters[item.id], numbers), result.sheet)
        arrays.append(array)
        problems += wrong
    arrays.append(pa.array(numbers, pa.int64()))
    return Chunk(pa.RecordBatch.from_arrays(arrays, schema=schema), problems, cells, columns)


def _take(problems: list[Problem], result: ReadWorkbook, readers: Mapping[str, ColumnReader]) -> None:
    detailed = any(reader.repaired is not None for reader in readers.values())
    room = (MAX_DETAILS if detailed else MAX_PROBLEMS) - len(result.problems)
    result.problems += problems[:room]
    result.more += max(len(problems) - room, 0)


def _addresses(letter: str, numbers: Sequence[int]) -> Callable[[int], str]:
    """Cell addresses, made only for the cells that are wrong; without a letter, in a file without columns, the row."""
    return lambda index: f"{letter}{numbers[index]}" if letter else f"第 {numbers[index]} 行"
