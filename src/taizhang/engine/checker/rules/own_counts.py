"""Whose an amount is, where its sentence does not say: 小学校舍96510平方米，生均4.75平方米 is over the pupils of 小学;
图书7.2万册，生均31.9册 over the only pupils told; 平均每期107.8人次, in a sentence of its own, over the wholes told
before: 培训51期，参训5496人次."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from taizhang.engine.checker.clauses import Mention

_STAGES = re.compile(r"小学|初中|高中|中职|高职|幼儿园|特殊教育|城区|农村|公办|民办|寄宿")
_LEARNERS = re.compile(r"学生|在校生|在园幼儿|在园儿童")
_ALL_OF = re.compile(r"(?:在校|在园|学校|普通)*(?:学生|生|幼儿|儿童|学段|阶段)?(?:总|人)*数?")
_TEACHERS = re.compile(r"(?:学校|阶段|普通|的)*(?:专任)?教师(?:人数)?")
APPLIED = re.compile(r"(?:教师|学校|学段)?(?:岗位|职位)?(?:报名|报考|应聘)?(?:人数)?")
_BACK = 30
_PART = re.compile(r"其中|毕业|新生|招生|录取|贫困|寄宿|走读|留守|随迁|住校|折合")


def rest(mention: Mention) -> str:
    """Its name without the stage: 专任教师 of 小学专任教师."""
    return _STAGES.sub("", mention.number.subject)


def own(amount: Mention, counts: Iterable[Mention]) -> Mention | None:
    """The one count that is told of the same stage or kind of school as the amount."""
    told = set(_STAGES.findall(amount.number.subject))
    if len(told) != 1:
        return None
    found = [m for m in counts if m.time_fits(amount) and set(_STAGES.findall(m.number.subject)) == told]
    found = [m for m in found if m.unit != "人" or _ALL_OF.fullmatch(rest(m))]
    return found[0] if len(found) == 1 else None


def taught(mentions: Sequence[Mention], stated: Mention) -> tuple[Mention, Mention] | None:
    """The pupils and the teachers of 小学38517人，…。小学专任教师2214人，生师比17.4:1."""
    teachers = mentions[stated.index - 1]
    if not teachers.counts or teachers.unit != "人" or teachers.segment != stated.segment:
        return None
    if not _TEACHERS.fullmatch(rest(teachers)) or teachers.clause + 1 != stated.clause:
        return None
    near = mentions[max(0, teachers.index - _BACK) : teachers.index]
    pupils = own(teachers, [m for m in near if m.counts and m.unit == "人" and stated.paragraph - m.paragraph < 2])
    return None if pupils is None else (pupils, teachers)


def is_only(count: Mention, rivals: Sequence[Mention]) -> bool:
    """Whether no other pupils are told that an average might be over."""
    if count.whole is not None:
        return False
    words = count.number.subject
    if not _LEARNERS.search(words) or _PART.search(count.label[-16:]) or _STAGES.search(words):
        return False
    return all(m is count or m.whole is count for m in rivals)


def wholes(mentions: Sequence[Mention], average: Mention) -> Iterator[tuple[Mention, Mention]]:
    """Of an average that begins its sentence: figures beside each other in the sentences before that are no parts."""
    near = [m for m in mentions if m.paragraph == average.paragraph and m.counts and m.whole is None]
    for one, two in pairwise(near):
        if two.index == one.index + 1 and one.segment == two.segment and one.depth == two.depth == average.depth:
            yield one, two
