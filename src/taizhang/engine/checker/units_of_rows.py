"""The unit of a row of bare figures: 合同5607份，综合1864、工资2237、女职工1506 are all counted in 份."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Protocol

from taizhang.engine.checker.types import Number, Role
from taizhang.engine.checker.words import RATE_UNITS


class Told(Protocol):
    """A figure in its sentence, and what it is counted in."""

    number: Number
    unit: str
    label: str
    lead: str
    tail: str
    counts: bool
    cell: bool
    depth: int
    sentence: int
    index: int


# What a figure without a unit is called in a row: a name, no time and no verb that makes it a level or a change.
_NAME = re.compile(r"\s*[-—]{0,2}\s*(?:其中|分别为?|依次为?)?[一-龥ⅠⅡⅢⅣⅤⅥA-Za-z\d.·“”\-—]{1,12}\s*")
# What is counted without a unit by custom, or is told of another time.
_ONE_BY_ONE = re.compile(r"(?:分别|依次|各)(?:是|为|有)?\s*$")
_AND = frozenset(("", "和", "及", "与"))
_APART = re.compile(
    r"粉丝|浏览|播放|阅读|观看|点赞|评论|转发|收藏|关注|点击|下载|访问|注册|用户|电话|编号|邮编|代码|[上去同]年|上[周月期季届]|同期|得分|指数|[第总均比率]"
)
_BEGUN = frozenset(("，", "(", ":", "", "、", "(、", ";"))
_JOINED = frozenset(("、", "，"))
_FEWEST = 2
# What follows a figure of a unit that no list knows: 闸次, 海里, GB; it is one where a paragraph counts in it again.
_UNKNOWN = re.compile(r"(?:[一-龥]{1,2}|[A-Za-z]{1,4})")
_NO_UNIT = re.compile(r"[余多来几个以之的了为是有和及与至到等上下左右内外前后年月日时分秒号第各占均]|倍|成$")


def units_of_rows(mentions: Sequence[Told], numbers: list[Number]) -> None:
    """Gives each row of bare figures right after a counted one the unit of that; `numbers` is kept in step."""
    _unknown(mentions, numbers)
    places: dict[int, int] = {}
    for whole, row in _rows(mentions):
        if not places:
            places = {number.start: at for at, number in enumerate(numbers)}
        for bare in row:
            bare.number = replace(bare.number, unit=whole.number.unit)
            bare.unit = whole.unit
            numbers[places[bare.number.start]] = bare.number


def _unknown(mentions: Sequence[Told], numbers: list[Number]) -> None:
    """运行241闸次，上行118闸次，下行123闸次: what several figures of a sentence are counted in is a unit. Where it is
    万页 the words tell it already: each is over 页."""
    found: dict[tuple[int, str], list[Told]] = {}
    for mention in [mention for mention in mentions if mention.tail and not mention.unit]:
        tail = mention.tail.strip()
        plain = (
            tail
            and mention.number.role is Role.QUANTITY
            and mention.number.scale == 1
            and mention.number.notation != "numerals"
        )
        if plain and not mention.cell and _UNKNOWN.fullmatch(tail) and not _NO_UNIT.search(tail):
            found.setdefault((mention.sentence, tail), []).append(mention)
    places: dict[int, int] = {}
    for (_, unit), told in found.items():
        if len(told) < _FEWEST:
            continue
        places = places or {number.start: at for at, number in enumerate(numbers)}
        for mention in told:
            mention.number = replace(mention.number, unit=unit)
            mention.unit = unit
            numbers[places[mention.number.start]] = mention.number


def _rows(mentions: Sequence[Told]) -> Iterator[tuple[Told, list[Told]]]:
    taken = 0
    for before, first in pairwise(mentions):
        if first.unit or first.index < taken or not (_is_whole(before, first) and _is_bare(first)):
            continue
        row, one_by_one = [first], bool(_ONE_BY_ONE.search(first.label))
        for place in range(first.index + 1, len(mentions)):
            bare = mentions[place]
            beside = bare.sentence == first.sentence and bare.depth == first.depth
            if one_by_one and beside and not bare.unit and bare.label.strip() in _AND and _is_bare(bare, named=False):
                row.append(bare)
                continue
            beside = beside and bare.lead in _JOINED and not one_by_one
            if not (beside and not bare.unit and _is_bare(bare) and (len(row) == 1 or bare.lead == row[1].lead)):
                break
            row.append(bare)
        taken = row[-1].index + 1
        after = mentions[taken] if taken < len(mentions) else None
        goes_on = after is not None and after.lead == "、" and after.sentence == first.sentence and not after.unit
        if len(row) >= _FEWEST and not goes_on:
            yield before, row


def _is_whole(whole: Told, first: Told) -> bool:
    alike = whole.sentence == first.sentence and first.lead in _BEGUN and first.depth - whole.depth in (0, 1)
    return alike and bool(whole.unit) and whole.unit not in RATE_UNITS and whole.counts


def _is_bare(bare: Told, *, named: bool = True) -> bool:
    number = bare.number
    if not named:
        return bare.counts and number.role is Role.QUANTITY and number.notation != "numerals" and not bare.tail.strip()
    named = bool(_NAME.fullmatch(bare.label)) and not _APART.search(bare.label)
    return (
        named
        and bare.counts
        and number.role is Role.QUANTITY
        and number.notation != "numerals"
        and not bare.tail.strip("-— ")
    )
