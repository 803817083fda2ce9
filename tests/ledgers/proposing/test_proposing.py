"""What is proposed for workbooks as county offices make them, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from taizhang.core.workbooks import UnreadableFile
from taizhang.ledgers.proposing import grid as grid_module
from taizhang.ledgers.proposing.looks import Look, look_of_format
from taizhang.ledgers.proposing.proposal import propose
from taizhang.ledgers.proposing.result import ProposedSheet
from tests.ledgers.proposing.held_out import HELD_OUT
from tests.ledgers.proposing.held_out_later import HELD_OUT_LATER
from tests.ledgers.proposing.scoring import convert, scored
from tests.ledgers.proposing.tuning import TUNED

Rows = Iterable[Iterable[Any]]


def workbook(rows: Rows, merges: Iterable[tuple[int, int, int, int]] = ()) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "yyyy/m/d"}) as book:
        page = book.add_worksheet("表")
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    page.write(row, column, cell)
        for first, left, last, right in merges:
            page.merge_range(first, left, last, right, "")
    return data.getvalue()


def proposed(rows: Rows, merges: Iterable[tuple[int, int, int, int]] = ()) -> tuple[ProposedSheet, ...]:
    return tuple(propose("表.xlsx", workbook(rows, merges), max_bytes=1_000_000).sheets)


def types(sheet: ProposedSheet) -> dict[str, str]:
    return {field.title: field.type for field in sheet.fields}


def test_the_tuned_books_are_read_right(tmp_path: Path) -> None:
    score = scored(TUNED, tmp_path)
    assert score.wrong == []


def test_nine_fields_in_ten_are_right_in_books_the_rules_were_not_tuned_on(tmp_path: Path) -> None:
    score = scored((*HELD_OUT, *HELD_OUT_LATER), tmp_path)
    assert score.right >= 0.9 * score.total, score.wrong


def test_titles_of_groups_are_found_without_merges() -> None:
    [sheet] = proposed(
        [
            ["学校", "学生", None, "教师", None, "备注"],
            [None, "男", "女", "男", "女"],
            ["柳溪小学", 30, 20, 4, 5],
            ["石板完小", 33, 21, 2, 6, "已核"],
        ]
    )
    assert list(types(sheet)) == ["学校", "学生-男", "学生-女", "教师-男", "教师-女", "备注"]
    assert (sheet.heading_rows, sheet.data_rows) == ((1, 2), (3, 4))


def test_days_of_a_month_are_titles_and_column_numbers_are_not() -> None:
    marks = [["√", "○", "√", "√", "√", "√"] for _ in range(4)]
    [days] = proposed(
        [["姓名", "十月", *[None] * 5], [None, 1, 2, 3, 4, 5, 6], *(["张青禾", *row] for row in marks)],
        [(0, 1, 0, 6)],
    )
    assert [field.title for field in days.fields][:3] == ["姓名", "十月-1", "十月-2"]
    [numbered] = proposed([["学校", "人数", "班数"], ["甲", 1, 2], ["柳溪小学", 300, 8], ["石板完小", 200, 6]])
    assert numbered.heading_rows == (1, 2) and list(types(numbered)) == ["学校", "人数", "班数"]


def test_a_form_card_is_no_table_but_indicators_down_the_side_are() -> None:
    [card] = proposed(
        [
            ["学校名称", "柳溪小学", "校长", "张青禾"],
            ["在校生数", 300, "栋数", 4],
            ["联系电话", "13800001111", "建校时间", "1958年"],
        ]
    )
    assert not card.is_data and card.fields == ()
    [table] = proposed(
        [["指标", "柳溪小学", "石板完小"], ["在校生数", 300, 200], ["班级数", 12, 8], ["教师数", 30, 20]]
    )
    assert table.is_data and types(table) == {"指标": "text", "柳溪小学": "integer", "石板完小": "integer"}


def test_tables_below_each_other_are_told_apart_with_and_without_a_title() -> None:
    rows = [["姓名", "电话"], ["张青禾", "13800001111"], ["李小满", "13800002222"], []]
    other = [["物资名称", "数量", "存放地点"], ["灭火器", 12, "一楼"], ["沙袋", 50, "库房"]]
    assert [sheet.data_rows for sheet in proposed([*rows, *other])] == [(2, 3), (6, 7)]
    titled = proposed([*rows, ["防汛物资清单"], *other])
    assert [sheet.title for sheet in titled] == [None, "防汛物资清单"]


def test_numbers_as_text_with_units_and_thousands_stay_numbers() -> None:
    [sheet] = proposed(
        [
            ["品名", "数量", "金额", "单价（元）", "完成率", "楼层", "启用时间"],
            ["桌", "12张", "1,200.50", 100.5, 0.95, "1层", "2019年"],
            ["椅", 30, "5万元", 50, 1.2, "2层", 2020],
            ["柜", "8张", 900, 60.5, 0.8, "2层", "2021年"],
        ]
    )
    assert types(sheet) == {
        "品名": "text",
        "数量": "integer",
        "金额": "money",
        "单价（元）": "money",
        "完成率": "percent",
        "楼层": "text",
        "启用时间": "year",
    }
    assert [field.unit for field in sheet.fields] == ["", "张", "元", "元", "%", "", ""]


def test_days_months_and_plain_numbers_are_told_apart() -> None:
    [sheet] = proposed(
        [
            ["登记日期", "出生年月", "面积", "编号", "是否达标"],
            ["2024年3月5日", "1988.05", 45356, "007", "达标"],
            [45356, 198410, 45400, "008", "未达标"],
            [date(2024, 3, 7), "1990年1月", 45900, "009", "达标"],
            ["9月5日", "1990.12", 46000, "010", "达标"],
        ]
    )
    wanted = {"登记日期": "date", "出生年月": "month", "面积": "integer", "编号": "code", "是否达标": "boolean"}
    assert types(sheet) == wanted


def test_what_a_heading_demands_is_required_and_what_has_no_blank_is_told() -> None:
    [sheet] = proposed(
        [["姓名*", "电话（必填）", "备注"], ["张青禾", "13800001111", None], ["李小满", "13800002222", "新"]]
    )
    assert [(field.required, field.always_filled) for field in sheet.fields] == [
        (True, True),
        (True, True),
        (False, False),
    ]


def test_few_repeated_words_become_a_code_list_and_names_do_not() -> None:
    rows = [[f"张{'青禾小满'[n % 4]}", ("公办", "民办")[n % 2]] for n in range(12)]
    [sheet] = proposed([["园长姓名", "办园性质"], *rows])
    assert [field.words for field in sheet.fields] == [(), ("公办", "民办")]
    assert sheet.fields[1].pack_type.value == "code" and sheet.fields[1].id == "ban_yuan_xing_zhi"


def test_rows_below_the_first_ones_still_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid_module, "HEAD_ROWS", 20)
    monkeypatch.setattr("taizhang.ledgers.proposing.tables.HEAD_ROWS", 20)
    rows = [[f"T{n:04d}", n] for n in range(60)]
    [sheet] = proposed([["工号", "学时"], *rows[:50], ["小计", 1], *rows[50:], ["合计", 2], [], ["注：在编人员。"]])
    assert (sheet.row_count, sheet.data_rows, sheet.total_rows) == (60, (2, 62), (52, 63))


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ('yyyy"年"m"月"', Look.MONTH),
        ("yyyy/m/d", Look.DATE),
        ("0.00%", Look.PERCENT),
        ("¥#,##0.00", Look.MONEY),
        ("h:mm", Look.TIME),
        ("0.00_ ", Look.PLAIN),
    ],
)
def test_number_formats_tell_what_is_shown(code: str, look: Look) -> None:
    assert look_of_format(code) is look


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        propose("表.xls", data, max_bytes=1_000_000)
    return caught.value.problems[0].code


def ods(content: str, *, manifest: str = "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return data.getvalue()


def test_bad_files_are_refused_in_words() -> None:
    assert refusal(b"") == "file.empty"
    assert refusal(workbook([["姓名", "电话"]])[:900]) == "file.truncated"
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    cell = '<t:table-cell t:number-columns-repeated="900"><p/></t:table-cell>'
    row = f'<t:table-row t:number-rows-repeated="1000000">{cell}</t:table-row>'
    assert refusal(ods(f'<x xmlns:t="{table}">{row}</x>')) == "file.bomb"
    assert refusal(ods("<x/>", manifest="<encryption-data/>")) == "file.password"
    assert refusal(ods("<x>")) == "file.truncated"


def test_a_column_of_a_very_long_csv_field_is_refused_not_crashed_on() -> None:
    assert refusal(("姓名,备注\n" + "长" * 140_000 + ",x\n").encode()) == "file.csv"


def test_the_worked_table_of_the_documentation_is_read_as_told() -> None:
    page = (Path(__file__).parents[3] / "docs" / "algorithms" / "proposing-a-ledger.md").read_text("utf-8")
    lines = [line for line in page.partition("## A worked table")[2].splitlines() if line.startswith("|")][2:11]
    cells = [[cell.strip() for cell in line.strip("|").split("|")][1:] for line in lines]
    rows = [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in cells]
    [sheet] = proposed(rows)
    assert (sheet.title, sheet.head_lines, sheet.heading_rows, sheet.data_rows) == (
        "柳溪小学采购台账",
        (2,),
        (3, 4),
        (5, 6),
    )
    assert (sheet.total_rows, sheet.numbered_only_rows, sheet.notes_rows) == ((7,), (8,), (9,))
    assert types(sheet) == {
        "序号": "integer",
        "品名": "text",
        "采购-数量": "integer",
        "采购-金额": "money",
        "验收日期": "date",
        "合格": "boolean",
    }


def test_cells_in_opposite_corners_are_refused_before_they_take_the_memory(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["姓名", "电话"], ["张青禾", "13800001111"]]
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        page = book.add_worksheet()
        page.write(0, 0, "姓名")
        page.write(1_048_575, 16_383, 1)
    assert refusal(data.getvalue()) == "file.bomb"
    path = tmp_path / "表.xlsx"
    path.write_bytes(workbook(rows))
    convert([path], "xls", tmp_path)
    honest = path.with_suffix(".xls").read_bytes()
    assert propose("表.xls", honest, max_bytes=1_000_000).sheets[0].row_count == 1
    # The record of a text cell in row 2, column 2 of an .xls: kind, length, row, column.
    place = honest.index(bytes.fromhex("fd000a0001000100"))
    broken = honest[: place + 4] + b"\xff\xff\xff\xff" + honest[place + 8 :]
    assert refusal(broken) == "file.bomb"


@pytest.mark.parametrize(("left", "right"), ["()", "（）", "[]", "【】", "〔〕"])
def test_a_unit_in_a_bracket_of_either_width_is_the_columns(left: str, right: str) -> None:
    units = {"从业人员": "人", "冷藏柜": "台", "设备总值": "万元"}
    titles = [f"{name}{left}{unit}{right}" for name, unit in units.items()]
    [sheet] = proposed([["学校名称", *titles], *([f"第{n}小学", 3 + n, n, 2.5 + n] for n in range(1, 7))])
    assert [field.unit for field in sheet.fields] == ["", *units.values()]
