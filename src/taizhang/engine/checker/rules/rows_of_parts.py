"""Rows of figures of one unit and, right before or after them, what they add up to, whatever word joins them:
修复140件——陶瓷63件、书画48件、青铜29件; 初级证84人、中级证51人、高级证23人，恰158人."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import traits
from taizhang.engine.checker.rules.evidence import in_a_row, lacks

_ADDED = re.compile(r"(?:合|计(?!划)|共|总|加起来|相加|之和|恰)(?!格)[一-龥]{0,2}$")
_IN_TURN = re.compile(r"(?:分别|依次|各)(?:是|为|有)?\s*$")
_BEFORE, _AFTER = frozenset(("，", "(", ":", ";", "")), frozenset(("，", ")，"))


def is_total(mention: Mention) -> bool:
    """合为1246起, 加起来326.4万元: told as what others add up to."""
    return bool(_ADDED.search(mention.head.strip()))


def find(prose: Prose, taken: set[int]) -> Iterator[Claim]:
    """`taken`: starts of the wholes whose parts the words tell."""
    mentions = [m for m in prose.mentions if not m.cell]
    at, many = 0, len(mentions)
    while at < many:
        end = at + 1
        while end < many and _goes_on(mentions, at, end):
            end += 1
        row = mentions[at:end]
        if len(row) > 1 and row[0].counts and row[0].number.notation != "numerals":
            before, after = mentions[at - 1] if at else None, mentions[end] if end < many else None
            for claim in _claims(before, row, after, taken):
                yield traits.weighed(prose, claim)
        at = end


def _goes_on(mentions: Sequence[Mention], at: int, end: int) -> bool:
    first, last = mentions[at], mentions[end]
    if last.unit != first.unit or not last.counts or last.index != mentions[end - 1].index + 1:
        return False
    if "其中" in last.label:
        return False  # 局长接听12个，其中咨询6个，表扬1个: of the one before
    if last.bracket != first.bracket or last.sentence != first.sentence:
        return False
    mark = mentions[at + 1].lead or "、"
    if mark == "、":
        return last.lead == "、" or (not last.lead and last.label.strip() in ("和", "及", "与"))
    return last.lead == mark and mark in ("，", ";") and first.lead not in ("", mark)


def _claims(before: Mention | None, row: list[Mention], after: Mention | None, taken: set[int]) -> Iterator[Claim]:
    met = before is not None and sum(part.number.amount for part in row) == before.number.amount
    # 上年为790件，其中民事520件…: the words tell what is divided.
    if before is not None and not row[0].opens_list and _may_be_whole(before, row, taken):
        yield from _divided(before, row)
    # 监测56份，城区14份、农村42份，合格52份: they are of what stands before them.
    if after is not None and not met and _may_be_whole(after, row, taken):
        yield from _added(row, after)


def _may_be_whole(whole: Mention, row: Sequence[Mention], taken: set[int]) -> bool:
    alike = whole.unit == row[0].unit and whole.sentence == row[0].sentence and abs(whole.depth - row[0].depth) < 2
    return alike and whole.counts and whole.start not in taken and whole.number.notation != "numerals"


def _divided(whole: Mention, row: Sequence[Mention]) -> Iterator[Claim]:
    if row[0].lead not in _BEFORE or row[0].depth < whole.depth:
        return
    if row[0].lead == ";" and whole.lead in ("，", "、"):
        return  # …B类4件，C类2件；现场办理3件，已答复1件: the end of the list before
    in_turn = bool(_IN_TURN.search(row[0].label))
    sure = len(row) > 2 and (in_turn or (in_a_row(whole, row) and not lacks(whole, row)))
    yield _claim("division.first", whole, row, Strength.LISTED if sure else Strength.SOUGHT)


def _added(row: Sequence[Mention], total: Mention) -> Iterator[Claim]:
    if row[1].lead not in ("、", "") or total.lead not in _AFTER or total.depth > row[0].depth:
        return
    likely = Strength.LISTED if len(row) > 2 else Strength.LIKELY
    yield _claim("sum.total_after_parts", total, row, likely if is_total(total) else Strength.SOUGHT)


def _claim(rule: str, whole: Mention, row: Sequence[Mention], strength: Strength) -> Claim:
    way = Way(Form.SUM, tuple(part.number for part in row), strength=strength)
    return Claim("sum", rule, whole.number, [way], whole.head[-6:], quiet=strength is Strength.SOUGHT)
