"""How much of its rate's name a figure bears, and what that rules out as its base."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.rules.nearby import name
from taizhang.engine.checker.rules.traits import FLOORS
from taizhang.engine.checker.words import RATE_KIN

MOVED = re.compile(r"^(?:降|升|提高|增加|上升|下降|提升|增|减少?|扩大|缩小)(?:低|长)?(?:到|至|为)$")
_NOT = re.compile(r"未(?!来)|缺|不(?!动产)|没|无(?!线|偿|障碍|人机|纸|烟)|差(?!旅|额|异)|欠|空(?![气调间])|余|剩|漏|逾")
COMMON = frozenset("的了共有为是占其中在和与及率比例达到人数总已类均经")
_OPINIONS = frozenset(("满意", "知晓", "认可", "信任"))  # of those who said so: no other figure tells how many
_DUE = re.compile(r"(?<![供反相对适响效])应(?![届急用对该])")
REACHING, _COSTS = ("覆盖", "普及", "通达"), re.compile(r"成本|支出|费用")


def bears(stem: str, mention: Mention) -> int:
    """How much of the rate's own word a number bears: 2 for 合格237人 and 合格率, 1 for 实到 and 到岗率, -1 where it
    tells the contrary (缺考, 未达标)."""
    if MOVED.match(mention.head.strip()):
        return 1  # 由87个减少到31个: named like the one before
    words = name(mention).removeprefix("其余")  # 除3批次外，其余45批次均合格
    core = stem[-2:]
    negative = _NOT.search(words)
    if _NOT.search(stem) and core in words and not negative:
        return -1
    if negative and not _NOT.search(stem) and set(words[negative.end() :]) & set(core):
        return -1
    if core in words or any(kin in words for kin in RATE_KIN.get(core, ())):
        return 2
    scope = set(stem[:-2])
    if len(scope) > 1 and scope <= set(words):  # 普通高中 of 普通高中录取率, but not 家长 of 家长满意率: all were asked
        return 0 if core in _OPINIONS else 1
    return min(1, shared(core, mention))


def shared(stem: str, mention: Mention) -> int:
    return len((set(stem) & set(name(mention))) - COMMON)


def in_scope(stem: str, part: Mention, base: Mention) -> bool:
    """Whether the two tell of what the rate limits itself to: 文科重点率 is no rate of 上重点线 over 参加高考."""
    scope = set(stem[:-2]) - COMMON
    return not scope or 2 * len(scope & set(name(part) + name(base))) >= len(scope)


def is_due(mention: Mention) -> bool:
    """应参加测试9795人: who should have; what was done is taken of them."""
    return _DUE.search(mention.number.subject) is not None


def other_noun(stem: str, part: Mention, whole: Mention) -> bool:
    """服务社174个，覆盖168个行政村，覆盖率: of villages, not of what covers them; 毛利率 is of the income, not of its
    costs; 绿化率 is of the ground, not of the floors on it."""
    noun = "".join(part.tail[:8].split())
    if stem[-2:] in REACHING:
        return len(noun) > 1 and not set(noun) & set(name(whole))
    if stem.endswith("绿化") and FLOORS.search(name(whole)):
        return True
    return stem.endswith("失业") or (stem.endswith("利") and bool(_COSTS.search(name(whole))))


def share_of(parts: Sequence[Mention], whole: Mention, strength: Strength) -> Way:
    return Way(Form.SHARE, tuple(part.number for part in parts), (whole.number,), strength)
