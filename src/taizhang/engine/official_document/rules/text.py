"""Fonts, sizes and colour of the text; headings; indent and alignment of paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from taizhang.engine.official_document import forms
from taizhang.engine.official_document.description import Alignment, Run
from taizhang.engine.official_document.elements import Element, Recognised, Role, piece
from taizhang.engine.official_document.fonts import Face, has_han, is_black, other_fonts
from taizhang.engine.official_document.measures import (
    SIZE_3,
    aligned,
    first_line,
    is_close,
    number,
    other_lines,
    size_words,
    width_of,
)
from taizhang.engine.official_document.rule import Departure, Finder, confirmed, place_of
from taizhang.engine.text import Text

_PLAIN = (Role.NUMBER, Role.RECIPIENT, Role.BODY, Role.ANNEX_NOTE, Role.ANNEX_MORE, Role.SIGNATURE, Role.DATE,
          Role.REMARK, Role.TRAILING)  # fmt: skip
_SIZED = (*_PLAIN, Role.HEADING, Role.COPY_NUMBER, Role.SECRECY, Role.URGENCY, Role.SIGNER, Role.ATTACHMENT_MARK)
_NOT_BLACK = frozenset({Role.ISSUER_MARK})
_FACES = {1: Face.HEI, 2: Face.KAI}
_ONE_LINE = 26.0  # characters: alignment cannot be seen in less


def _heading_words(element: Element) -> Iterable[Run]:
    assert element.heading is not None
    return piece(element.paragraph, 0, element.heading.length)


def _plain_words(element: Element) -> Iterable[Run]:
    """What of an element is plain text: behind a heading, before 签发人."""
    paragraph = element.paragraph
    if element.heading is not None:
        return piece(paragraph, element.heading.length, len(paragraph.text))
    if element.role is Role.NUMBER and (signer := paragraph.text.find("签发人")) >= 0:
        return piece(paragraph, 0, signer)
    return paragraph.runs


def _han(runs: Iterable[Run]) -> Iterator[Run]:
    return (run for run in runs if has_han(run.text))


def _font(read: Recognised) -> Iterator[Departure]:
    for element in read.of(*_PLAIN, Role.HEADING):
        allowed = [Face.FANG_SONG]
        if element.heading is not None and not element.heading.is_sure:  # an item may be set as the headings are
            allowed.append(_FACES.get(element.heading.level, Face.FANG_SONG))
        found = other_fonts(_han(_plain_words(element)), *allowed)
        if found:
            yield Departure(place_of(element.paragraph), found, str(Face.FANG_SONG))


def _size(read: Recognised) -> Iterator[Departure]:
    for element in read.of(*_SIZED):
        sizes = {run.size: None for run in element.paragraph.shown_runs if abs(run.size - SIZE_3) > 0.1}
        if sizes:
            yield Departure(place_of(element.paragraph), "、".join(map(size_words, sizes)), size_words(SIZE_3))


def _colour(read: Recognised) -> Iterator[Departure]:
    for element in read.elements:
        if element.role not in _NOT_BLACK:
            colours = {run.colour: None for run in element.paragraph.shown_runs if not is_black(run.colour)}
            if colours:
                found = "、".join(f"颜色{colour}" for colour in colours)
                yield Departure(place_of(element.paragraph), found, "黑色")


def _headings(*levels: int) -> Finder:
    def find(read: Recognised) -> Iterator[Departure]:
        for element in read.of(Role.HEADING):
            heading = element.heading
            assert heading is not None
            if heading.level not in levels:
                continue
            face = _FACES.get(heading.level, Face.FANG_SONG)
            allowed = (face,) if heading.is_sure else (face, Face.FANG_SONG)
            found = other_fonts(_han(_heading_words(element)), *allowed)
            if found:
                yield Departure(place_of(element.paragraph), found, str(face))

    return find


def _marks(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.HEADING):
        heading = element.heading
        assert heading is not None
        if forms.MARKS[heading.level].fullmatch(heading.mark) is None:
            yield Departure(place_of(element.paragraph), f"“{heading.mark}”", forms.MARK_WORDS[heading.level])


def _indent(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.BODY, Role.HEADING):
        paragraph = element.paragraph
        if paragraph.alignment in {Alignment.CENTRE, Alignment.RIGHT}:
            yield Departure(place_of(paragraph), aligned(paragraph), "首行空2字，回行顶格")
            continue
        first, other = first_line(paragraph), other_lines(paragraph)
        if not is_close(first, 2):
            yield Departure(place_of(paragraph), f"首行空{number(first)}字", "首行空2字，回行顶格")
        elif not is_close(other, 0) and width_of(paragraph.words) > _ONE_LINE:
            yield Departure(place_of(paragraph), f"回行空{number(other)}字", "首行空2字，回行顶格")


RULES = (
    confirmed("text.font", "GB/T 9704-2012 5.2.2、7.3.3", Text("正文用仿宋", "Text in 仿宋"), _font),
    confirmed("text.size", "GB/T 9704-2012 5.2.2", Text("正文用3号字", "Text of size 3, 16 pt"), _size),
    confirmed("text.colour", "GB/T 9704-2012 5.2.4", Text("文字黑色", "Black text"), _colour),
    confirmed(
        "text.indent",
        "GB/T 9704-2012 7.3.3",
        Text("每段左空2字，回行顶格", "Paragraphs begin two characters in"),
        _indent,
    ),
    confirmed("heading.first", "GB/T 9704-2012 7.3.3", Text("“一、”用黑体", "一、 in 黑体"), _headings(1)),
    confirmed("heading.second", "GB/T 9704-2012 7.3.3", Text("“（一）”用楷体", "（一） in 楷体"), _headings(2)),
    confirmed(
        "heading.lower", "GB/T 9704-2012 7.3.3", Text("“1.”“（1）”用仿宋", "1. and （1） in 仿宋"), _headings(3, 4)
    ),
    confirmed("heading.mark", "GB/T 9704-2012 7.3.3", Text("层次序数的写法", "How headings are numbered"), _marks),
)
