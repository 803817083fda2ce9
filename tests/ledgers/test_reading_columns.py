"""Reading whole columns gives exactly what reading cell by cell gives, and names the same wrong cells."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taizhang.engine.pack import CodeList, Field, FieldType
from taizhang.engine.text import Text
from taizhang.ledgers.reading.cells import ColumnReader
from taizhang.ledgers.reading.sheets import open_file
from taizhang.ledgers.template import CODES_SHEET
from tests.ledgers.conftest import workbook

CODES = CodeList("stage", Text("学段"), {"1": Text("小学", "Primary"), "junior": Text("初中", "Junior")})
FIELDS = [
    Field("f", Text("列"), FieldType.INTEGER, minimum=Decimal(0), maximum=Decimal(500)),
    Field("f", Text("列"), FieldType.NUMBER, decimals=2, unit="元", maximum=Decimal("99.5")),
    Field("f", Text("列"), FieldType.NUMBER, decimals=0),
    Field("f", Text("列"), FieldType.DATE, required=True),
    Field("f", Text("列"), FieldType.BOOLEAN),
    Field("f", Text("列"), FieldType.CODE, code_list="stage"),
    Field("f", Text("列"), FieldType.STRING, required=True),
    Field("f", Text("列"), FieldType.STRING, pattern="[A-Z]+", example="A"),
    Field("f", Text("列"), FieldType.STRING, format="org_unit"),
]
WORDS = [
    "",
    " ",
    "小学",
    " junior",
    "是",
    "１",
    "1",
    "0",
    "S1",
    "A",
    "2026年3月31日",
    "2026-02-30",
    "1,200.5元",
    "NaN",
    "ＹＨ－０２",
]
CELL: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.booleans(),
    st.integers(-3, 600),
    st.floats(-1e17, 1e17, allow_nan=False),
    st.integers(-10_000, 10_000).map(lambda cents: cents / 100),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)),
)
CENTS = st.integers(-12_000, 12_000).map(lambda cents: cents / 100)
COLUMN = st.one_of(st.lists(CELL, max_size=30), st.lists(CENTS, max_size=30), st.lists(st.floats(0, 90), max_size=30))


def test_a_code_typed_full_width_is_the_same_code_and_words_keep_their_form() -> None:
    for cells in (["ＹＨ－０２", "YH-02"], pa.array(["ＹＨ－０２", "YH-02"])):
        reader = ColumnReader(FIELDS[6], None, ())
        array, problems = reader.read(cells, str, "表")
        assert array.to_pylist() == ["YH-02", "YH-02"] and not problems
        assert reader.repairs == {"full-width": 1}
    reader = ColumnReader(FIELDS[6], None, ())
    array, _problems = reader.read(["一年级（２）班，Ａ区", "㎡"], str, "表")
    assert array.to_pylist() == ["一年级（２）班，Ａ区", "㎡"] and not reader.repairs


def test_a_fraction_of_a_large_number_is_refused_and_noise_is_not() -> None:
    reader = ColumnReader(FIELDS[2], None, ())
    array, problems = reader.read([12345678901.5, 4503599627370495.5, 3.0000000000000004, "7"], str, "表")
    assert array.to_pylist() == [None, None, Decimal(3), Decimal(7)]
    assert len(problems) == 2


def test_a_number_with_more_digits_than_are_kept_is_told_how_many_may_be() -> None:
    reader = ColumnReader(FIELDS[2], None, ())
    longest = 18 - FIELDS[2].decimals
    array, problems = reader.read(["9" * (longest + 1), "9" * longest], str, "表")
    assert array.to_pylist() == [None, Decimal("9" * longest)]
    assert [f"不超过 {longest} 位" in problem.expected.zh for problem in problems] == [True]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.type}-{field.format or field.pattern}")
@example(cells=[9007199254740994.0])
@example(cells=[4503599627370495.5, 3])
@example(cells=[12345678901.5, 123456789.125])
@settings(deadline=None, max_examples=60)
@given(cells=COLUMN)
def test_whole_columns_read_as_cell_by_cell(field: Field, cells: list[Any]) -> None:
    whole, each = (ColumnReader(field, CODES, ("S1",)) for _ in range(2))
    array, problems = whole.read(cells, str, "表")
    expected, named = each.read_each(cells, str, "表")
    assert array.type == expected.type
    assert array.to_pylist() == expected.to_pylist()
    assert problems == named
    assert whole.repairs == each.repairs


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field.type}-{field.format or field.pattern}")
@settings(deadline=None, max_examples=60)
@given(cells=st.lists(st.one_of(st.none(), st.sampled_from(WORDS), st.text("甲乙 A1%", max_size=3)), max_size=30))
def test_texts_that_arrow_holds_read_as_cell_by_cell(field: Field, cells: list[str | None]) -> None:
    whole, each = (ColumnReader(field, CODES, ("S1",)) for _ in range(2))
    whole.repaired, each.repaired = [], []
    array, problems = whole.read(pa.array(cells, pa.string()), str, "表")
    expected, named = each.read_each(cells, str, "表")
    assert array.type == expected.type
    assert array.to_pylist() == expected.to_pylist()
    assert (problems, whole.repairs, whole.repaired) == (named, each.repairs, each.repaired)


def test_the_templates_list_of_codes_is_no_place_for_rows() -> None:
    import io

    import xlsxwriter

    with xlsxwriter.Workbook(buffer := io.BytesIO(), {"in_memory": True}) as book:
        book.add_worksheet("上报").write(0, 0, "学段")
        book.add_worksheet(CODES_SHEET).write(0, 0, "学段")
    assert open_file("上报.xlsx", buffer.getvalue(), "xlsx").names == ("上报",)
    assert open_file("上报.xlsx", workbook([]), "xlsx").names == ("上报",)
