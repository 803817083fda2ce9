"""One press writes the safe repairs into the person's own cells, in the cell's own type, and lists each."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Field, FieldType
from taizhang.engine.text import Text
from taizhang.ledgers.reading import ReadWorkbook, read_workbook
from taizhang.ledgers.reading.cells import ColumnReader
from taizhang.ledgers.reading.repairs import Repair
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import HEADING, PERIOD
from tests.ledgers.office_books import (
    SHEET,
    annotated,
    listed,
    office_book,
    open_book,
    packed_of,
    problem,
    touched,
)
from tests.ledgers.test_reading import ledger

ODD = [[" 小学　", "１２０", "4", 0, "20人", "9"], ["初中", "九十", 3, 30, 10, 8]]
KINDS = {"number": FieldType.NUMBER, "date": FieldType.DATE, "string": FieldType.STRING, "boolean": FieldType.BOOLEAN}


def read(data: bytes, *, details: bool = True) -> ReadWorkbook:
    return read_workbook(
        "上报.xlsx",
        data,
        ledger=ledger(),
        period=PERIOD,
        code_lists=code_lists_of(ledger(), installed_packs()),
        org_units=frozenset(),
        max_bytes=2**20,
        details=details,
    )


def repaired(kind: str, cells: Sequence[Any], **more: Any) -> list[Repair]:
    field = Field(id="f", title=Text("列", "column"), type=KINDS[kind], **more)
    reader = ColumnReader(field, None, frozenset())
    reader.repaired = []
    reader.read(cells, lambda index: f"A{index + 1}", SHEET)
    counted = sum(len(item.kinds) for item in reader.repaired)
    assert counted == reader.repairs.total()
    return reader.repaired


def test_each_repair_is_told_with_its_cell() -> None:
    found = read(office_book(ODD))
    told = {item.address: (item.before, item.after, item.kinds) for item in found.repaired}
    assert told["A3"] == (" 小学　", "小学", ("spaces",))
    assert told["B3"] == ("１２０", Decimal(120), ("full-width", "number-as-text"))
    assert told["E3"] == ("20人", Decimal(20), ("number-as-text",))
    assert set(told) == {"A3", "B3", "C3", "E3", "F3"}
    assert read(office_book(ODD), details=False).repaired == []


def test_a_wrong_cell_counts_as_no_repair() -> None:
    found = read(office_book([["小学", " 九十 ", 4, 0, 20, 9]]))
    assert [item.key for item in found.problems] == ["B3"]
    assert found.repaired == [] and found.repairs.total() == 0


@pytest.mark.parametrize(
    ("kind", "cell", "after"),
    [
        ("date", "2024年3月5日", date(2024, 3, 5)),
        ("date", "2024.3.5", date(2024, 3, 5)),
        ("date", 45356.0, date(2024, 3, 5)),
        ("number", "１２．５", Decimal("12.5")),
        ("number", "1,200", Decimal(1200)),
        ("string", "　张三 ", "张三"),
        ("boolean", " 是", "是"),
    ],
)
def test_a_repaired_cell_holds_its_own_type(kind: str, cell: object, after: object) -> None:
    decimals = {"decimals": 2} if kind == "number" else {}
    [one] = repaired(kind, [cell], **decimals)
    assert one.after == after
    both = repaired(kind, [cell, None, cell], **decimals)
    assert [item.address for item in both] == ["A1", "A3"]


def test_the_repaired_copy_is_written_in_place() -> None:
    book = office_book(ODD)
    copy = annotated(book, [problem("B4", "九十")], repairs=read(book).repaired)
    assert copy.in_place
    before, after = packed_of(book), packed_of(copy.body)
    assert {name for name in set(before) - touched(book) if before[name] != after.get(name)} == set()
    sheet = open_book(copy.body)[SHEET]
    assert [cell.value for cell in sheet[3][:6]] == ["小学", 120, 4, 0, 20, 9]
    assert [cell.data_type for cell in sheet[3][:6]] == ["s", "n", "n", "n", "n", "n"]
    assert sheet["B4"].value == "九十" and "九十" in sheet["B4"].comment.text
    assert open_book(copy.body).sheetnames[:2] == ["错误清单", "已修复"]
    lines = {line[2]: line[3:7] for line in listed(copy.body, "已修复")}
    assert set(lines) == {"A3", "B3", "C3", "E3", "F3"}
    assert lines["B3"] == ["学生数", "１２０", "120", "全角改半角、文本改为数字"]
    assert open_book(copy.body)["已修复"]["C4"].hyperlink.location == f"'{SHEET}'!A3"
    again = read(copy.body)
    assert again.repairs.total() == 0 and [item.key for item in again.problems] == ["B4"]


def test_a_repaired_copy_repaired_again_has_one_list_of_each() -> None:
    book = office_book(ODD)
    once = annotated(book, [problem("B4")], repairs=read(book).repaired).body
    twice = annotated(once, [problem("B4")], repairs=[]).body
    assert open_book(twice).sheetnames[:3] == ["错误清单", "已修复", "说明"]
    assert open_book(annotated(twice, []).body).sheetnames[:2] == ["错误清单", "说明"]


def dated_book(*, from_1904: bool, look: str = "") -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"date_1904": from_1904}) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write("A1", "2024年3月5日", book.add_format({"num_format": look, "bold": True}) if look else None)
    return buffer.getvalue()


@pytest.mark.parametrize("from_1904", [True, False])
@pytest.mark.parametrize(
    ("look", "kept"), [("", "yyyy-mm-dd"), ("@", "yyyy-mm-dd"), ('yyyy"年"m"月"', 'yyyy"年"m"月"')]
)
def test_a_repaired_date_is_a_date_that_shows_as_one(from_1904: bool, look: str, kept: str) -> None:
    repair = Repair("A1", ("日期", "date"), "2024年3月5日", date(2024, 3, 5), ("date-form",))
    copy = annotated(dated_book(from_1904=from_1904, look=look), [], repairs=[repair])
    cell = open_book(copy.body)[SHEET]["A1"]
    assert cell.value == datetime(2024, 3, 5) and cell.number_format == kept and cell.font.bold is bool(look)


def test_a_formula_is_left_and_the_list_says_so() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet(SHEET).write_formula("A1", '=" 甲"', None, " 甲")
    copy = annotated(buffer.getvalue(), [], repairs=[Repair("A1", ("名", "n"), " 甲", "甲", ("spaces",))])
    assert open_book(copy.body)[SHEET]["A1"].value == '=" 甲"'
    assert listed(copy.body, "已修复")[0][6] == "去掉空格；此格是公式，未改"


def test_a_number_leaves_the_text_format() -> None:
    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.active["A1"], book.active["A1"].number_format = "12", "@"
    book.save(buffer := io.BytesIO())
    copy = annotated(buffer.getvalue(), [], repairs=[Repair("A1", ("数", "n"), "12", Decimal(12), ("number-as-text",))])
    cell = open_book(copy.body)[SHEET]["A1"]
    assert (cell.value, cell.number_format) == (12, "General")


def test_a_csv_is_repaired_in_its_copy() -> None:
    data = (",".join(HEADING) + "\n 小学,１２０,4,0,20,9\n").encode()
    found = read_workbook(
        "上报.csv",
        data,
        ledger=ledger(),
        period=PERIOD,
        code_lists=code_lists_of(ledger(), installed_packs()),
        org_units=frozenset(),
        max_bytes=2**20,
        details=True,
    )
    copy = annotated(data, [], name="上报.csv", where="上报.csv", repairs=found.repaired)
    assert not copy.in_place
    assert [cell.value for cell in open_book(copy.body)["上报.csv"][2]] == ["小学", 120, 4, 0, 20, 9]
