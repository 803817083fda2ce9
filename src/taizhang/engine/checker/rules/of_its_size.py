"""What a figure of the year before is compared with where the words leave it open; a change told after its rate."""

from __future__ import annotations

import re
from decimal import Decimal

from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.rules.differences import is_last

_BEFORE, _OTHERS = 24, 4
_ALIKE, UNLIKE = 3, 5  # times that one thing is of itself a year before, and that only another thing is


def chosen(mentions: list[Mention], here: Mention, now: Mention, *, named: bool) -> tuple[Mention, tuple[Mention, ...]]:
    """受理3317件，邻里1426件、其他641件，比上年3086件增加: after its parts the whole may be meant, and the same thing a
    year before is of like size. (what is likely meant, the others)."""
    if now.sentence != here.sentence or (named and apart(now, here) < UNLIKE):
        return now, ()
    near = [
        m for m in reversed(mentions[max(0, here.index - _BEFORE) : here.index])
        if m.is_level and m.unit == here.unit and not m.is_base and m.sentence == here.sentence and m is not now
        and m.depth <= here.depth and not is_last(m) and (not m.averaged or now.averaged or "折合" in now.head)
    ]  # fmt: skip
    like = next((m for m in near if m.segment == now.segment and apart(m, here) < _ALIKE), None)
    whole = now.whole
    if whole is not None and whole in near and apart(whole, here) < apart(now, here):
        like = whole
    elif apart(now, here) < UNLIKE:
        like = None
    if like is not None:
        near[near.index(like)], now = now, like
    return now, tuple(sorted(near, key=lambda m: apart(m, here)))[:_OTHERS]


def apart(one: Mention, two: Mention) -> Decimal:
    """How many times the larger of two figures is the smaller."""
    small, large = sorted((one.number.amount, two.number.amount))
    return large / small if small else Decimal("Infinity")


def closes(mentions: list[Mention], last: Mention, here: Mention) -> bool:
    """培育企业37家，国家级8家、省级29家，较上年31家增长: what stands right before is the last of a list that adds
    up, so that the whole is spoken of."""
    whole = last.whole
    if whole is None or whole.unit != last.unit or here.index != last.index + 1 or whole.segment != last.segment:
        return False
    parts = [m for m in mentions[whole.index + 1 : last.index + 1] if m.whole is whole and m.unit == last.unit]
    added = sum(part.number.amount for part in parts)
    return len(parts) > 1 and abs(added - whole.number.amount) * 50 <= whole.number.amount


def change_after(mentions: list[Mention], rate: Mention) -> Mention | None:
    """8448件，同比上升6.60%，净增523件: the change right after its rate."""
    for change in mentions[rate.index + 1 : rate.index + 2]:
        last = mentions[rate.index - 1]
        said = _SAID.get(change.label.strip())
        if said == rate.delta and not change.delta and change.unit == last.unit:
            change.moves(said)  # 1155次，增长23.3%，多218次
            change.counts = False
        alike = change.delta == rate.delta and change.segment == rate.segment and change.lead == "，" and not last.delta
        if alike and change.unit not in ("%", "‰", "倍", *POINTS) and _BARE_CHANGE.fullmatch(change.label.strip()):
            return change
    return None


def is_base(level: Mention) -> bool:
    """The 1200万元 of 完成年初预算1200万元的95%: the base of a share is no level."""
    return bool(level.is_base or (_PLANNED.search(level.head) and level.tail.startswith("的")))


_PLANNED = re.compile(r"(?:完成|占|超)[^，。;]{0,8}(?:预算|计划|目标|任务)")
_SAID = {"多": 1, "少": -1}
_BARE_CHANGE = re.compile(r"(?:净?增加?|净?减少?|[增减][收支产]|多|少)了?")


def only_base(last: Mention, rate: Mention) -> bool:
    """增长10.3%（1527户）, 环比增长1.6%（5月末16.08万头）: nothing but a time before the figure in the bracket."""
    inside = last.depth > rate.depth and last.lead == "(" and last.index == rate.index + 1
    return (
        inside and not last.tail.strip() and last.unit not in ("%", "‰") and bool(_WHEN.fullmatch(last.label.strip()))
    )


_WHEN = re.compile(r"[一二三四五六七八九十\d年月季度末初底同期前上去半为是的]*")


def bracketed(prose: Prose, last: Mention, rate: Mention) -> bool:
    """较去年同期(100万人次)增长: the bracket tells the figure of the time before it."""
    if last.depth <= rate.depth or last.bracket < 0 or last.index != rate.index - 1:
        return False
    return bool(
        re.search(r"(?:上年|去年|同期|上期|上季|上月)[末度]?$", prose.plain[max(0, last.bracket - 8) : last.bracket])
    )
