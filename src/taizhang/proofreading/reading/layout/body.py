"""The body of a Word document, or a header or footer, as described paragraphs and tables."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from taizhang.engine.official_document.description import Alignment, Paragraph, Run, Stroke, Table
from taizhang.proofreading.reading.document import MOST_PIECES, TooMuch
from taizhang.proofreading.reading.layout import shapes
from taizhang.proofreading.reading.layout.markup import attribute, child, children, local, points, value
from taizhang.proofreading.reading.layout.styles import (
    Properties,
    Styles,
    Theme,
    border,
    paragraph_properties,
    resolved,
    run_properties,
)
from taizhang.proofreading.reading.numbering import Numbering

_MM_A_POINT = 25.4 / 72
_WRAPS = frozenset(
    {"ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo", "customXml"}
)
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "sym": "□"}
_DEEPEST = 3  # boxes in boxes, tables in tables


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    shows: bool = False
    numbers_page: bool = False


class Reader:
    """pitches: of the grids of the sections, in points, for spaces that are counted in lines."""

    def __init__(self, styles: Styles, theme: Theme, numbering: Numbering, indents: dict[tuple[str, str], Any]) -> None:
        self._styles, self._theme, self._numbering, self._indents = styles, theme, numbering, indents
        self._fields: list[_Field] = []
        self._numbers = self._tables = self._pieces = 0
        self._breaks = False  # a page break stands before what comes next
        self.section = 0
        self.pitches: list[float] = [0.0]

    def begin_page(self) -> None:
        self._breaks = True

    def paragraphs(self, root: Any) -> tuple[Paragraph, ...]:
        """All of a header or footer, those of its tables too, none of them numbered."""
        found: list[Paragraph] = []
        for item in blocks(root):
            if local(item) == "p":
                found += self.paragraph(item, counts=False)
            else:
                found += self.table(item).paragraphs()
        self._fields.clear()
        return tuple(found)

    # paragraphs

    def paragraph(
        self,
        item: Any,
        *,
        counts: bool = True,
        table: str = "",
        place: tuple[int, int, int] = (0, 0, 0),
        box: str = "",
        depth: int = 0,
    ) -> list[Paragraph]:
        """The paragraph, behind those of the boxes that hang on it. place: table, row, column."""
        self._pieces += 1
        if self._pieces > MOST_PIECES:
            raise TooMuch("pieces")
        own = child(item, "pPr")
        style = value(own, "pStyle")
        numbers = child(own, "numPr")
        number, level = value(numbers, "numId"), value(numbers, "ilvl")
        properties = self._properties(style, table, own, number, level)
        runs: list[Run] = []
        seen = shapes.Found()
        starts = self._breaks or bool(properties.get("breaks"))
        self._breaks = False
        had_words = False
        for run in _runs(item):
            for part in self._run(run, style, table, seen):
                if part is None:  # a page break: before the words it moves them, behind them what follows
                    starts, self._breaks = starts or not had_words, self._breaks or had_words
                else:
                    runs.append(part)
                    had_words = had_words or bool(part.text.strip())
        if starts and self._breaks and not had_words:
            self._breaks = False
        if not runs:  # an empty paragraph is as high as its mark
            mark = self._styles.run(style, table, "", run_properties(child(own, "rPr"), self._theme))
            runs.append(self._described("", mark))
        label = self._label(style, number, level)
        described = self._finished(properties, runs, label)
        boxes = [
            inner
            for content, how in (seen.boxes if depth < _DEEPEST else [])
            for held in children(content, "p")
            for inner in self.paragraph(held, counts=False, place=place, box=how, depth=depth + 1)
        ]
        has_words = bool(described.text.strip())
        numbered = has_words and counts and not place[0] and not box
        self._numbers += numbered
        final = dataclasses.replace(
            described, number=self._numbers if numbered else 0, section=self.section, table=place[0], row=place[1],
            column=place[2], box=box or ("" if "frame" not in properties else _frame(properties["frame"])),
            strokes=(*described.strokes, *seen.strokes), starts_page=starts and not place[0],
            style=self._styles.names.get(style or self._styles.default, style), has_picture=seen.has_picture,
        )  # fmt: skip
        return [*boxes, final]

    def _properties(self, style: str, table: str, own: Any, number: str, level: str) -> Properties:
        of_style = self._styles.numbered(style or self._styles.default)
        wanted = (number or of_style[0], level or (of_style[1] if not number else "") or "0")
        listed = paragraph_properties(self._indents.get(wanted)) if number != "0" else {}
        return self._styles.paragraph(style, table, listed, paragraph_properties(own), direct=bool(number))

    def _label(self, style: str, number: str, level: str) -> str:
        label = self._numbering.label(style, number, int(level[:2]) if level.isascii() and level.isdigit() else None)
        return f"{label} " if label and label[-1].isascii() and label[-1].isdigit() else label

    def _finished(self, properties: Properties, runs: list[Run], label: str) -> Paragraph:
        described = Paragraph(tuple(runs), label=label)
        pitch = self.pitches[min(self.section, len(self.pitches) - 1)]
        lengths = resolved(properties, described.size, pitch=pitch)
        strokes = [
            Stroke(weight, shade, form, None, {"between": "inside"}.get(side, side))
            for side, (weight, shade, form) in properties.get("borders", {}).items()
            if weight
        ]
        return Paragraph(
            runs=tuple(runs), alignment=Alignment(properties.get("alignment", "left")), left=lengths["left"],
            right=lengths["right"], first=lengths["first"], before=lengths["before"], after=lengths["after"],
            line=properties.get("line", 1.0), line_rule=properties.get("line_rule", "auto"),
            snaps=properties.get("snaps", True), strokes=tuple(strokes), label=label,
        )  # fmt: skip

    def _run(self, item: Any, style: str, table: str, seen: shapes.Found) -> Iterator[Run | None]:
        """Runs of a w:r; None for a page break."""
        own = child(item, "rPr")
        found = self._styles.run(style, table, value(own, "rStyle"), run_properties(own, self._theme))
        if found.get("hidden"):
            return
        words: list[str] = []
        for part in item:
            name = local(part)
            if name == "t" and self._shows:
                words.append(part.text or "")
            elif name == "br" and attribute(part, "type") in {"page", "column"}:
                yield from self._flushed(words, found)
                yield None
            elif name == "br" or (name in _SIGNS and self._shows):
                words.append(_SIGNS.get(name, "\n"))
            elif name in {"drawing", "pict", "object", "AlternateContent"}:
                looked = shapes.look(part)
                seen.strokes += looked.strokes
                seen.boxes += looked.boxes
                seen.has_picture |= looked.has_picture
            elif name == "fldChar":
                if self._field(attribute(part, "fldCharType")):
                    yield from self._flushed(words, found)
                    yield self._described("", found, is_page_number=True)
            elif name == "instrText" and self._fields:
                self._fields[-1].instruction += part.text or ""
            elif name == "pgNum":
                yield self._described("", found, is_page_number=True)
        yield from self._flushed(words, found)

    @property
    def _shows(self) -> bool:
        """Whether text is printed: not within an instruction, nor the kept number of a page."""
        return all(item.shows and not item.numbers_page for item in self._fields)

    def _field(self, kind: str) -> bool:
        """Follows a field's signs; whether a page number ends here."""
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].shows = True
            self._fields[-1].numbers_page = _is_page(self._fields[-1].instruction)
        elif self._fields and kind == "end":
            return _is_page(self._fields.pop().instruction)
        return False

    def _flushed(self, words: list[str], found: Properties) -> Iterator[Run]:
        text = "".join(words)
        words.clear()
        if text:
            yield self._described(text, found)

    def _described(self, text: str, found: Properties, *, is_page_number: bool = False) -> Run:
        return Run(
            text, found.get("east_asian", ""), found.get("latin", ""), found["size"], found.get("colour", ""),
            found.get("spacing", 0.0), is_page_number,
        )  # fmt: skip

    # tables

    def table(self, item: Any) -> Table:
        self._tables += 1
        own, number = child(item, "tblPr"), self._tables
        style = value(own, "tblStyle") or self._styles.default_table
        starts = self._breaks
        self._breaks = False
        rows = []
        for at, row in enumerate(_wrapped(item, "tr"), start=1):
            cells = []
            for column, cell in enumerate(_wrapped(row, "tc"), start=1):
                held: list[Paragraph] = []
                for inner in blocks(cell):
                    if local(inner) == "p":
                        held += self.paragraph(inner, table=style, place=(number, at, column))
                cells.append(tuple(held))
            rows.append(tuple(cells))
        return Table(number, tuple(rows), _width(item, own), _table_strokes(item, own), self.section, starts)


def _is_page(instruction: str) -> bool:
    return instruction.split()[:1] == ["PAGE"]


def _frame(align: str) -> str:
    return {"left": "left", "right": "right", "center": "centre", "outside": "outside"}.get(align, "other")


def _width(item: Any, own: Any) -> float | None:
    """mm: as the table says, else the sum of its columns."""
    told = child(own, "tblW")
    kind = attribute(told, "type")
    if kind == "pct" or attribute(told, "w").endswith("%"):
        return None
    width = points(attribute(told, "w")) if kind == "dxa" else None
    if not width:
        grid = child(item, "tblGrid")
        columns = children(grid, "gridCol") if grid is not None else ()
        width = sum(points(attribute(column, "w")) or 0.0 for column in columns)
    return width * _MM_A_POINT if width else None


def _table_strokes(item: Any, own: Any) -> tuple[Stroke, ...]:
    """Horizontal lines from above: those of the cells where they say so, else those of the table."""
    borders = child(own, "tblBorders")
    whole = {local(side): border(side) for side in borders} if borders is not None else {}
    rows = list(_wrapped(item, "tr"))
    found: list[Stroke] = []
    for edge in range(len(rows) + 1):
        side, kind = (
            ("top", "top") if edge == 0 else ("bottom", "bottom") if edge == len(rows) else ("inside", "insideH")
        )
        line = whole.get(kind, (0.0, "", ""))
        told = [_cell_border(rows[edge], "top")] if edge < len(rows) else []
        told += [_cell_border(rows[edge - 1], "bottom")] if edge else []
        line = next((other for other in told if other is not None), line)
        if line[0]:
            found.append(Stroke(line[0], line[1], line[2], None, side))
    return tuple(found)


def _cell_border(row: Any, side: str) -> tuple[float, str, str] | None:
    for cell in children(row, "tc"):
        told = child(child(child(cell, "tcPr"), "tcBorders"), side)
        if told is not None:
            return border(told)
    return None


def blocks(root: Any) -> Iterator[Any]:
    """Paragraphs and tables below, those in controls and in inserted parts too."""
    for item in root:
        name = local(item)
        if name in {"p", "tbl"}:
            yield item
        elif name in {"sdt", "sdtContent", "customXml", "ins", "smartTag", "moveTo"}:
            yield from blocks(item)


def _wrapped(root: Any, wanted: str) -> Iterator[Any]:
    for item in root:
        name = local(item)
        if name == wanted:
            if not _is_deleted(item, wanted):
                yield item
        elif name in {"sdt", "sdtContent", "customXml"}:
            yield from _wrapped(item, wanted)


def _is_deleted(item: Any, wanted: str) -> bool:
    """Rows that tracked changes took out."""
    return wanted == "tr" and child(child(item, "trPr"), "del") is not None


def _runs(item: Any) -> Iterator[Any]:
    """Runs of a paragraph that are printed; what tracked changes took out is left out."""
    for inner in item:
        name = local(inner)
        if name == "r":
            yield inner
        elif name == "fldSimple" and _is_page(attribute(inner, "instr")):
            yield _page_run(inner)
        elif name in _WRAPS:
            yield from _runs(inner)


def _page_run(field: Any) -> Any:
    """A run with the looks of the field's result and the page's number instead of it."""
    run = next(children(field, "r"), None)
    made = field.makeelement(field.tag.replace("fldSimple", "r"))
    properties = child(run, "rPr")
    if properties is not None:
        made.append(copy.deepcopy(properties))
    made.append(field.makeelement(field.tag.replace("fldSimple", "pgNum")))
    return made
