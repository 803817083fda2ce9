"""How a Word document is laid out: a description in effective values for the rules of official documents.

The file comes in by the same door as to the figure checker (`kinds`, `parts`): sizes first, no entities, one part at a
time.
"""

from __future__ import annotations

from typing import Any

from taizhang.engine.official_document.description import Layout, Paragraph, Section, Table
from taizhang.proofreading.reading import kinds, problems
from taizhang.proofreading.reading.document import TooMuch
from taizhang.proofreading.reading.layout import sections
from taizhang.proofreading.reading.layout.body import Reader, blocks
from taizhang.proofreading.reading.layout.borders import joined
from taizhang.proofreading.reading.layout.markup import attribute, child, children, local, switch, value
from taizhang.proofreading.reading.layout.styles import Styles, Theme
from taizhang.proofreading.reading.numbering import Numbering
from taizhang.proofreading.reading.parts import Parts

__all__ = ["read_layout"]

_MOST_XML = 48 * 1024 * 1024  # of the body: a tree takes some ten times as much memory


def read_layout(name: str, data: bytes) -> Layout:
    """Raises UnreadableFile, also for a document without any text."""
    if kinds.kind_of(name, data) != "docx":
        raise problems.not_word(name)
    parts = Parts(name, data)
    part = parts.first_related("", "officeDocument") or "word/document.xml"
    if parts.size(part) > _MOST_XML:
        raise problems.bomb(name, parts.size(part))
    root = parts.tree(part)
    body = child(root, "body")
    if body is None or not part.startswith("word/"):
        raise problems.wrong_kind(name)
    try:
        layout = _Described(parts, part).layout(body)
    except TooMuch as error:
        raise problems.too_much(name, error) from error
    except RecursionError as error:
        raise problems.damaged(name) from error
    if not any(not item.is_blank for block in layout.blocks for item in _paragraphs(block)):
        raise problems.empty(name)
    return layout


def _paragraphs(block: Paragraph | Table) -> list[Paragraph]:
    return list(block.paragraphs()) if isinstance(block, Table) else [block]


class _Described:
    def __init__(self, parts: Parts, part: str) -> None:
        self._parts = parts
        self._related = parts.related(part)
        styles, numbering = self._tree("styles"), self._tree("numbering")
        theme = Theme(self._tree("theme"))
        self._settings = self._tree("settings")
        self._reader = Reader(Styles(styles, theme), theme, Numbering(numbering, styles), _indents(numbering))

    def _tree(self, kind: str) -> Any:
        target = next((target for known, target in self._related.values() if known == kind), "")
        return self._parts.tree(target) if target else None

    def layout(self, body: Any) -> Layout:
        marks = sections.section_marks(body)
        self._reader.pitches = [sections.grid_pitch(mark) for mark in marks]
        found: list[Paragraph | Table] = []
        for item in blocks(body):
            if local(item) == "tbl":
                found.append(self._reader.table(item))
                continue
            found += self._reader.paragraph(item)
            if child(child(item, "pPr"), "sectPr") is not None and self._reader.section + 1 < len(marks):
                self._reader.section += 1
                if sections.begins_page(marks[self._reader.section]):
                    self._reader.begin_page()
        odd_and_even = self._settings is not None and switch(self._settings, "evenAndOddHeaders") is True
        return Layout(joined(found), tuple(self._sections(marks)), odd_and_even)

    def _sections(self, marks: list[Any]) -> list[Section]:
        gutter_at_top = self._settings is not None and switch(self._settings, "gutterAtTop") is True
        stories: dict[str, tuple[Paragraph, ...]] = {}
        found = []
        for at, mark in enumerate(marks):
            self._reader.section = at
            stories = dict(stories)  # what a section does not name it has from the one before
            for kind, identity in sections.references(mark):
                _, target = self._related.get(identity, ("", ""))
                root = self._parts.tree(target) if target else None
                if root is not None:
                    stories[kind] = self._reader.paragraphs(root)
            found.append(sections.described(mark, stories, gutter_at_top=gutter_at_top))
        return found


def _indents(numbering: Any) -> dict[tuple[str, str], Any]:
    """(numId, ilvl) -> the pPr of that level."""
    if numbering is None:
        return {}
    abstract = {attribute(item, "abstractNumId"): item for item in children(numbering, "abstractNum")}
    found: dict[tuple[str, str], Any] = {}
    for item in children(numbering, "num"):
        levels = abstract.get(value(item, "abstractNumId"))
        for level in children(levels, "lvl") if levels is not None else ():
            found[attribute(item, "numId"), attribute(level, "ilvl")] = child(level, "pPr")
    return found
