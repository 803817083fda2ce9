"""Files as they come: what is read, what is refused before a parser sees it, and in which words."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from taizhang.core.packs import installed_packs
from taizhang.core.workbooks import UnreadableFile, guards
from taizhang.engine.pack import CodeList, Field, FieldType, Ledger
from taizhang.engine.text import Text
from taizhang.ledgers import formats
from taizhang.ledgers.reading import ReadWorkbook, read_workbook
from taizhang.ledgers.reading.cells import ColumnReader
from taizhang.ledgers.reading.problems import column_letter
from taizhang.ledgers.template import template_workbook
from taizhang.ledgers.validation import code_lists_of
from tests.ledgers.conftest import GOOD, HEADING, PERIOD, workbook

MEGABYTE = 1024 * 1024


def ledger() -> Ledger:
    return installed_packs().ledger("county-base.school_roll")


def read(data: bytes, name: str = "上报.xlsx", max_bytes: int = 50 * MEGABYTE) -> ReadWorkbook:
    packs = installed_packs()
    return read_workbook(
        name,
        data,
        ledger=ledger(),
        period=PERIOD,
        code_lists=code_lists_of(ledger(), packs),
        org_units=frozenset(),
        max_bytes=max_bytes,
    )


def refusal(data: bytes, name: str = "上报.xlsx", max_bytes: int = 50 * MEGABYTE) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(data, name, max_bytes)
    [problem] = caught.value.problems
    assert problem.cure.zh and problem.cure.en
    return problem.code


def test_an_offices_own_workbook_is_read_with_units_in_the_heading() -> None:
    found = read(workbook(GOOD))
    assert found.problems == []
    assert found.table.select(["stage", "pupils", "_position"]).to_pylist() == [
        {"stage": "primary", "pupils": 120, "_position": 3},
        {"stage": "junior", "pupils": 90, "_position": 4},
    ]


def test_columns_may_stand_in_any_order_and_unknown_ones_are_named() -> None:
    order = [3, 0, 5, 1, 2, 4]
    heading = [HEADING[index] for index in order] + ["备注"]
    found = read(workbook([[*(row[index] for index in order), "无"] for row in GOOD], heading))
    assert found.unknown == ("备注",)
    assert found.table["pupils"].to_pylist() == [120, 90]


def test_every_wrong_cell_is_named_by_its_address() -> None:
    bad = [["大学", "一百", 4, 0, 20, 9], ["初中", 90.5, 3, -1, None, 8]]
    keys = {(problem.key, problem.data["field"]) for problem in read(workbook(bad)).problems}
    assert keys == {("A3", "stage"), ("B3", "pupils"), ("B4", "pupils"), ("D4", "boarders"), ("E4", "migrant_pupils")}


def with_failed(rows: int = 0) -> bytes:
    """Two formulas that failed, one of them in a column that may be blank, below `rows` good ones."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("上报")
        sheet.write_row(0, 0, HEADING)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, GOOD[0])
        sheet.write_row(rows + 1, 0, GOOD[1])
        sheet.write_formula(rows + 1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(rows + 1, 3, "=VLOOKUP(A2,Z:Z,1,0)", None, "#N/A")
    return buffer.getvalue()


@pytest.mark.parametrize("long", [False, True], ids=["read whole", "read in slices"])
def test_a_failed_formula_is_a_wrong_cell_and_never_a_blank_one(long: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if long:
        monkeypatch.setattr(guards, "LONG_SHEET", 1)
    found = read(with_failed(3))
    assert [(problem.key, problem.found.zh) for problem in found.problems] == [("B5", "#DIV/0!"), ("D5", "#N/A")]
    texts = ColumnReader(Field("note", Text("备注", "Note"), FieldType.STRING), None, frozenset())
    _array, [problem] = texts.read(["好", "#REF!"], str, "上报")
    assert problem.found.zh == "#REF!"


def test_other_sheets_with_rows_for_the_ledger_are_named() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in {"小学部": GOOD[:1], "初中部": GOOD[1:], "空表": []}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate([HEADING, *rows]):
                sheet.write_row(number, 0, row)
        book.add_worksheet("说明").write(0, 0, "填表说明")
    found = read(buffer.getvalue())
    assert (found.sheet, found.table.num_rows, found.unread) == ("小学部", 1, ("初中部",))


def test_safe_repairs_are_made_and_counted() -> None:
    found = read(workbook([[" 小学　", "１２０", "4", 0, 20, "9"]]))
    assert found.problems == []
    assert found.table["pupils"].to_pylist() == [120]
    assert found.repairs["spaces"] == 1 and found.repairs["full-width"] == 1 and found.repairs["number-as-text"] == 3


def test_gbk_and_utf8_csv_read_the_same() -> None:
    text = ",".join(HEADING) + "\n" + "\n".join(",".join(map(str, row)) for row in GOOD)
    for data in (text.encode("gbk"), text.encode("utf-8-sig"), text.encode()):
        assert read(data, "上报.csv").table["pupils"].to_pylist() == [120, 90]


def test_a_template_comes_back_without_a_single_problem() -> None:
    packs = installed_packs()
    for item in packs.ledgers.values():
        if item.system:
            continue
        period = PERIOD if item.period_kind is PERIOD.kind else PERIOD.containing(PERIOD.last, item.period_kind)
        body = template_workbook(ledger=item, period=period, pack_version="1", code_lists=code_lists_of(item, packs))
        found = read_workbook(
            "模板.xlsx",
            body,
            ledger=item,
            period=period,
            code_lists=code_lists_of(item, packs),
            org_units=frozenset(),
            max_bytes=50 * MEGABYTE,
        )
        assert (found.problems, found.table.num_rows, len(found.columns)) == ([], 0, len(item.fields)), item.key


def test_a_template_of_another_ledger_or_period_is_told_apart() -> None:
    packs = installed_packs()
    codes = code_lists_of(ledger(), packs)
    other = packs.ledger("city-half-year.drills")
    wrong = template_workbook(ledger=other, period=PERIOD, pack_version="1", code_lists=code_lists_of(other, packs))
    assert refusal(wrong) == "file.wrong-ledger"
    late = template_workbook(ledger=ledger(), period=PERIOD.previous(), pack_version="1", code_lists=codes)
    assert refusal(late) == "file.wrong-period"
    with pytest.raises(UnreadableFile) as caught:
        read(late)
    assert caught.value.problems[0].found.zh == "2025年下半年的模板"  # in words: a code means nothing to a clerk


def test_files_that_are_no_workbook_are_refused_in_words() -> None:
    whole = workbook(GOOD)
    assert refusal(b"") == "file.empty"
    assert refusal(whole[: len(whole) // 2]) == "file.truncated"
    assert refusal(b"\x00\x01\x02" * 100) == "file.kind"
    assert refusal(workbook(GOOD, ["甲", "乙", "丙", "丁", "戊", "己"])) == "file.no-heading"
    assert refusal(workbook([row[:5] for row in GOOD], HEADING[:5])) == "file.missing-columns"
    assert refusal(whole, max_bytes=10) == "file.too-large"
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr("readme.txt", "x")
    assert refusal(buffer.getvalue()) == "file.kind"


def test_a_password_is_recognised() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    assert refusal(ole) == "file.password"


def bomb(size: int) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    return buffer.getvalue()


def test_a_bomb_of_two_hundred_megabytes_is_refused() -> None:
    data = bomb(210 * MEGABYTE)
    assert len(data) < MEGABYTE
    assert refusal(data) == "file.bomb"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    """Sizes in the directory are rewritten to one byte; inflating goes by what comes, not by what is said."""
    data = bytearray(bomb(210 * MEGABYTE))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(signature, data.find(b"sheet1.xml") - 46 if signature == b"PK\x03\x04" else 0)
        while at >= 0:
            data[at + offset : at + offset + 4] = struct.pack("<I", 1)
            at = data.find(signature, at + 4)
    assert refusal(bytes(data)) in ("file.bomb", "file.truncated")


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (FieldType.DATE, datetime(2026, 3, 31), date(2026, 3, 31)),
        (FieldType.DATE, 46112.0, date(2026, 3, 31)),
        (FieldType.DATE, "2026年3月31日", date(2026, 3, 31)),
        (FieldType.DATE, "2026.3.31", date(2026, 3, 31)),
        (FieldType.DATE, "２０２６/３/３１", date(2026, 3, 31)),
        (FieldType.DATE, "20260331", date(2026, 3, 31)),
        (FieldType.BOOLEAN, "是", True),
        (FieldType.BOOLEAN, "√", True),
        (FieldType.BOOLEAN, "无", False),
        (FieldType.NUMBER, 0.1 + 0.2, Decimal("0.30")),
        (FieldType.NUMBER, "1,200.50元", Decimal("1200.50")),
        (FieldType.INTEGER, 12.0, 12),
        (FieldType.STRING, 330299.0, "330299"),
        (FieldType.STRING, " 青禾 ", "青禾"),
    ],
)
def test_cells_are_typed_as_people_mean_them(kind: FieldType, cell: object, value: object) -> None:
    field = Field("f", Text("列"), kind, unit="元" if kind is FieldType.NUMBER else "", decimals=2)
    array, problems = ColumnReader(field, None, ()).read([cell], str, "表")
    assert (problems, array.to_pylist()) == ([], [value])


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        (Field("f", Text("列"), FieldType.DATE), "2026-02-30"),
        (Field("f", Text("列"), FieldType.DATE), "上周"),
        (Field("f", Text("列"), FieldType.NUMBER, decimals=1), 1.25),
        (Field("f", Text("列"), FieldType.NUMBER), "NaN"),
        (Field("f", Text("列"), FieldType.INTEGER, maximum=Decimal(10)), 11),
        (Field("f", Text("列"), FieldType.STRING), 3.7e17),
        (Field("f", Text("列"), FieldType.STRING, format="id_number"), "110105194912310021"),
        (Field("f", Text("列"), FieldType.STRING, format="document_number"), "青教[2026]012号"),
        (Field("f", Text("列"), FieldType.STRING, format="org_unit"), "S9"),
        (Field("f", Text("列"), FieldType.STRING, required=True), " "),
    ],
)
def test_a_cell_that_cannot_be_meant_is_named_with_a_cure(field: Field, cell: object) -> None:
    array, [problem] = ColumnReader(field, None, ("S1",)).read([cell], lambda _index: "B7", "表")
    assert array.to_pylist() == [None]
    assert (problem.where, problem.key) == ("表", "B7") and problem.cure.zh and problem.expected.en


def test_codes_are_taken_by_code_or_by_their_words() -> None:
    codes = CodeList("stage", Text("学段"), {"primary": Text("小学", "Primary"), "junior": Text("初中", "Junior")})
    reader = ColumnReader(Field("f", Text("列"), FieldType.CODE, code_list="stage"), codes, ())
    assert reader.read(["小学", "primary", "Junior", "小学"], str, "表")[0].to_pylist() == [
        "primary",
        "primary",
        "junior",
        "primary",
    ]


def test_identifiers_are_checked_to_their_last_character() -> None:
    assert formats.is_id_number("11010519491231002X") and not formats.is_id_number("110105194912310020")
    assert formats.is_credit_code("91350100M000100Y43") and not formats.is_credit_code("91350100M000100Y4Z")
    assert formats.is_school_code("2133000001") and not formats.is_school_code("9933000001")
    assert formats.is_phone("13912345678") and formats.is_phone("0574-62701234") and not formats.is_phone("12345")
    assert formats.is_document_number("青教〔2026〕12号") and not formats.is_document_number("青教〔2026〕012号")


def test_column_letters_go_on_after_z() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def blanks(megabytes: int) -> bytes:
    """A good workbook with so many blanks behind its rows, of three kinds, so that they pack as rows do."""
    mixed = random.Random(7)
    with (
        zipfile.ZipFile(io.BytesIO(workbook(GOOD))) as old,
        zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            head, end, rest = old.read(entry).partition(b"</sheetData>")
            more = (b" " * 31 + mixed.choice([b"\n", b"\t", b" "]) for _ in range(megabytes * MEGABYTE // 32))
            new.writestr(entry.filename, head + b"".join(more if end else ()) + end + rest)
    return buffer.getvalue()


def test_a_picture_does_not_hide_a_part_that_packs_too_well() -> None:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/media/image1.png", random.Random(7).randbytes(MEGABYTE))
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (20 * MEGABYTE))
    assert refusal(buffer.getvalue()) == "file.bomb"


def test_a_long_sheet_that_goes_on_without_a_row_is_refused_instead_of_searched_to_its_end() -> None:
    data = blanks(24)
    assert guards.check_upload("上报.xlsx", data, max_bytes=50 * MEGABYTE) == "xlsx"  # its ratio is that of rows
    assert refusal(data) == "file.bomb"
