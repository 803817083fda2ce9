"""What stands in a part of a Word document, as expat meets it: text with its bit of the file, tables, fields, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from taizhang.proofreading.reading.blocks import NO_SOURCE, Blocks
from taizhang.proofreading.reading.docx_bits import Bit, Run
from taizhang.proofreading.reading.numbering import Numbering

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MATH = ("http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math")
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SKIPPED = frozenset({
    "moveFrom", "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "numberingChange",
    "instrText", "delText", "delInstrText", "rt", "sectPr", "tblGrid",
})  # fmt: skip
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NO_CONTENT = ("TOC", "INDEX", "PAGEREF", "PAGE", "NUMPAGES", "SECTIONPAGES")
_ENDS_A_LABEL = "、，。）：　 "  # behind others a blank: 1. and 20所 are not 1.20
_OFF = frozenset({"0", "false", "off"})


@dataclass(slots=True)
class _Paragraph:
    style: str = ""
    number: str = ""
    level: int | None = None
    labelled: bool = False
    joined: bool = False


@dataclass(slots=True)
class _Field:
    instruction: list[str] = field(default_factory=list)
    is_skipped: bool = False


@dataclass(slots=True)
class Seen:
    deleted: bool = False
    hidden: bool = False


class Walker:
    """Hears the markup of one part. notes: story and id -> (number, bit) of those that are wanted, for a part of notes;
    their text has the source of the mark in the body."""

    def __init__(
        self,
        blocks: Blocks,
        numbering: Numbering,
        seen: Seen,
        *,
        skips_fields: bool,
        notes: tuple[str, Mapping[str, tuple[int, int]]] | None = None,
    ) -> None:
        self.bits: list[Bit] = []
        self.references: dict[str, dict[str, tuple[int, int]]] = {"footnote": {}, "endnote": {}}
        self._blocks, self._numbering, self._seen, self._skips_fields = blocks, numbering, seen, skips_fields
        self._notes = notes
        self._parser: Any = None
        self._names: list[str] = []
        self._skip = 0 if notes is None else -1  # elements deep in what is left out; -1: outside of every note
        self._alternatives: list[bool] = []  # whether a choice was taken already
        self._paragraphs: list[_Paragraph] = []
        self._runs: list[Run | None] = []
        self._hidden: list[bool] = []
        self._cells: list[int] = [0]
        self._cell_count = self._paragraph_count = 0
        self._asides: list[int] = []
        self._fields: list[_Field] = []
        self._row_deleted: list[bool] = []
        self._texts: list[str] | None = None
        self._bit = NO_SOURCE

    @property
    def is_in_skipped_field(self) -> bool:
        return any(item.is_skipped for item in self._fields)

    def listen(self, parser: Any) -> None:
        self._parser = parser
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters

    def _characters(self, words: str) -> None:
        if self._texts is not None:
            self._texts.append(words)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self._names.append(local)
        if self._skip > 0:
            self._skip += 1
            return
        if self._skip < 0:
            if self._notes is not None and local == self._notes[0]:
                self._begin_note(attributes)
            return
        if space in (WORD, STRICT):
            self._word(local, attributes)
        elif space == _COMPATIBILITY:
            self._choose(local)
        elif space in _MATH and local == "t":
            self._begin_text(whole=True)

    def _word(self, local: str, attributes: dict[str, str]) -> None:
        if local == "t":
            self._begin_text()
        elif local in _SKIPPED:
            self._skip = 1
            self._seen.deleted |= local in {"delText", "moveFrom"}
            if local == "instrText" and self._fields:
                self._texts = self._fields[-1].instruction
        elif local in _SIGNS:
            if "tabs" not in self._names:  # the stops of a paragraph have the name of the sign
                self._sign(_SIGNS[local])
        elif (opened := _OPEN.get(local)) is not None:
            opened(self, attributes)

    def _choose(self, local: str) -> None:
        """Of the versions of one drawing the first is read."""
        if local == "AlternateContent":
            self._alternatives.append(False)
        elif local in {"Choice", "Fallback"} and self._alternatives:
            if self._alternatives[-1]:
                self._skip = 1
            self._alternatives[-1] = True

    def _end(self, name: str) -> None:
        space, _, local = name.rpartition(" ")
        self._names.pop()
        if self._skip > 0:
            self._skip -= 1
            self._texts = None
            return
        if self._skip < 0:
            return
        if space in (WORD, STRICT):
            if local == "t":
                self._end_text()
            elif (closed := _CLOSE.get(local)) is not None:
                closed(self)
        elif space == _COMPATIBILITY and local == "AlternateContent":
            self._alternatives.pop()
        elif space in _MATH and local == "t":
            self._end_text()

    # text

    def _new_bit(self, *, whole: bool) -> int:
        """The bit that begins here; text beside the body has that of what it hangs on."""
        if self._asides:
            return self._asides[-1]
        run = self._runs[-1] if self._runs else None
        if run is None:
            return NO_SOURCE
        self.bits.append(Bit(run, self._parser.CurrentByteIndex, whole=whole))
        return len(self.bits) - 1

    def _begin_text(self, *, whole: bool = False) -> None:
        self._texts = []
        self._bit = self._new_bit(whole=whole or self._names[-2] != "r")

    def _end_text(self) -> None:
        if self._texts is None:
            return
        words, self._texts = "".join(self._texts), None
        if self._bit != NO_SOURCE and not self._asides:
            self.bits[self._bit].close = self._parser.CurrentByteIndex
        self._say(words, self._bit)

    def _sign(self, words: str) -> None:
        self._say(words, self._new_bit(whole=True))

    def _say(self, words: str, bit: int) -> None:
        if any(self._hidden):
            self._seen.hidden |= bool(words.strip())
            return
        if self._skips_fields and self.is_in_skipped_field:
            return
        self._label()
        self._blocks.text(words, bit)

    def _label(self) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        if paragraph is None or paragraph.labelled:
            return
        paragraph.labelled = True
        label = self._numbering.label(paragraph.style, paragraph.number, paragraph.level)
        if label:
            self._blocks.text(label if label[-1] in _ENDS_A_LABEL else f"{label} ")

    # paragraphs and runs

    def _open_paragraph(self, _attributes: dict[str, str]) -> None:
        self._paragraphs.append(_Paragraph())
        self._paragraph_count += 1

    def _close_paragraph(self) -> None:
        paragraph = self._paragraphs[-1]
        if not paragraph.labelled and self._blocks.is_paragraph_empty:
            # An empty paragraph counts along, though nothing is printed of it.
            self._numbering.label(paragraph.style, paragraph.number, paragraph.level)
        self._paragraphs.pop()
        self._blocks.end_paragraph(joined=paragraph.joined)

    def _open_style(self, attributes: dict[str, str]) -> None:
        if self._paragraphs and self._names[-2:-1] == ["pPr"]:
            self._paragraphs[-1].style = _val(attributes)

    def _open_number(self, attributes: dict[str, str]) -> None:
        if self._paragraphs and self._names[-2:-1] == ["numPr"]:
            self._paragraphs[-1].number = _val(attributes)

    def _open_level(self, attributes: dict[str, str]) -> None:
        if self._paragraphs and self._names[-2:-1] == ["numPr"] and _val(attributes).isdigit():
            self._paragraphs[-1].level = int(_val(attributes)[:2])

    def _open_run(self, _attributes: dict[str, str]) -> None:
        place = self._parser.CurrentByteIndex
        self._runs.append(None if self._asides else Run(place, self._cells[-1], self._paragraph_count))
        self._hidden.append(False)

    def _close_run(self) -> None:
        run = self._runs.pop()
        self._hidden.pop()
        if run is not None:
            run.end = self._parser.CurrentByteIndex

    def _close_properties(self) -> None:
        run = self._runs[-1] if self._runs else None
        if run is not None and self._names[-1:] == ["r"]:
            run.content = self._parser.CurrentByteIndex

    def _open_vanish(self, attributes: dict[str, str]) -> None:
        if self._hidden and self._names[-3:-1] == ["r", "rPr"]:
            self._hidden[-1] = _val(attributes) not in _OFF

    def _open_deleted(self, _attributes: dict[str, str]) -> None:
        above = self._names[-2:-1]
        if above == ["trPr"]:
            if self._row_deleted:
                self._row_deleted[-1] = True
        elif above == ["rPr"]:
            if self._paragraphs and self._names[-3:-2] == ["pPr"]:
                self._paragraphs[-1].joined = True
        else:
            self._skip = 1
        self._seen.deleted = True

    # fields

    def _open_field_sign(self, attributes: dict[str, str]) -> None:
        kind = _attribute(attributes, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._begin_result(self._fields[-1])
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _begin_result(self, item: _Field) -> None:
        words = "".join(item.instruction).split()
        item.is_skipped = self._skips_fields and bool(words) and words[0].upper() in _NO_CONTENT

    def _open_simple_field(self, attributes: dict[str, str]) -> None:
        self._fields.append(_Field([_attribute(attributes, "instr")]))
        self._begin_result(self._fields[-1])

    def _close_simple_field(self) -> None:
        if self._fields:
            self._fields.pop()

    # tables

    def _open_table(self, _attributes: dict[str, str]) -> None:
        self._blocks.begin_table()

    def _close_table(self) -> None:
        self._blocks.end_table()

    def _open_row(self, _attributes: dict[str, str]) -> None:
        self._blocks.begin_row()
        self._row_deleted.append(False)

    def _close_row(self) -> None:
        self._blocks.end_row(dropped=self._row_deleted.pop())

    def _open_cell(self, _attributes: dict[str, str]) -> None:
        self._blocks.begin_cell()
        self._cell_count += 1
        self._cells.append(self._cell_count)

    def _close_cell(self) -> None:
        self._cells.pop()
        self._blocks.end_cell()

    def _open_span(self, attributes: dict[str, str]) -> None:
        if _val(attributes).isdigit():
            self._blocks.widen_cell(int(_val(attributes)[:5]))

    def _open_before(self, attributes: dict[str, str]) -> None:
        if _val(attributes).isdigit() and int(_val(attributes)[:5]):
            self._blocks.begin_cell(int(_val(attributes)[:5]))
            self._blocks.end_cell()

    # beside the body

    def _open_box(self, _attributes: dict[str, str]) -> None:
        self._begin_aside("text_box", None, self._new_bit(whole=True))

    def _begin_aside(self, story: str, number: int | None, bit: int) -> None:
        self._asides.append(bit)
        self._blocks.begin_aside(story, number)

    def _close_aside(self) -> None:
        self._asides.pop()
        self._blocks.end_aside()

    def _begin_note(self, attributes: dict[str, str]) -> None:
        assert self._notes is not None
        story, wanted = self._notes
        if (found := wanted.get(_attribute(attributes, "id"))) is not None:
            self._skip = 0
            self._begin_aside(story, *found)

    def _close_note(self) -> None:
        if self._notes is not None:
            self._close_aside()
            self._blocks.end_paragraph()
            self._skip = -1

    def _open_footnote(self, attributes: dict[str, str]) -> None:
        self._refer("footnote", attributes)

    def _open_endnote(self, attributes: dict[str, str]) -> None:
        self._refer("endnote", attributes)

    def _refer(self, story: str, attributes: dict[str, str]) -> None:
        known = self.references[story]
        known.setdefault(_attribute(attributes, "id"), (len(known) + 1, self._new_bit(whole=True)))


_OPEN = {
    "p": Walker._open_paragraph,
    "pStyle": Walker._open_style,
    "numId": Walker._open_number,
    "ilvl": Walker._open_level,
    "r": Walker._open_run,
    "vanish": Walker._open_vanish,
    "del": Walker._open_deleted,
    "fldChar": Walker._open_field_sign,
    "fldSimple": Walker._open_simple_field,
    "tbl": Walker._open_table,
    "tr": Walker._open_row,
    "tc": Walker._open_cell,
    "gridSpan": Walker._open_span,
    "gridBefore": Walker._open_before,
    "txbxContent": Walker._open_box,
    "footnoteReference": Walker._open_footnote,
    "endnoteReference": Walker._open_endnote,
}
_CLOSE = {
    "p": Walker._close_paragraph,
    "r": Walker._close_run,
    "rPr": Walker._close_properties,
    "fldSimple": Walker._close_simple_field,
    "tbl": Walker._close_table,
    "tr": Walker._close_row,
    "tc": Walker._close_cell,
    "txbxContent": Walker._close_aside,
    "footnote": Walker._close_note,
    "endnote": Walker._close_note,
}


def _attribute(attributes: dict[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), "")


def _val(attributes: dict[str, str]) -> str:
    return _attribute(attributes, "val")
