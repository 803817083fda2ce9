"""Shares told in a row, 17.8%、29.9%和44.7% after one 分别 or 占比: which they are, and what they are shares of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number

_ROW = re.compile(r"分别|依次|各|比重|比例|份额|占")
ADDED = re.compile(r"合计|总计|共计|^(?:共|计)")
_REACH = 40


def several(mentions: Sequence[Mention], index: int) -> list[Mention]:
    """17.8%、29.9%和44.7%: shares told in a row after one 分别, 依次, 占比."""
    found = [mentions[index]]
    before = mentions[index - 1]
    inline = before.clause == mentions[index].clause and "占" in before.head
    if not inline and not _ROW.search(mentions[index].head):
        return found
    for mention in mentions[index + 1 : index + 40]:
        if mention.unit != mentions[index].unit or mention.label.strip() not in ("", "和", "及", "以及", "与"):
            break
        if not set(mention.lead) <= {"、", "，", ","}:
            break
        found.append(mention)
    return found


def told_in_row(prose: Prose, first: Mention, count: int) -> list[Mention]:
    """The parts told last before the row of shares: of one bracket, or of one sentence; never their total."""
    near = [
        m for m in prose.mentions[max(0, first.index - _REACH) : first.index]
        if m.counts and m.sentence == first.sentence and m.clause != first.clause
    ]  # fmt: skip
    if near and near[-1].depth == first.depth + 1 and near[-1].index == first.index - 1:
        near = [m for m in near if m.bracket == near[-1].bracket]
    near = [m for m in near if m.depth <= first.depth or m.bracket == near[-1].bracket]
    unit = next((m.unit for m in reversed(near) if m.number.notation != "numerals"), "")
    near = [m for m in near if m.unit == unit]
    if len(near) > count and ADDED.search(near[-1].head):
        near = near[:-1]
    return near[-count:]


def base_beside(prose: Prose, first: Mention, part: Mention) -> Mention | None:
    """占地区生产总值126.0亿元的比重分别为, 在340名干部中所占比例: the base is printed in the clause of the shares."""
    base = prose.mentions[first.index - 1]
    if base.clause != first.clause or not base.counts or base.unit != part.unit or base.cell:
        return None
    inside = re.match(r"[一-龥]{0,8}[中里]", base.tail) or re.search(r"占[^占]{0,16}$", base.head)
    return base if inside and base.number.amount >= part.number.amount else None


def wholes(prose: Prose, first: Mention, parts: Sequence[Mention], base: str) -> Sequence[Mention]:
    """What each share of a row is surely taken of: the base beside it, or as many as there are parts, named in one row
    before (三年经费分别为13595万元、13563万元、16620万元。…拨款分别为…，占经费的比例分别为), each in its place."""
    beside = base_beside(prose, first, parts[0])
    if beside is not None:
        return [beside] * len(parts)
    near = [m for m in prose.mentions[max(0, parts[0].index - _REACH) : parts[0].index] if m.counts]
    for last in range(len(near), len(parts) - 1, -1):
        row = near[last - len(parts) : last]
        joined = row[0].lead != "、" and all(m.lead == "、" for m in row[1:]) and len(base) > 1 and base in row[0].head
        if joined and all(
            m.unit == p.unit and m.number.amount >= p.number.amount for m, p in zip(row, parts, strict=True)
        ):
            return row
    return ()


def listed(prose: Prose, first: Mention, count: int) -> list[Mention]:
    """货物、工程、服务分别占: parts named in a row, their figures told before."""
    row = re.sub(r"(?:三|两|四|五)?(?:者|项)?(?:分别|各)?占[^占]*$", "", _row_of_names(prose, first))
    names = re.split(r"[、和与及]", row)
    if len(names) != count or not all(names):
        return []
    found: list[Mention] = []
    for name_ in names:
        for mention in reversed(prose.mentions[max(0, first.index - _REACH) : first.index]):
            if mention.counts and mention.number.subject.startswith(name_) and first.paragraph - mention.paragraph <= 1:
                found.append(mention)
                break
    return found if len({m.unit for m in found}) == 1 and len(found) == count else []


def _row_of_names(prose: Prose, first: Mention) -> str:
    text = prose.plain[max(first.gap_start, first.start - 60) : first.start]
    return re.split(r"[，。;:\n]", text)[-1].strip()


def in_bracket(prose: Prose, shares: Sequence[Mention]) -> list[Claim]:
    """962人、714人、893人，落实率分别为96.4%、95.9%、90.8%（落实927人、685人、811人）: as many figures before as in the
    bracket after; each share is of the two in its place."""
    last, many = shares[-1], len(shares)
    inside = list(prose.mentions[last.index + 1 : last.index + 1 + many])
    if len(inside) < many or any(m.depth != last.depth + 1 or not m.counts for m in inside) or inside[0].lead != "(":
        return []
    before = told_in_row(prose, shares[0], many)
    if len(before) < many or len({m.unit for m in (*before, *inside)}) != 1:
        return []
    claims = []
    for share, one, two in zip(shares, before, inside, strict=True):
        part, whole = sorted((one, two), key=lambda m: m.number.amount)
        way = Way(Form.SHARE, (part.number,), (whole.number,), Strength.FIRM)
        claims.append(Claim("percent", "share.respectively", share.number, [way], "分别"))
    return claims


# By sentence and unit, what the shares told there are taken of.
Bases = dict[tuple[int, str], Number]


def go_on(claim: Claim, share: Mention, bases: Bases) -> None:
    """734个项目，基础教育296个，占总量的40%；…；高等教育242个，占33%: a share that names no base is of what the
    one before named."""
    if not claim.ways or not claim.ways[0].parts or len(claim.ways[0].base) != 1:
        return
    first = claim.ways[0]
    at = (share.sentence, first.parts[0].unit)
    if len(claim.cue.removeprefix("占")) > 1:
        if first.strength >= Strength.LIKELY:
            bases[at] = next((way for way in claim.ways if meets(way, claim.stated)), first).base[0]
        return
    base = bases.get(at)
    told = base is None or any(way.base == (base,) and way.strength >= Strength.LIKELY for way in claim.ways)
    if base is not None and not told and first.strength < Strength.CLOSED and base.amount > first.parts[0].amount:
        claim.ways.insert(0, Way(Form.SHARE, first.parts, (base,), Strength.CLOSED))


def opener(prose: Prose, part: Mention) -> Mention | None:
    """9.74万户，占35.1%；其中千兆宽带3.15万户，占32.3%: of what 其中 is said of, the last figure of that unit
    before it."""
    if "其中" not in part.label:
        return None
    before = prose.mentions[max(0, part.index - 4) : part.index]
    told = [m for m in before if m.counts and m.unit == part.unit and m.depth <= part.depth]
    if not told or part.sentence - told[-1].sentence > 1 or told[-1].whole is not None:
        return None
    return told[-1]
