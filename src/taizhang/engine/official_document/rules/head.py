"""版头: copy number, secrecy, urgency, the issuer's mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.official_document.description import Alignment
from taizhang.engine.official_document.elements import NAMES, Kind, Recognised, Role
from taizhang.engine.official_document.fonts import Face, chinese_runs, is_red, other_fonts
from taizhang.engine.official_document.measures import aligned, extent, is_close, number
from taizhang.engine.official_document.rule import Departure, Finder, confirmed, place_of, remembered
from taizhang.engine.official_document.rules.red_rule import head_rules
from taizhang.engine.text import Text


def _copy_digits(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.COPY_NUMBER):
        words = element.paragraph.words
        if re.fullmatch(r"\d{6}", words) is None:
            yield Departure(place_of(element.paragraph), f"“{words}”", "6位阿拉伯数字，如“000001”")


def _left_edge(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.COPY_NUMBER, Role.SECRECY, Role.URGENCY):
        room = extent(element.paragraph, read.section_of(element.paragraph))
        if room is not None and not is_close(room.before, 0):
            found = f"{NAMES[element.role]}左空{number(room.before)}字"
            yield Departure(place_of(element.paragraph), found, "顶格")


def _order(read: Recognised) -> Iterator[Departure]:
    wanted = (Role.COPY_NUMBER, Role.SECRECY, Role.URGENCY)
    ranks = [wanted.index(element.role) for element in read.of(*wanted)]
    if ranks != sorted(ranks):
        first = next(read.of(*wanted))
        found = "、".join(NAMES[element.role] for element in read.of(*wanted))
        yield Departure(place_of(first.paragraph), found, "份号、密级、紧急程度自上而下")


def _hei(role: Role) -> Finder:
    def find(read: Recognised) -> Iterator[Departure]:
        for element in read.of(role):
            if found := other_fonts(chinese_runs(element.paragraph), Face.HEI):
                yield Departure(place_of(element.paragraph), found, str(Face.HEI))

    return find


def _issuer_font(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.ISSUER_MARK):
        if found := other_fonts(chinese_runs(element.paragraph), Face.TITLE):
            yield Departure(place_of(element.paragraph), found, str(Face.TITLE))


def _issuer_colour(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.ISSUER_MARK):
        others = [run.colour for run in element.paragraph.shown_runs if not is_red(run.colour)]
        if others:
            yield Departure(place_of(element.paragraph), f"颜色{others[0]}" if others[0] else "黑色", "红色")


def _issuer_centred(read: Recognised) -> Iterator[Departure]:
    for element in read.of(Role.ISSUER_MARK):
        item = element.paragraph
        if not (item.box or item.table) and item.alignment not in {Alignment.CENTRE, Alignment.JUSTIFY}:
            yield Departure(place_of(item), aligned(item), "居中")


def _issuer_missing(read: Recognised) -> Iterator[Departure]:
    """A red rule under a number, a copy number or a signer: that page has a head."""
    found = read.first(Role.NUMBER)
    if read.kind is not Kind.HEADLESS or found is None:
        return
    proof = read.first(Role.COPY_NUMBER, Role.SIGNER) or any(is_red(stroke.colour) for _, stroke in head_rules(read))
    if proof:
        yield Departure(place_of(found.paragraph), "没有发文机关标志", "发文字号之上有红色发文机关标志")


_SOURCE = "GB/T 9704-2012 7.2"
RULES = (
    confirmed("copy_number.digits", f"{_SOURCE}.1", Text("份号6位数字", "Copy number of six digits"), _copy_digits),
    remembered(
        "head.left_edge",
        f"{_SOURCE}.1至7.2.3",
        Text("份号、密级、紧急程度顶格", "Copy number, secrecy, urgency at the left edge"),
        _left_edge,
    ),
    remembered(
        "head.order",
        f"{_SOURCE}.3",
        Text("份号、密级、紧急程度的顺序", "Order of copy number, secrecy, urgency"),
        _order,
    ),
    remembered("secrecy.font", f"{_SOURCE}.2", Text("密级用黑体", "Secrecy in 黑体"), _hei(Role.SECRECY)),
    remembered("urgency.font", f"{_SOURCE}.3", Text("紧急程度用黑体", "Urgency in 黑体"), _hei(Role.URGENCY)),
    confirmed(
        "issuer_mark.font", f"{_SOURCE}.4", Text("发文机关标志用小标宋", "Issuer's mark in 小标宋"), _issuer_font
    ),
    confirmed("issuer_mark.colour", f"{_SOURCE}.4", Text("发文机关标志红色", "Red issuer's mark"), _issuer_colour),
    confirmed(
        "issuer_mark.centred", f"{_SOURCE}.4", Text("发文机关标志居中", "Centred issuer's mark"), _issuer_centred
    ),
    confirmed(
        "issuer_mark.missing", f"{_SOURCE}.4", Text("版头有发文机关标志", "A head names its issuer"), _issuer_missing
    ),
)
