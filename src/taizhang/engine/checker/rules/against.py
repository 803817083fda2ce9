"""Two levels that a change compares, wherever they stand: 比基金论文少3.5次, 高于商品房均价520元 name the other one;
上周成交1325套，本周少395套 and 全市7640元，本院低714元 tell the other one right before it; and
超出承载量2.8万人次0.32万人次."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.rules.nearby import likeness
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import LAST_YEAR

_NAMED = re.compile(
    r"(?P<own>[一-龥]{0,8}?)(?:高于|低于|高出|低出|超过|超出|多于|少于|优于|(?<![同环])比|较)(?P<other>[一-龥]{2,10}?)(?:的)?"
    r"(?:平均)?(?:多|少|高|低|贵|便宜)?[了出]?(?:约)?$"
)
_BETWEEN = re.compile(r"([一-龥]{2,10})比([一-龥]{2,10}?)(?:多|少|高|低)(?:出|了)?$")
_TIME = re.compile(
    "|".join((*LAST_YEAR, "上[周月季次期届]", "年初", "同期", "计划", "预算", "目标", "任务", "标准", "平日", "以往"))
)
_HERE = re.compile(
    r"(?:,|\s)*(?:今年|本[周月季期年院校县市区镇次届]|我[校县市区院]|现|同比|相比)?(?:每[一-龥])?[一-龥]{0,3}?(?:多|少|高|低|增|减|贵|便宜|提前)[一-龥]{0,2}"
)
_THERE = re.compile(r"[上去前][年月周季期届次]|同期|全[国省市县区]|送审|计划|合同|原")
_COMPARES = re.compile(r"[比较与由从]")
_OVER = re.compile(r"(?:超出|超过|高于|低于|少于|不足|高出)[一-龥]{2,10}$")
_BACK, _FAR, _TRIED, _NEAR = 40, 3, 3, 3


def ways(prose: Prose, change: Mention) -> Iterator[Way]:
    """The ways in which the words say that a change parts two levels, the likeliest first."""
    head = change.head.strip(" ,")
    before = prose.mentions[change.index - 1]
    if before.unit != change.unit and not _NAMED.search(head):
        return
    levels = _levels(prose, change)
    if len(levels) < 2:
        return
    if before is levels[0] and before.segment == change.segment:
        beside = before.clause == change.clause and not head and _OVER.search(before.head)
        then = _THERE.search(before.head) and not _COMPARES.search(before.head)
        if beside or (then and _HERE.fullmatch(change.head)):
            yield from _with(levels[1:], before, change)
            return
    named = _NAMED.search(head)
    if named is not None and not _TIME.search(named["other"]):
        yield from _by_name(prose, levels, change, named["other"])


def _levels(prose: Prose, change: Mention) -> list[Mention]:
    return [
        m for m in reversed(prose.mentions[max(0, change.index - _BACK) : change.index])
        if m.unit == change.unit and m.is_level and change.paragraph - m.paragraph < _FAR
        and m.number.role in (Role.QUANTITY, Role.RATE) and m.depth <= change.depth and m.number.notation != "numerals"
    ]  # fmt: skip


def _with(levels: Sequence[Mention], base: Mention, change: Mention) -> Iterator[Way]:
    """What is now, of what is told right before the change of another time or place: of like size and name."""
    size = base.number.amount
    fits = [m for m in levels if size <= 3 * m.number.amount <= 9 * size and not _THERE.search(m.head[-8:])]
    bare = _THERE.sub("", base.number.subject)
    fits.sort(key=lambda m: -min(2, likeness(bare, m.number.subject)))
    for place, now in enumerate(fits[:_TRIED]):
        alike = likeness(bare, now.number.subject)
        sure = not place and (alike > 1 or len(fits) == 1)
        strength = Strength.LIKELY if sure and change.sentence - now.sentence < _NEAR else Strength.SOUGHT
        yield Way(Form.DIFFERENCE, (now.number,), (base.number,), strength)


def _scope(prose: Prose, mention: Mention) -> str:
    """Its name, and what its segment begins with: 基金论文2308篇，…，篇均8.1次."""
    words, at = mention.number.subject, mention.index
    while at and prose.mentions[at - 1].segment == mention.segment and mention.index - at < 6:
        at -= 1
    return words + "|" + prose.mentions[at].number.subject


def _by_name(prose: Prose, levels: Sequence[Mention], change: Mention, other: str) -> Iterator[Way]:
    own, *rest = levels
    size = own.number.amount
    key = other[-2:] if other.endswith("均价") else other
    told = [m for m in rest if key in _scope(prose, m) and size <= 10 * m.number.amount <= 100 * size]
    told = [m for m in told if m.averaged == own.averaged] or told
    near = own.segment == change.segment or own.index == change.index - 1
    for place, base in enumerate(told[:_TRIED]):
        sure = near and not place and len({m.number.amount for m in told}) == 1
        yield Way(Form.DIFFERENCE, (own.number,), (base.number,), Strength.LIKELY if sure else Strength.SOUGHT)


def between(change: Mention, levels: Sequence[Mention]) -> Iterator[Way]:
    """男生比女生多20人: the two are named."""
    named = _BETWEEN.search(change.head)
    if named is None or len(levels) < 2:
        return
    ones = [level for level in levels[:8] if level.number.subject and named[1].endswith(level.number.subject[-2:])]
    twos = [level for level in levels[:8] if level.number.subject and named[2].endswith(level.number.subject[-2:])]
    if ones and twos and ones[0] is not twos[0]:
        yield Way(Form.DIFFERENCE, (ones[0].number,), (twos[0].number,), Strength.LIKELY)
