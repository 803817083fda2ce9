"""标题 and 主送机关; the title of an attachment too."""

from __future__ import annotations

from collections.abc import Iterator

from taizhang.engine.official_document.description import Alignment, Paragraph
from taizhang.engine.official_document.elements import HEAD, NAMES, Element, Kind, Recognised, Role
from taizhang.engine.official_document.fonts import Face, chinese_runs, is_red, other_fonts
from taizhang.engine.official_document.measures import (
    SIZE_2,
    aligned,
    blank_lines,
    first_line,
    is_close,
    number,
    other_lines,
    size_words,
)
from taizhang.engine.official_document.rule import Departure, confirmed, place_of
from taizhang.engine.official_document.rules.red_rule import head_rules
from taizhang.engine.text import Text

_TITLES = (Role.TITLE, Role.ATTACHMENT_TITLE)


def _missing(read: Recognised) -> Iterator[Departure]:
    last = next(iter(reversed(list(read.of(*HEAD)))), None)
    if read.kind in {Kind.ORDINARY, Kind.LETTER} and last is not None and read.first(Role.TITLE) is None:
        yield Departure(place_of(last.paragraph), "版头之下没有标题", "红色分隔线下空2行居中写标题")


def _font(read: Recognised) -> Iterator[Departure]:
    for element in read.of(*_TITLES):
        if found := other_fonts(chinese_runs(element.paragraph), Face.TITLE):
            yield Departure(place_of(element.paragraph), found, str(Face.TITLE))


def _size(read: Recognised) -> Iterator[Departure]:
    for element in read.of(*_TITLES):
        sizes = {run.size: None for run in element.paragraph.shown_runs if abs(run.size - SIZE_2) > 0.1}
        if sizes:
            yield Departure(place_of(element.paragraph), "、".join(map(size_words, sizes)), size_words(SIZE_2))


def _centred(read: Recognised) -> Iterator[Departure]:
    for element in read.of(*_TITLES):
        item = element.paragraph
        if item.table or item.box:
            continue
        if item.alignment is not Alignment.CENTRE:
            yield Departure(place_of(item), aligned(item), "居中")
        elif not is_close(item.left + item.first - item.right, 0):
            aside = (item.left + item.first - item.right) / 2 / item.size
            if not is_close(aside, 0):
                yield Departure(place_of(item), f"居中，但缩进使其偏{number(abs(aside))}字", "居中，无缩进")


def _gap(read: Recognised) -> Iterator[Departure]:
    """Below a border; where a drawn line lies is not told by the file's order."""
    title = read.first(Role.TITLE)
    rules = [(item, stroke) for item, stroke in head_rules(read) if stroke.side]
    if read.kind is not Kind.ORDINARY or title is None or not rules:
        return
    item, stroke = rules[-1]
    if not isinstance(item, Paragraph) or item.table or not is_red(stroke.colour):
        return
    at = next(at for at, other in enumerate(read.flow) if other is item)
    blank = read.between(at - (stroke.side == "top" and item.is_blank), title.at)
    if blank is not None and (lines := blank_lines(blank, item, title.paragraph)) != 2:
        yield Departure(place_of(title.paragraph), f"红色分隔线下空{number(lines)}行", "空2行")


# 主送机关


def _recipient(read: Recognised) -> Iterator[Element]:
    return read.of(Role.RECIPIENT)


def _recipient_gap(read: Recognised) -> Iterator[Departure]:
    titles = list(read.of(Role.TITLE, Role.SUBTITLE))
    for element in _recipient(read):
        blank = read.between(titles[-1].at, element.at) if titles else None
        if blank is not None and (lines := blank_lines(blank, titles[-1].paragraph, element.paragraph)) != 1:
            yield Departure(place_of(element.paragraph), f"标题下空{number(lines)}行", "标题下空1行")


def _recipient_flush(read: Recognised) -> Iterator[Departure]:
    for element in _recipient(read):
        item = element.paragraph
        if item.alignment in {Alignment.CENTRE, Alignment.RIGHT}:
            yield Departure(place_of(item), aligned(item), "居左顶格")
        elif not is_close(first_line(item), 0) or not is_close(other_lines(item), 0):
            yield Departure(
                place_of(item), f"左空{number(max(first_line(item), other_lines(item)))}字", "居左顶格，回行也顶格"
            )


def _recipient_colon(read: Recognised) -> Iterator[Departure]:
    for element in _recipient(read):
        if not element.paragraph.words.endswith("："):
            yield Departure(place_of(element.paragraph), "半角冒号“:”", f"{NAMES[Role.RECIPIENT]}后用全角冒号“：”")


_TITLE, _TO = "GB/T 9704-2012 7.3.1", "GB/T 9704-2012 7.3.2"
RULES = (
    confirmed("title.missing", _TITLE, Text("版头之下有标题", "A title stands below the head"), _missing),
    confirmed("title.font", _TITLE, Text("标题用小标宋", "Title in 小标宋"), _font),
    confirmed("title.size", _TITLE, Text("标题用2号字", "Title of size 2, 22 pt"), _size),
    confirmed("title.centred", _TITLE, Text("标题居中", "Centred title"), _centred),
    confirmed("title.gap", _TITLE, Text("标题在红色分隔线下空2行", "Title two lines below the red rule"), _gap),
    confirmed(
        "recipient.gap", _TO, Text("主送机关在标题下空1行", "Recipients one line below the title"), _recipient_gap
    ),
    confirmed("recipient.flush", _TO, Text("主送机关顶格", "Recipients at the left edge"), _recipient_flush),
    confirmed(
        "recipient.colon",
        _TO,
        Text("主送机关后用全角冒号", "A full-width colon after the recipients"),
        _recipient_colon,
    ),
)
