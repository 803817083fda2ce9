"""What is exported can be read when it is opened and printed: columns, rows and pages fit what stands in them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from taizhang.core.exports import ExportColumn, Sheet, _number_shape, to_xlsx

CONTACT = "欧阳维桢；负责人 诸葛朗月 0380-5110866"
LONG = "逐项核对后填写，" * 12


def pages(sheet: Sheet) -> list[Any]:
    return list(openpyxl.load_workbook(io.BytesIO(to_xlsx(sheet))).worksheets)


def board(*cells: str) -> Sheet:
    return Sheet("名册", [], [ExportColumn("单位"), ExportColumn("联系人")], [["青禾小学", cell] for cell in cells])


def test_a_column_is_as_wide_as_what_stands_in_it() -> None:
    [page, _dictionary] = pages(board(CONTACT, ""))
    assert page.column_dimensions["B"].width >= 2 * 13 + 13  # 13 Chinese characters and as many others
    assert page.row_dimensions[3].height is None


def test_a_row_is_as_high_as_a_text_that_wraps() -> None:
    [page, _dictionary] = pages(board("", LONG))
    assert page.column_dimensions["B"].width < 45
    assert page.row_dimensions[4].height >= 5 * 15  # 192 half-width characters in lines of 38: six


def test_the_dictionary_prints_one_page_wide_and_wraps() -> None:
    sheet = Sheet("名册", [], [ExportColumn("困难类别")], [], dictionary=[["列", "代码"], ["困难类别", LONG]])
    [_page, dictionary] = pages(sheet)
    assert dictionary.sheet_properties.pageSetUpPr.fitToPage
    assert (dictionary.page_setup.fitToWidth or 1, dictionary.page_setup.fitToHeight) == (1, 0)
    assert dictionary["B2"].alignment.wrap_text and dictionary.row_dimensions[2].height >= 5 * 15


def test_a_year_and_an_order_have_no_thousands_in_a_workbook() -> None:
    shapes = [_number_shape(2025, ExportColumn("", 0, thousands=told)) for told in (True, False)]
    assert shapes == ["#,##0", "0"]
