"""Paper, margins, lines a page, characters a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from taizhang.engine.official_document.description import POINTS_A_MM, Paragraph, Section, Table
from taizhang.engine.official_document.elements import Recognised, Role
from taizhang.engine.official_document.measures import (
    CHARACTERS,
    LINE_POINTS,
    SIZE_3,
    TYPE_AREA,
    advance,
    line_height,
    number,
)
from taizhang.engine.official_document.rule import Departure, Finder, confirmed, place_in_section, place_of, remembered
from taizhang.engine.text import Text

_NEAR = 1.0  # mm, as the standard allows for the upper and the left margin
_ROUNDING = 0.1  # mm: files keep twentieths of a point
_MARGINS = {"top": 37.0, "bottom": 35.0, "left": 28.0, "right": 26.0}
_NAMES = {"top": "上（天头）", "bottom": "下", "left": "左（订口）", "right": "右"}
_ON_LINES = (Role.RECIPIENT, Role.BODY, Role.HEADING, Role.ANNEX_NOTE, Role.ANNEX_MORE, Role.SIGNATURE, Role.DATE,
             Role.REMARK)  # fmt: skip


def _sections(read: Recognised) -> Iterator[tuple[int, Section]]:
    return enumerate(read.layout.sections)


def _paper(read: Recognised) -> Iterator[Departure]:
    for at, section in _sections(read):
        short, long = sorted((section.width, section.height))
        if abs(short - 210) > _NEAR or abs(long - 297) > _NEAR:
            found = f"{number(round(section.width, 1))}×{number(round(section.height, 1))}毫米"
            yield Departure(place_in_section(read, at, "纸张"), found, "A4，210×297毫米")


def _orientation(read: Recognised) -> Iterator[Departure]:
    for at, section in _sections(read):
        has_table = any(isinstance(item, Table) and item.section == at for item in read.flow)
        has_picture = any(isinstance(item, Paragraph) and item.section == at and item.has_picture for item in read.flow)
        if section.is_landscape and not has_table and not has_picture:
            yield Departure(place_in_section(read, at, "纸张方向"), "横向", "纵向，只有宽表格才横排")


def _margin(side: str) -> Finder:
    def find(read: Recognised) -> Iterator[Departure]:
        for at, section in _sections(read):
            value, wanted = getattr(section, side), _MARGINS[side]
            if not section.is_landscape and abs(value - wanted) > _NEAR + _ROUNDING:
                where = place_in_section(read, at, "页边距")
                yield Departure(
                    where, f"{_NAMES[side]}{number(round(value, 1))}毫米", f"{number(wanted)}毫米，允许差1毫米"
                )

    return find


def _type_area(read: Recognised) -> Iterator[Departure]:
    """Only where each margin alone is right: a wrong one is told as such."""
    for at, section in _sections(read):
        if section.is_landscape or any(
            abs(getattr(section, side) - wanted) > _NEAR + _ROUNDING for side, wanted in _MARGINS.items()
        ):
            continue
        width, height = section.type_area
        if abs(width - TYPE_AREA[0]) > _NEAR + _ROUNDING or abs(height - TYPE_AREA[1]) > _NEAR + _ROUNDING:
            yield Departure(
                place_in_section(read, at, "版心"),
                f"{number(round(width, 1))}×{number(round(height, 1))}毫米",
                "156×225毫米",
            )


def _landscape(read: Recognised) -> Iterator[Departure]:
    """The same type area lying down: 28 and 26 mm above and below, 35 and 37 mm at the sides."""
    for at, section in _sections(read):
        if not section.is_landscape:
            continue
        upright, sides = sorted((section.top, section.bottom)), sorted((section.left, section.right))
        wanted = (26.0, 28.0, 35.0, 37.0)
        if any(abs(value - want) > _NEAR + _ROUNDING for value, want in zip((*upright, *sides), wanted, strict=True)):
            named = zip("上下左右", (section.top, section.bottom, section.left, section.right), strict=True)
            found = "、".join(f"{side}{number(round(value, 1))}" for side, value in named) + "毫米"
            yield Departure(place_in_section(read, at, "页边距"), found, "横排版心225×156毫米：上下28和26，左右35和37")


def _lines(read: Recognised) -> Iterator[Departure]:
    for element in read.of(*_ON_LINES):
        item = element.paragraph
        section = read.section_of(item)
        height = line_height(item, section)
        if height is None or not LINE_POINTS[0] - 0.05 <= height <= LINE_POINTS[1] + 0.05:
            yield Departure(
                place_of(item), _spacing_words(item, section), "每页22行：行距固定值28至29磅（28.95磅正好）"
            )


def _spacing_words(item: Paragraph, section: Section) -> str:
    if item.line_rule.startswith("exact"):
        return f"固定值{number(item.line)}磅"
    if item.line_rule == "atLeast":
        return f"最小值{number(item.line)}磅"
    words = "单倍行距" if abs(item.line - 1) < 0.01 else f"{number(item.line)}倍行距"
    if section.grid and item.snaps and section.pitch:
        words += f"，网格每行{number(section.pitch)}磅"
    return words


def _space_around(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.BODY, Role.HEADING):
        item = element.paragraph
        if item.before > 0.5 or item.after > 0.5:
            yield Departure(place_of(item), f"段前{number(item.before)}磅、段后{number(item.after)}磅", "段前、段后为0")


def _characters(read: Recognised) -> Iterator[Departure]:
    """By the most of the text of size 3; another size is told by itself. Size 3 as it is gives 27.6 in a line, which
    offices call 28; only what is set tighter or wider than the standard's own size is a departure."""
    for at, section in _sections(read):
        counted: Counter[float] = Counter()
        for element in read.of(Role.BODY, Role.HEADING):
            item = element.paragraph
            if item.section == at and item.size == SIZE_3:
                counted[advance(item, section)] += len(item.text)
        if not counted or section.is_landscape:
            continue
        step = counted.most_common(1)[0][0]
        held = round(TYPE_AREA[0] * POINTS_A_MM / step)
        if held != CHARACTERS:
            where = place_in_section(read, at, "文字网格")
            yield Departure(
                where, f"每行{held}字（字距{number(step)}磅）", "每行28字：字距15.75磅，如字符间距紧缩0.25磅"
            )


_TWO, _THREE = "GB/T 9704-2012 5.1", "GB/T 9704-2012 5.2.1"
RULES = (
    confirmed("page.paper", _TWO, Text("用纸A4", "A4 paper"), _paper),
    remembered(
        "page.orientation",
        "GB/T 9704-2012 8",
        Text("纵向用纸，宽表格横排", "Upright, but for wide tables"),
        _orientation,
    ),
    *(
        confirmed(
            f"page.margin.{side}",
            _THREE,
            Text(f"{_NAMES[side]}边距{number(wanted)}毫米", f"{side} margin {number(wanted)} mm"),
            _margin(side),
        )
        for side, wanted in _MARGINS.items()
    ),
    confirmed("page.type_area", _THREE, Text("版心156×225毫米", "Type area 156 x 225 mm"), _type_area),
    remembered(
        "page.margin.landscape",
        "GB/T 9704-2012 8",
        Text("横排页版心225×156毫米", "Type area of a landscape page"),
        _landscape,
    ),
    confirmed("grid.lines", "GB/T 9704-2012 5.2.3", Text("每页22行", "22 lines a page"), _lines),
    remembered(
        "grid.space_around", "GB/T 9704-2012 5.2.3", Text("段前段后不加空", "No space around paragraphs"), _space_around
    ),
    confirmed("grid.characters", "GB/T 9704-2012 5.2.3", Text("每行28字", "28 characters a line"), _characters),
)
