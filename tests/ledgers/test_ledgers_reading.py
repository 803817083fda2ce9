"""Bad files and odd cells, as clerks send them: a clear message, or a safe repair."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from taizhang.engine.pack import CodeList, Field, FieldType, FiledBy, Ledger, LedgerKind
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.ledgers.reading import ReadWorkbook, read_workbook
from taizhang.ledgers.reading.problems import UnreadableFile
from taizhang.ledgers.template import template_workbook

PLACES = "test.places"
CODES = {PLACES: CodeList(id="places", title=Text("去向", "places"), codes={"public": Text("公办", "public")})}
LEDGER = Ledger(
    id="visits",
    pack="test",
    title=Text("家访台账", "Home visits"),
    kind=LedgerKind.JOURNAL,
    period_kind=PeriodKind.MONTH,
    filed_by=FiledBy(kinds=("school",)),
    fields=(
        Field("card", Text("学籍号", "Card"), FieldType.STRING, required=True),
        Field("day", Text("日期", "Day"), FieldType.DATE, required=True),
        Field("pupils", Text("人数", "Pupils"), FieldType.INTEGER, required=True, unit="人", minimum=Decimal(0)),
        Field("money", Text("金额", "Money"), FieldType.NUMBER, unit="元", decimals=2),
        Field("place", Text("去向", "Place"), FieldType.CODE, code_list=PLACES),
    ),
    date_field="day",
)
MARCH = Period.parse("2026-03")
HEAD = ["学籍号", "日期", "人数", "金额", "去向"]
GOOD = ["A001", "2026-03-05", 3, 12.5, "公办"]


def workbook(*rows: Sequence[object], head: Sequence[str] = HEAD) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("Sheet1")
        for number, row in enumerate([head, *rows]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def read(data: bytes, *, name: str = "a.xlsx", ledger: Ledger = LEDGER, period: Period = MARCH) -> ReadWorkbook:
    return read_workbook(
        name, data, ledger=ledger, period=period, code_lists=CODES, org_units=(), max_bytes=50 * 1024 * 1024
    )


def refusal(data: bytes, name: str = "a.xlsx", period: Period = MARCH) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(data, name=name, period=period)
    (problem,) = caught.value.problems
    assert problem.cure is not None and problem.cure.zh
    return problem.code


def bomb(*, lying: bool) -> bytes:
    """420 MB of zeros in a sheet; `lying` lets the directory say ten bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as stream:
            block = bytes(1024 * 1024)
            for _ in range(420):
                stream.write(block)
    data = buffer.getvalue()
    if lying:
        data = data.replace(struct.pack("<L", 420 * 1024 * 1024), struct.pack("<L", 10))
    return data


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(bomb(lying=False)) == "file.bomb"


def test_a_zip_bomb_whose_directory_lies_is_refused() -> None:
    assert refusal(bomb(lying=True)) in {"file.bomb", "file.truncated"}


def test_a_truncated_workbook_is_refused() -> None:
    assert refusal(workbook(GOOD)[:-300]) == "file.truncated"


def test_a_password_is_named() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert refusal(data) == "file.password"


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"") == "file.empty"


def test_another_workbook_is_refused() -> None:
    assert refusal(workbook(["x", "y"], head=["甲", "乙"])) == "file.no-heading"


def test_a_missing_required_column_is_named() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(workbook(["A001", "2026-03-05"], head=["学籍号", "日期"]))
    (problem,) = caught.value.problems
    assert problem.code == "file.missing-columns"
    assert "人数" in problem.expected.zh


def test_the_template_of_another_period_is_refused() -> None:
    data = template_workbook(ledger=LEDGER, period=MARCH, pack_version="1", code_lists=CODES)
    assert refusal(data, period=Period.parse("2026-04")) == "file.wrong-period"


def test_a_filled_template_reads_back_without_problems() -> None:
    row = {"card": "A001", "day": "2026-03-05", "pupils": 3, "money": Decimal("12.50"), "place": "public"}
    data = template_workbook(ledger=LEDGER, period=MARCH, pack_version="1", code_lists=CODES, rows=[row])
    result = read(data)
    assert result.problems == []
    kept = result.table.select(list(row)).to_pylist()
    assert kept == [{**row, "day": date(2026, 3, 5)}]


def test_a_gbk_csv_is_read() -> None:
    text = "学籍号,日期,人数,金额,去向\r\nA001,2026-03-05,3,12.5,公办\r\n"
    result = read(text.encode("gbk"), name="a.csv")
    assert result.problems == []
    assert result.table.column("money").to_pylist() == [Decimal("12.50")]


def test_columns_in_another_order_are_found_by_their_heading() -> None:
    result = read(workbook(GOOD[::-1], head=HEAD[::-1]))
    assert result.problems == []
    assert result.table.column("card").to_pylist() == ["A001"]


@pytest.mark.parametrize("cell", ["3", "３", " 3 ", 3, 3.0])
def test_a_number_kept_as_text_or_full_width_is_read(cell: object) -> None:
    assert read(workbook(["A001", "2026-03-05", cell])).table.column("pupils").to_pylist() == [3]


@pytest.mark.parametrize("cell", ["2026-03-05", "2026/3/5", "2026年3月5日", 46086, datetime(2026, 3, 5)])
def test_a_day_is_read_however_it_is_written(cell: object) -> None:
    assert read(workbook(["A001", cell, 3])).table.column("day").to_pylist() == [date(2026, 3, 5)]


def test_a_long_number_that_lost_digits_is_refused() -> None:
    result = read(workbook([3.70102201501011e17, "2026-03-05", 3]))
    (problem,) = result.problems
    assert (problem.code, problem.key) == ("cell.card", "A2")


def test_every_wrong_cell_is_named() -> None:
    result = read(workbook(["A001", "昨天", -1, "很多", "火星"], GOOD))
    assert [problem.key for problem in result.problems] == ["B2", "C2", "D2", "E2"]
    assert all(problem.cure is not None and problem.cure.zh for problem in result.problems)
