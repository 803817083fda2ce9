"""The mean of figures that are told one after the other: 三年分别为1245人、1310人、1286人，平均1280人; 三科平均73.6分.
It is over as many as stand there, and over as many as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import is_compared
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.numerals import chinese_value

_THINGS = "年|个?季度|个?月|周|天|次|期|届|轮|门|科|项|校|所|个?班|位|名|人|家|个"
_MEAN = re.compile(
    rf"(?:(?P<many>\d{{1,2}}|[两二三四五六七八九十]{{1,2}})(?:{_THINGS})(?:的|总)?)?"
    r"(?P<cue>平均(?:每[年月季](?![一-龥]*[每均])[一-龥]{0,4}|[一-龥]{0,2}分|成绩|得分|值|水平|数)?|[年月季]均[一-龥]{0,4}?)"
    r"(?:约?为|达到?|是|约)?$"
)
_EACH = re.compile(r"[年月季]")
_OF_MANY = re.compile(r"(?:的|总)?平均")
_APART = re.compile(r"合计|共计|总计|其中|累计|比上|同比|较上|计划|目标|标准|要求|最[高低多少]")
_DIFFERENCE = re.compile(r"差|[多少高低]$")
_LEAST, _MOST = 3, 14
_ROLES = (Role.QUANTITY, Role.RATE)


def find(prose: Prose) -> Iterator[Claim]:
    for stated in prose.mentions:
        if stated.index < 2 or stated.cell or stated.delta or stated.unit in ("%", "‰") or "均" not in stated.head:
            continue
        told = _MEAN.search(stated.head) if stated.number.role in _ROLES else None
        claim = _of(prose, stated, told) if told and _begins(stated.head, told.start()) else None
        if claim is not None:
            yield claim


def _of(prose: Prose, stated: Mention, told: re.Match[str]) -> Claim | None:
    many, end = _many(prose, stated, told)
    parts = _run(prose, stated, end)
    if many:
        parts = parts[-many:] if len(parts) >= many > 1 else []
    if len(parts) < (2 if many else _LEAST):
        return None
    averaged = any(part.averaged for part in parts)
    if many or (_EACH.search(told["cue"]) and not averaged):
        strength = Strength.LIKELY
    else:
        strength = Strength.SOUGHT if averaged else Strength.SLIP
    way = Way(Form.QUOTIENT, tuple([part.number for part in parts]), (_count(parts),), strength)
    return Claim("average", "average.of_list", stated.number, [way], told["cue"], quiet=strength is Strength.SOUGHT)


def _many(prose: Prose, stated: Mention, told: re.Match[str]) -> tuple[int, int]:
    """Over how many it says it is, 0 where it does not; and before which mention they stand: 三科平均73.6分."""
    if told["many"]:
        return int(chinese_value(told["many"]) or 0), stated.index
    last = prose.mentions[stated.index - 1]
    if last.unit != stated.unit and last.number.notation == "numerals" and _OF_MANY.match(prose.gap(stated)):
        return int(last.number.amount), last.index
    return 0, stated.index


def _begins(head: str, at: int) -> bool:
    """Whether its words begin a clause: 小学平均 is of some of them."""
    return not at or not "一" <= head[at - 1] <= "龥"


def _run(prose: Prose, stated: Mention, end: int) -> Sequence[Mention]:
    """The figures of one unit right before it, nothing told between them."""
    parts: list[Mention] = []
    for m in reversed(prose.mentions[max(0, end - _MOST) : end]):
        if not parts and _DIFFERENCE.search(m.head):
            continue  # 首位与第三位相差1.54分，前三名平均95.95分
        alike = m.unit in (stated.unit, "") and m.depth == stated.depth and m.sentence == stated.sentence and not m.cell
        if not alike or m.delta or m.number.role not in _ROLES or is_compared(m) or m.number.notation == "numerals":
            break
        parts.insert(0, m)
        if _APART.search(m.head):
            return []
    return parts


def _count(parts: Sequence[Mention]) -> Number:
    """How many there are, as a figure of the text that stands where they begin."""
    many, at = Decimal(len(parts)), parts[0].start
    return Number(
        at, at, str(len(parts)), many, Decimal(1), "", many, many, "", "", Role.QUANTITY, "", "", parts[0].number.words
    )
