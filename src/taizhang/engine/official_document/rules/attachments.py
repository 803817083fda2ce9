"""附件, and tables that are too wide for their page."""

from __future__ import annotations

from collections.abc import Iterator

from taizhang.engine.official_document import forms
from taizhang.engine.official_document.description import Alignment, Table
from taizhang.engine.official_document.elements import Element, Recognised, Role
from taizhang.engine.official_document.fonts import Face, chinese_runs, other_fonts
from taizhang.engine.official_document.measures import TYPE_AREA, aligned, blank_lines, first_line, is_close, number
from taizhang.engine.official_document.rule import Departure, confirmed, place_of, remembered
from taizhang.engine.official_document.rules.closing import annex_names
from taizhang.engine.text import Text

_OVER = 4.5  # mm: Word lets the margins of the outer cells stand outside of the type area


def _page(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.ATTACHMENT_MARK):
        if element.at and not _begins_page(read, element):
            yield Departure(place_of(element.paragraph), "接排在前文之后", "附件另面编排：前面分页")


def _begins_page(read: Recognised, element: Element) -> bool:
    """The break may stand before any of the empty paragraphs above it."""
    for at in range(element.at, 0, -1):
        item = read.flow[at]
        if item.starts_page:
            return True
        above = read.flow[at - 1]
        if isinstance(above, Table) or not above.is_blank:
            return False
    return True


def _font(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.ATTACHMENT_MARK):
        if found := other_fonts(chinese_runs(element.paragraph), Face.HEI):
            yield Departure(place_of(element.paragraph), found, str(Face.HEI))


def _form(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.ATTACHMENT_MARK):
        words = element.paragraph.words
        found = forms.ATTACHMENT_MARK.fullmatch(words)
        if found is not None and (found["colon"] or not (found["number"] or "1").isascii()):
            yield Departure(place_of(element.paragraph), f"“{words}”", "“附件”和阿拉伯数字，后无标点，如“附件1”")


def _flush(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.ATTACHMENT_MARK):
        item = element.paragraph
        if item.alignment in {Alignment.CENTRE, Alignment.RIGHT}:
            yield Departure(place_of(item), aligned(item), "版心左上角顶格")
        elif not is_close(first_line(item), 0):
            yield Departure(place_of(item), f"左空{number(first_line(item))}字", "版心左上角顶格")


def _title_line(read: Recognised) -> Iterator[Departure]:
    marks = {element.at: element for element in read.of(Role.ATTACHMENT_MARK)}
    for mark in marks.values():
        following = next((item for item in read.elements if item.at > mark.at), None)
        if following is None or following.role not in {Role.TITLE, Role.ATTACHMENT_TITLE}:
            continue
        blank = read.between(mark.at, following.at)
        if blank is not None and (lines := blank_lines(blank, mark.paragraph, following.paragraph)) != 1:
            yield Departure(place_of(following.paragraph), f"在第{number(lines + 2)}行", "附件标题在版心第3行：空1行")


def _numbers(read: Recognised) -> Iterator[Departure]:
    """The marks count as the note under the text says; a single one has no number."""
    marks = list(read.of(Role.ATTACHMENT_MARK))
    if not marks or not marks[0].at:
        return
    named = len(annex_names(read))
    for at, element in enumerate(marks, start=1):
        found = forms.ATTACHMENT_MARK.fullmatch(element.paragraph.words)
        shown = found["number"] or "" if found is not None else ""
        wanted = str(at) if max(named, len(marks)) > 1 else ""
        if shown.isascii() and shown != wanted and not (wanted == "" and shown == "1"):
            yield Departure(
                place_of(element.paragraph), f"“{element.paragraph.words}”", f"“附件{wanted}”，与附件说明一致"
            )


def _wide(read: Recognised) -> Iterator[Departure]:
    for item in read.flow:
        if isinstance(item, Table) and item.width is not None and item.number not in read.laid_out:
            section = read.section_of(item)
            standard = TYPE_AREA[1] if section.is_landscape else TYPE_AREA[0]  # wrong margins are told by themselves
            room = max(section.type_area[0], standard)
            if item.width > room + _OVER:
                cure = "缩到版心内" if section.is_landscape else "缩到版心内，或用横排页"
                found = f"宽{number(round(item.width, 1))}毫米"
                yield Departure(place_of(item), found, f"不超过版心{number(round(room, 1))}毫米：{cure}")


_SOURCE = "GB/T 9704-2012 7.3.7"
RULES = (
    remembered("attachment.page", _SOURCE, Text("附件另面编排", "An attachment begins a page"), _page),
    remembered("attachment.font", _SOURCE, Text("“附件”用黑体", "附件 in 黑体"), _font),
    remembered("attachment.form", _SOURCE, Text("“附件1”的写法", "How 附件1 is written"), _form),
    remembered("attachment.flush", _SOURCE, Text("“附件”顶格", "附件 at the left edge"), _flush),
    remembered("attachment.title_line", _SOURCE, Text("附件标题在第3行", "Its title on the third line"), _title_line),
    remembered("attachment.numbers", _SOURCE, Text("附件序号与附件说明一致", "Numbers as the note says"), _numbers),
    confirmed("table.wide", "GB/T 9704-2012 8", Text("宽表格横排", "A wide table lies on its side"), _wide),
)
