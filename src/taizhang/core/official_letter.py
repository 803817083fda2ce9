"""What the letter form (信函格式) of GB/T 9704-2012 10.1 adds: the issuer in red between the page's edge and a double
rule, the number at the right, a second rule at the foot of the first page, which has no page number."""

from __future__ import annotations

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from taizhang.core.official_docx import FOOTER_MM, SIZE_3, TITLE_FONT, write

_RULE_MM = 170
_RED = "FF0000"
_MARK_TOP_MM = 30  # from the page's upper edge
_BELOW_MARK = Mm(4)
_FOOT_MM = 20  # the second rule, from the lower edge
_LARGEST, _SMALLEST = 36.0, 24.0  # points; a longer name is set narrower


def letter_form(section: Section) -> None:
    """The first page's foot; each section counts its pages from 1."""
    section.different_first_page_header_footer = True
    foot = section.first_page_footer.paragraphs[0]
    _rule(foot, "thinThickSmallGap")
    # One distance holds for all footers of a section: page numbers keep theirs by the room below them.
    room = Mm(FOOTER_MM - _FOOT_MM)
    section.footer_distance = Mm(_FOOT_MM)
    for footer in (section.footer, section.even_page_footer):
        footer.paragraphs[0].paragraph_format.space_after = room
    counts = OxmlElement("w:pgNumType")
    counts.set(qn("w:start"), "1")
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    section._sectPr.find(qn("w:pgMar")).addnext(counts)  # the schema's order


def letter_head(docx: DocxDocument, issuer: str, number: str) -> None:
    """Mark, double rule, number, and two empty lines, below which the title stands."""
    mark = docx.add_paragraph()
    mark.alignment = WD_ALIGN_PARAGRAPH.CENTER
    size = min(_LARGEST, max(_SMALLEST, _RULE_MM / 25.4 * 72 / max(1, len(issuer))))
    mark.paragraph_format.line_spacing = Pt(size * 1.15)
    _framed(mark)
    write(mark, issuer, font=TITLE_FONT, size=Pt(size))
    run = mark.runs[0]
    run.font.color.rgb = RGBColor.from_string(_RED)
    _narrow(run._r.get_or_add_rPr(), issuer, size)
    rule = docx.add_paragraph()
    rule.paragraph_format.line_spacing = _BELOW_MARK
    _rule(rule, "thickThinSmallGap")
    numbered = docx.add_paragraph()
    numbered.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    write(numbered, number, size=SIZE_3)
    for _ in range(2):
        docx.add_paragraph()


def _framed(paragraph: Paragraph) -> None:
    """At its place on the page, above the type area, where no paragraph of the text can stand."""
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", str(round(Mm(_RULE_MM).twips))),
        ("wrap", "notBeside"),
        ("vAnchor", "page"),
        ("hAnchor", "page"),
        ("xAlign", "center"),
        ("y", str(round(Mm(_MARK_TOP_MM).twips))),
    ):
        frame.set(qn(f"w:{name}"), value)
    paragraph._p.get_or_add_pPr().insert(0, frame)


def _narrow(properties: object, issuer: str, size: float) -> None:
    """A name that is too long at the smallest size is set in narrower letters, on its one line."""
    share = int(_RULE_MM / 25.4 * 72 / (len(issuer) * size) * 100)
    if share < 100:
        width = OxmlElement("w:w")
        width.set(qn("w:val"), str(share))
        properties.find(qn("w:color")).addnext(width)  # type: ignore[attr-defined]  # the schema's order


def _rule(paragraph: Paragraph, form: str) -> None:
    """A red double rule of 170 mm below the paragraph, in the middle of the page."""
    form_of = paragraph.paragraph_format
    form_of.left_indent, form_of.right_indent = Mm(20 - 28), Mm(20 - 26)
    borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", form), ("sz", "24"), ("space", "0"), ("color", _RED)):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties = paragraph._p.get_or_add_pPr()
    following = next((item for item in properties if item.tag in {qn("w:spacing"), qn("w:ind")}), None)
    if following is None:
        properties.append(borders)
    else:
        following.addprevious(borders)  # the schema's order
