"""附件说明, 发文机关署名, 成文日期, 附注."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.official_document import forms
from taizhang.engine.official_document.description import Paragraph
from taizhang.engine.official_document.elements import Element, Kind, Recognised, Role
from taizhang.engine.official_document.measures import blank_lines, extent, first_line, is_close, number, width_of
from taizhang.engine.official_document.rule import Departure, confirmed, place_of, remembered
from taizhang.engine.text import Text

_ENDS = "。．；;，,、.！"
_NEAR = 1.0  # characters: a seal covers issuer and date together, nobody measures closer


def _above(read: Recognised, element: Element) -> float | None:
    """Empty lines over it; None when a table or nothing stands above."""
    earlier = [other for other in read.elements if other.at < element.at]
    if not earlier:
        return None
    blank = read.between(earlier[-1].at, element.at)
    return None if blank is None else blank_lines(blank, earlier[-1].paragraph, element.paragraph)


# 附件说明


def _annex(read: Recognised) -> tuple[Element, re.Match[str] | None] | None:
    element = read.first(Role.ANNEX_NOTE)
    return (element, forms.ANNEX_NOTE.fullmatch(element.paragraph.words)) if element is not None else None


def annex_names(read: Recognised) -> list[tuple[Paragraph, str, str, str]]:
    """(paragraph, number, mark behind it, name), a name on several lines once, at its last line."""
    names: list[tuple[Paragraph, str, str, str]] = []
    for element in read.of(Role.ANNEX_NOTE, Role.ANNEX_MORE):
        words = element.paragraph.words
        if element.role is Role.ANNEX_NOTE:
            found = forms.ANNEX_NOTE.fullmatch(words)
            words = found["names"] if found is not None and found["names"].strip("：:") else ""
        for line in words.split("\n"):
            item = forms.ANNEX_ITEM.fullmatch(line.strip())
            if item is not None:
                names.append((element.paragraph, item["number"], item["mark"], item["name"]))
            elif names:
                names[-1] = (element.paragraph, *names[-1][1:3], names[-1][3] + line.strip())
            elif line.strip():
                names.append((element.paragraph, "", "", line.strip()))
    return names


def _annex_gap(read: Recognised) -> Iterator[Departure]:
    if (found := _annex(read)) is not None and (lines := _above(read, found[0])) is not None and lines != 1:
        yield Departure(place_of(found[0].paragraph), f"正文下空{number(lines)}行", "正文下空1行")


def _annex_indent(read: Recognised) -> Iterator[Departure]:
    if (found := _annex(read)) is not None and not is_close(first_line(found[0].paragraph), 2):
        item = found[0].paragraph
        yield Departure(place_of(item), f"左空{number(first_line(item))}字", "左空2字")


def _annex_colon(read: Recognised) -> Iterator[Departure]:
    if (found := _annex(read)) is not None and found[1] is not None and found[1]["colon"] != "：":
        shown = f"附件{found[1]['colon'] or found[1]['gap']}"
        yield Departure(place_of(found[0].paragraph), f"“{shown}”", "“附件：”，全角冒号")


def _annex_numbers(read: Recognised) -> Iterator[Departure]:
    names = annex_names(read)
    if len(names) < 2:
        return
    for at, (paragraph, shown, mark, _) in enumerate(names, start=1):
        if shown != str(at):
            yield Departure(place_of(paragraph), f"序号{shown or '没有'}", f"依次编号，这里是“{at}.”")
        elif mark not in {".", "．"}:
            yield Departure(place_of(paragraph), f"“{shown}{mark}”", f"“{shown}.”")


def _annex_ends(read: Recognised) -> Iterator[Departure]:
    for paragraph, _, _, name in annex_names(read):
        if name.rstrip().endswith(tuple(_ENDS)):
            yield Departure(place_of(paragraph), f"名称后有“{name.rstrip()[-1]}”", "附件名称后不加标点")


# 署名 and 成文日期


def _dates(read: Recognised) -> Iterator[tuple[Element, re.Match[str]]]:
    for element in read.of(Role.DATE):
        found = forms.DATE.fullmatch(element.paragraph.words)
        if found is not None:
            yield element, found


def _date_missing(read: Recognised) -> Iterator[Departure]:
    """A head, a title and text are an issued document, and such a one is dated."""
    bodies = list(read.of(Role.BODY, Role.HEADING))
    dated = read.first(Role.DATE) or any("年" in item.paragraph.words for item in read.of(Role.SUBTITLE))
    if read.kind in {Kind.ORDINARY, Kind.LETTER} and bodies and not dated and read.first(Role.NUMBER):
        yield Departure(place_of(bodies[-1].paragraph), "正文后没有成文日期", "署名下一行写成文日期")


def _date_digits(read: Recognised) -> Iterator[Departure]:
    for element, found in _dates(read):
        if found["short"] or not all(found[part].isascii() for part in ("year", "month", "day")):
            yield Departure(
                place_of(element.paragraph), f"“{element.paragraph.words}”", "阿拉伯数字标全年月日，如“2026年7月3日”"
            )


def _date_year(read: Recognised) -> Iterator[Departure]:
    for element, found in _dates(read):
        if found["year"] and len(found["year"]) != 4:
            yield Departure(place_of(element.paragraph), f"“{found['year']}年”", "年份标全称，4位")


def _date_zero(read: Recognised) -> Iterator[Departure]:
    for element, found in _dates(read):
        if found["month"] and (found["month"].startswith("0") or found["day"].startswith("0")):
            yield Departure(place_of(element.paragraph), f"“{element.paragraph.words}”", "月、日不编虚位（1不编为01）")


def _date_place(read: Recognised) -> Iterator[Departure]:
    """With a seal 4 characters in from the right, the issuer over it; without one as the issuer's name asks."""
    for element, _ in _dates(read):
        item = element.paragraph
        room = extent(item, read.section_of(item))
        if room is None or abs(room.behind - 4) <= _NEAR:
            continue
        signed = _signature(read)
        if signed is not None and _fits_unsealed(read, signed, element):
            continue
        yield Departure(place_of(item), f"右空{number(room.behind)}字", "盖章的右空4字；不盖章的比署名首字右移2字")


def _signature(read: Recognised) -> Element | None:
    signed = list(read.of(Role.SIGNATURE))
    return signed[0] if len(signed) == 1 else None


def _fits_unsealed(read: Recognised, signed: Element, dated: Element) -> bool:
    """The date begins two characters behind the issuer's first, and the longer of them ends two from the right."""
    above = extent(signed.paragraph, read.section_of(signed.paragraph))
    below = extent(dated.paragraph, read.section_of(dated.paragraph))
    if above is None or below is None:
        return True
    begins = abs(below.before - above.before - 2) <= _NEAR
    return begins and abs(min(above.behind, below.behind) - 2) <= _NEAR


def _signature_place(read: Recognised) -> Iterator[Departure]:
    signed, dated = _signature(read), read.first(Role.DATE)
    if signed is None or dated is None:
        return
    above = extent(signed.paragraph, read.section_of(signed.paragraph))
    below = extent(dated.paragraph, read.section_of(dated.paragraph))
    if above is None or below is None or abs(below.behind - 4) > _NEAR or _fits_unsealed(read, signed, dated):
        return
    # Over the date where the seal goes; an issuer longer than both sides allow stands as far in as the line lets it.
    wide = width_of(signed.paragraph.words)
    middle = below.behind + width_of(dated.paragraph.words) / 2
    wanted = max(0.0, middle - wide / 2)
    if abs(above.behind - wanted) > _NEAR and not (wanted <= 2 and above.behind <= 2 + _NEAR):
        yield Departure(
            place_of(signed.paragraph),
            f"署名右空{number(above.behind)}字",
            f"以成文日期为准居中，右空{number(wanted)}字",
        )


def _signature_gap(read: Recognised) -> Iterator[Departure]:
    first = read.first(Role.SIGNATURE) or read.first(Role.DATE)
    if first is not None and (lines := _above(read, first)) is not None and lines < 1:
        yield Departure(place_of(first.paragraph), "紧接正文", "正文（附件说明）下空1行")


# 附注


def _remark_brackets(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.REMARK):
        found = forms.REMARK.fullmatch(element.paragraph.words)
        if found is not None and (found["open"], found["close"]) != ("（", "）"):
            yield Departure(place_of(element.paragraph), f"“{found['open']}{found['close']}”", "圆括号“（）”")


def _remark_indent(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.REMARK):
        if not is_close(first_line(element.paragraph), 2):
            yield Departure(place_of(element.paragraph), f"左空{number(first_line(element.paragraph))}字", "左空2字")


_ANNEX, _SIGNED, _REMARK = "GB/T 9704-2012 7.3.4", "GB/T 9704-2012 7.3.5", "GB/T 9704-2012 7.3.6"
RULES = (
    confirmed("annex.gap", _ANNEX, Text("附件说明在正文下空1行", "Annexes one line below the text"), _annex_gap),
    confirmed("annex.indent", _ANNEX, Text("附件说明左空2字", "Annexes two characters in"), _annex_indent),
    confirmed("annex.colon", _ANNEX, Text("“附件”后用全角冒号", "A full-width colon after 附件"), _annex_colon),
    confirmed("annex.numbers", _ANNEX, Text("多个附件依次编号", "Several annexes are numbered"), _annex_numbers),
    confirmed("annex.ends", _ANNEX, Text("附件名称后不加标点", "No punctuation after a name"), _annex_ends),
    confirmed("date.missing", f"{_SIGNED}.4", Text("公文有成文日期", "A document is dated"), _date_missing),
    confirmed("date.digits", f"{_SIGNED}.4", Text("成文日期用阿拉伯数字", "The date in digits"), _date_digits),
    confirmed("date.year", f"{_SIGNED}.4", Text("成文日期年份标全称", "The year in four digits"), _date_year),
    confirmed("date.zero", f"{_SIGNED}.4", Text("成文日期不编虚位", "No leading zero in the date"), _date_zero),
    confirmed("date.place", f"{_SIGNED}.1、7.3.5.2", Text("成文日期的位置", "Where the date stands"), _date_place),
    confirmed(
        "signature.place", f"{_SIGNED}.1、7.3.5.2", Text("署名的位置", "Where the issuer stands"), _signature_place
    ),
    confirmed("signature.gap", f"{_SIGNED}.2", Text("署名在正文下空1行", "A line above the issuer"), _signature_gap),
    remembered("remark.brackets", _REMARK, Text("附注加圆括号", "Remarks in round brackets"), _remark_brackets),
    remembered("remark.indent", _REMARK, Text("附注左空2字", "Remarks two characters in"), _remark_indent),
)
