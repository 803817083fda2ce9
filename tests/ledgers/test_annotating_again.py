"""A copy that comes back: it is read as the person's table, and its old marks go before new ones are put in."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Border, Font, GradientFill, PatternFill, Side

from taizhang.ledgers.reading import ReadWorkbook
from tests.ledgers.office_books import (
    OFFICE,
    SHEET,
    annotated,
    converted,
    listed,
    office_book,
    open_book,
    parts_of,
    problem,
    problems_of,
)
from tests.ledgers.test_annotating import look, values
from tests.ledgers.test_reading import read


def fills(data: bytes) -> dict[str, str]:
    sheet = open_book(data)[SHEET]
    return {cell.coordinate: repr(cell.fill) for row in sheet.iter_rows() for cell in row}


def notes(data: bytes) -> dict[str, str]:
    sheet = open_book(data)[SHEET]
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


def saved_by_openpyxl(data: bytes) -> bytes:
    """The copy as another program saves it: styles renumbered, what it does not know dropped."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.save(buffer := io.BytesIO())
    return buffer.getvalue()


def test_the_list_is_not_read_as_rows_also_under_another_name() -> None:
    book = openpyxl.load_workbook(io.BytesIO(annotated(office_book()).body))
    book["错误清单"].title = "学校基本情况"
    for key, value in (("B4", 90), ("F5", 4), ("A6", "小学"), ("D7", 0)):
        book[SHEET][key] = value
    # even when somebody types the table's own heading under it
    for column, title in enumerate(("学段", "学生数", "班级数", "寄宿生数", "随迁子女数", "专任教师数"), start=1):
        book["学校基本情况"].cell(9, column, title)
    book.save(buffer := io.BytesIO())
    found: ReadWorkbook = read(buffer.getvalue())
    assert (found.sheet, found.table.num_rows) == (SHEET, 5)
    assert found.problems == []


def test_marks_do_not_pile_up_and_the_look_from_before_returns() -> None:
    book = office_book()
    once = annotated(book).body
    again = annotated(once, [problem("C3")]).body
    assert open_book(again).sheetnames == ["错误清单", *open_book(book).sheetnames]
    assert [line[3] for line in listed(again)] == ["C3"]
    before, after = fills(book), fills(again)
    assert {key for key in after if before.get(key) != after[key]} == {"C3"}
    assert set(notes(again)) == {"A3", "B4", "C3"}
    assert notes(again)["B4"] == "请教务处核实"
    third = annotated(again, problems_of()).body
    assert fills(third) == fills(once) and notes(third) == notes(once)
    assert set(parts_of(third)) == set(parts_of(once))


def test_styles_do_not_grow_from_copy_to_copy() -> None:
    once = annotated(office_book()).body
    twice = annotated(annotated(once).body).body
    assert parts_of(once)["xl/styles.xml"] == parts_of(twice)["xl/styles.xml"]


@pytest.mark.parametrize("lists", ["kept", "renamed", "deleted"])
def test_marks_go_after_another_program_saved_the_copy(lists: str) -> None:
    data = saved_by_openpyxl(annotated(office_book()).body)
    book = openpyxl.load_workbook(io.BytesIO(data))
    if lists == "renamed":
        book["错误清单"].title = "老师看"
        book.move_sheet("老师看", 2)
    elif lists == "deleted":
        del book["错误清单"]
    book.save(buffer := io.BytesIO())
    again = annotated(buffer.getvalue(), []).body
    assert [name for name in open_book(again).sheetnames if name in ("错误清单", "老师看")] == ["错误清单"]
    assert set(notes(again)) == {"A3", "B4"} and notes(again)["B4"] == "请教务处核实"
    before, after = fills(saved_by_openpyxl(office_book())), fills(again)
    lost = {"B4", "D7"} if lists == "deleted" else set()  # what the list kept is gone with it
    assert {key for key in before if before[key] != after[key]} == lost
    assert all("F8D" not in fill and "F9D" not in fill for fill in after.values())


def test_a_copy_that_says_nothing_more_is_clean() -> None:
    """Repaired and right: the marks are gone, the list says so."""
    body = annotated(annotated(office_book()).body, []).body
    assert open_book(body)["错误清单"]["A1"].value == "错误清单：0 处错误"
    assert fills(body) == fills(office_book()) | {"F5": fills(body)["F5"]}
    assert set(notes(body)) == {"A3", "B4"}


def test_a_fill_that_somebody_wrote_into_the_list_is_not_believed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(annotated(office_book()).body))
    page = book["错误清单"]
    assert str(page["L2"].value).startswith("<fill>") and page.column_dimensions["L"].hidden
    page["L2"] = "<fill><patternFill/></fill></fills><evil/>"
    book.save(buffer := io.BytesIO())
    assert not annotated(buffer.getvalue(), [problem("B4")]).in_place


if OFFICE:  # CI and developers' machines have it; a reader's installation needs none

    def test_marks_go_after_libreoffice_saved_the_copy(tmp_path: Path) -> None:
        data = converted(annotated(office_book()).body, "xlsx", tmp_path)
        again = annotated(data, [problem("C3")])
        assert again.in_place
        assert [line[3] for line in listed(again.body)] == ["C3"]
        assert set(notes(again.body)) == {"A3", "B4", "C3"} and notes(again.body)["B4"].strip() == "请教务处核实"
        sheet = open_book(again.body)[SHEET]
        assert sheet["B4"].fill.fgColor.rgb == "FFFFEB3B" and sheet["F5"].fill.fill_type is None
        assert values(sheet) == values(open_book(office_book())[SHEET])


KEYS = [f"{letter}{row}" for row in range(2, 8) for letter in "ABCDEF"]
LOOKS = st.sampled_from(["", "fill", "gradient", "font", "border", "number", "pattern"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    looks=st.dictionaries(st.sampled_from(KEYS), LOOKS),
    noted=st.sets(st.sampled_from(KEYS), max_size=4),
    first=st.sets(st.sampled_from([*KEYS, "J3", "A12"]), max_size=8),
    second=st.sets(st.sampled_from(KEYS), max_size=8),
    blank=st.sets(st.sampled_from(KEYS), max_size=8),
)
def test_any_cells_in_any_look_are_marked_and_unmarked(
    looks: dict[str, str], noted: set[str], first: set[str], second: set[str], blank: set[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    for key in KEYS:
        sheet[key] = None if key in blank else f"值{key}"
    for key, kind in looks.items():
        cell = sheet[key]
        if kind == "fill":
            cell.fill = PatternFill("solid", fgColor=f"FF00FF{int(cell.row):02d}")
        elif kind == "gradient":
            cell.fill = GradientFill(stop=("FF0000", "0000FF"))
        elif kind == "pattern":
            cell.fill = PatternFill("darkGrid", fgColor="FF112233")
        elif kind == "font":
            cell.font = Font(bold=True, color="FF0000")
        elif kind == "border":
            cell.border = Border(left=Side("thick"))
        elif kind == "number":
            cell.number_format = "0.000"
    for key in noted:
        sheet[key].comment = Comment(f"原注{key}", "甲")
    book.save(buffer := io.BytesIO())
    data = buffer.getvalue()
    copy = annotated(data, [problem(key) for key in first])
    assert copy.in_place
    again = annotated(copy.body, [problem(key) for key in second])
    assert again.in_place
    for body, marked in ((copy.body, first), (again.body, second)):
        before, after = open_book(data)[SHEET], open_book(body)[SHEET]
        assert values(before) == values(after)
        assert set(notes(body)) == noted | marked
        for key in KEYS:
            assert look(before[key]) == look(after[key]), key
            assert (repr(before[key].fill) != repr(after[key].fill)) is (key in marked), key
            said = after[key].comment.text if after[key].comment else ""
            assert (f"原注{key}" in said) is (key in noted) and ("【台账核对】" in said) is (key in marked)
