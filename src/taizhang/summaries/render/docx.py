"""A summary as official .docx: every figure is a hyperlink to its trace, and the last page carries a code with the
document's address."""

from __future__ import annotations

import io
from collections.abc import Sequence

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from taizhang.core import clock, official_docx
from taizhang.core.official_docx import (
    BODY_FONT,
    HEAD_FONT,
    SIZE_3,
    SIZE_5,
    SUBHEAD_FONT,
    TYPE_AREA_MM,
    indented,
    off_grid,
    write,
)
from taizhang.engine.official_document.recognise import is_recipient
from taizhang.summaries import wording
from taizhang.summaries.models import BlockKind, Summary, SummaryState
from taizhang.summaries.types import DocBlock, Document, Piece, PieceKind, TableView

# Sections made from what is stored beside the text, with the document's list of each.
_MADE = {BlockKind.PROBLEMS.value: "problems", BlockKind.PLAN.value: "plan", BlockKind.MEASURES_DUE.value: "due"}
_LED_TO = (BlockKind.TABLE.value, BlockKind.LIST.value)  # the words before these stay on their page


def to_docx(document: Document, summary: Summary) -> bytes:
    """Bytes of the .docx. Its only time stamp is the issue's, so equal documents are equal but for the zip's dates."""
    day = summary.issued_at or summary.changed_at or clock.now()
    docx = official_docx.new_document(title=document.title, issuer=document.org_name, number=document.number, at=day)
    _title(docx, document, summary)
    texts = (at for at, block in enumerate(document.blocks) if block.kind != BlockKind.HEADING or block.level > 1)
    first = next(texts, -1)
    for at, block in enumerate(document.blocks):
        following = document.blocks[at + 1].kind if at + 1 < len(document.blocks) else ""
        _block(docx, block, document, summary, leads=following in _LED_TO, opens=at == first)
    dated = localtime(summary.issued_at).date() if summary.issued_at else clock.today()
    official_docx.signature(docx, document.org_name, dated)
    if summary.state != SummaryState.DRAFT and (note := wording.provisional_note(document)):
        _remark(docx, note)
    if words := wording.replaces_words(summary):
        _remark(docx, words)
    if summary.pk is not None:
        _trace_code(docx, summary)
    return official_docx.to_bytes(docx)


def trace_url(summary: Summary, position: int | None = None) -> str:
    """The address at which those entitled open the document, at one figure when `position` is given."""
    path = reverse("summaries:summary-detail", args=[summary.pk])
    return f"{settings.BASE_URL}{path}" + (f"#figure-{position}" if position else "")


def _title(docx: DocxDocument, document: Document, summary: Summary) -> None:
    """The number stands over the title, as on the page and in print."""
    headings = [block for block in document.blocks if block.kind == BlockKind.HEADING and block.level == 1]
    text = _text(headings[0].pieces) if headings else document.title
    number = docx.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(number, document.number if summary.state != SummaryState.DRAFT else "（草稿，未印发）")
    docx.add_paragraph()
    official_docx.title(docx, [text])


def _block(
    docx: DocxDocument, block: DocBlock, document: Document, summary: Summary, *, leads: bool, opens: bool
) -> None:
    """leads: a table or list follows, so these words must not stand alone at the foot of a page. opens: it is the first
    below the title, where the recipients stand."""
    if block.kind == BlockKind.HEADING:
        if block.level > 1:
            font = {2: HEAD_FONT, 3: SUBHEAD_FONT}.get(block.level, BODY_FONT)
            heading = indented(docx)
            heading.paragraph_format.keep_with_next = True
            write(heading, _text(block.pieces), font=font)
    elif block.kind == BlockKind.PARAGRAPH:
        _paragraph(docx, block.pieces, summary, leads=leads, opens=opens)
    elif block.kind == BlockKind.TABLE and block.table is not None:
        _table(docx, block.table, summary)
    elif block.kind == BlockKind.LIST:
        _numbered(docx, wording.list_words(block.items))
        if not block.items:
            write(indented(docx), wording.NOTHING)
    elif block.kind in _MADE and not getattr(document, _MADE[block.kind]):
        for words in block.items:
            write(indented(docx), words)
    elif block.kind == BlockKind.PROBLEMS:
        for number, pair in enumerate(document.problems, start=1):
            problem = indented(docx)
            problem.paragraph_format.keep_with_next = True
            write(problem, f"{number}.")
            for piece in wording.problem_pieces(pair):
                _figure(problem, piece, summary)
            write(indented(docx), wording.measure_words(pair))
    elif block.kind == BlockKind.PLAN:
        _numbered(docx, [wording.plan_words(pair) for pair in document.plan])
    elif block.kind == BlockKind.MEASURES_DUE:
        _numbered(docx, [wording.due_words(view) for view in document.due])


def _numbered(docx: DocxDocument, items: Sequence[str]) -> None:
    for number, item in enumerate(items, start=1):
        write(indented(docx), f"{number}.{item}")


def _paragraph(docx: DocxDocument, pieces: Sequence[Piece], summary: Summary, *, leads: bool, opens: bool) -> None:
    shown = [piece for piece in pieces if piece.kind is not PieceKind.PROMPT and piece.text]
    if not shown:
        return
    to_whom = opens and is_recipient("".join(piece.text for piece in shown).strip())
    paragraph = docx.add_paragraph() if to_whom else indented(docx)
    paragraph.paragraph_format.keep_with_next = leads or None
    for piece in shown:
        _figure(paragraph, piece, summary)


def _figure(paragraph: Paragraph, piece: Piece, summary: Summary, *, size: Pt = SIZE_3) -> None:
    """A piece of text; a figure of a stored summary is a link to its trace."""
    if piece.slot is not None and summary.pk is not None:
        _link(paragraph, piece.text, trace_url(summary, piece.position), size=size)
    else:
        write(paragraph, piece.text, size=size)


def _link(paragraph: Paragraph, text: str, url: str, *, size: Pt = SIZE_3) -> None:
    """A hyperlink that prints like the words around it."""
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    write(paragraph, text, size=size)
    link.append(paragraph.runs[-1]._r)
    paragraph._p.append(link)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.kind is not PieceKind.PROMPT)


def _table(docx: DocxDocument, view: TableView, summary: Summary) -> None:
    columns = len(view.columns) + 1
    first = TYPE_AREA_MM * max(0.16, 1 / columns)  # names need room, numbers less
    widths = [first, *[(TYPE_AREA_MM - first) / max(1, columns - 1)] * (columns - 1)]
    heads = ["单位", *(f"{title}\n（{unit}）" if unit else title for title, unit in view.columns)]
    texts: list[str | Piece] = [*heads]
    for name, row in view.rows:
        texts += [name, *row]
    cells = official_docx.table(docx, len(view.rows) + 1, widths, heading=True)
    for number, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(15 if number < columns else 20)
        off_grid(paragraph)
        if isinstance(text, Piece):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _figure(paragraph, text, summary, size=SIZE_5)
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            write(paragraph, text, font=HEAD_FONT if number < columns else BODY_FONT, size=SIZE_5)
    after = docx.add_paragraph()  # air, or the next heading would lean on the table
    after.paragraph_format.line_spacing = Pt(8)
    off_grid(after)


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
    paragraph = indented(docx)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT  # an address has no place to break, justified words would gape
    paragraph.paragraph_format.keep_with_next = True
    write(paragraph, f"（{words}）")
