"""Each kind of file becomes the text that a person reads, and each piece of it knows its place."""

from __future__ import annotations

import pytest

from taizhang.proofreading.reading import Document, read
from tests.proofreading import documents as made

LIST = (
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%3"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def numbered(words: str, level: int, number: int = 3) -> str:
    return made.paragraph(words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def places(document: Document) -> dict[str, str]:
    return {document.text[piece.start : piece.end]: piece.place.words.zh for piece in document.pieces}


def test_a_number_in_several_runs_is_one_number() -> None:
    bold = made.text_run("2", "<w:b/>")
    document = read("报告.docx", made.docx(made.paragraph("全县学校1", bold, "0所"), made.paragraph("末段")))
    assert document.text == "全县学校120所\n末段\n"
    assert places(document) == {"全县学校120所": "第1段", "末段": "第2段"}
    assert document.kind == "docx"


def test_numbers_that_word_writes_itself_are_read() -> None:
    blocks = [
        numbered("基本情况", 0), numbered("学校", 1), numbered("细目", 2), numbered("教师", 1), numbered("主要工作", 0),
        numbered("学校", 1), numbered("另起", 0, 4),
    ]  # fmt: skip
    text = read("a.docx", made.docx(*blocks, numbering=LIST)).text
    assert text.split("\n") == [
        "一、基本情况", "（一）学校", "1.1 细目", "（二）教师", "二、主要工作", "（一）学校", "一、另起", "",
    ]  # fmt: skip


def test_a_style_numbers_its_paragraphs() -> None:
    data = made.docx(
        made.paragraph("甲", properties='<w:pStyle w:val="ListNumber"/>'),
        made.paragraph(""),
        made.paragraph("乙", properties='<w:pStyle w:val="ListNumber"/>'),
    )
    assert read("a.docx", data).text == "1. 甲\n2. 乙\n"


def test_rows_of_a_table_are_lines_with_tabs() -> None:
    wide = f'<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{made.paragraph("人数")}'
    two = made.paragraph("小学") + made.paragraph("（含教学点）")
    data = made.docx(made.table([["类别", wide], ["", "男", "女"], [two, "5", "4"]]), made.paragraph("表后"))
    document = read("a.docx", data)
    assert document.text == "类别\t人数\t\n\t男\t女\n小学 （含教学点）\t5\t4\n\n表后\n"
    found = places(document)
    assert found["人数"] == "第1个表第1行第2列"
    assert found["女"] == "第1个表第2行第3列"
    assert found["表后"] == "第1段"


def test_a_table_that_lays_out_the_page_is_read_as_paragraphs() -> None:
    inner = made.table([["数", "3"], ["合计", "3"]])
    data = made.docx(made.table([[made.paragraph("一段。") + inner + made.paragraph("二段。")]]))
    assert read("a.docx", data).text == "一段。\n数\t3\n合计\t3\n\n二段。\n\n"


def test_deleted_text_is_not_read_and_inserted_is() -> None:
    deleted = "<w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
    inserted = f"<w:ins>{made.text_run('120')}</w:ins>"
    joined = "<w:rPr><w:del/></w:rPr>"
    data = made.docx(
        made.paragraph("学校", deleted, inserted, "所，其中", properties=joined),
        made.paragraph("小学80所"),
        made.table([["甲", "1"], ["乙", "2"]], row_properties=["", "<w:del/>"]),
    )
    document = read("a.docx", data)
    assert document.text == "学校120所，其中小学80所\n甲\t1\n\n"
    assert [note.zh for note in document.notes] == ["修订中已删除的文字没有核对。"]


def test_hidden_text_is_left_out_and_told() -> None:
    data = made.docx(
        made.paragraph("学校", made.text_run("99", "<w:vanish/>"), made.text_run("9所", '<w:vanish w:val="0"/>'))
    )
    document = read("a.docx", data)
    assert document.text == "学校9所\n"
    assert document.notes


def field(instruction: str, result: str, *, end: bool = True) -> str:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return sign("begin") + told + sign("separate") + made.text_run(result) + (sign("end") if end else "")


def test_of_a_field_the_result_is_read_but_not_a_table_of_contents() -> None:
    simple = f'<w:fldSimple w:instr=" PAGE ">{made.text_run("7")}</w:fldSimple>'
    data = made.docx(
        made.paragraph(field(" TOC \\o ", "一、情况 3")), made.paragraph("共", field("=SUM(A1)", "12"), "所", simple)
    )
    assert read("a.docx", data).text == "共12所\n"


def test_a_table_of_contents_without_an_end_swallows_nothing() -> None:
    data = made.docx(made.paragraph(field("TOC", "目录", end=False)), made.paragraph("共12所"))
    assert read("a.docx", data).text == "目录\n共12所\n"


def test_notes_and_text_boxes_have_places_of_their_own() -> None:
    box = made.paragraph("框内3所")
    drawing = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{box}</w:txbxContent>'
        f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{box}</w:txbxContent></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = f'<w:footnote w:id="1">{made.paragraph("没有提到")}</w:footnote>'
    notes += f'<w:footnote w:id="2">{made.paragraph("不含村小2所")}</w:footnote>'
    document = read(
        "a.docx", made.docx(made.paragraph("学校", mark, drawing, "9所"), made.paragraph("末"), footnotes=notes)
    )
    assert document.text == "学校9所\n框内3所\n末\n不含村小2所\n"
    assert places(document) == {"学校9所": "第1段", "框内3所": "文本框1", "末": "第2段", "不含村小2所": "脚注1"}


def test_cells_of_a_workbook_are_read_as_they_are_shown() -> None:
    formats = {
        ("基本", 1, 1): "0.0%", ("基本", 1, 2): "yyyy-mm-dd",
        ("基本", 2, 1): '#,##0.00"万元"', ("基本", 2, 2): "0_);(0)",
        ("基本", 3, 1): "# ?/?", ("基本", 3, 2): '"约"0"人"',
    }  # fmt: skip
    rows = [
        ["类别", "占比", "日期"],
        ["小学", 0.8512, 45356],
        ["初中", 1234.5, -7],
        ["高中", 0.5, 12],
        [None, "=1+2", True],
    ]
    document = read("表.xlsx", made.xlsx({"基本": rows, "说明": [["共3所"]]}, formats))
    assert document.text == (
        "类别\t占比\t日期\n小学\t85.1%\t2024年3月5日\n初中\t1,234.50万元\t(7)\n高中\t0.5\t约12人\n\t0\tTRUE\n\n共3所\n"
    )
    assert places(document)["85.1%"] == "工作表“基本”B2"
    assert places(document)["共3所"] == "工作表“说明”A1"


def test_hidden_rows_columns_and_sheets_are_read_and_told() -> None:
    data = made.xlsx({"一": [["甲", 1], ["乙", 2]], "二": [["丙", 3]]})
    sheet = made.part(data, "xl/worksheets/sheet1.xml").replace(b'<row r="2"', b'<row r="2" hidden="1"')
    sheet = sheet.replace(b"<sheetData>", b'<cols><col min="2" max="2" width="9" hidden="1"/></cols><sheetData>')
    book = made.part(data, "xl/workbook.xml").replace(b'name="\xe4\xba\x8c"', b'name="\xe4\xba\x8c" state="hidden"')
    document = read("a.xlsx", made.replaced(data, {"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": book}))
    assert document.text == "甲\t1\n乙\t2\n\n丙\t3\n"
    assert [note.zh for note in document.notes] == [
        "隐藏的工作表也核对了：二。", "有 1 行是隐藏的，也核对了。", "有 1 列是隐藏的，也核对了。",
    ]  # fmt: skip


def test_a_web_page_is_read_as_a_browser_shows_it() -> None:
    page = """<html><head><meta charset="gb2312"><title>题</title><style>p {}</style></head><body>
    <p>全县共有学校<b>120</b>所，
    其中小学80所。<span style="display:none">9</span></p><ol start="3"><li>甲<li>乙</ol>
    <table><tr><th rowspan="2">类别<th colspan="2">人数<tr><td>男<td>女<tr><td>小学<td>5<td>4</table></body></html>"""
    document = read("网页.html", page.encode("gb18030"))
    assert document.text == ("全县共有学校120所，其中小学80所。\n3. 甲\n4. 乙\n类别\t人数\t\n\t男\t女\n小学\t5\t4\n\n")
    assert places(document)["女"] == "第1个表第2行第3列"
    assert [note.zh for note in document.notes] == ["隐藏的内容没有核对。"]


def test_lines_of_a_pdf_become_paragraphs_and_rows() -> None:
    page = [
        (100, 700, "全县共有学校120所，其中小学80所，初中"), (100, 680, "40所。"), (124, 660, "二、教师情况"),
        (100, 640, "小学"), (200, 640, "80"), (300, 640, "45.5%"), (290, 40, "- 1 -"),
    ]  # fmt: skip
    document = read("公报.pdf", made.pdf([page, [(100, 700, "三、经费")]]))
    assert document.text == "全县共有学校120所，其中小学80所，初中40所。\n二、教师情况\n小学\t80\t45.5%\n三、经费"
    assert document.place_at(document.text.index("40所")).words.zh == "第1页第2行"
    assert document.place_at(document.text.index("经费")).words.zh == "第2页第1行"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("gbk", b""), ("gb18030", b""), ("utf-16-le", b"\xff\xfe")],
)
def test_text_in_any_usual_encoding_is_the_same_text(encoding: str, mark: bytes) -> None:
    words = "全县共有学校120所。\r\n\r\n镕基小学3所\r末"
    document = read("a.txt", mark + words.encode(encoding))
    assert document.text == "全县共有学校120所。\n\n镕基小学3所\n末"
    assert places(document) == {"全县共有学校120所。": "第1行", "镕基小学3所": "第3行", "末": "第4行"}


def test_one_broken_byte_does_not_make_utf_8_another_encoding() -> None:
    data = ("全县共有学校120所，其中小学80所。" * 10).encode()
    assert read("a.txt", data[:9] + b"\xff" + data[9:]).text.count("小学80所") == 10


def test_markdown_keeps_its_signs() -> None:
    words = "# 总结\n\n| 类别 | 数 |\n| --- | --- |\n| 小学 | 3 |\n"
    document = read("a.md", words.encode())
    assert (document.kind, document.text) == ("md", words)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.html", "a.pdf", "a.txt"])
def test_pieces_stand_in_order_and_hold_what_is_not_blank(name: str) -> None:
    made_of = {
        "a.docx": made.docx(made.paragraph("甲1"), made.table([["乙", "2"], ["丙", "3"]]), made.paragraph("丁")),
        "a.xlsx": made.xlsx({"一": [["甲", 1], [None, 2]]}),
        "a.html": "<p>甲1<table><tr><td>乙<td>2</table>".encode(),
        "a.pdf": made.pdf([[(100, 700, "甲1"), (100, 600, "乙2")]]),
        "a.txt": "甲1\n\n乙2".encode(),
    }
    document = read(name, made_of[name])
    end, left = 0, document.text
    for piece in document.pieces:
        assert end <= piece.start < piece.end
        assert document.piece_at(piece.start) is piece
        end, left = piece.end, left.replace(document.text[piece.start : piece.end], "", 1)
    assert not left.strip()
