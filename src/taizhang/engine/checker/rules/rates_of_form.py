"""Rates of a form of their own: told before their figures, of places that are filled, of full marks, of what was
denied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import name
from taizhang.engine.checker.rules.rate_names import COMMON, REACHING, bears, in_scope, other_noun, share_of

_DENIED = re.compile(r"不(?!合格|达标|满意|及格|良)")
_FULL = re.compile(r"(?:满分|总分|分值)(?:为|共|是)?$")
_PLACED = re.compile(r"入住|上座|满座|占用|入托|停放|入园$")
_PLACES = re.compile(r"床位|座位|坐席|车位|泊位|托位|学位|客房|工位")


def of_next_two(prose: Prose, share: Mention, stem: str) -> Claim | None:
    """入学率97.5%，适龄438人中已入学427人; 合格率92.3%（抽测1200人，合格1107人）: a whole and its part, right after
    their rate."""
    after = prose.mentions[share.index + 1 : share.index + 3]
    if len(after) < 2 or any(m.segment != share.segment or not m.counts or m.depth < share.depth for m in after):
        return None
    if after[0].bracket != after[1].bracket or after[1].depth > share.depth + 1:
        return None
    # 入学率97.5%，适龄438人中已入学427人; 持证率100%，持证186人，从业人员186人
    whole, part = after if bears(stem, after[1]) >= bears(stem, after[0]) else after[::-1]
    if whole.unit != part.unit or part.number.amount > whole.number.amount or not bears(stem, part):
        return None
    strength = Strength.LIKELY if bears(stem, part) == 2 or part.clause == whole.clause else Strength.SLIP
    ways = [share_of((part,), whole, strength)]
    return Claim("percent", "share.rate", share.number, ways, stem + "率", (share.paragraph, "率"))


def of_next(prose: Prose, share: Mention, stem: str, nearby: Sequence[Mention]) -> Claim | None:
    """教师846人，持证率95.9%，811人; 检验2314台，合格率99.3%，2297台合格: what no figure before is named after is told
    right after its rate."""
    part = prose.mentions[share.index + 1] if share.index + 1 < len(prose.mentions) else share
    beside = part.counts and part.lead == "，" and part.segment == share.segment and part.depth == share.depth
    if not beside or any(bears(stem, m) == 2 for m in nearby) or stem[-2:] in REACHING:
        return None
    if bears(stem, part) < 1 and (part.label.strip() or part.tail.strip()):
        return None
    wholes = [m for m in nearby if m.unit == part.unit and m.number.amount >= part.number.amount and not m.is_share]
    wholes = [m for m in wholes if not other_noun(stem, part, m) and bears(stem, m) >= 0 and m.index < share.index]
    if not wholes:
        return None
    scope = set(stem[:-2]) - COMMON
    wholes.sort(key=lambda m: (-len(scope & set(name(m))), m.segment != share.segment, m.whole is not None, m.index))
    first = Strength.LIKELY if wholes[0].segment == share.segment and in_scope(stem, part, wholes[0]) else Strength.SLIP
    ways = [share_of((part,), m, Strength.OPEN if place else first) for place, m in enumerate(wholes[:4])]
    return Claim("percent", "share.rate", share.number, ways, stem + "率", (share.paragraph, "率"))


def of_capacity(nearby: Sequence[Mention], share: Mention, stem: str) -> Claim | None:
    """床位2180张，入住1247人，入住率57.2%: persons over the places that there are for them."""
    if not _PLACED.search(stem):
        return None
    here = [m for m in nearby if m.segment == share.segment and m.index < share.index]
    parts = [m for m in here if m.unit in ("人", "人次", "辆", "户") and bears(stem, m) == 2]
    places = [m for m in here if _PLACES.search(name(m)) and m not in parts]
    if not parts or not places or any(m.unit == parts[-1].unit for m in here if m is not parts[-1]):
        return None
    ways = [share_of(parts[-1:], places[-1], Strength.LIKELY if len(places) == 1 else Strength.SLIP)]
    return Claim("percent", "share.rate", share.number, ways, stem + "率")


def of_denied(nearby: Sequence[Mention], share: Mention, stem: str) -> Claim | None:
    """起诉68.1万人，不起诉20.9万人，不起诉率23.5%: of both together, unless the whole of them is told."""
    if not _DENIED.match(stem):
        return None
    here = [m for m in nearby if m.sentence == share.sentence and m.index < share.index]
    no = [m for m in here if _DENIED.search(m.number.subject) and set(stem[1:]) & set(m.number.subject)]
    yes = [m for m in here if no and m.index < no[-1].index and m.unit == no[-1].unit and m not in no]
    if not yes or not set(stem[1:]) & set(yes[-1].number.subject) or len(yes) > 1:
        return None
    both = Way(Form.SHARE, (no[-1].number,), (yes[-1].number, no[-1].number), Strength.LIKELY)
    return Claim("percent", "share.rate", share.number, [both, share_of(no[-1:], yes[-1], Strength.OPEN)], stem + "率")


def of_full_marks(prose: Prose, share: Mention, stem: str) -> Claim | None:
    """满分30分，班平均14分，得分率47%: the average over the most that can be reached."""
    if not stem.endswith("得分"):
        return None
    here = [m for m in prose.mentions[max(0, share.index - 4) : share.index] if m.segment == share.segment]
    full = [m for m in here if _FULL.search(m.head)]
    got = [m for m in here if m.averaged and m.unit == "分"]
    if not full or not got:
        return None
    ways = [share_of(got[-1:], full[-1], Strength.FIRM)]
    return Claim("percent", "share.rate", share.number, ways, stem + "率")
