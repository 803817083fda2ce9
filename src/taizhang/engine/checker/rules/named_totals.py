"""Totals that name what they add up: 前三项合计, 稻谷、小麦合计, 连同监考共, 三类合计, B级及以上共."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

_NUMERALS = "两三四五六"
_REACH = 60  # numbers looked back for the parts of a total
_LEADING = re.compile(
    rf"前(?P<n>[{_NUMERALS}])[项类种者个][一-龥]{{0,4}}(?:占[^，。;]{{0,12}}[\d.]+%，)?(?:合计|总计|共计|共|即)"
)
_NAMES = re.compile(
    r"(?:[一-龥]{1,8}|[A-E])(?:[、和与及](?:[一-龥]{1,8}|[A-E]))+?(?=[)]?(?:[两二三四五六]?[大个项类者]?[一-龥]{0,4})(?:合计|总计|共计|共|之和))"
)
_ALONG = re.compile(r"(?:连同|加上|算上)(?P<name>[一-龥]{2,8}?)(?:合计|总计|共计|总共|共)(?:有|为|达)*$")
_MANY = re.compile(r"(?P<n>[两二三四五六])(?:[项类种者科]|个[一-龥]{2})(?![一二三四五六\d])")
CUMULATIVE = re.compile(r"(?P<name>[\dA-Z一-龥]{1,6}?)及?以[上下][一-龥]{0,4}$")


def named(mentions: Sequence[Mention], index: int, words: str) -> list[Mention]:
    """稻谷、小麦、玉米三大主粮合计; 前两项合计: the parts that the total itself names."""
    total = mentions[index]
    before = [
        m for m in mentions[max(0, index - _REACH) : index]
        if m.counts and m.unit == total.unit and total.paragraph - m.paragraph <= 1
    ]  # fmt: skip
    leading = _LEADING.search(words)
    if leading:
        row = [m for m in before if m.sentence == total.sentence and m.depth == total.depth]
        many = _NUMERALS.index(leading["n"]) + 2
        return row[:many] if len(row) > many else []
    told = _NAMES.search(words)
    if told is None:
        return []
    found = []
    for name_ in re.split(r"[、和与及]", told[0]):
        part = next((m for m in reversed(before) if m.number.subject.startswith(name_) or _lettered(m, name_)), None)
        if part is None or part in found:
            return []
        found.append(part)
    return sorted(found, key=lambda m: m.index)


def _lettered(part: Mention, letter: str) -> bool:
    """已解决的（A类）71件, of A、B两类共."""
    return letter in _LETTERS and f"{letter}类" in part.label


_LETTERS = frozenset("ABCDE")


def together_with(mentions: Sequence[Mention], index: int) -> list[Mention]:
    """工作人员176人、安保94人，连同监考共592人: what stands before in its sentence, and what is named to go with it."""
    total = mentions[index]
    told = _ALONG.search(total.head)
    if told is None:
        return _of_totals(mentions, index)
    near = [m for m in mentions[max(0, index - _REACH) : index] if m.counts and m.unit == total.unit]
    near = [m for m in near if total.paragraph - m.paragraph <= 1 and m.depth == total.depth]
    here = [m for m in near if m.sentence == total.sentence]
    other = next((m for m in reversed(near) if m not in here and m.number.subject.endswith(told["name"])), None)
    return [*here, other] if here and other is not None else []


def told_many(prose: Prose, mentions: Sequence[Mention], index: int) -> int:
    """艺体三类合计758人; 二者占94.9%，共2149人: how many the words say are added; 0 where they do not."""
    begin = mentions[index - 1].end if mentions[index - 1].counts else mentions[max(0, index - 2)].end
    found = _MANY.search(prose.plain, begin, mentions[index].start)
    return 0 if found is None else _NUMERALS.index(found["n"].replace("二", "两")) + 2


def up_to(total: Mention, alike: Sequence[Mention]) -> list[list[Mention]]:
    """A级42家、B级96家、C级18家，B级及以上共138家: the row as far as the one that is named, from either end."""
    found = CUMULATIVE.search(total.head)
    row = [part for part in alike if part.sentence == total.sentence]
    named = found["name"].lstrip("，,其中") if found else ""
    at = next((i for i, part in enumerate(row) if part.number.subject.startswith(named or "-")), -1)
    return [run for run in (row[: at + 1], row[at:]) if at >= 0 and len(run) > 1]


def so_many(mentions: Sequence[Mention], many: Mention, total: Mention) -> Iterator[Claim]:
    """上缴672万元，归还1105万元，核减2316万元，三项增收节支4093万元: the three right before, in its unit."""
    count = int(many.number.amount)
    parts = mentions[max(0, many.index - count) : many.index]
    alike = all(
        (m.counts or m.delta) and m.unit == total.unit and m.segment == total.segment and m.depth == total.depth
        for m in parts
    )
    if len(parts) == count > 1 and alike and total.level < 2 and many.level == 2:
        way = Way(Form.SUM, tuple(part.number for part in parts), strength=Strength.LISTED)
        yield Claim("sum", "sum.total_after_parts", total.number, [way], many.number.text)


_OF_EACH, _CHANGES = re.compile(r"各$"), re.compile(r"共(?:减|增|核减|扩)[少加]?$")


def of_no_row(before: Mention, total: Mention) -> bool:
    """各等奖各1名，共3名; 减少2人，…减少2人，两科共减4人: no figures before it are its parts."""
    return bool(_OF_EACH.search(before.head) or _CHANGES.search(total.head))


_SUMMED, _IN_ALL = re.compile(r"(?:合|共|小)?计$"), re.compile(r"(?:总共|共计|合计|总计)(?:收入|支出|金额)?(?:为|达)?$")


def _of_totals(mentions: Sequence[Mention], index: int) -> list[Mention]:
    """儿童161人…，计32119.5元；2人…，计129.2元，合计32248.7元: of the totals that stand before it in its sentence."""
    total = mentions[index]
    if not _IN_ALL.search(total.head.strip()):
        return []
    here = [
        m for m in mentions[max(0, index - _REACH) : index] if m.sentence == total.sentence and m.unit == total.unit
    ]
    found = [m for m in here if m.counts and m.depth == total.depth and _SUMMED.fullmatch(m.head.strip())]
    return found if len(found) > 1 and found[-1].index == index - 1 else []
