"""Lengths as the standard counts them: characters, lines, and how far two may differ and still be called equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from taizhang.engine.official_document.description import POINTS_A_MM, Alignment, Paragraph, Section

SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0
TYPE_AREA = (156.0, 225.0)  # mm
LINES, CHARACTERS = 22, 28
LINE_POINTS = (28.0, 29.0)  # 225 mm / 22 are 28.99 pt; offices type 28, 28.8, 28.95 or 29
SIZE_NAMES = {
    42.0: "初号", 36.0: "小初", 26.0: "1号", 24.0: "小1号", 22.0: "2号", 18.0: "小2号", 16.0: "3号", 15.0: "小3号",
    14.0: "4号", 12.0: "小4号", 10.5: "5号", 9.0: "小5号", 7.5: "6号", 6.5: "小6号",
}  # fmt: skip
_CLOSE = 0.6  # of a character: nobody sees less on paper
_LINE = 28.95


def number(value: float) -> str:
    """Without a needless fraction: 37, 28.95."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def size_words(points: float) -> str:
    name = SIZE_NAMES.get(points)
    return f"{name}（{number(points)}磅）" if name else f"{number(points)}磅"


def width_of(text: str) -> float:
    """In characters; a letter or digit takes half, a tab is not known (nan)."""
    if "\t" in text:
        return float("nan")
    return sum(0.5 if letter.isascii() or letter == "·" else 1.0 for letter in text)


@dataclass(frozen=True, slots=True)
class Extent:
    """Free characters before and behind the words of a paragraph of one line, counted from the type area's edges."""

    before: float
    behind: float


def extent(paragraph: Paragraph, section: Section) -> Extent | None:
    """None when it cannot be told: tabs, several lines, a box or cell whose place is not known."""
    text = paragraph.text
    if "\t" in text or "\n" in text.strip("\n") or paragraph.box or paragraph.table:
        return None
    size = paragraph.size
    if not size:
        return None
    line = section.type_area[0] * POINTS_A_MM / _advance(paragraph, section)
    left, right = (paragraph.left + paragraph.first) / size, paragraph.right / size
    lead, words, tail = _parted(text)
    room = line - left - right
    free = room - lead - words
    if free < -1:
        return None
    if paragraph.alignment is Alignment.RIGHT:
        return Extent(line - right - tail - words, right + tail)
    if paragraph.alignment is Alignment.CENTRE:
        free = (room - lead - words - tail) / 2
        return Extent(left + free + lead, right + free + tail)
    return Extent(left + lead, right + free)


def _parted(text: str) -> tuple[float, float, float]:
    """Width of the blanks before, the words, the full-width blanks behind: Word lets half-width ones hang out."""
    behind = text.lstrip()
    words = behind.rstrip()
    tail = behind[len(words) :].count("　")
    return width_of(text[: len(text) - len(behind)]), width_of(words), float(tail)


def _advance(paragraph: Paragraph, section: Section) -> float:
    """From one Chinese character to the next, in points."""
    runs = paragraph.shown_runs or paragraph.runs
    spacing = runs[0].spacing if runs else 0.0
    return max(1.0, paragraph.size + spacing + grid_space(paragraph, section))


def grid_space(paragraph: Paragraph, section: Section) -> float:
    return section.character_space if section.grid in {"linesAndChars", "snapToChars"} and paragraph.snaps else 0.0


def advance(paragraph: Paragraph, section: Section) -> float:
    return _advance(paragraph, section)


def is_close(value: float, wanted: float) -> bool:
    return abs(value - wanted) <= _CLOSE


def first_line(paragraph: Paragraph) -> float:
    """Where the first line begins, in characters, blanks typed before it included."""
    text = paragraph.text
    typed = text[: len(text) - len(text.lstrip())].replace("\t", "　　")
    return (paragraph.left + paragraph.first) / paragraph.size + width_of(typed)


def other_lines(paragraph: Paragraph) -> float:
    return paragraph.left / paragraph.size


def line_height(paragraph: Paragraph, section: Section) -> float | None:
    """Points from line to line; None when the font alone decides."""
    if paragraph.line_rule in {"exact", "exactly"}:
        return paragraph.line
    if section.grid and paragraph.snaps and section.pitch:
        lines = paragraph.line if paragraph.line_rule == "auto" else 1.0
        return section.pitch * lines
    return None


def blank_lines(between: Sequence[Paragraph], first: Paragraph, last: Paragraph) -> float:
    """Empty lines between two paragraphs; space before and after counts along."""
    breaks = first.text.rstrip(" 　").count("\n", len(first.text.rstrip())) + last.text.count(
        "\n", 0, len(last.text) - len(last.text.lstrip())
    )
    room = first.after + last.before + sum(item.before + item.after for item in between)
    return len(between) + breaks + round(room / _LINE)


def aligned(paragraph: Paragraph) -> str:
    """How it is aligned, in the words of a menu."""
    return _ALIGNED[paragraph.alignment]


_ALIGNED = {
    Alignment.LEFT: "左对齐",
    Alignment.CENTRE: "居中",
    Alignment.RIGHT: "右对齐",
    Alignment.JUSTIFY: "两端对齐",
}
