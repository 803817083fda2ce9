"""Rates whose figures the words name where no rule of position reaches: 优秀623人、良好1541人…。优秀率12.82%;
计划5260人，实际录取5245人，计划完成率99.71%; 95.8%的专任教师（161人）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import by_ending, name

_PLANNED = re.compile(r"计划|任务|目标|下达|应[一-龥]?|核定")
_ACTUAL = re.compile(r"实际|完成|已|到位|实[到报考收]")
_OTHER = re.compile(r"计划|任务|目标|应|核定|报名|申请|申报")
_DONE = re.compile(r"(?:完成|到位|兑现|执行)$")
_WHOSE = re.compile(r"的(?P<noun>[一-龥]{2,8})")
_BACK = 20


def of_part(prose: Prose, share: Mention, stem: str) -> Claim | None:
    """A rate that begins its sentence, named after a part of what the sentence before divides."""
    if (
        len(stem) != len("优秀")
        or share.tail[:1] == "的"
        or any(m.sentence == share.sentence for m in prose.mentions[max(0, share.index - 1) : share.index])
    ):
        return None
    near = prose.mentions[max(0, share.index - _BACK) : share.index]
    told = [m for m in near if m.number.subject == stem and m.counts and m.whole is not None]
    if len(told) != 1 or told[0].paragraph != share.paragraph or not told[0].time_fits(share):
        return None
    part, whole = told[0], told[0].whole
    if whole is None or whole.unit != part.unit:
        return None
    return _claim(share, part, whole, stem + "率")


def of_plan(nearby: Sequence[Mention], share: Mention, stem: str) -> Claim | None:
    """What was planned and what was done, right before the rate of doing it."""
    if not _DONE.search(stem) or share.delta:
        return None
    here = [m for m in nearby if m.segment == share.segment and m.index >= share.index - 2]
    if len(here) != 2 or here[0].unit != here[1].unit or here[1].index != share.index - 1:
        return None
    planned, actual = here
    told = _PLANNED.search(planned.head) and _ACTUAL.search(actual.head) and not _OTHER.search(actual.head)
    told = told and ("到位" in actual.head) == stem.endswith("到位")  # what has come in is not yet what is done
    return _claim(share, actual, planned, stem + "率") if told else None


def of_whose(prose: Prose, share: Mention) -> Claim | None:
    """The bracket counts those of whom a share is told: of all who bear that name."""
    whose = _WHOSE.fullmatch(share.tail.strip())
    after = prose.mentions[share.index + 1 : share.index + 2]
    if whose is None or not after or after[0].lead != "(" or not after[0].counts or after[0].head.strip():
        return None
    part = after[0]
    for whole in by_ending(prose, whose["noun"], share.index):
        if whole.unit == part.unit and whole.paragraph == share.paragraph and whose["noun"] in whole.number.subject:
            return _claim(share, part, whole, "的")
    return None


def _claim(share: Mention, part: Mention, whole: Mention, cue: str) -> Claim:
    way = Way(Form.SHARE, (part.number,), (whole.number,), Strength.LIKELY)
    return Claim("percent", "share.of_part", share.number, [way], cue)


def of_several(stem: str, nearby: Sequence[Mention]) -> Iterator[Way]:
    """优秀12所、良好27所 … 优良率: two parts bear one sign of the rate each."""
    core = stem[-2:]
    for one, two in pairwise(nearby):
        if one.unit != two.unit or len(core) < 2:
            continue
        if core[0] in name(one) and core[1] in name(two) and core not in name(one) + "," + name(two):
            wholes = [m for m in nearby if m.unit == one.unit and m.index < one.index]
            if wholes:
                yield Way(Form.SHARE, (one.number, two.number), (wholes[0].number,), Strength.LIKELY)


def all_inside(prose: Prose, share: Mention, nearby: Sequence[Mention]) -> Iterator[Way]:
    """提案146件，满意率100%（满意144件，基本满意2件）: what the bracket lists, together over what was told."""
    inside = [m for m in prose.mentions[share.index + 1 : share.index + 5] if m.depth == share.depth + 1 and m.counts]
    inside = [m for m in inside if m.bracket == inside[0].bracket and m.unit == inside[0].unit]
    if len(inside) < 2 or prose.mentions[share.index + 1] is not inside[0] or inside[0].lead != "(":
        return
    whole = next((m for m in nearby if m.unit == inside[0].unit and m.index < share.index), None)
    if whole is not None and sum(m.number.amount for m in inside) <= whole.number.amount:
        yield Way(Form.SHARE, tuple(m.number for m in inside), (whole.number,), Strength.LIKELY)
