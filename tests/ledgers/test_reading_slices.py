"""A long sheet read in slices gives the cells of the sheet read whole."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from taizhang.core.workbooks import UnreadableFile, check_upload, guards
from taizhang.ledgers.reading import slices
from taizhang.ledgers.reading.sheets import open_file, sheet

CELL = st.one_of(
    st.none(),
    st.text("甲乙 a<&>\"'_x1", max_size=6),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
ROWS = st.lists(st.one_of(st.just([]), st.lists(CELL, min_size=1, max_size=5)), min_size=1, max_size=60)


def workbook(rows: list[list[Any]], *, shared: bool) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": shared, "constant_memory": not shared}) as book:
        page, day = book.add_worksheet("上报"), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif isinstance(cell, str):
                    page.write_string(number, column, cell)
                elif cell is not None:
                    page.write(number, column, cell)
    return buffer.getvalue()


def without_blanks(cells: Iterable[Any]) -> list[Any]:
    return [None if cell == "" else cell for cell in cells]


def trimmed(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Blank cells at the end of a row and blank rows at the end say nothing."""
    found = []
    for row in rows:
        cells = without_blanks(row)
        while cells and cells[-1] is None:
            cells.pop()
        found.append(cells)
    while found and not found[-1]:
        found.pop()
    return found


@pytest.mark.parametrize("shared", [True, False], ids=["shared texts", "texts in their cells"])
@given(rows=ROWS)
@settings(deadline=None, max_examples=60)
def test_slices_hold_the_cells_of_the_whole(shared: bool, rows: list[list[Any]]) -> None:
    data = workbook(rows, shared=shared)
    whole = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("上报")
    expected = trimmed([[None] * (whole.start or (0, 0))[1] + row for row in whole.iter_rows()])
    assert rows_in_slices(data) == expected


def test_a_column_of_shared_texts_is_read_at_once_and_alike() -> None:
    data = workbook(
        [["甲", "乙", None, 1, "丁"], ["甲", None, None, "乙", "戊"], ["丙", "乙", None, 2, "戊"]], shared=True
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guards, "LONG_SHEET", 0)
        found = sheet("上报", open_file("a.xlsx", data, "xlsx"))
    columns = list(zip(*found.references, strict=True))
    read = [found.resolve_column(column) for column in columns]
    assert [isinstance(column, pa.Array) for column in read] == [True, True, False, False, True]
    as_lists = [without_blanks(column.to_pylist() if isinstance(column, pa.Array) else column) for column in read]
    assert as_lists == [["甲", "甲", "丙"], ["乙", None, "乙"], [None] * 3, [1.0, "乙", 2.0], ["丁", "戊", "戊"]]
    assert as_lists == [without_blanks(found.resolve(column)) for column in columns]


def test_blank_rows_above_keep_the_sheet_s_own_numbers() -> None:
    data = workbook([[], [], [None, "甲"], [None, 1]], shared=True)
    opened = open_file("a.xlsx", data, "xlsx")
    assert trimmed(sheet("上报", opened).rows) == [[], [], [None, "甲"], [None, 1.0]]


def rewritten(data: bytes, change: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The package with some of its parts replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change.get(name, bytes)(old.read(name)))
    return buffer.getvalue()


def rows_in_slices(data: bytes) -> list[list[Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guards, "LONG_SHEET", 0)
        patch.setattr(slices, "SLICE", 300)
        patch.setattr(slices, "_READ", 120)
        patch.setattr(slices, "_HEAD", 700)
        opened = open_file("a.xlsx", data, check_upload("a.xlsx", data, max_bytes=10**9))
        return trimmed(sheet("上报", opened).rows)


SOME = [["甲", "乙", 1], ["丙", "", 2], ["丁", "乙", 3], ["戊", "己", 4], ["甲", "己", 5], ["庚", "辛", 6]] * 5


def test_rich_and_escaped_shared_texts_are_read_as_calamine_reads_them() -> None:
    def rich(xml: bytes) -> bytes:
        xml = xml.replace("<si><t>甲</t></si>".encode(), "<si><r><t>甲</t></r><r><t>午</t></r></si>".encode())
        return xml.replace("<t>乙</t>".encode(), "<t>乙_x000D_</t>".encode())

    data = rewritten(workbook(SOME, shared=True), {"xl/sharedStrings.xml": rich})
    whole = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("上报").to_python()
    assert whole[0][0] == "甲午"
    assert rows_in_slices(data) == trimmed(whole)


def test_references_written_in_another_way_are_read_too() -> None:
    def other(xml: bytes) -> bytes:
        half = len(xml) // 2
        return xml[:half] + xml[half:].replace(b't="s"', b"t='s'")

    data = rewritten(workbook(SOME, shared=True), {"xl/worksheets/sheet1.xml": other})
    assert rows_in_slices(data) == trimmed(SOME)


def test_a_short_sheet_beside_a_long_one_is_read_without_inflating_the_long_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in {"说明": [["按期末数填"]], "上报": SOME * 20}.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    monkeypatch.setattr(guards, "LONG_SHEET", 2_000)
    inflated: list[str] = []
    read = zipfile.ZipFile.read

    def noted(archive: zipfile.ZipFile, name: Any, pwd: bytes | None = None) -> bytes:
        inflated.append(getattr(name, "filename", name))
        return read(archive, name, pwd)

    monkeypatch.setattr(zipfile.ZipFile, "read", noted)
    opened = open_file("a.xlsx", buffer.getvalue(), "xlsx")
    found = {name: trimmed(sheet(name, opened).rows) for name in opened.names}
    assert found == {"说明": [["按期末数填"]], "上报": trimmed(SOME * 20)}
    assert "xl/worksheets/sheet1.xml" in inflated
    assert "xl/worksheets/sheet2.xml" not in inflated


@pytest.mark.parametrize("part", ["damaged", "no xml", "another name inside"])
def test_a_damaged_long_sheet_is_told_however_late_it_shows(part: str) -> None:
    good = workbook(SOME, shared=True)
    if part == "no xml":
        data = rewritten(good, {"xl/worksheets/sheet1.xml": lambda xml: xml[: len(xml) // 2] + b"<c <c"})
    else:
        with zipfile.ZipFile(io.BytesIO(good)) as archive:
            entry = archive.getinfo("xl/worksheets/sheet1.xml")
        broken = bytearray(good)
        at = entry.header_offset + 30 + len(entry.filename) + (entry.compress_size // 2 if part == "damaged" else -4)
        broken[at] ^= 0xFF
        data = bytes(broken)
    with pytest.raises(UnreadableFile) as caught:
        rows_in_slices(data)
    assert caught.value.problems[0].code == "file.truncated"
