"""The official .docx by GB/T 9704-2012: A4, type area 156 x 225 mm, 22 lines of 28 characters, size 3 仿宋.

Fonts are named, not embedded; WPS and Word take the nearest one they have. Every figure is a hyperlink to its trace,
and the last page carries a code with the document's address.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from docx import api
from docx.document import Document as DocxDocument
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from taizhang.core import clock
from taizhang.core.clock import today
from taizhang.engine.official_document.recognise import is_recipient
from taizhang.summaries import wording
from taizhang.summaries.models import BlockKind, Summary, SummaryState
from taizhang.summaries.types import DocBlock, Document, Piece, PieceKind, TableView

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
# Sections made from what is stored beside the text, with the document's list of each.
_MADE = {BlockKind.PROBLEMS.value: "problems", BlockKind.PLAN.value: "plan", BlockKind.MEASURES_DUE.value: "due"}
_LED_TO = (BlockKind.TABLE.value, BlockKind.LIST.value)  # the words before these stay on their page
_DATE_INDENT = 4  # characters
TIGHTER = -5  # twentieths of a point: 28 characters of 16 pt are 158 mm, the type area is 156


def to_docx(document: Document, summary: Summary) -> bytes:
    """Bytes of the .docx. Its only time stamp is the issue's, so equal documents are equal but for the zip's dates."""
    docx = api.Document()
    _properties(docx, document, summary)
    _page(docx)
    _title(docx, document, summary)
    texts = (at for at, block in enumerate(document.blocks) if block.kind != BlockKind.HEADING or block.level > 1)
    first = next(texts, -1)
    for at, block in enumerate(document.blocks):
        following = document.blocks[at + 1].kind if at + 1 < len(document.blocks) else ""
        _block(docx, block, document, summary, leads=following in _LED_TO, opens=at == first)
    _signature(docx, document, summary)
    if summary.state != SummaryState.DRAFT and (note := wording.provisional_note(document)):
        _remark(docx, note)
    if summary.pk is not None:
        _trace_code(docx, summary)
    buffer = io.BytesIO()
    docx.save(buffer)
    return buffer.getvalue()


def _properties(docx: DocxDocument, document: Document, summary: Summary) -> None:
    """What a file manager shows; the library would name itself and a day in 2013. The issue's day, or none."""
    properties = docx.core_properties
    properties.title, properties.author, properties.comments = document.title, document.org_name, ""
    properties.subject = document.number
    properties.last_modified_by, properties.language = document.org_name, "zh-CN"
    day = summary.issued_at or summary.changed_at or clock.now()
    properties.created = properties.modified = day.astimezone(UTC).replace(tzinfo=None)


def trace_url(summary: Summary, position: int | None = None) -> str:
    """The address at which those entitled open the document, at one figure when `position` is given."""
    path = reverse("summaries:summary-detail", args=[summary.pk])
    return f"{settings.BASE_URL}{path}" + (f"#figure-{position}" if position else "")


def _page(docx: DocxDocument) -> None:
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(35 - 7 - 5)  # the page number stands 7 mm below the type area
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
    tighter.set(qn("w:val"), str(TIGHTER))
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
    _run(paragraph, "— ", font="宋体", size=SIZE_4)
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
    _run(paragraph, " —", font="宋体", size=SIZE_4)
    for part in paragraph.runs:  # the digits and dashes too
        part.font.name = "宋体"


def _run(paragraph: Paragraph, text: str, *, font: str = BODY_FONT, size: Pt = SIZE_3, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = DIGITS, size, bold or None
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _title(docx: DocxDocument, document: Document, summary: Summary) -> None:
    """The number stands over the title, as on the page and in print."""
    headings = [block for block in document.blocks if block.kind == BlockKind.HEADING and block.level == 1]
    text = _text(headings[0].pieces) if headings else document.title
    number = docx.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(number, document.number if summary.state != SummaryState.DRAFT else "（草稿，未印发）")
    docx.add_paragraph()
    paragraph = docx.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(35)
    _run(paragraph, text, font=TITLE_FONT, size=SIZE_2)
    docx.add_paragraph()


def _block(
    docx: DocxDocument, block: DocBlock, document: Document, summary: Summary, *, leads: bool, opens: bool
) -> None:
    """leads: a table or list follows, so these words must not stand alone at the foot of a page. opens: it is the first
    below the title, where the recipients stand."""
    if block.kind == BlockKind.HEADING:
        if block.level > 1:
            font = {2: HEAD_FONT, 3: SUBHEAD_FONT}.get(block.level, BODY_FONT)
            heading = _indented(docx)
            heading.paragraph_format.keep_with_next = True
            _run(heading, _text(block.pieces), font=font)
    elif block.kind == BlockKind.PARAGRAPH:
        _paragraph(docx, block.pieces, summary, leads=leads, opens=opens)
    elif block.kind == BlockKind.TABLE and block.table is not None:
        _table(docx, block.table, summary)
    elif block.kind == BlockKind.LIST:
        _numbered(docx, wording.list_words(block.items))
        if not block.items:
            _run(_indented(docx), wording.NOTHING)
    elif block.kind in _MADE and not getattr(document, _MADE[block.kind]):
        for words in block.items:
            _run(_indented(docx), words)
    elif block.kind == BlockKind.PROBLEMS:
        for number, pair in enumerate(document.problems, start=1):
            problem = _indented(docx)
            problem.paragraph_format.keep_with_next = True
            _run(problem, f"{number}.{wording.problem_words(pair)}")
            _run(_indented(docx), wording.measure_words(pair))
    elif block.kind == BlockKind.PLAN:
        _numbered(docx, [wording.plan_words(pair) for pair in document.plan])
    elif block.kind == BlockKind.MEASURES_DUE:
        _numbered(docx, [wording.due_words(view) for view in document.due])


def _numbered(docx: DocxDocument, items: Sequence[str]) -> None:
    for number, item in enumerate(items, start=1):
        _run(_indented(docx), f"{number}.{item}")


def _indented(docx: DocxDocument) -> Paragraph:
    paragraph = docx.add_paragraph()
    indent = OxmlElement("w:ind")
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), str(int(SIZE_3.pt * 2 * 20)))
    paragraph._p.get_or_add_pPr().append(indent)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    return paragraph


def _paragraph(docx: DocxDocument, pieces: Sequence[Piece], summary: Summary, *, leads: bool, opens: bool) -> None:
    shown = [piece for piece in pieces if piece.kind is not PieceKind.PROMPT and piece.text]
    if not shown:
        return
    to_whom = opens and is_recipient("".join(piece.text for piece in shown).strip())
    paragraph = docx.add_paragraph() if to_whom else _indented(docx)
    paragraph.paragraph_format.keep_with_next = leads or None
    for piece in shown:
        _figure(paragraph, piece, summary)


def _figure(paragraph: Paragraph, piece: Piece, summary: Summary, *, size: Pt = SIZE_3) -> None:
    """A piece of text; a figure of a stored summary is a link to its trace."""
    if piece.slot is not None and summary.pk is not None:
        _link(paragraph, piece.text, trace_url(summary, piece.position), size=size)
    else:
        _run(paragraph, piece.text, size=size)


def _link(paragraph: Paragraph, text: str, url: str, *, size: Pt = SIZE_3) -> None:
    """A hyperlink that prints like the words around it."""
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    _run(paragraph, text, size=size)
    link.append(paragraph.runs[-1]._r)
    paragraph._p.append(link)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind is not PieceKind.PROMPT)


def _table(docx: DocxDocument, view: TableView, summary: Summary) -> None:
    """Explicit widths in every cell, because WPS reads the grid first; cells are taken once, never one by one."""
    table = docx.add_table(rows=len(view.rows) + 1, cols=len(view.columns) + 1)
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    columns = len(view.columns) + 1
    first = TYPE_AREA_MM * max(0.16, 1 / columns)  # names need room, numbers less
    widths = [Mm(first), *[Mm((TYPE_AREA_MM - first) / max(1, columns - 1))] * (columns - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    heads = ["单位", *(f"{title}\n（{unit}）" if unit else title for title, unit in view.columns)]
    texts: list[str | Piece] = [*heads]
    for name, row in view.rows:
        texts += [name, *row]
    for number, (cell, text) in enumerate(zip(table._cells, texts, strict=True)):
        cell.width = widths[number % columns]
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(15 if number < columns else 20)
        _off_grid(paragraph)
        if isinstance(text, Piece):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _figure(paragraph, text, summary, size=SIZE_5)
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(paragraph, text, font=HEAD_FONT if number < columns else BODY_FONT, size=SIZE_5)
    for row in table._tbl.tr_lst:  # a row never breaks in two
        row.get_or_add_trPr().append(_switch("w:cantSplit", on=True))
    table._tbl.tr_lst[0].get_or_add_trPr().append(_switch("w:tblHeader", on=True))
    after = docx.add_paragraph()  # air, or the next heading would lean on the table
    after.paragraph_format.line_spacing = Pt(8)
    _off_grid(after)


def _switch(name: str, *, on: bool) -> BaseOxmlElement:
    element = OxmlElement(name)
    element.set(qn("w:val"), "true" if on else "false")
    return element


def _off_grid(paragraph: Paragraph) -> None:
    """Out of the grid of 22 lines, which would give each line of a narrow cell a whole line of text."""
    properties = paragraph._p.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    switch = _switch("w:snapToGrid", on=False)
    if spacing is not None:
        spacing.addprevious(switch)  # the schema's order
    else:
        properties.append(switch)


def _signature(docx: DocxDocument, document: Document, summary: Summary) -> None:
    """Date four characters in, the issuer centred over it, where the seal goes; never on a page alone."""
    if docx.paragraphs:
        docx.paragraphs[-1].paragraph_format.keep_with_next = True
    docx.add_paragraph().paragraph_format.keep_with_next = True
    day = localtime(summary.issued_at).date() if summary.issued_at else today()
    dated = f"{day.year}年{day.month}月{day.day}日"
    centred = max(0.0, _DATE_INDENT + (_characters(dated) - _characters(document.org_name)) / 2)
    for text, indent in ((document.org_name, centred), (dated, _DATE_INDENT)):
        paragraph = docx.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(SIZE_3.pt * indent)
        paragraph.paragraph_format.keep_with_next = True  # with the remarks too: they would stand on a page alone
        _run(paragraph, text)


def _characters(text: str) -> float:
    """Width in Chinese characters; a digit takes half."""
    return sum(0.5 if letter.isascii() else 1 for letter in text)


def _trace_code(docx: DocxDocument, summary: Summary) -> None:
    """The code under a remark (附注) that says what it is for."""
    url = trace_url(summary)
    image = io.BytesIO()
    segno.make(url, error="m").save(image, kind="png", scale=6, border=1)
    image.seek(0)
    _remark(docx, f"扫码或打开 {url}，点数字可看口径和原始记录，须有权限。")
    paragraph = docx.add_paragraph()
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.add_run().add_picture(image, width=Mm(24))


def _remark(docx: DocxDocument, words: str) -> None:
    """附注: under the date, two characters in, in round brackets."""
    paragraph = _indented(docx)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # an address has no place to break, justified words would gape
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, f"（{words}）")
