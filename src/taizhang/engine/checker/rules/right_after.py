"""Growth told by figures that stand right after each other: 新增0.45万吨，增幅18.7%; 增加26名，达214名，增长13.8%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way

_ADDED = re.compile(r"(?:新增|净增|上调|调增|增加)了?$")
_EXTENT = re.compile(r"(?:增幅|涨幅|升幅|增长|提高)(?:为|达|约)?")
_RATE = re.compile(r"增长|提高|上升|增幅|下降|减少")
_CAME_TO = re.compile(r"(?:总数|总量|共|累计|现)?(?:达到?|增至|升至|降至|减至)")


def is_extent(change: Mention, rate: Mention) -> bool:
    """Whether a rate in percent tells the extent of what was added right before it."""
    if not rate.delta or rate.lead.strip("，") or not change.counts:
        return False
    beside = change.segment == rate.segment and change.clause == rate.clause - 1
    return beside and bool(_ADDED.search(change.head) and _EXTENT.fullmatch(rate.head.strip()))


def goes_on(mentions: Sequence[Mention], change: Mention) -> int:
    """分别提高40元（720元到760元）和45元（545元到590元）: the way of the first is that of the second, too;
    0: it is no change."""
    if (
        change.delta
        or change.unit == "%"
        or change.lead not in (")", ")、")
        or change.label.strip() not in ("和", "及", "与", "")
    ):
        return 0
    near = reversed(mentions[max(0, change.index - 3) : change.index])
    before = next((m for m in near if m.depth == change.depth), None)
    return before.delta if before is not None and before.unit == change.unit and "分别" in before.head else 0


def reached(mentions: Sequence[Mention], rate: Mention, sign: int) -> Iterator[Way]:
    """The change, what it came to, and the rate."""
    if rate.index < 2 or not _RATE.fullmatch(rate.head.strip()):
        return
    change, level = mentions[rate.index - 2 : rate.index]
    beside = level.clause - change.clause == rate.clause - level.clause == 1 and change.segment == rate.segment
    if beside and change.delta == rate.delta and change.unit == level.unit and _CAME_TO.fullmatch(level.head.strip()):
        yield Way(Form.GROWTH_BY, (level.number,), (change.number,), Strength.FIRM, sign)


def rate_first(mentions: Sequence[Mention], rate: Mention) -> Iterator[Way]:
    """案件262件，同比下降2.60%，同比减少7件: the level, its rate and right after it the change."""
    level, after = mentions[rate.index - 1], mentions[rate.index + 1 : rate.index + 2]
    for change in after:
        beside = change.segment == level.segment and change.clause - rate.clause == rate.clause - level.clause == 1
        alike = change.unit == level.unit and level.is_level and level.counts and level.depth == change.depth
        if beside and alike and change.delta == rate.delta and _SAME.fullmatch(change.head.strip(" ，,")):
            yield Way(Form.GROWTH_BY, (level.number,), (change.number,), Strength.FIRM, rate.delta)


_SAME = re.compile(
    r"(?:同比|环比|[比较](?:上年|去年|上月|上季度?)(?:同期)?|净)?(?:增加|减少|增长|下降|上升|增|减|多|少)了?"
)


def reached_after(mentions: Sequence[Mention], base: Mention) -> Mention | None:
    """较去年同期的88.9%提高2.3个百分点，达到91.2%: what the base came to is told after the change."""
    after = mentions[base.index + 1 : base.index + 3]
    if len(after) < 2:
        return None
    change, level = after
    alike = level.unit == base.unit and change.unit in ((base.unit, "%") if base.unit != "%" else POINTS)
    beside = change.clause == base.clause and level.clause == change.clause + 1 and level.segment == base.segment
    if alike and beside and change.delta and level.is_level and _CAME_TO.fullmatch(level.head.strip()):
        return level
    return None


def compared_in_bracket(prose: Prose, base: Mention) -> bool:
    """较常年同期（23.9℃）偏高0.7℃, 较上年末（49.2%）提高6.3个百分点: the bracket in which the base stands tells the
    figure of what is compared."""
    after = prose.mentions[base.index + 1 : base.index + 2]
    if base.label.strip() or base.tail.strip() or not after:
        return False
    change = after[0]
    if change.depth != base.depth - 1 or change.lead != ")" or not _SHORT.fullmatch(change.label.strip()):
        return False
    if change.unit not in (base.unit, "%", *(POINTS if base.unit == "%" else ())) or not change.delta:
        return False
    return bool(_COMPARED.search(prose.plain[max(0, base.bracket - _WORDS) : base.bracket]))


_SHORT = re.compile(r"[一-龥]{1,4}")
_COMPARED = re.compile(r"(?<!同)(?<!环)[比较](?![例重率])[^，。;:、()\n]{1,14}$")
_WORDS = 16
