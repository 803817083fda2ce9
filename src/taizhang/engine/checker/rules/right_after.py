"""Growth told by figures that stand right after each other: 新增0.45万吨，增幅18.7%; 增加26名，达214名，增长13.8%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.relations import Form, Strength, Way

_ADDED = re.compile(r"(?:新增|净增|上调|调增|增加)了?$")
_EXTENT = re.compile(r"(?:增幅|涨幅|升幅|增长|提高)(?:为|达|约)?")
_RATE = re.compile(r"增长|提高|上升|增幅|下降|减少")
_CAME_TO = re.compile(r"(?:总数|总量|共|累计|现)?(?:达到?|增至|升至|降至|减至)")


def is_extent(change: Mention, rate: Mention) -> bool:
    """Whether a rate tells the extent of what was added right before it."""
    if rate.unit != "%" or not rate.delta or rate.lead.strip("，") or not change.counts:
        return False
    beside = change.segment == rate.segment and change.clause == rate.clause - 1
    return beside and bool(_ADDED.search(change.head) and _EXTENT.fullmatch(rate.head.strip()))


def reached(mentions: Sequence[Mention], rate: Mention, sign: int) -> Iterator[Way]:
    """The change, what it came to, and the rate."""
    if rate.index < 2 or not _RATE.fullmatch(rate.head.strip()):
        return
    change, level = mentions[rate.index - 2 : rate.index]
    beside = level.clause - change.clause == rate.clause - level.clause == 1 and change.segment == rate.segment
    if beside and change.delta == rate.delta and change.unit == level.unit and _CAME_TO.fullmatch(level.head.strip()):
        yield Way(Form.GROWTH_BY, (level.number,), (change.number,), Strength.FIRM, sign)
