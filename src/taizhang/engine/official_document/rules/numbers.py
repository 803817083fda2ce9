"""发文字号 and 签发人."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.official_document import forms
from taizhang.engine.official_document.description import Alignment, Paragraph
from taizhang.engine.official_document.elements import Element, Kind, Recognised, Role, piece
from taizhang.engine.official_document.fonts import Face, has_han, other_fonts
from taizhang.engine.official_document.measures import aligned, blank_lines, extent, is_close, number
from taizhang.engine.official_document.rule import Departure, confirmed, place_of, remembered
from taizhang.engine.text import Text

_UPWARD = ("请示", "报告")

# 发文字号


def _parted(element: Element) -> re.Match[str] | None:
    words = element.paragraph.words.partition("签发人")[0].strip()
    return forms.NUMBER.fullmatch(words) or forms.BARE_NUMBER.fullmatch(words)


def _numbers(read: Recognised) -> Iterator[tuple[Element, re.Match[str]]]:
    for element in read.of(Role.NUMBER):
        if (found := _parted(element)) is not None:
            yield element, found


def _brackets(read: Recognised) -> Iterator[Departure]:
    for element, found in _numbers(read):
        if (found["open"], found["close"]) != ("〔", "〕"):
            shown = f"{found['open']}{found['year']}{found['close']}"
            yield Departure(place_of(element.paragraph), f"“{shown}”", f"六角括号“〔{found['year']}〕”")


def _year(read: Recognised) -> Iterator[Departure]:
    for element, found in _numbers(read):
        if len(found["year"]) != 4:
            yield Departure(place_of(element.paragraph), f"年份“{found['year']}”", "年份标全称，4位")


def _ordinal(read: Recognised) -> Iterator[Departure]:
    for element, found in _numbers(read):
        if found["di"]:
            yield Departure(place_of(element.paragraph), f"“第{found['number']}号”", "序号前不加“第”")


def _zero(read: Recognised) -> Iterator[Departure]:
    for element, found in _numbers(read):
        if found["number"].startswith("0"):
            yield Departure(place_of(element.paragraph), f"“{found['number']}号”", "序号不编虚位（1不编为01）")


def _hao(read: Recognised) -> Iterator[Departure]:
    for element, found in _numbers(read):
        if not found["hao"]:
            yield Departure(place_of(element.paragraph), f"“{element.paragraph.words}”", "序号后加“号”")


def _number_place(read: Recognised) -> Iterator[Departure]:
    """In the middle; beside a signer at the left, one character in. A letter has it at the right."""
    if read.kind is not Kind.ORDINARY:
        return
    signer = read.first(Role.SIGNER)
    for element in read.of(Role.NUMBER):
        item = element.paragraph
        if item.table or item.box:
            continue
        if signer is None and "签发人" not in item.text:
            if item.alignment is not Alignment.CENTRE:
                yield Departure(place_of(item), aligned(item), "居中")
        elif not is_close((item.left + item.first) / item.size + _lead(item), 1):
            yield Departure(place_of(item), "发文字号不在左空1字处", "有签发人时发文字号居左空1字")


def _lead(item: Paragraph) -> float:
    text = item.text
    return sum(0.5 if sign == " " else 1.0 for sign in text[: len(text) - len(text.lstrip())])


def _number_gap(read: Recognised) -> Iterator[Departure]:
    mark = next((item for item in reversed(list(read.of(Role.ISSUER_MARK)))), None)
    found = read.first(Role.NUMBER)
    if read.kind is not Kind.ORDINARY or mark is None or found is None or found.paragraph.table or mark.paragraph.box:
        return
    blank = read.between(mark.at, found.at)
    if blank is not None and (lines := blank_lines(blank, mark.paragraph, found.paragraph)) != 2:
        yield Departure(place_of(found.paragraph), f"上空{number(lines)}行", "发文机关标志下空2行")


# 签发人


def _signers(read: Recognised) -> Iterator[tuple[Element, int]]:
    """With the place where 签发人 begins in its paragraph."""
    for element in read.of(Role.NUMBER, Role.SIGNER):
        found = re.search(r"签\s*发\s*人", element.paragraph.text)
        if found is not None:
            yield element, found.start()


def _signer_missing(read: Recognised) -> Iterator[Departure]:
    title = read.first(Role.TITLE)
    if read.kind is not Kind.ORDINARY or title is None or next(_signers(read), None) is not None:
        return
    words = "".join(element.paragraph.words for element in read.of(Role.TITLE))
    if words.endswith(_UPWARD) and read.first(Role.NUMBER) is not None:
        yield Departure(place_of(title.paragraph), "上行文没有签发人", "发文字号同行居右标注“签发人：”和姓名")


def _signer_colon(read: Recognised) -> Iterator[Departure]:
    for element, at in _signers(read):
        found = forms.SIGNER.match(element.paragraph.text, at)
        if found is not None and found[1] != "：":
            yield Departure(place_of(element.paragraph), f"“签发人{found[1]}”", "“签发人：”，全角冒号")


def _signer_font(read: Recognised) -> Iterator[Departure]:
    for element, at in _signers(read):
        item = element.paragraph
        found = forms.SIGNER.match(item.text, at)
        start = found.start(2) if found is not None else at
        named = other_fonts((run for run in piece(item, start, len(item.text)) if has_han(run.text)), Face.KAI)
        if named:
            yield Departure(place_of(item), f"姓名{named}", f"姓名用{Face.KAI}")
        label = other_fonts((run for run in piece(item, at, start) if has_han(run.text)), Face.FANG_SONG)
        if label:
            yield Departure(place_of(item), f"“签发人”{label}", f"“签发人”用{Face.FANG_SONG}")


def _signer_place(read: Recognised) -> Iterator[Departure]:
    for element, _ in _signers(read):
        item = element.paragraph
        room = extent(item, read.section_of(item))
        if room is not None and abs(room.behind - 1) > 1.25:  # blanks typed between number and signer are never exact
            yield Departure(place_of(item), f"签发人右空{number(room.behind)}字", "签发人居右空1字")


_SOURCE = "GB/T 9704-2012 7.2"
RULES = (
    confirmed("number.brackets", f"{_SOURCE}.5", Text("发文字号用六角括号", "〔〕 around the year"), _brackets),
    confirmed("number.year", f"{_SOURCE}.5", Text("发文字号的年份标全称", "The year in four digits"), _year),
    confirmed("number.ordinal", f"{_SOURCE}.5", Text("发文字号不加“第”", "No 第 before the number"), _ordinal),
    confirmed("number.zero", f"{_SOURCE}.5", Text("发文字号不编虚位", "No leading zero"), _zero),
    confirmed("number.word", f"{_SOURCE}.5", Text("发文字号以“号”结尾", "The number ends with 号"), _hao),
    remembered(
        "number.place",
        f"{_SOURCE}.5",
        Text("发文字号的位置", "Where the number stands"),
        _number_place,
    ),
    confirmed(
        "number.gap",
        f"{_SOURCE}.5",
        Text("发文字号在发文机关标志下空2行", "Two lines below the issuer's mark"),
        _number_gap,
    ),
    remembered(
        "signer.missing",
        f"{_SOURCE}.6",
        Text("上行文标注签发人", "An upward document names who signed"),
        _signer_missing,
    ),
    remembered(
        "signer.colon", f"{_SOURCE}.6", Text("签发人后用全角冒号", "A full-width colon after 签发人"), _signer_colon
    ),
    remembered(
        "signer.place",
        f"{_SOURCE}.6",
        Text("签发人居右空1字", "The signer one character in at the right"),
        _signer_place,
    ),
    remembered("signer.font", f"{_SOURCE}.6", Text("签发人姓名用楷体", "The signer's name in 楷体"), _signer_font),
)
