"""What the reader makes of a Word file: effective values, wherever the file keeps them."""

from __future__ import annotations

import random
import re

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.core.workbooks.problems import UnreadableFile
from taizhang.engine.official_document import check
from taizhang.engine.official_document.description import Alignment, Layout, Paragraph
from taizhang.proofreading.reading import layout, read
from taizhang.proofreading.reading.layout import read_layout
from tests.proofreading import documents as made
from tests.proofreading import official

W = f'xmlns:w="{made.W}"'


def paragraphs(data: bytes) -> list[Paragraph]:
    return [block for block in read_layout("a.docx", data).blocks if isinstance(block, Paragraph)]


def body(xml: str) -> Paragraph:
    return paragraphs(made.docx(xml))[0]


def rules(data: bytes) -> set[str]:
    return {finding.rule.id for finding in check(read_layout("a.docx", data)).findings}


def test_a_theme_names_the_chinese_font_where_nobody_else_does() -> None:
    run = body(made.paragraph("甲")).runs[0]
    assert (run.east_asian, run.size) == ("宋体", 11)


def test_a_style_has_what_it_is_based_on_and_the_run_has_the_last_word() -> None:
    document = Document()
    base = document.styles.add_style("公文正文", WD_STYLE_TYPE.PARAGRAPH)
    base.font.size = Pt(16)
    base.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    base.paragraph_format.line_spacing = Pt(28)
    child = document.styles.add_style("公文正文首行", WD_STYLE_TYPE.PARAGRAPH)
    child.base_style = base
    child.element.get_or_add_pPr().append(parse_xml(f'<w:ind {W} w:firstLineChars="200" w:firstLine="420"/>'))
    strong = document.styles.add_style("层次", WD_STYLE_TYPE.CHARACTER)
    strong.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    paragraph = document.add_paragraph(style=child)
    paragraph.add_run("一", style=strong)
    paragraph.add_run("二").font.size = Pt(22)
    paragraph.add_run("三")
    found = paragraphs(made.saved(document))[0]
    assert [(run.east_asian, run.size) for run in found.runs] == [
        ("黑体", 16),
        ("仿宋_GB2312", 22),
        ("仿宋_GB2312", 16),
    ]
    assert (found.first, found.line_rule, found.line) == (32, "exact", 28)  # two characters of 16 pt, not 21 pt


def test_styles_that_are_based_on_each_other_end() -> None:
    data = made.docx(made.paragraph("甲", properties='<w:pStyle w:val="A"/>'))
    looped = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/>'
        '<w:pPr><w:jc w:val="center"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    found = paragraphs(made.replaced(data, {"word/styles.xml": looped.encode()}))[0]
    assert found.alignment is Alignment.CENTRE


def test_a_hanging_line_of_the_paragraph_ends_the_first_line_indent_of_its_style() -> None:
    found = body(made.paragraph("甲", properties='<w:ind w:left="640" w:hanging="640"/>'))
    assert (found.left, found.first) == (32, -32)


def test_the_program_s_own_numbers_belong_to_the_words() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/><w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="5"/></w:num>'
    )
    xml = made.paragraph("总体要求", properties='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>')
    found = paragraphs(made.docx(xml, numbering=numbering))[0]
    assert (found.text, found.first) == ("一、总体要求", 32)


def test_deleted_and_hidden_words_are_not_read() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>删去</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{made.text_run("加上")}</w:ins>'
    found = body(made.paragraph("<w:r/>", deleted, inserted, made.text_run("藏", "<w:vanish/>")))
    assert found.text == "加上"


def test_a_page_number_is_known_as_a_simple_field_too() -> None:
    document = official.summary()
    for name in ("footer", "even_page_footer"):
        paragraph = document.p[name]
        run = paragraph.runs[1]
        field = parse_xml(f'<w:fldSimple {W} w:instr=" PAGE  \\* MERGEFORMAT "><w:r><w:t>7</w:t></w:r></w:fldSimple>')
        field[0].insert(0, run._r.rPr)
        run._r.getparent().replace(run._r, field)
    assert rules(document.data()) == set()


def test_sections_have_the_footers_of_the_one_before() -> None:
    document = official.summary()
    official.with_landscape(document)
    first, second = read_layout("a.docx", document.data()).sections
    assert second.is_landscape and not first.is_landscape
    assert set(first.footers) == set(second.footers) == {"default", "even"}


@pytest.mark.parametrize(
    "drawing",
    [
        '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:line from="0,0" to="442.2pt,0" strokecolor="red" '
        'strokeweight="1.5pt"/></w:pict>',
        '<w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wp:anchor><wp:extent cx="5616000" cy="0"/>'
        '<a:graphic><a:graphicData><wps:wsp><wps:spPr><a:prstGeom prst="line"/><a:ln w="19050"><a:solidFill>'
        '<a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:anchor>'
        "</w:drawing>",
    ],
    ids=["vml", "drawingml"],
)
def test_a_drawn_red_rule_counts_like_a_border(drawing: str) -> None:
    document = official.ordinary()
    document.line(document.p["number"])
    run = f"<w:r {W}>{drawing}</w:r>"
    document.p["number"]._p.append(parse_xml(run))
    assert rules(document.data()) == set()
    short = run.replace("442.2pt", "300pt").replace("5616000", "3810000")
    document.p["number"]._p.remove(document.p["number"]._p[-1])
    document.p["number"]._p.append(parse_xml(short))
    assert rules(document.data()) == {"red_rule.width"}


def test_an_imprint_in_a_table_is_one_too() -> None:
    document = official.ordinary()
    document.drop("copies", "printed")
    table = document.doc.add_table(rows=2, cols=1)
    borders = "".join(f'<w:{side} w:val="single" w:sz="{size}" w:color="000000"/>' for side, size in
                      (("top", 8), ("bottom", 8), ("insideH", 6)))  # fmt: skip
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {W}>{borders}</w:tblBorders>"))
    for cell, words in zip(table._cells, ("　抄送：县委办公室。", "　办公室　　　2026年7月3日印发"), strict=True):
        document.write(cell.paragraphs[0], words, size=14)
    found = check(read_layout("a.docx", document.data()))
    assert [element.role.value for element in found.documents[0].elements][-2:] == ["copies", "printed"]
    assert found.findings == ()
    table._tbl.tblPr.remove(table._tbl.tblPr[-1])
    assert rules(document.data()) == {"imprint.rules"}


def test_what_word_makes_by_itself_departs_all_over_but_misses_no_head() -> None:
    document = Document()
    document.add_heading("关于做好春季学期工作的通知", 0)
    document.add_paragraph("各学校:")
    document.add_paragraph("（一）、加强领导。各校要高度重视。")
    document.add_paragraph("1.名单", style="List Number")
    found = check(read_layout("a.docx", made.saved(document)))
    told = {finding.rule.id for finding in found.findings}
    assert {"page.paper", "page.margin.top", "title.font", "title.size", "recipient.colon", "heading.mark", "text.font",
            "text.size", "grid.lines", "page_number.missing"} <= told  # fmt: skip
    assert not told & {"issuer_mark.missing", "red_rule.missing", "date.missing", "signer.missing", "title.missing"}


def test_a_head_in_a_table_several_issuers_and_minutes_are_in_order() -> None:
    tabled = official.upward()
    table = tabled.doc.add_table(rows=1, cols=2)
    tabled.p["number"]._p.addprevious(table._tbl)
    tabled.drop("number")
    tabled.write(table._cells[0].paragraphs[0], "　青教发〔2026〕12号")
    tabled.write(table._cells[1].paragraphs[0], "签发人：")
    tabled.write(table._cells[1].paragraphs[0], "禾望舒", font=official.KAI)
    tabled.line(tabled.p["t1"], top="single 12 FF0000")
    joint = official.ordinary()
    official.red_mark(joint, joint.before("mark"), "青禾县人力资源和社会保障局")
    minutes = official.Official()
    official.red_mark(minutes, minutes.doc.add_paragraph(), "青禾县教育局局长办公会议纪要")
    minutes.title("title", "关于校车安全的会议纪要")
    official.text_of(minutes)
    for document, kind in ((tabled, "ordinary"), (joint, "ordinary"), (minutes, "minutes")):
        report = document.report()
        assert (report.documents[0].kind.value, report.findings) == (kind, ())


def test_paragraphs_are_counted_as_the_figure_checker_counts_them() -> None:
    data = official.ordinary().data()
    words = "一、总体要求"
    text = read("a.docx", data)
    [found] = [item for item in paragraphs(data) if item.text == words]
    assert found.number == text.place_at(text.text.index(words)).paragraph


# files that nobody has vouched for


def test_another_kind_of_file_is_refused_with_a_cure() -> None:
    for data in (made.xlsx({"一": [["甲"]]}), "文本".encode(), b"", made.docx(made.paragraph(" "))):
        with pytest.raises(UnreadableFile) as caught:
            read_layout("a.bin", data)
        assert caught.value.problems[0].code in {"file.kind", "file.empty"}


def test_a_body_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_MOST_XML", 1000)
    with pytest.raises(UnreadableFile) as caught:
        read_layout("a.docx", made.docx(made.paragraph("甲" * 2000)))
    assert caught.value.problems[0].code == "file.bomb"


GOOD = official.ordinary().data()


def checked_or_refused(data: bytes) -> None:
    try:
        check(read_layout("a.docx", data))
    except UnreadableFile as error:
        assert error.problems


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_file_is_checked_or_refused(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for at, value in changes:
        data[at] = value
    checked_or_refused(bytes(data))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/footer1.xml"])
def test_markup_in_another_order_or_with_other_values_is_checked_or_refused(part: str) -> None:
    xml = made.part(GOOD, part)
    chance = random.Random(part)
    for _ in range(40):
        tags = xml.split(b"<")
        for _ in range(chance.choice([1, 4])):
            at, other = (chance.randrange(2, len(tags)) for _ in range(2))
            tags[at], tags[other] = tags[other], tags[at]
        mixed = b"<".join(tags)
        wild = re.sub(
            rb'w:(val|w|line|left|sz|top|firstLine)="[^"]*"',
            lambda found: found[0] if chance.random() > 0.2 else b'w:%b="%b"' % (
                found[1], chance.choice([b"", b"-1", b"99999999", b"1e9", b"x", "二".encode(), b"0", b"1.5cm"])),
            xml,
        )  # fmt: skip
        for changed in (mixed, wild):
            checked_or_refused(made.replaced(GOOD, {part: changed}))


@given(st.lists(st.text(alphabet="一二（）()、.附件：抄送签发人〔2026〕号 \t\n年月日印发—", max_size=30), max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_words_are_recognised_as_something(lines: list[str]) -> None:
    section = read_layout("a.docx", GOOD).sections[0]
    blocks = tuple(
        Paragraph(runs=(official_run(words),), number=at, alignment=list(Alignment)[at % 4])
        for at, words in enumerate(lines, start=1)
    )
    report = check(Layout(blocks, (section,), True))
    assert len({element.at for element in report.documents[0].elements}) == len(report.documents[0].elements)


def official_run(words: str):  # type: ignore[no-untyped-def]
    from taizhang.engine.official_document.description import Run

    return Run(words, "仿宋", "仿宋", 16.0)
