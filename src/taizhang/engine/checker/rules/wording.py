"""Words against numbers: 增至 of a smaller figure, 全部 of a part, 持平 of two that differ, 大幅增长 over a fall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number
from taizhang.engine.text import Text

_INTO = re.compile(
    r"(?P<up>增加|增长|提高|提升|上升|增|升|扩大)(?:到|至)|(?P<down>减少|下降|降低|降|减|缩小|压减)(?:到|至)"
)
_FROM = re.compile(r"(?:由|从)[^，。;:]{0,24}$")
_GREW = re.compile(
    r"(?:大幅|明显|显著|稳步|持续|快速)(?P<up>增长|提高|提升|上升|增加)|(?:大幅|明显|显著|稳步|持续|快速)(?P<down>下降|减少|降低)"
)
_WAS = re.compile(r"^[，,][^，。;\n]{0,4}(?:去年|上年)(?:同期)?(?:为|是)?$")
_ALL = re.compile(r"全部(?P<n>\d+)(?P<u>个|项|件|所|名|条)[一-龥]{0,6}(?:均|都|已)(?:已)?(?P<done>[一-龥]{2})")


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        if index:
            claim = _into(mentions[index - 1], mention) or _grew(prose, mentions, index)
            if claim is not None:
                yield claim
    yield from _all(prose)


def _into(before: Mention, now: Mention) -> Claim | None:
    """由1860万元增至1520万元."""
    told = _INTO.search(now.head[-14:])
    if told is None or not _FROM.search(before.head) or before.segment != now.segment or now.clause - before.clause > 1:
        return None
    if before.unit != now.unit or not (before.is_level and now.is_level):
        return None
    rose = now.number.low > before.number.high
    fell = now.number.high < before.number.low
    if not rose and not fell:
        return None
    return _claim("wording.direction", before, now, told[0], right=rose == bool(told["up"]))


def _grew(prose: Prose, mentions: list[Mention], index: int) -> Claim | None:
    """资助金额大幅增长，去年为841.8万元, where this year's is 792万元."""
    before = mentions[index]
    gap = prose.gap(before)
    found = list(_GREW.finditer(gap))
    if not found or not before.counts or not _WAS.search(gap[found[-1].end() :]):
        return None
    for now in reversed(mentions[max(0, index - 8) : index]):
        if now.paragraph != before.paragraph:
            return None
        if now.counts and now.unit == before.unit:
            rose = now.number.low > before.number.high
            return _claim("wording.growth", now, before, found[-1][0], right=rose == bool(found[-1]["up"]), turn=True)
    return None


def _claim(rule: str, one: Mention, two: Mention, words: str, *, right: bool, turn: bool = False) -> Claim:
    before, now = (two, one) if turn else (one, two)
    way = Way(Form.COUNT, (), count=0) if right else Way(Form.NONE, (), strength=Strength.FIRM)
    pair = f"{before.number.text.strip()} → {now.number.text.strip()}"
    message = (
        Text(f"“{words}”与 {pair} 相符", f"{words} agrees with {pair}")
        if right
        else Text(f"写“{words}”，数字却是 {pair}", f"the words say {words}, the figures {pair}")
    )
    stated = _plain(two)
    return Claim(
        "wording", rule, stated, [way], start=one.start, end=two.end, message=message, shown=(words, pair), notes=[pair]
    )


def _plain(mention: Mention) -> Number:
    return replace(mention.number, value=Decimal(0), low=Decimal(0), high=Decimal(0))


def _all(prose: Prose) -> Iterator[Claim]:
    """全部63个问题均已整改, where 已整改58个 of them was told."""
    mentions = prose.mentions
    for match in _ALL.finditer(prose.plain):
        whole = next((m for m in mentions if m.start == match.start("n")), None)
        if whole is None:
            continue
        for part in reversed(mentions[max(0, whole.index - 20) : whole.index]):
            if whole.paragraph - part.paragraph > 1:
                break
            if part.unit == whole.unit and match["done"] in part.head and part.counts:
                right = part.number.amount == whole.number.amount
                way = Way(Form.COUNT, (), count=0) if right else Way(Form.NONE, (), strength=Strength.FIRM)
                told = part.number.text.strip()
                message = Text(
                    f"“{match[0]}”" + ("与前文相符" if right else f"，前文只有 {told}"),
                    f"{match[0]}: before, {told}",
                )
                yield Claim(
                    "wording", "wording.all", _plain(whole), [way], start=match.start(), end=match.end(),
                    message=message, shown=(match[0], told), notes=[told],
                )  # fmt: skip
                break
