"""信函格式, as far as a file tells it."""

from __future__ import annotations

from collections.abc import Iterator

from taizhang.engine.official_document.description import Alignment, Paragraph, Stroke
from taizhang.engine.official_document.elements import Element, Kind, Recognised, Role
from taizhang.engine.official_document.fonts import is_red
from taizhang.engine.official_document.measures import aligned, number
from taizhang.engine.official_document.recognise import is_double
from taizhang.engine.official_document.rule import Departure, confirmed, place_of, remembered
from taizhang.engine.text import Text

_LONG, _NEAR = 170.0, 2.0  # mm


def _doubles(read: Recognised) -> list[tuple[Stroke, float]]:
    """Double lines from above with their length: those of the body, then those of headers and footers."""
    found = []
    for item in read.flow:
        room = read.section_of(item).type_area[0]
        inset = (item.left + item.right) * 25.4 / 72 if isinstance(item, Paragraph) else 0.0
        found += [(stroke, stroke.width if stroke.width is not None else room - inset) for stroke in item.strokes]
    for section in read.layout.sections[:1]:
        found += [(stroke, stroke.width or section.type_area[0]) for stroke in section.strokes]
    return [pair for pair in found if is_double(pair[0])]


def _mark(read: Recognised) -> Element | None:
    return read.first(Role.ISSUER_MARK) if read.kind is Kind.LETTER else None


def _forms(read: Recognised) -> Iterator[Departure]:
    if (mark := _mark(read)) is None:
        return
    doubles = _doubles(read)
    for stroke, name, form, words in zip(
        (doubles[0][0], doubles[-1][0]),
        ("第一条", "第二条"),
        ("thickThin", "thinThick"),
        ("上粗下细", "上细下粗"),
        strict=True,
    ):
        if len(doubles) > 1 or name == "第一条":
            if stroke.form != form:
                shown = {"thickThin": "上粗下细", "thinThick": "上细下粗"}.get(stroke.form, "两线同粗")
                yield Departure(place_of(mark.paragraph), f"{name}双线{shown}", words)
            elif not is_red(stroke.colour):
                yield Departure(place_of(mark.paragraph), f"{name}双线不是红色", "红色双线")


def _second(read: Recognised) -> Iterator[Departure]:
    if (mark := _mark(read)) is not None and len(_doubles(read)) < 2:
        yield Departure(place_of(mark.paragraph), "页面下边没有双线", "距下页边20毫米处一条红色双线，上细下粗")


def _width(read: Recognised) -> Iterator[Departure]:
    if (mark := _mark(read)) is not None:
        for _, width in _doubles(read):
            if abs(width - _LONG) > _NEAR:
                yield Departure(place_of(mark.paragraph), f"双线长{number(round(width, 1))}毫米", "170毫米")


def _number(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.NUMBER) if read.kind is Kind.LETTER else ():
        item = element.paragraph
        if not (item.table or item.box) and item.alignment is not Alignment.RIGHT:
            yield Departure(place_of(item), aligned(item), "信函的发文字号居右顶格")


def _first_page(read: Recognised) -> Iterator[Departure]:
    if (mark := _mark(read)) is None:
        return
    section = read.layout.sections[0]
    shown = section.footers.get("first" if section.first_page_differs else "default", ())
    if any(run.is_page_number for paragraph in shown for run in paragraph.runs):
        yield Departure(place_of(mark.paragraph), "首页有页码", "信函首页不显示页码：设“首页不同”")


_SOURCE = "GB/T 9704-2012 10.1"
RULES = (
    confirmed("letter.rules", _SOURCE, Text("信函红色双线的形状", "Form of a letter's double rules"), _forms),
    confirmed("letter.second_rule", _SOURCE, Text("信函页面下边有双线", "A double rule at the foot"), _second),
    confirmed("letter.width", _SOURCE, Text("信函双线长170毫米", "A letter's rules are 170 mm long"), _width),
    remembered(
        "letter.number",
        _SOURCE,
        Text("信函发文字号居右", "A letter's number at the right"),
        _number,
    ),
    confirmed(
        "letter.first_page", _SOURCE, Text("信函首页不显示页码", "No number on a letter's first page"), _first_page
    ),
)
