"""版记: copies, printing office, its rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.official_document import forms
from taizhang.engine.official_document.description import Paragraph, Stroke, Table
from taizhang.engine.official_document.elements import IMPRINT, Element, Kind, Recognised, Role
from taizhang.engine.official_document.fonts import Face, chinese_runs, other_fonts
from taizhang.engine.official_document.measures import SIZE_4, extent, first_line, is_close, number, size_words
from taizhang.engine.official_document.rule import Departure, confirmed, place_of
from taizhang.engine.official_document.rules.red_rule import stroke_width
from taizhang.engine.text import Text

_POINTS_A_MM = 72 / 25.4
_OUTER, _INNER = (0.85, 1.15), (0.6, 0.8)  # points: 1 pt is 0.35 mm, 0.75 pt is 0.26 mm
_WIDTH_NEAR = 1.5  # mm


def _imprint(read: Recognised) -> list[Element]:
    return list(read.of(*IMPRINT))


def _font(read: Recognised) -> Iterator[Departure]:
    for element in _imprint(read):
        if found := other_fonts(chinese_runs(element.paragraph), Face.FANG_SONG):
            yield Departure(place_of(element.paragraph), found, str(Face.FANG_SONG))


def _size(read: Recognised) -> Iterator[Departure]:
    for element in _imprint(read):
        sizes = {run.size: None for run in element.paragraph.shown_runs if abs(run.size - SIZE_4) > 0.1}
        if sizes:
            yield Departure(place_of(element.paragraph), "、".join(map(size_words, sizes)), size_words(SIZE_4))


def _indent(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.COPIES, Role.PRINTED):
        item = element.paragraph
        if item.table or item.box:
            continue
        if element.role is Role.PRINTED and not _parted(item)["office"].strip():
            continue
        if not is_close(first_line(item), 1):
            yield Departure(place_of(item), f"左空{number(first_line(item))}字", "左右各空1字")
            continue
        room = extent(item, read.section_of(item))
        if (
            element.role is Role.COPIES
            and (room is None or room.behind <= 1)
            and not is_close(item.right / item.size, 1)
        ):
            yield Departure(place_of(item), f"右空{number(item.right / item.size)}字", "左右各空1字")


def _parted(item: Paragraph) -> re.Match[str]:
    found = forms.PRINTED.fullmatch(item.words)
    assert found is not None  # or it would not have been recognised
    return found


def _colon(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.COPIES):
        found = forms.COPIES.match(element.paragraph.words)
        if found is not None and found["colon"] != "：":
            yield Departure(place_of(element.paragraph), f"“{found[0].strip()}”", "“抄送”后用全角冒号“：”")


def _stop(read: Recognised) -> Iterator[Departure]:
    """The last line of the copies; a line that goes on is none."""
    elements = _imprint(read)
    for at, element in enumerate(elements):
        if element.role is Role.COPIES:
            last = element
            for following in elements[at + 1 :]:
                if following.role is not Role.IMPRINT_MORE or following.paragraph.table:
                    break
                last = following
            if not last.paragraph.words.endswith("。"):
                yield Departure(
                    place_of(last.paragraph), f"以“{last.paragraph.words[-1]}”结尾", "最后一个抄送机关后标句号"
                )


def _printed_missing(read: Recognised) -> Iterator[Departure]:
    copies = read.first(Role.COPIES)
    if read.kind is not Kind.LETTER and copies is not None and read.first(Role.PRINTED) is None:
        yield Departure(place_of(copies.paragraph), "没有印发机关和印发日期", "抄送之下写印发机关和“2026年7月3日印发”")


def _printed_date(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.PRINTED):
        found = _parted(element.paragraph)
        day = forms.DATE.fullmatch(found["date"])
        right = re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日", found["date"])
        if right is None or found["word"] != "印发":
            yield Departure(
                place_of(element.paragraph),
                f"“{found['date']}{found['word']}”",
                "“2026年7月3日印发”：数字标全，不编虚位",
            )
        elif day is not None and found["office"].strip() and not found["room"]:
            yield Departure(place_of(element.paragraph), "印发机关和日期连写", "印发机关居左，印发日期居右")


def _printed_sides(read: Recognised) -> Iterator[Departure]:
    """The date ends one character from the right, unless a tab puts it where no file says."""
    for element in read.of(Role.PRINTED):
        room = extent(element.paragraph, read.section_of(element.paragraph))
        if room is not None and abs(room.behind - 1) > 1.5:
            yield Departure(
                place_of(element.paragraph), f"印发日期右空{number(round(room.behind, 1))}字", "印发日期右空1字"
            )


def _strokes(read: Recognised) -> list[tuple[Paragraph | Table, Stroke]]:
    """Lines of the imprint from above: borders of the empty paragraphs around it too."""
    elements = _imprint(read)
    if not elements:
        return []
    first = elements[0].at
    while first and isinstance(item := read.flow[first - 1], Paragraph) and item.is_blank and not item.table:
        first -= 1
    if elements[0].paragraph.table:
        number_ = elements[0].paragraph.table
        first = next(
            (at for at, item in enumerate(read.flow) if isinstance(item, Table) and item.number == number_), first
        )
    ranks = {"top": 0, "inside": 1, "": 1, "bottom": 2}
    found: list[tuple[Paragraph | Table, Stroke]] = []
    for item in read.flow[first:]:
        found += [(item, stroke) for stroke in sorted(item.strokes, key=lambda stroke: ranks[stroke.side])]
    return found


def _rules(read: Recognised) -> Iterator[Departure]:
    elements = _imprint(read)
    if not elements or read.kind is Kind.LETTER:
        return
    strokes = _strokes(read)
    if len(strokes) < 2:
        yield Departure(
            place_of(elements[0].paragraph), f"版记有{len(strokes)}条分隔线", "首末条0.35毫米，中间0.25毫米"
        )
        return
    for at, (_, stroke) in enumerate(strokes):
        is_outer = at in {0, len(strokes) - 1}
        low, high = _OUTER if is_outer else _INNER
        if not low <= stroke.weight <= high:
            named = "首条" if at == 0 else "末条" if is_outer else "中间的"
            found = f"{named}分隔线粗{number(stroke.weight / _POINTS_A_MM)}毫米（{number(stroke.weight)}磅）"
            expected = "0.35毫米（1磅）" if is_outer else "0.25毫米（0.75磅）"
            yield Departure(place_of(elements[0].paragraph), found, expected)


def _rules_width(read: Recognised) -> Iterator[Departure]:
    elements = _imprint(read)
    for item, stroke in _strokes(read) if read.kind is not Kind.LETTER else ():
        width, wanted = stroke_width(read, item, stroke), read.section_of(item).type_area[0]
        if abs(width - wanted) > (_WIDTH_NEAR if isinstance(item, Paragraph) else 4.5):
            yield Departure(
                place_of(elements[0].paragraph),
                f"分隔线长{number(round(width, 1))}毫米",
                f"与版心等宽，{number(round(wanted, 1))}毫米",
            )


_RULES, _COPIES, _PRINTED = (f"GB/T 9704-2012 7.4.{part}" for part in (1, 2, 3))
RULES = (
    confirmed("imprint.font", _COPIES, Text("版记用仿宋", "Imprint in 仿宋"), _font),
    confirmed("imprint.size", _COPIES, Text("版记用4号字", "Imprint of size 4, 14 pt"), _size),
    confirmed("imprint.indent", _COPIES, Text("版记左右各空1字", "One character in on both sides"), _indent),
    confirmed("imprint.colon", _COPIES, Text("“抄送”后用全角冒号", "A full-width colon after 抄送"), _colon),
    confirmed("imprint.stop", _COPIES, Text("抄送机关以句号结尾", "The copies end with a full stop"), _stop),
    confirmed(
        "imprint.printed", _PRINTED, Text("版记有印发机关和日期", "Office and date of printing"), _printed_missing
    ),
    confirmed("imprint.date", _PRINTED, Text("印发日期的写法", "How the date of printing is written"), _printed_date),
    confirmed(
        "imprint.sides", _PRINTED, Text("印发日期右空1字", "The date one character in at the right"), _printed_sides
    ),
    confirmed("imprint.rules", _RULES, Text("版记分隔线的粗细", "Weight of the imprint's rules"), _rules),
    confirmed("imprint.rules_width", _RULES, Text("版记分隔线与版心等宽", "As wide as the type area"), _rules_width),
)
