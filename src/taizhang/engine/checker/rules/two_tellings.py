"""Changes of what was told at two times before: 2022年末小学31846人…；2021年末小学32590人…。小学减少744人，下降2.28%;
工单1864件…。上年工单1592件，今年多272件; and of the one figure of its unit: 与上年相比，期数增加7期，增长15.9%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.differences import is_last
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import RATE_UNITS

_TIME = re.compile(
    r"^(?:其中|(?:19|20)\d\d年[末底初度]?|[上去今本]年[末底度]?|[上本]学期[末初]?|[上本]月末?|[上本]季度|年末|期末|同期|全[省市县区校]|的|,|\s)+"
)
_CHANGE = re.compile(r"(?:净|共|多|少|同比|分别)?(?:增加|减少|增长|下降|多出|少了|多了|增|减|多|少)(?:了|出)?$")
_WAS = re.compile("上(?:年|学期|月|季|期)|去年")
_ALL = ("总量", "总数", "总人数", "总额", "合计")
_OTHER = re.compile(r"计划|预算|目标|全国|全省|平均|年初|比[一-龥]{2}(?<!上年)(?<!去年)(?<!同期)")
_AGAINST = re.compile(r"\s*(?:与|同|比|较)(?:上年|去年|上一年)(?:同期)?(?:相比)?")
_COMPARED = re.compile(r"\s*(?:与|同|和)[^，。;\n]{2,24}?(?:相比|同比|比较|比)，")
_BACK, _SHORT = 30, 6


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, change in enumerate(mentions):
        if not index or not change.delta or change.unit in RATE_UNITS or change.unit in POINTS:
            continue
        if change.number.role is not Role.QUANTITY or _OTHER.search(change.head):
            continue
        near = [
            m for m in mentions[max(0, index - _BACK) : index]
            if m.paragraph == change.paragraph and m.counts and m.unit == change.unit
        ]  # fmt: skip
        pair = _two_times(mentions, change, near)
        rate = mentions[index + 1] if index + 1 < len(mentions) else change
        told = rate.unit == "%" and rate.delta == change.delta and rate.segment == change.segment
        if pair is not None:
            now, last = pair
            way = Way(Form.DIFFERENCE, (now.number,), (last.number,), Strength.LIKELY)
            yield Claim("difference", "difference.two_tellings", change.number, [way], change.head[-4:])
            if told and len(rate.head.strip()) < _SHORT:
                way = Way(Form.GROWTH_OVER, (now.number,), (last.number,), Strength.LIKELY, rate.delta)
                yield Claim("growth", "growth.two_tellings", rate.number, [way], rate.head[-4:])
        elif told and len(rate.head.strip()) < _SHORT:
            level = _of_unit(prose, change, near) or _by_name(prose, change, near)
            if level is not None:
                way = Way(Form.GROWTH_BY, (level.number,), (change.number,), Strength.LIKELY, rate.delta)
                yield Claim("growth", "growth.two_tellings", rate.number, [way], rate.head[-4:])


def _name(mention: Mention) -> str:
    return _TIME.sub("", mention.number.subject)


def _is_called(mention: Mention, words: str) -> bool:
    return mention.number.subject.endswith(words) and _name(mention) == words


def _two_times(mentions: Sequence[Mention], change: Mention, near: Sequence[Mention]) -> tuple[Mention, Mention] | None:
    """The only two levels of its name, told at two times; of a change without a name those of the figure right before
    it, which is that of the year before."""
    before = mentions[change.index - 1]
    words = _CHANGE.sub("", _name(change))
    earlier = mentions[change.index - 2] if change.index > 1 else before
    if not words and _one_after_the_other(earlier, before, change):
        return before, earlier
    if not words and before.counts and is_last(before) and before.clause + 1 == change.clause:
        words = _name(before)
    if len(words) < 2:
        return None
    of_all = words.endswith(_ALL)
    here = [m for m in near if m.sentence == change.sentence and m.index != change.index]
    if words not in _ALL and any(not _is_called(m, words) for m in here if not is_last(m)):
        return None  # other figures stand by: it may be said of them
    levels = [m for m in near if (m.whole is None if of_all else _is_called(m, words))]
    if len(levels) != 2 or levels[0].time == levels[1].time or not (levels[0].time_told or levels[1].time):
        return None
    one, two = levels
    now, last = (two, one) if is_last(one) or (one.time < two.time and not is_last(two)) else (one, two)
    return now, last


def _one_after_the_other(last: Mention, now: Mention, change: Mention) -> bool:
    """上学期末结余18.6万元，本学期结余24.9万元，增加6.3万元: the two right before it, by one name."""
    if not (last.counts and now.counts and last.unit == now.unit == change.unit):
        return False
    if not last.segment == now.segment == change.segment or now.clause + 1 != change.clause:
        return False
    told = _WAS.match(last.number.subject) and not _WAS.match(now.number.subject)
    return bool(told and _name(now)) and _name(now) == _name(last)


def _by_name(prose: Prose, change: Mention, near: Sequence[Mention]) -> Mention | None:
    """与上次普查相比，汉族人口减少10134人，下降1.75%: of the level of that very name in the sentence before."""
    begun = max(prose.plain.rfind(mark, 0, change.start) for mark in "。\n") + 1
    words = _CHANGE.sub("", _name(change))
    if len(words) < 2 or _COMPARED.match(prose.plain, begun, change.start) is None:
        return None
    levels = [m for m in near if m.is_level and m.sentence == change.sentence - 1 and _is_called(m, words)]
    return levels[0] if len(levels) == 1 else None


def _of_unit(prose: Prose, change: Mention, near: Sequence[Mention]) -> Mention | None:
    """与上年相比，期数增加7期，增长15.9%: of the only 期 that are no part of others, told in the sentence before."""
    if not _CHANGE.search(change.head) or change.unit in ("元", "", "个"):
        return None
    begun = max(prose.plain.rfind(mark, 0, change.start) for mark in "。\n") + 1
    if not _AGAINST.match(prose.plain, begun, change.start):
        return None
    words = _CHANGE.sub("", _name(change))
    levels = [m for m in near if m.whole is None and m.sentence == change.sentence - 1]
    named = words.removesuffix("数") == change.unit or words == change.unit
    return levels[0] if len(levels) == 1 and named else None
