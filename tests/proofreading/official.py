"""Official documents as an office types them, each conforming; a test spoils one thing of them."""

from __future__ import annotations

import copy
import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from taizhang.engine.official_document import Report, check
from taizhang.proofreading.reading.layout import read_layout

FANG, HEI, KAI, TITLE, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
CENTRE, RIGHT, LEFT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LONG = "全县各级各类学校要坚持立德树人根本任务，加强组织领导，细化工作措施，压实工作责任，确保各项任务落到实处。"


class Official:
    """`p` holds its paragraphs by name; `doc` is the python-docx document."""

    def __init__(self) -> None:
        self.doc = Document()
        self.p: dict[str, Any] = {}
        normal = self.doc.styles["Normal"]
        normal.font.name, normal.font.size = "Times New Roman", Pt(16)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FANG)
        normal.element.rPr.find(qn("w:sz")).addprevious(parse_xml(f'<w:spacing {_W} w:val="-5"/>'))
        form = normal.paragraph_format
        form.line_spacing, form.space_after, form.space_before = Pt(28.95), Pt(0), Pt(0)
        self.page(self.doc.sections[0])
        self.doc.settings.odd_and_even_pages_header_footer = True
        self.number_pages(self.doc.sections[0])

    def page(self, section: Any) -> None:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(23)

    def landscape(self, section: Any) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(35), Mm(37)

    def number_pages(self, section: Any) -> None:
        for name, side in (("footer", RIGHT), ("even_page_footer", LEFT)):
            paragraph = self.p[name] = getattr(section, name).paragraphs[0]
            paragraph.alignment = side
            for text in ("— ", "PAGE", " —"):
                run = paragraph.add_run("" if text == "PAGE" else text)
                run.font.name, run.font.size = SONG, Pt(14)
                run._r.rPr.rFonts.set(qn("w:eastAsia"), SONG)
                if text == "PAGE":
                    run._r.append(parse_xml(f'<w:fldChar {_W} w:fldCharType="begin"/>'))
                    run._r.append(parse_xml(f"<w:instrText {_W}>PAGE</w:instrText>"))
                    run._r.append(parse_xml(f'<w:fldChar {_W} w:fldCharType="end"/>'))
            if side is RIGHT:
                paragraph.paragraph_format.right_indent = Pt(14)
            else:
                paragraph.paragraph_format.left_indent = Pt(14)

    def add(self, name: str, text: str = "", *, font: str = "", size: float = 0, align: Any = None, first: float = 0,
            left: float = 0, right: float = 0) -> Any:  # fmt: skip
        """Indents in characters of 16 pt."""
        paragraph = self.p[name] = self.doc.add_paragraph()
        self.write(paragraph, text, font=font, size=size)
        paragraph.alignment = align
        form = paragraph.paragraph_format
        if first:
            form.first_line_indent = Pt(16 * first)
        if left:
            form.left_indent = Pt(16 * left)
        if right:
            form.right_indent = Pt(16 * right)
        return paragraph

    def write(self, paragraph: Any, text: str, *, font: str = "", size: float = 0) -> Any:
        run = paragraph.add_run(text)
        if font:
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        if size:
            run.font.size = Pt(size)
        return run

    def blank(self, name: str = "blank") -> None:
        self.add(name)

    def body(self, name: str, text: str, *, font: str = "") -> Any:
        return self.add(name, text, font=font, align=JUSTIFY, first=2)

    def line(self, paragraph: Any, **sides: str) -> None:
        """Borders: side -> "value size colour"."""
        inner = ""
        for side, words in sides.items():
            value, size, colour = words.split()
            inner += f'<w:{side} w:val="{value}" w:sz="{size}" w:space="1" w:color="{colour}"/>'
        found = paragraph._p.pPr.find(qn("w:pBdr")) if paragraph._p.pPr is not None else None
        if found is not None:
            paragraph._p.pPr.remove(found)
        paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {_W}>{inner}</w:pBdr>"))

    def text(self, name: str, words: str) -> None:
        """Other words in the first run, the others emptied."""
        runs = self.p[name].runs
        runs[0].text = words
        for run in runs[1:]:
            run.text = ""

    def font(self, name: str, font: str, run: int = 0) -> None:
        self.p[name].runs[run]._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    def size(self, name: str, points: float) -> None:
        for run in self.p[name].runs:
            run.font.size = Pt(points)

    def colour(self, name: str, colour: str) -> None:
        for run in self.p[name].runs:
            run.font.color.rgb = RGBColor.from_string(colour)

    def drop(self, *names: str) -> None:
        for name in names:
            self.p[name]._p.getparent().remove(self.p[name]._p)

    def before(self, name: str) -> Any:
        """An empty paragraph above."""
        return self.p[name].insert_paragraph_before("")

    def first(self, name: str, characters: float) -> None:
        self.p[name].paragraph_format.first_line_indent = Pt(16 * characters)

    def title(self, name: str, text: str) -> None:
        self.add(name, text, font=TITLE, size=22, align=CENTRE)

    def page_break(self, name: str) -> None:
        self.p[name].add_run().add_break(WD_BREAK.PAGE)

    def title_gap_keeps(self) -> None:
        """Two empty lines below the paragraph t1, which carries the rule."""
        self.before("title")
        self.before("title")

    def title_of_two_lines(self) -> None:
        self.text("title", "青禾县教育局关于做好秋季学期开学和")
        self.p["title"]._p.addnext(copy.deepcopy(self.p["title"]._p))
        self.text("title", "学校安全工作的通知")
        self.p["title"]._p.addprevious(self.p["title"]._p.getnext())

    def date_under_title(self) -> None:
        self.p["r1"].add_run("（2026年7月3日）")
        self.p["r1"].alignment = CENTRE
        self.before("recipient")
        self.drop("above_signature", "signature", "date", "remark")

    def report(self) -> Report:
        return check(read_layout("a.docx", self.data()))

    def data(self) -> bytes:
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()


def text_of(made: Official) -> None:
    """Body with all levels of headings."""
    made.body("body", LONG)
    made.body("one", "一、总体要求", font=HEI)
    made.body("two", "（一）工作目标", font=KAI)
    made.body("three", "1.具体任务")
    made.body("four", "（1）分工。" + LONG)
    runin = made.body("runin", "（二）加强领导。", font=KAI)
    made.write(runin, LONG)


def red_mark(made: Official, paragraph: Any, words: str) -> None:
    paragraph.alignment = CENTRE
    made.write(paragraph, words, font=TITLE, size=36).font.color.rgb = RGBColor(0xFF, 0, 0)


def signed(made: Official) -> None:
    made.blank("above_signature")
    made.add("signature", "青禾县教育局", align=RIGHT, right=4.25)
    made.add("date", "2026年7月3日", align=RIGHT, right=4)


def ordinary(*, title: str = "青禾县教育局关于做好秋季学期工作的通知") -> Official:
    """A red head, a recipient, annexes, signature, remark, two attachments, an imprint."""
    made = Official()
    made.add("copy", "000012")
    made.add("secrecy", "机密★1年", font=HEI)
    made.add("urgency", "特急", font=HEI)
    made.blank("above_mark")
    made.add("mark", "青禾县教育局文件", font=TITLE, size=42, align=CENTRE)
    made.colour("mark", "FF0000")
    made.blank("n1")
    made.blank("n2")
    made.add("number", "青教发〔2026〕12号", align=CENTRE)
    made.line(made.p["number"], bottom="single 12 FF0000")
    made.blank("t1")
    made.blank("t2")
    made.title("title", title)
    made.blank("r1")
    made.add("recipient", "各学校、各幼儿园，局机关各股室：", align=JUSTIFY)
    text_of(made)
    made.blank("a1")
    made.add("annex", "附件：1.任务分工表", first=2)
    made.add("annex_two", "2.联系人名单", left=5)
    signed(made)
    made.add("remark", "（此件公开发布）", first=2)
    for at, words in ((1, "任务分工表"), (2, "联系人名单")):
        made.add(f"attachment{at}", f"附件{at}", font=HEI)
        made.p[f"attachment{at}"].paragraph_format.page_break_before = True
        made.blank(f"under{at}")
        made.title(f"attachment_title{at}", words)
        made.blank()
        made.body(f"attachment_body{at}", LONG)
    imprint(made)
    return made


def imprint(made: Official) -> None:
    made.blank("above_imprint")
    made.add("copies", "　抄送：县委办公室，县政府办公室，县财政局。", size=14, align=JUSTIFY)
    made.add("printed", "　青禾县教育局办公室" + "　" * 13 + "2026年7月3日印发", size=14, align=JUSTIFY)
    made.line(made.p["copies"], top="single 8 000000", bottom="single 6 000000")
    made.line(made.p["printed"], bottom="single 8 000000")


def upward() -> Official:
    made = ordinary(title="青禾县教育局关于增加学位的请示")
    made.text("number", "　青教发〔2026〕12号" + "　" * 10)
    made.p["number"].alignment = JUSTIFY
    made.write(made.p["number"], "签发人：")
    made.write(made.p["number"], "禾望舒", font=KAI)
    return made


def letter() -> Official:
    """信函: double rules above and below, the number at the right, no number on the first page."""
    made = Official()
    made.add("mark", "青禾县教育局", font=TITLE, size=36, align=CENTRE)
    made.colour("mark", "FF0000")
    made.p["mark"].paragraph_format.left_indent = made.p["mark"].paragraph_format.right_indent = Mm(-7)
    made.line(made.p["mark"], bottom="thickThinSmallGap 24 FF0000")
    made.add("number", "青教函〔2026〕12号", align=RIGHT)
    made.blank()
    made.blank()
    made.title("title", "青禾县教育局关于校车安全的函")
    made.blank("r1")
    made.add("recipient", "县公安局：", align=JUSTIFY)
    text_of(made)
    signed(made)
    section = made.doc.sections[0]
    section.different_first_page_header_footer = True
    made.p["first_footer"] = section.first_page_footer.paragraphs[0]
    form = made.p["first_footer"].paragraph_format
    form.left_indent = form.right_indent = Mm(-7)
    made.line(made.p["first_footer"], bottom="thinThickSmallGap 24 FF0000")
    return made


def summary() -> Official:
    """No head: the title, text with a table, signature and date."""
    made = Official()
    made.title("title", "青禾县2026年上半年工作总结")
    made.blank()
    text_of(made)
    table = made.table = made.doc.add_table(rows=2, cols=3)  # type: ignore[attr-defined]
    table.autofit = False
    for row in table.rows:
        for cell in row.cells:
            cell.text = "12"
    for column in table.columns:
        column.width = Mm(52)
    made.body("after", LONG)
    signed(made)
    return made


def with_landscape(made: Official) -> Any:
    """A section on its side with a table, and an upright one behind."""
    section = made.doc.add_section(WD_SECTION.NEW_PAGE)
    made.landscape(section)
    made.wide = made.doc.add_table(rows=1, cols=3)  # type: ignore[attr-defined]
    made.wide.rows[0].cells[0].text = "宽表"  # type: ignore[attr-defined]
    return section
