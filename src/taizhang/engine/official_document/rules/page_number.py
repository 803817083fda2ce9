"""页码: digits of size 4 between dashes, outside, seven millimetres below the type area."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.official_document.description import Alignment, Paragraph
from taizhang.engine.official_document.elements import Kind, Recognised
from taizhang.engine.official_document.fonts import Face, face_of
from taizhang.engine.official_document.measures import SIZE_4, aligned, extent, is_close, number, size_words
from taizhang.engine.official_document.rule import Departure, confirmed, place_in_section
from taizhang.engine.text import Text

_DASHES = re.compile(r"—[\s　]?#[\s　]?—")
# mm from the page's lower edge to the footer's: 35 less 7 less a line of size 4, or, as many guides say, 35 less 7.
_DISTANCE = (20.0, 29.0)
_NAMES = {"default": "页脚", "even": "双页页脚", "first": "首页页脚"}


def _numbered(read: Recognised) -> Iterator[tuple[int, str, Paragraph]]:
    """(section, which footer, the paragraph of its page number) of the upright sections; a footer that even or first
    pages do not use is none."""
    for at, section in enumerate(read.layout.sections):
        if section.is_landscape:
            continue
        for kind, paragraphs in section.footers.items():
            if (kind == "even" and not read.layout.odd_and_even) or (
                kind == "first" and not section.first_page_differs
            ):
                continue
            for paragraph in paragraphs:
                if "#" in paragraph.text and any(run.is_page_number for run in paragraph.runs):
                    yield at, kind, paragraph


def _missing(read: Recognised) -> Iterator[Departure]:
    found = {(section, kind) for section, kind, _ in _numbered(read)}
    for at, section in enumerate(read.layout.sections):
        if section.is_landscape:
            continue
        kinds = ["default", *(["even"] if read.layout.odd_and_even else [])]
        if section.first_page_differs and at == 0 and read.kind is not Kind.LETTER:
            kinds.append("first")
        for kind in kinds:
            if (at, kind) not in found and (at == 0 or section.footers != read.layout.sections[at - 1].footers):
                yield Departure(
                    place_in_section(read, at, _NAMES[kind]), "没有页码", "4号半角宋体页码，两边各一条一字线"
                )


def _font(read: Recognised) -> Iterator[Departure]:
    for section, kind, paragraph in _numbered(read):
        names = {run.latin or "没有指定字体": None for run in paragraph.runs if run.is_page_number}
        wrong = [name for name in names if face_of(name) is not Face.SONG]
        if wrong:
            yield Departure(place_in_section(read, section, _NAMES[kind]), "、".join(wrong), str(Face.SONG))


def _size(read: Recognised) -> Iterator[Departure]:
    for section, kind, paragraph in _numbered(read):
        sizes = {run.size: None for run in paragraph.shown_runs if abs(run.size - SIZE_4) > 0.1}
        if sizes:
            where = place_in_section(read, section, _NAMES[kind])
            yield Departure(where, "、".join(map(size_words, sizes)), size_words(SIZE_4))


def _dashes(read: Recognised) -> Iterator[Departure]:
    for section, kind, paragraph in _numbered(read):
        if _DASHES.fullmatch(paragraph.words) is None:
            shown = paragraph.words.replace("#", "1")
            yield Departure(place_in_section(read, section, _NAMES[kind]), f"“{shown}”", "“— 1 —”：两边各一条一字线")


def _odd_even(read: Recognised) -> Iterator[Departure]:
    """A box that stands outside turns with the page by itself."""
    for section, kind, paragraph in _numbered(read):
        if kind == "default" and not read.layout.odd_and_even and paragraph.box != "outside":
            found = "奇偶页相同"
            yield Departure(place_in_section(read, section, _NAMES[kind]), found, "奇偶页不同：单页码居右，双页码居左")


def _side(read: Recognised) -> Iterator[Departure]:
    if not read.layout.odd_and_even:
        return
    for section, kind, paragraph in _numbered(read):
        wanted = Alignment.LEFT if kind == "even" else Alignment.RIGHT
        if kind == "first" or paragraph.box in {"outside", "other"}:
            continue
        shown = _side_of(paragraph)
        if shown is not wanted and not (wanted is Alignment.LEFT and shown is Alignment.JUSTIFY):
            side = "左" if wanted is Alignment.LEFT else "右"
            found = {Alignment.CENTRE: "居中", Alignment.RIGHT: "居右"}.get(shown, "居左")
            yield Departure(place_in_section(read, section, _NAMES[kind]), found, f"居{side}空1字")


def _side_of(paragraph: Paragraph) -> Alignment:
    boxed = {"left": Alignment.LEFT, "right": Alignment.RIGHT, "centre": Alignment.CENTRE}
    return boxed.get(paragraph.box, paragraph.alignment)


def _indent(read: Recognised) -> Iterator[Departure]:
    for section, kind, paragraph in _numbered(read):
        if not read.layout.odd_and_even or kind == "first" or paragraph.box:
            continue
        room = extent(paragraph, read.layout.sections[section])
        if room is None or paragraph.alignment is Alignment.CENTRE:
            continue
        is_right = paragraph.alignment is Alignment.RIGHT
        value = room.behind if is_right else room.before
        if not is_close(value, 1):
            where = place_in_section(read, section, _NAMES[kind])
            yield Departure(where, f"{aligned(paragraph)}，空{number(value)}字", "空1字")


def _distance(read: Recognised) -> Iterator[Departure]:
    told: set[int] = set()
    for section, _, _ in _numbered(read):
        value = read.layout.sections[section].footer_distance
        if section not in told and not _DISTANCE[0] <= value <= _DISTANCE[1]:
            told.add(section)
            where = place_in_section(read, section, "页脚")
            yield Departure(
                where, f"页脚距页面下边{number(round(value, 1))}毫米", "一字线上距版心7毫米：页脚距下边约23毫米"
            )


_SOURCE = "GB/T 9704-2012 7.5"
RULES = (
    confirmed("page_number.missing", _SOURCE, Text("每页有页码", "Pages are numbered"), _missing),
    confirmed("page_number.font", _SOURCE, Text("页码用宋体", "Page number in 宋体"), _font),
    confirmed("page_number.size", _SOURCE, Text("页码用4号字", "Page number of size 4, 14 pt"), _size),
    confirmed("page_number.dashes", _SOURCE, Text("页码两边有一字线", "A dash on each side"), _dashes),
    confirmed("page_number.odd_even", _SOURCE, Text("奇偶页页码分设", "Odd and even pages differ"), _odd_even),
    confirmed("page_number.side", _SOURCE, Text("单页码居右，双页码居左", "Odd right, even left"), _side),
    confirmed("page_number.indent", _SOURCE, Text("页码空1字", "One character in"), _indent),
    confirmed("page_number.distance", _SOURCE, Text("页码在版心下7毫米", "7 mm below the type area"), _distance),
)
