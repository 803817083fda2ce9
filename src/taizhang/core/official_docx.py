"""An official document (公文) as .docx by GB/T 9704-2012: A4, type area 156 x 225 mm, 22 lines of 28 characters, size 3
仿宋.

What every such document is made of; each app puts its own together. Fonts are named, not embedded; WPS and Word take
the nearest one they have.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from docx import api
from docx.document import Document as DocxDocument
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLE_FONT, BODY_FONT, HEAD_FONT, SUBHEAD_FONT, DIGITS = (
    "方正小标宋简体",
    "仿宋_GB2312",
    "黑体",
    "楷体_GB2312",
    "Times New Roman",
)
SIZE_2, SIZE_3, SIZE_4, SIZE_5 = Pt(22), Pt(16), Pt(14), Pt(10.5)
LINE = Pt(28.95)  # 225 mm / 22 lines
TYPE_AREA_MM = 156
FOOTER_MM = 35 - 7 - 5  # from the lower edge: the page number stands 7 mm below the type area
_DATE_INDENT = 4  # characters
_TIGHTER = -5  # twentieths of a point: 28 characters of 16 pt are 158 mm, the type area is 156


def new_document(*, title: str, issuer: str, number: str, at: datetime) -> DocxDocument:
    """An empty one with page, grid, fonts and page numbers. at: the moment that a file manager shows; the library would
    name itself and a day in 2013."""
    docx = api.Document()
    properties = docx.core_properties
    properties.title, properties.author, properties.comments = title, issuer, ""
    properties.subject = number
    properties.last_modified_by, properties.language = issuer, "zh-CN"
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    _page(docx)
    return docx


def to_bytes(docx: DocxDocument) -> bytes:
    buffer = io.BytesIO()
    docx.save(buffer)
    return buffer.getvalue()


def _page(docx: DocxDocument) -> None:
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(FOOTER_MM)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(LINE.pt * 20)))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    docx.settings.odd_and_even_pages_header_footer = True
    normal = docx.styles["Normal"]
    normal.font.name, normal.font.size = DIGITS, SIZE_3
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY_FONT)
    tighter = OxmlElement("w:spacing")  # and no character grid: LibreOffice gives a 16 pt character two cells in it
    tighter.set(qn("w:val"), str(_TIGHTER))
    normal.element.get_or_add_rPr().find(qn("w:sz")).addprevious(tighter)  # the schema's order
    normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    normal.paragraph_format.line_spacing = LINE
    normal.paragraph_format.widow_control = False  # all 22 lines of a page are used
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, size 4 宋体, one character in from the outer edge."""
    paragraph.alignment = side
    indent = SIZE_4
    if side is WD_ALIGN_PARAGRAPH.RIGHT:
        paragraph.paragraph_format.right_indent = indent
    else:
        paragraph.paragraph_format.left_indent = indent
    write(paragraph, "— ", font="宋体", size=SIZE_4)
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)
    run.font.size = SIZE_4
    write(paragraph, " —", font="宋体", size=SIZE_4)
    for part in paragraph.runs:  # the digits and dashes too
        part.font.name = "宋体"


def write(paragraph: Paragraph, text: str, *, font: str = BODY_FONT, size: Pt = SIZE_3) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = DIGITS, size
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def title(docx: DocxDocument, lines: Sequence[str]) -> None:
    """The title's lines in the middle, with an empty line below."""
    for line in lines:
        paragraph = docx.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = Pt(35)
        write(paragraph, line, font=TITLE_FONT, size=SIZE_2)
    docx.add_paragraph()


def indented(docx: DocxDocument) -> Paragraph:
    """A paragraph of the text: its first line two characters in."""
    paragraph = docx.add_paragraph()
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(SIZE_3.pt * 2 * 20)))
    paragraph._p.get_or_add_pPr().append(indent)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def table(
    docx: DocxDocument, rows: int, widths_mm: Sequence[float], *, heading: bool = False, least_mm: float = 0
) -> Iterator[_Cell]:
    """A table's cells, row by row, each to be filled. Explicit widths in every cell, because WPS reads the grid first;
    cells are taken once, never one by one. A row never breaks in two. heading: the first row is repeated on each page;
    least_mm: of a row's height."""
    made = docx.add_table(rows=rows, cols=len(widths_mm))
    made.style, made.alignment, made.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    widths = [Mm(width) for width in widths_mm]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for row in made._tbl.tr_lst:
        row.get_or_add_trPr().append(switch("w:cantSplit", on=True))
        if least_mm:
            row.trHeight_val = Mm(least_mm)
    if heading:
        made._tbl.tr_lst[0].get_or_add_trPr().append(switch("w:tblHeader", on=True))
    for number, cell in enumerate(made._cells):
        cell.width = widths[number % len(widths)]
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        yield cell


def switch(name: str, *, on: bool) -> BaseOxmlElement:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true" if on else "false")
    return element


def off_grid(paragraph: Paragraph) -> None:
    """Out of the grid of 22 lines, which would give each line of a narrow cell a whole line of text."""
    properties = paragraph._p.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    off = switch("w:snapToGrid", on=False)
    if spacing is not None:
        spacing.addprevious(off)  # the schema's order
    else:
        properties.append(off)


def signature(docx: DocxDocument, issuer: str, day: date) -> None:
    """Date four characters in, the issuer centred over it, where the seal goes; never on a page alone."""
    last = next(docx.element.body.iterchildren(qn("w:p"), reversed=True), None)
    if last is not None:
        Paragraph(last, docx._body).paragraph_format.keep_with_next = True
    docx.add_paragraph().paragraph_format.keep_with_next = True
    dated = f"{day.year}年{day.month}月{day.day}日"
    centred = max(0.0, _DATE_INDENT + (_characters(dated) - _characters(issuer)) / 2)
    for text, indent in ((issuer, centred), (dated, _DATE_INDENT)):
        paragraph = docx.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(SIZE_3.pt * indent)
        paragraph.paragraph_format.keep_with_next = True  # with the remarks too: they would stand on a page alone
        write(paragraph, text)


def _characters(text: str) -> float:
    """Width in Chinese characters; a digit takes half."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)
