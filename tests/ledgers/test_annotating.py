"""The person's own workbook back: what is put in, and that all the rest is byte for byte what it was."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment

from taizhang.ledgers.annotating import is_patchable
from tests.ledgers.office_books import (
    OFFICE,
    ROWS,
    SHEET,
    WRONG,
    annotated,
    converted,
    listed,
    office_book,
    open_book,
    packed_of,
    part_of_sheet,
    parts_of,
    problem,
    problems_of,
    touched,
)


def values(sheet: Any) -> dict[str, object]:
    return {
        cell.coordinate: str(cell.value) if isinstance(cell.value, CellRichText) else cell.value
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def look(cell: Any) -> tuple[object, ...]:
    """All of a cell's look but its fill."""
    return (repr(cell.font), repr(cell.border), repr(cell.alignment), cell.number_format, repr(cell.protection))


def test_every_other_part_is_the_same_packed_bytes() -> None:
    book = office_book()
    copy = annotated(book)
    assert copy.in_place
    before, after = packed_of(book), packed_of(copy.body)
    same = set(before) - touched(book)
    assert {"xl/charts/chart1.xml", "xl/media/image1.png", "xl/tables/table1.xml", "xl/sharedStrings.xml"} <= same
    assert {part_of_sheet(book, name) for name in ("说明", "花名册", "底表")} <= same
    assert {name for name in same if before[name] != after.get(name)} == set()
    assert list(after)[: len(before)] == list(before)


def test_only_the_wrong_cells_of_the_sheet_changed() -> None:
    book = office_book()
    before, after = open_book(book)[SHEET], open_book(annotated(book).body)[SHEET]
    assert values(before) == values(after)
    assert before.merged_cells.ranges == after.merged_cells.ranges
    assert before.data_validations.dataValidation == after.data_validations.dataValidation
    assert [str(item.sqref) for item in before.conditional_formatting] == [
        str(item.sqref) for item in after.conditional_formatting
    ]
    assert (before.freeze_panes, before.auto_filter.ref) == (after.freeze_panes, after.auto_filter.ref)
    assert before.row_dimensions[4].height == after.row_dimensions[4].height
    for row in after.iter_rows():
        for cell in row:
            old = before[cell.coordinate]
            assert look(cell) == look(old), cell.coordinate
            assert (repr(cell.fill) == repr(old.fill)) is (cell.coordinate not in WRONG), cell.coordinate


def test_notes_stand_at_the_wrong_cells_beside_those_that_were_there() -> None:
    sheet = open_book(annotated(office_book()).body)[SHEET]
    noted = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(noted) == {*WRONG, "A3"}
    assert noted["A3"] == "老师写的"
    assert noted["B4"].startswith("请教务处核实") and "九十" in noted["B4"] and "一个数" in noted["B4"]


def test_shape_numbers_are_nobody_elses() -> None:
    """Excel offers a repair when two drawings of notes reserve the same numbers."""
    drawings = [body for name, body in parts_of(annotated(office_book()).body).items() if name.endswith(".vml")]
    maps = [set(body.split(b'data="')[1].split(b'"')[0].split(b",")) for body in drawings]
    assert len(maps) == 2 and not maps[0] & maps[1]
    shapes = [number for body in drawings for number in body.split(b"_x0000_s")[1:]]
    numbers = [shape.split(b'"')[0] for shape in shapes]
    assert len(numbers) == len(set(numbers))


def test_the_list_leads_to_each_cell() -> None:
    body = annotated(office_book(), warnings=[problem("C3", "4", check=True)]).body
    book = open_book(body)
    page = book.worksheets[0]
    assert page.title == "错误清单" and book.active == page
    assert page["A1"].value == "错误清单：4 处错误，1 处提醒"
    assert [line[1:5] for line in listed(body)] == [
        ["错误", SHEET, "B4", "九十"],
        ["错误", SHEET, "F5", "（空）"],
        ["错误", SHEET, "A6", "大学"],
        ["错误", SHEET, "D7", "-1"],
        ["提醒", SHEET, "C3", "4"],
    ]
    assert [page[f"D{row}"].hyperlink.location for row in range(4, 9)] == [
        f"'{SHEET}'!{key}" for key in ("B4", "F5", "A6", "D7", "C3")
    ]
    assert page.freeze_panes == "A4" and page.auto_filter.ref == "A3:G8"
    assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
    assert page.sheet_properties.pageSetUpPr.fitToPage and page.print_title_rows == "$3:$3"


def test_names_of_sheets_follow_the_sheet_put_in_front() -> None:
    book = office_book()
    before, after = open_book(book), open_book(annotated(book).body)
    assert after.sheetnames == ["错误清单", *before.sheetnames]
    for sheet in before.worksheets:
        assert after[sheet.title].print_area == sheet.print_area
        assert after[sheet.title].print_title_rows == sheet.print_title_rows
        assert after[sheet.title].sheet_state == sheet.sheet_state
    assert after.defined_names["人数"].attr_text == before.defined_names["人数"].attr_text
    titles = parts_of(annotated(book).body)["docProps/app.xml"].decode()
    assert "<vt:i4>5</vt:i4>" in titles and "<vt:lpstr>错误清单</vt:lpstr><vt:lpstr>说明</vt:lpstr>" in titles


def test_one_sheet_alone_is_selected() -> None:
    """Two selected sheets are edited together, unseen."""
    for first in ("说明", SHEET):
        book = openpyxl.load_workbook(io.BytesIO(office_book()))
        for sheet in book.worksheets:
            sheet.sheet_view.tabSelected = sheet.title == first
        book.active = book[first]
        book.save(buffer := io.BytesIO())
        copy = open_book(annotated(buffer.getvalue()).body)
        chosen = [sheet.title for sheet in copy.worksheets if sheet.sheet_view.tabSelected]
        assert copy.active is not None and chosen == [copy.active.title]
        assert chosen == (["错误清单"] if first == SHEET else [first])


def test_a_taken_name_is_not_taken_twice() -> None:
    book = openpyxl.load_workbook(io.BytesIO(office_book()))
    book.create_sheet("错误清单")["A1"] = "自己的清单"
    book.save(buffer := io.BytesIO())
    names = open_book(annotated(buffer.getvalue()).body).sheetnames
    assert names[0] == "错误清单2" and names[-1] == "错误清单"


def test_a_wrong_row_and_a_wrong_table() -> None:
    rows = [problem("第 5 行", position=5, check=True), problem("", check=True)]
    body = annotated(office_book(), rows).body
    sheet = open_book(body)[SHEET]
    assert [line[3] for line in listed(body)] == ["5:5", "全表"]
    assert sheet["A5"].comment is not None and sheet["A1"].comment is not None
    plain = open_book(office_book())[SHEET]
    changed = {c.coordinate for row in sheet.iter_rows() for c in row if repr(c.fill) != repr(plain[c.coordinate].fill)}
    assert changed == {"A1", *(f"{letter}5" for letter in "ABCDE")}


def test_a_covered_cell_of_a_merged_block_is_marked_where_it_shows() -> None:
    book = openpyxl.load_workbook(io.BytesIO(office_book()))
    book[SHEET].merge_cells("B8:C9")
    book[SHEET]["B8"] = "空"
    book.save(buffer := io.BytesIO())
    sheet = open_book(annotated(buffer.getvalue(), [problem("C9")]).body)[SHEET]
    assert sheet["B8"].comment is not None and sheet["B8"].fill.fgColor.rgb == "FFF8D4D0"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:F1", "B8:C9"]


def test_cells_and_rows_that_are_not_there_are_put_in_their_places() -> None:
    book = open_book(annotated(office_book(), [problem(key) for key in ("H4", "A9", "C12", "B12", "AB3")]).body)
    sheet = book[SHEET]
    for key in ("H4", "A9", "C12", "B12", "AB3"):
        assert sheet[key].comment is not None and sheet[key].value is None, key
    body = parts_of(annotated(office_book(), [problem("AB30")]).body)
    xml = body[part_of_sheet(office_book(), SHEET)]
    assert b'<dimension ref="A1:AB30"/>' in xml


def test_a_blank_cell_takes_the_look_of_its_column() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        sheet = made.add_worksheet(SHEET)
        sheet.set_column("B:B", 10, made.add_format({"num_format": "0.000", "italic": True}))
        sheet.write("A2", 1)
    cell = open_book(annotated(buffer.getvalue(), [problem("B2")]).body)[SHEET]["B2"]
    assert (cell.number_format, cell.font.italic) == ("0.000", True)


def test_beyond_five_thousand_notes_cells_are_only_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taizhang.ledgers.annotating.copy.NOTES", 2)
    sheet = open_book(annotated(office_book()).body)[SHEET]
    assert sheet["D7"].comment is None and sheet["D7"].fill.fgColor.rgb.startswith("FF")
    assert sheet["F5"].comment is not None
    assert len(listed(annotated(office_book()).body)) == len(WRONG)


def test_what_openpyxl_and_others_write_is_patched_as_well() -> None:
    book = openpyxl.Workbook()
    book.active.title = SHEET
    for row in ROWS:
        book.active.append(row)
    book.active["B2"].comment = Comment("先前", "甲")
    book.save(buffer := io.BytesIO())
    copy = annotated(buffer.getvalue(), [problem("B2"), problem("C3")])
    assert copy.in_place
    sheet = open_book(copy.body)[SHEET]
    assert sheet["B2"].comment.text.startswith("先前\n") and sheet["C3"].comment is not None
    assert values(sheet) == values(open_book(buffer.getvalue())[SHEET])


def with_parts(data: bytes, **changed: bytes) -> bytes:

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in (parts_of(data) | changed).items():
            archive.writestr(name, body)
    return out.getvalue()


def prefixed(xml: bytes, prefix: bytes = b"x") -> bytes:
    """The same XML as the Open XML SDK writes it: every name with a prefix."""

    named = re.sub(rb"<(/?)(?=[A-Za-z])(?![\w.-]+:)", rb"<\1" + prefix + b":", xml)
    return re.sub(rb"(<x:\w+[^>]*?) xmlns=", rb"\1 xmlns:" + prefix + b"=", named, count=1)


def test_a_package_with_prefixes_is_patched() -> None:
    book = office_book()
    names = ["xl/workbook.xml", "xl/styles.xml", part_of_sheet(book, SHEET), "xl/comments2.xml"]
    data = with_parts(book, **{name: prefixed(parts_of(book)[name]) for name in names})
    copy = annotated(data)
    assert copy.in_place
    sheet = open_book(copy.body)[SHEET]
    assert {key for key in WRONG if sheet[key].comment} == set(WRONG)
    assert sheet["B4"].comment.text.startswith("请教务处核实")
    assert values(sheet) == values(open_book(book)[SHEET])
    back = annotated(copy.body, [])
    assert repr(open_book(back.body)[SHEET]["B4"].fill) == repr(open_book(book)[SHEET]["B4"].fill)


STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize("form", ["strict", "comment", "csv"])
def test_what_cannot_be_changed_in_place_comes_back_as_values(form: str) -> None:
    book = office_book()
    sheet = part_of_sheet(book, SHEET)
    name, data = "上报.xlsx", book
    if form == "strict":
        data = with_parts(book, **{"xl/workbook.xml": parts_of(book)["xl/workbook.xml"].replace(MAIN, STRICT)})
    elif form == "comment":
        data = with_parts(book, **{sheet: parts_of(book)[sheet].replace(b"</sheetData>", b"<!-- x --></sheetData>")})
    else:
        name, data = "上报.csv", "小学,九十\n初中,1\n".encode("gbk")
    key = "B1" if form == "csv" else "B4"
    copy = annotated(data, [problem(key, "九十")], name=name)
    assert not copy.in_place and not is_patchable(name, data, SHEET)
    made = open_book(copy.body)
    assert made.worksheets[1][key].value == "九十" and made.worksheets[1][key].comment is not None
    assert "只有数值" in made.worksheets[0]["A2"].value


def test_words_of_a_stranger_do_no_harm() -> None:
    odd = "]]>&<b>\x00\x0b" + "长" * 40_000
    body = annotated(office_book(), [problem("B4", odd)]).body
    assert listed(body)[0][4].startswith("]]>&<b>长")


if OFFICE:  # CI and developers' machines have it; a reader's installation needs none

    def test_libreoffice_loads_the_copy_with_the_same_values(tmp_path: Path) -> None:
        book = office_book()
        copy = annotated(book)
        loaded = open_book(converted(copy.body, "xlsx", tmp_path))
        plain = open_book(book)
        assert loaded.sheetnames == ["错误清单", *plain.sheetnames]
        assert values(loaded[SHEET]) == values(plain[SHEET])
        assert loaded[SHEET]["B4"].comment.text.startswith("请教务处核实")
        assert {key for key in WRONG if loaded[SHEET][key].comment} == set(WRONG)
        assert len(loaded[SHEET]._charts) == 1
        assert any(name.startswith("xl/media/") for name in parts_of(converted(copy.body, "xlsx", tmp_path)))

    def test_the_list_prints_on_one_page_wide(tmp_path: Path) -> None:
        assert converted(annotated(office_book()).body, "pdf", tmp_path).startswith(b"%PDF")

    def test_a_workbook_that_libreoffice_wrote_is_patched(tmp_path: Path) -> None:
        book = converted(office_book(), "xlsx", tmp_path)
        copy = annotated(book)
        assert copy.in_place
        before, after = packed_of(book), packed_of(copy.body)
        same = set(before) - touched(book)
        assert {name for name in same if before[name] != after.get(name)} == set() and same
        sheet = open_book(copy.body)[SHEET]
        assert values(sheet) == values(open_book(book)[SHEET])
        assert {key for key in WRONG if sheet[key].comment} == set(WRONG)
        again = tmp_path / "again"
        again.mkdir()
        loaded = open_book(converted(copy.body, "xlsx", again))
        assert values(loaded[SHEET]) == values(sheet)


def test_problems_of_another_sheet_name_fall_to_the_sheet_that_was_read() -> None:
    """A CSV's sheet bears the file's name; the list must lead to the sheet of the copy."""
    copy = annotated("小学,九十\n".encode(), [problem("B1", "九十")], name="上[报].csv", where="上[报].csv")
    page = open_book(copy.body).worksheets[0]
    assert page["D4"].hyperlink.location == f"'{open_book(copy.body).worksheets[1].title}'!B1"


def test_every_problem_of_the_kept_report_is_listed_in_english_too() -> None:
    body = annotated(office_book(), problems_of(), language="en").body
    assert open_book(body).sheetnames[0] == "Errors"
    assert listed(body, "Errors")[0][5].startswith("en ")


def test_rows_and_cells_without_numbers_are_counted() -> None:
    """Some programs leave the addresses out; the place then follows from the order."""
    book = office_book()
    part = part_of_sheet(book, SHEET)
    bare = re.sub(rb"(<(?:row|c)) r=\"[A-Z]*\d+\"", rb"\1", parts_of(book)[part])
    bare = re.sub(rb"<c(?= [^>]*/>)[^>]*/>", b"", bare)  # blank ones of the merged title
    copy = annotated(with_parts(book, **{part: bare}), [problem("B4"), problem("D7")])
    assert copy.in_place
    body = parts_of(copy.body)[part]
    marked = re.findall(rb"<c s=\"\d+\"[^>]*>", body)
    assert len(re.findall(rb"<row", body)) == len(re.findall(rb"<row", bare)) and len(marked) >= 2
    assert {key for key in ("B4", "D7") if open_book(copy.body)[SHEET][key].comment} == {"B4", "D7"}


@pytest.mark.parametrize("selected", [True, False])
def test_a_workbook_without_a_view_opens_at_one_sheet(selected: bool) -> None:
    book = office_book()
    changed = {"xl/workbook.xml": re.sub(rb"<bookViews>.*?</bookViews>", b"", parts_of(book)["xl/workbook.xml"])}
    if not selected:
        for name, flag in ((SHEET, b""), ("说明", b' tabSelected="1"')):
            part = part_of_sheet(book, name)
            xml = parts_of(book)[part].replace(b' tabSelected="1"', b"")
            changed[part] = xml.replace(b"<sheetView ", b"<sheetView" + flag + b" ")
    copy = open_book(annotated(with_parts(book, **changed)).body)
    chosen = [sheet.title for sheet in copy.worksheets if sheet.sheet_view.tabSelected]
    assert copy.active is not None
    assert chosen == [copy.active.title] == (["错误清单"] if selected else ["说明"])


@pytest.mark.parametrize("size", [1, 7, 64, 500])
def test_where_the_stream_is_cut_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet goes through in pieces, so that a long one is never held whole."""
    book = office_book([*ROWS, *([["小学", 1, 1, 0, 0, 1]] * 30)])
    wanted = [problem(key) for key in (*WRONG, "A1", "C30", "Z33", "B60")]
    whole = annotated(book, wanted)
    monkeypatch.setattr("taizhang.ledgers.annotating.sheets._READ", size)
    pieces = annotated(book, wanted)
    assert pieces.in_place and parts_of(pieces.body) == parts_of(whole.body)
    assert parts_of(annotated(pieces.body).body) == parts_of(annotated(whole.body).body)
