"""A list from outside: any sheet with one heading row, its columns by place, nothing typed yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from taizhang.core.workbooks import check_upload, unreadable
from taizhang.engine.pack import Field, FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers.reading.heading import SEARCH_ROWS, plain
from taizhang.ledgers.reading.sheets import open_file, sheet
from taizhang.ledgers.reading.unit_titles import UNIT_TITLES

MAX_ROWS = 300_000
MAX_COLUMNS = 200
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_ID_NUMBER = ("身份证号", "身份证号码", "身份证件号", "证件号码", "公民身份号码", "公民身份证号码")
_NAME = ("姓名", "学生姓名", "幼儿姓名", "教师姓名", "人员姓名")


@dataclass(frozen=True, slots=True)
class OutsideSheet:
    """columns: headings by place, "" where a column has none. heading_row: line in the sheet, from 1. rows: (line,
    cells) below it that say something."""

    sheet: str
    columns: tuple[str, ...]
    heading_row: int
    rows: list[tuple[int, Sequence[Any]]]


def read_outside(name: str, data: bytes, *, ledger: Ledger, max_bytes: int) -> OutsideSheet:
    """The sheet and heading row that name most of the ledger's columns; where none does, the fullest. Raises
    UnreadableFile."""
    opened = open_file(name, data, check_upload(name, data, max_bytes=max_bytes))
    best: tuple[tuple[int, int], str, int] | None = None
    for candidate in opened.names:
        head = list(islice(sheet(candidate, opened).rows, SEARCH_ROWS))
        for index, row in enumerate(head[:-1]):
            texts = [str(cell).strip() for cell in row if isinstance(cell, str) and cell.strip()]
            named = sum(proposed_column(field, [plain(text) for text in texts]) is not None for field in ledger.fields)
            score = (named, len(set(texts)))
            if any(_CONTROL.search(text) for text in texts):
                continue  # a picture or a program under the name of a table
            if (named or len(set(texts)) > 1) and (best is None or score > best[0]):
                best = (score, candidate, index)
    if best is None:
        raise unreadable(
            name,
            "heading",
            Text("有表头和数据的一张表", "a sheet with a heading and rows"),
            Text("没有表头，或只有一行", "no heading, or one row only"),
            Text("第一行写列名，下面写数据。", "Name the columns in the first row."),
        )
    _score, chosen, at = best
    lines = sheet(chosen, opened).rows
    heading = next(islice(lines, at, None))
    columns = tuple(str(cell or "").strip() for cell in heading[:MAX_COLUMNS])
    rows = []
    for line, row in enumerate(lines, start=at + 2):
        if any(cell not in (None, "") and str(cell).strip() for cell in row[:MAX_COLUMNS]):
            rows.append((line, row[:MAX_COLUMNS]))
        if len(rows) > MAX_ROWS:
            raise unreadable(
                name,
                "rows",
                Text(f"不超过 {MAX_ROWS} 行", f"up to {MAX_ROWS} rows"),
                Text("更多的行", "more"),
                Text("请按学校或年级拆成几份。", "Split it by school or grade."),
            )
    if not rows:
        raise unreadable(
            name,
            "rows",
            Text("表头下面有数据", "rows under the heading"),
            Text("没有数据", "none"),
            Text("检查工作表，或另选文件。", "Check the sheet or choose another file."),
        )
    return OutsideSheet(chosen, columns, at + 1, rows)


def proposed_column(field: Field, headings: Sequence[str]) -> int | None:
    """Place of the column that a field most likely is, by its title, its id, or the usual names of its kind. headings:
    as `plain` makes them."""
    names = [plain(field.title.zh), plain(field.title.en), field.id]
    if field.format == "id_number":
        names += map(plain, _ID_NUMBER)
    elif field.mask == "name" and field.type is FieldType.STRING and plain(field.title.zh).endswith("姓名"):
        names += map(plain, _NAME)
    return next((headings.index(name) for name in names if name and name in headings), None)


def unit_columns(ledger: Ledger, headings: Sequence[str]) -> list[int]:
    """Columns whose heading says that they name the unit of a row, the likeliest first; none of the ledger's own."""
    own = {plain(field.title.zh) for field in ledger.fields}
    return [headings.index(name) for name in map(plain, UNIT_TITLES) if name in headings and name not in own]
