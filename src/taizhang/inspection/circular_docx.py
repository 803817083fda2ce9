"""A circular as .docx by GB/T 9704-2012 in the letter form, its table as the annex on a page of its own."""

from __future__ import annotations

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from taizhang.core import official_docx
from taizhang.core.official_docx import HEAD_FONT, SIZE_4, TYPE_AREA_MM
from taizhang.core.official_letter import letter_form, letter_head
from taizhang.inspection.notice_docx import set_paragraph
from taizhang.inspection.queries import CircularDocument

_WIDE = 2  # a column of names beside one of numbers
_NARROW_CHARACTERS = 6


def to_docx(document: CircularDocument) -> bytes:
    """Bytes of one file; equal documents give equal bytes but for the zip's dates."""
    docx = official_docx.new_document(
        title="".join(document.title), issuer=document.signed, number=document.number, at=document.issued_at
    )
    letter_form(docx.sections[0])
    letter_head(docx, document.issuer, document.number)
    official_docx.title(docx, document.title)
    if document.recipient:
        official_docx.write(docx.add_paragraph(), document.recipient)
    written = [set_paragraph(docx, paragraph) for paragraph in document.paragraphs]
    for last in written[-1:]:  # words of the text stand over a signature
        last.paragraph_format.keep_with_next = True
    docx.add_paragraph().paragraph_format.keep_with_next = True
    official_docx.write(official_docx.indented(docx), f"附件：{document.table_title}")
    official_docx.signature(docx, document.signed, document.issued_on)
    _annex(docx, document)
    return official_docx.to_bytes(docx)


def _annex(docx: DocxDocument, document: CircularDocument) -> None:
    """附件: on a new page, its title on the third line, the head of the table on every page."""
    mark = docx.add_paragraph()
    mark.paragraph_format.page_break_before = True
    official_docx.write(mark, "附件", font=HEAD_FONT)
    docx.add_paragraph()
    official_docx.title(docx, [document.table_title])
    texts = [*document.headings, *(text for row in document.table for text in row)]
    cells = official_docx.table(docx, len(document.table) + 1, _widths(document), heading=True)
    for at, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing = Pt(20)
        official_docx.off_grid(paragraph)
        if at < len(document.headings):
            official_docx.write(paragraph, text, font=HEAD_FONT, size=SIZE_4)
        else:
            official_docx.write(paragraph, text, size=SIZE_4)
    end = docx.add_paragraph()  # a section's end needs one behind a table, and it must not open a page
    end.paragraph_format.line_spacing = Pt(1)
    official_docx.off_grid(end)


def _widths(document: CircularDocument) -> list[float]:
    """A column whose words are long gets twice the room of one of numbers."""
    columns = zip(document.headings, *document.table, strict=True)
    shares = [_WIDE if any(len(text) > _NARROW_CHARACTERS for text in column) else 1 for column in columns]
    return [TYPE_AREA_MM * share / sum(shares) for share in shares]
