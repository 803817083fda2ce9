"""Averages and ratios: 班均, 生均, 人均, 平均…分, 每…; 生师比 x：1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import before, likeness, name
from taizhang.engine.checker.words import PER

_AVERAGE = re.compile(
    r"([生人班校户师园场日月年村件]均)|平均(?:每([人生班校户所个场天月年件]))?|每([人生班校户所])(?:平均)?"
)
_SCOPE = re.compile(r"义务教育|小学|初中|高中|中职|高校|幼儿|全[国省市县]|城|乡|公办|民办|普通")
_RATIO = {
    "生": ("学生", "在校生", "幼儿", "生"), "师": ("专任教师", "教师", "师"), "机": ("计算机", "电脑"), "班": ("班",), "套": ("套",),
    "床": ("床位",), "职": ("教职工",),
}  # fmt: skip
_RATIO_NAME = re.compile(r"([生师班职])([师生机套班床职])比")


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        if mention.number.role == "ratio":
            claim = _ratio(prose, index)
        elif mention.averaged and mention.number.role in ("quantity", "rate"):
            claim = _average(prose, index)
        else:
            claim = None
        if claim is not None:
            yield claim


def _average(prose: Prose, index: int) -> Claim | None:
    average = prose.mentions[index]
    found = list(_AVERAGE.finditer(average.head))
    if not found or average.delta or average.unit == "%":
        return None
    cue = found[-1]
    per = cue[1] or (f"{cue[2] or cue[3]}均" if cue[2] or cue[3] else "")
    units, words = PER.get(per, ((), ()))
    thing = average.head[cue.end() :]
    scope = average.head[: cue.start()]
    ways = []
    earlier = list(before(prose.mentions, index, sentences=0))
    amounts = [m for m in earlier if m.unit == average.unit][:4]
    for position, amount in enumerate(amounts):
        counts = [m for m in earlier if m is not amount and _counted(m, units, words, amount)][:3]
        for other, count in enumerate(counts):
            close = amount.segment == count.segment == average.segment
            nearest = position == 0 and other == 0
            named = _SCOPE.search(scope) and not _same_scope(scope, count)
            strength = Strength.FIRM if close and nearest and not named else Strength.LIKELY
            if named or (thing.strip("为达约") and likeness(thing, name(amount)) == 0 and not close):
                strength = Strength.OPEN
            ways.append(Way(Form.QUOTIENT, (amount.number,), (count.number,), strength))
    return Claim("average", "average.per", average.number, ways, cue[0]) if ways else None


def _same_scope(scope: str, count: Mention) -> bool:
    found = _SCOPE.search(scope)
    return found is not None and found[0] in count.head


def _counted(mention: Mention, units: tuple[str, ...], words: tuple[str, ...], amount: Mention) -> bool:
    if not units:  # 平均 alone: over what is counted beside it
        return mention.unit in ("人", "个", "所", "户", "班", "场") and mention.unit != amount.unit
    if mention.unit not in units:
        return False
    if mention.unit == "人" and amount.unit != "人":
        return True
    return any(word in name(mention) or word == mention.unit for word in words)


def _ratio(prose: Prose, index: int) -> Claim | None:
    ratio = prose.mentions[index]
    named = _RATIO_NAME.search(ratio.label)
    if not named:
        return None
    earlier = list(before(prose.mentions, index, sentences=0))
    above = [m for m in earlier if any(word in name(m) for word in _RATIO[named[1]])]
    below = [m for m in earlier if any(word in name(m) for word in _RATIO[named[2]])]
    ways = [
        Way(Form.QUOTIENT, (one.number,), (two.number,), Strength.LIKELY)
        for one in above[:3]
        for two in below[:3]
        if one is not two
    ]
    return Claim("ratio", "ratio.named", ratio.number, ways, named[0]) if ways else None
