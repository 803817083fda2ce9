"""A long sheet read in slices gives the cells of the sheet read whole."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from taizhang.ledgers.reading import slices
from taizhang.ledgers.reading.sheets import open_sheets, sheet

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


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    """Blank cells at the end of a row and blank rows at the end say nothing."""
    found = []
    for row in rows:
        cells = [None if cell == "" else cell for cell in row]
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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "LONG_SHEET", 0)
        patch.setattr(slices, "SLICE", 300)
        patch.setattr(slices, "_READ", 120)
        patch.setattr(slices, "_HEAD", 700)
        _, opened = open_sheets("a.xlsx", data, "xlsx")
        found = trimmed(list(sheet("上报", opened).rows))
    assert found == expected


def test_blank_rows_above_keep_the_sheet_s_own_numbers() -> None:
    data = workbook([[], [], [None, "甲"], [None, 1]], shared=True)
    _, opened = open_sheets("a.xlsx", data, "xlsx")
    assert trimmed(list(sheet("上报", opened).rows)) == [[], [], [None, "甲"], [None, 1.0]]
