"""What a reader says of a document's layout, in effective values: nothing here is inherited or left to a program."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

POINTS_A_MM = 72 / 25.4
_FALLBACK_SIZE = 10.5


class Alignment(enum.StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFY = "justify"


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look. east_asian, latin: fonts, "" when the file names none. size, spacing: points, the second added
    behind each character. colour: RRGGBB, "" for automatic."""

    text: str
    east_asian: str = ""
    latin: str = ""
    size: float = _FALLBACK_SIZE
    colour: str = ""
    spacing: float = 0.0
    is_page_number: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line across the page: a border or a drawing. width: mm, None for as wide as its paragraph or table.
    weight: points. form: single, thickThin, thinThick or another word. side: top, bottom, inside, "" for a drawing."""

    weight: float
    colour: str = ""
    form: str = "single"
    width: float | None = None
    side: str = ""


@dataclass(frozen=True)
class Paragraph:
    """number: among those with text outside of tables and boxes, from 1; 0 elsewhere. left, right, first, before and
    after: points; first is negative for a hanging line. line: points, or lines with line_rule "auto". label: what the
    program numbers it with. box: how its box stands: left, right, centre, outside, other; "" without one."""

    runs: tuple[Run, ...] = ()
    number: int = 0
    alignment: Alignment = Alignment.LEFT
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    line: float = 1.0
    line_rule: str = "auto"
    before: float = 0.0
    after: float = 0.0
    snaps: bool = True
    starts_page: bool = False
    strokes: tuple[Stroke, ...] = ()
    section: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    box: str = ""
    label: str = ""
    style: str = ""
    has_picture: bool = False

    @cached_property
    def text(self) -> str:
        """As printed, with the program's own number; a field of the page number gives #."""
        return self.label + "".join("#" if run.is_page_number else run.text for run in self.runs)

    @cached_property
    def words(self) -> str:
        return self.text.strip()

    @property
    def is_blank(self) -> bool:
        return not self.words

    @cached_property
    def shown_runs(self) -> tuple[Run, ...]:
        """Those that print something."""
        return tuple(run for run in self.runs if run.is_page_number or run.text.strip())

    @cached_property
    def size(self) -> float:
        """Of the most of its text, in points."""
        sizes: dict[float, int] = {}
        for run in self.shown_runs or self.runs:
            sizes[run.size] = sizes.get(run.size, 0) + len(run.text) + run.is_page_number
        return max(sizes, key=lambda size: sizes[size]) if sizes else _FALLBACK_SIZE


@dataclass(frozen=True)
class Table:
    """rows: cells of paragraphs. width: mm, None when it takes what it needs or a share of the page."""

    number: int
    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...] = ()
    width: float | None = None
    strokes: tuple[Stroke, ...] = ()
    section: int = 0
    starts_page: bool = False

    def paragraphs(self) -> Iterator[Paragraph]:
        for row in self.rows:
            for cell in row:
                yield from cell


@dataclass(frozen=True)
class Section:
    """Millimetres, but pitch and character_space in points. grid: lines, linesAndChars, snapToChars or "". footers:
    default, even, first -> paragraphs, only those that the file has. strokes: lines of its headers and footers."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    footer_distance: float
    grid: str = ""
    pitch: float = 0.0
    character_space: float = 0.0
    first_page_differs: bool = False
    footers: dict[str, tuple[Paragraph, ...]] = field(default_factory=dict)
    strokes: tuple[Stroke, ...] = ()

    @property
    def is_landscape(self) -> bool:
        return self.width > self.height

    @property
    def type_area(self) -> tuple[float, float]:
        return self.width - self.left - self.right, self.height - self.top - self.bottom


@dataclass(frozen=True)
class Layout:
    """A document in the order of its body. odd_and_even: whether even pages have footers of their own. before: sections
    that stand before it in a file of several documents; None where the file is one."""

    blocks: tuple[Paragraph | Table, ...]
    sections: tuple[Section, ...]
    odd_and_even: bool = False
    before: int | None = None
