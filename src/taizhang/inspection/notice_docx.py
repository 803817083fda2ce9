"""Notices as one .docx by GB/T 9704-2012 in the letter form: each with its own head, pages counted from 1, its receipt
on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from taizhang.core import official_docx
from taizhang.core.official_docx import BODY_FONT, HEAD_FONT, SIZE_4, SUBHEAD_FONT, TYPE_AREA_MM
from taizhang.core.official_letter import letter_form, letter_head
from taizhang.core.progress import Progress, Silent
from taizhang.inspection.types import NoticeDocument, NoticeParagraph

_FONTS = {1: HEAD_FONT, 2: SUBHEAD_FONT}
_LABEL_MM = 58
_ROW_MM = 13  # room to write by hand


def to_docx(documents: Sequence[NoticeDocument], progress: Progress | None = None) -> bytes:
    """Bytes of one file. Each notice begins on a page 1, the front of a sheet, so that a pile printed on both sides can
    be taken apart. Equal documents give equal bytes but for the zip's dates."""
    told, first = progress or Silent(), documents[0]
    docx = official_docx.new_document(
        title="".join(first.title),
        issuer=first.signed,
        number=first.number if len(documents) == 1 else f"{first.number}—{documents[-1].number}",
        at=first.issued_at,
    )
    for at, document in enumerate(documents):
        told.check_cancelled()
        if at:
            # Feet and the count from 1 as in the first. A page 1 is never printed on the back of another, so no blank
            # page is asked for: LibreOffice would show the first page's foot on the second.
            docx.add_section(WD_SECTION.NEW_PAGE)
        else:
            letter_form(docx.sections[0])
        _notice(docx, document)
        told.step(at + 1, len(documents))
    return official_docx.to_bytes(docx)


def _notice(docx: DocxDocument, document: NoticeDocument) -> None:
    letter_head(docx, document.issuer, document.number)
    official_docx.title(docx, document.title)
    if document.recipient:
        official_docx.write(docx.add_paragraph(), document.recipient)
    written = [set_paragraph(docx, paragraph) for paragraph in document.paragraphs]
    if document.receipt:
        for last in written[-1:]:  # words of the text stand over a signature
            last.paragraph_format.keep_with_next = True
        docx.add_paragraph().paragraph_format.keep_with_next = True
        official_docx.write(official_docx.indented(docx), f"附件：{document.receipt_title}")
    official_docx.signature(docx, document.signed, document.issued_on)
    if document.receipt:
        _receipt(docx, document)


def set_paragraph(docx: DocxDocument, words: NoticeParagraph) -> Paragraph:
    """A paragraph of the text, what is a heading of it in the heading's font."""
    paragraph = official_docx.indented(docx)
    if words.head:
        official_docx.write(paragraph, words.head, font=_FONTS.get(words.level, BODY_FONT))
        # LibreOffice never breaks a paragraph that stays with the next: only a heading alone does.
        paragraph.paragraph_format.keep_with_next = None if words.text else True
    if words.text:
        official_docx.write(paragraph, words.text)
    return paragraph


def _receipt(docx: DocxDocument, document: NoticeDocument) -> None:
    """附件: on a new page, its title on the third line."""
    mark = docx.add_paragraph()
    mark.paragraph_format.page_break_before = True
    official_docx.write(mark, "附件", font=HEAD_FONT)
    docx.add_paragraph()
    official_docx.title(docx, [document.receipt_title])
    texts = [text for row in document.receipt for text in row]
    cells = official_docx.table(docx, len(document.receipt), [_LABEL_MM, TYPE_AREA_MM - _LABEL_MM], least_mm=_ROW_MM)
    for cell, text in zip(cells, texts, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(20)
        official_docx.off_grid(paragraph)
        official_docx.write(paragraph, text, size=SIZE_4)
    end = docx.add_paragraph()  # a section's end needs one behind a table, and it must not open a page
    end.paragraph_format.line_spacing = Pt(1)
    official_docx.off_grid(end)
