"""What came in and what went out: 当年入矫137人、解矫129人，净增8人; 半年净增17家：新升规23家、退规6家."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number

_IN = re.compile(
    r"新[增设建开招录收登升]|入[矫库职园学住编会规]|招[聘录收]|引进|补充|调入|纳入|注册|升规|录用|[迁转流]入|加入|增加|出生"
)
_OUT = re.compile(
    r"注销|退[出休规役伍股会]|调出|减少|减员|解矫|清退|核销|[迁转流]出|死亡|撤[销并]|关[闭停]|偿还|化解|离[职岗]|辞职|解除|淘汰|取消|流失"
)
_BACK, _AFTER = 10, 3


def of(prose: Prose, net: Mention) -> Claim | None:
    """One figure that came in and one that went out, whatever else stands there; of more of either all are taken.
    `net`: told to be so (净增, 净迁出)."""
    near = [
        m for m in prose.mentions[max(0, net.index - _BACK) : net.index]
        if m.sentence == net.sentence and m.unit == net.unit and m.depth == net.depth and m.total is None
    ]  # fmt: skip
    for told, strength in ((near, Strength.CLOSED), (_next(prose, net), Strength.LIKELY)):
        came = _all_of([m.number for m in told if _IN.search(m.head) and not _OUT.search(m.head)])
        went = _all_of([m.number for m in told if _OUT.search(m.head) and not _IN.search(m.head)])
        if came and went:
            sure = strength if len(came) == len(went) == 1 else Strength.SLIP
            way = Way(Form.DIFFERENCE, tuple(came), tuple(went), sure)
            return Claim("difference", "difference.left", net.number, [way], net.head[-3:])
    return None


def _all_of(numbers: list[Number]) -> list[Number]:
    """招聘128人、引进17人，补充145人: the last where it adds up those before."""
    adds_up = len(numbers) > 2 and sum(number.amount for number in numbers[:-1]) == numbers[-1].amount
    return numbers[-1:] if adds_up else numbers


def _next(prose: Prose, net: Mention) -> Sequence[Mention]:
    if prose.mentions[net.index - 1].unit == net.unit and prose.mentions[net.index - 1].clause == net.clause - 1:
        return ()  # 由3906人增至4215人，净增319人；五年内招聘863人，减员420人
    after = prose.mentions[net.index + 1 : net.index + _AFTER]
    return [m for m in after if m.sentence == net.sentence and m.unit == net.unit and m.depth == net.depth]
