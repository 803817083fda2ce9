"""Word documents: what a reader of the printed page would read, and where each bit of it lies in the file.

Left out: text that tracked changes deleted, hidden text, tables of contents, page numbers, headers and footers.
Notes and text boxes stand behind the paragraph that they belong to, footnotes at the end of the document.
"""

from __future__ import annotations

from dataclasses import dataclass

from taizhang.engine.text import Text
from taizhang.proofreading.reading import problems
from taizhang.proofreading.reading.blocks import Blocks
from taizhang.proofreading.reading.document import Document, TooMuch
from taizhang.proofreading.reading.docx_bits import Bit
from taizhang.proofreading.reading.docx_walker import Seen, Walker
from taizhang.proofreading.reading.numbering import Numbering
from taizhang.proofreading.reading.parts import BadXml, Parts, events


@dataclass(slots=True)
class Parsed:
    """A document with what marks in the file need. marks: where in the text which bit begins."""

    document: Document
    part: str
    xml: bytes
    marks: list[tuple[int, int]]
    bits: list[Bit]


class _Unended(Exception):
    """A table of contents that has no end would swallow the rest."""


def read(name: str, data: bytes) -> Document:
    return parse(name, data).document


def parse(name: str, data: bytes) -> Parsed:
    """Raises UnreadableFile."""
    parts = Parts(name, data)
    part = parts.first_related("", "officeDocument") or "word/document.xml"
    xml = parts.read(part)
    if xml is None or not part.startswith("word/"):
        raise problems.wrong_kind(name)
    try:
        try:
            return _parsed(name, parts, part, xml, skips_fields=True)
        except _Unended:
            return _parsed(name, parts, part, xml, skips_fields=False)
    except BadXml as error:
        raise problems.damaged(name) from error
    except TooMuch as error:
        raise problems.too_much(name, error) from error


def _parsed(name: str, parts: Parts, part: str, xml: bytes, *, skips_fields: bool) -> Parsed:
    related = dict(parts.related(part).values())
    numbering = Numbering(*(parts.tree(related[kind]) if kind in related else None for kind in ("numbering", "styles")))
    blocks, seen = Blocks(), Seen()
    body = Walker(blocks, numbering, seen, skips_fields=skips_fields)
    events(xml, body.listen)
    if body.is_in_skipped_field:
        raise _Unended
    blocks.end_paragraph()
    for story in ("footnote", "endnote"):
        notes = body.references[story]
        content = parts.read(related[f"{story}s"]) if notes and f"{story}s" in related else None
        if content is not None:
            events(content, Walker(blocks, numbering, seen, skips_fields=skips_fields, notes=(story, notes)).listen)
            blocks.end_paragraph()
    written = blocks.finish()
    said = []
    if seen.deleted:
        said.append(Text("修订中已删除的文字没有核对。", "Text deleted by tracked changes was not checked."))
    if seen.hidden:
        said.append(Text("隐藏文字没有核对。", "Hidden text was not checked."))
    document = Document(written.text, tuple(written.pieces), "docx", name, tuple(said))
    return Parsed(document, part, xml, written.marks, body.bits)
