"""Standards told grade by grade, and then what each grade came to: 一级园每生每年1200元，二级园每生每年900元。…
一级园7所、1648人，补助197.76万元；二级园16所、3075人，补助276.75万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

_GRADE = re.compile(
    r"(?:^|[一-龥]{0,12}[，,按])(?P<who>[一二三四五A-D甲乙丙丁][级类档等][一-龥]{0,3}?|[一-龥]{2,4}?)(?:学生|教师|人员)?"
    r"(?:按|为|的标准为|标准为|补助|补贴|奖励)?每(?P<sign>[生人名户所园亩头])"
)
_MONTHLY = re.compile(r"每(?:月|天|日|次|学期)")
_PAID = re.compile(r"(?:共?计|合计|补助|补贴|奖励|发放|兑现|拨付|落实|需|应付|资助)(?:资金|金额|经费)?(?:为|共|计)?$")
_UNITS = {"生": "人", "名": "人", "园": "所"}
_FAR = 30


def find(prose: Prose) -> Iterator[Claim]:
    mentions, done = prose.mentions, 0
    for rate in mentions:
        if rate.unit == "元" and rate.index >= done and "每" in rate.head:
            row = _standards(mentions, rate.index)
            if len(row) > 1:
                yield from _paid(mentions, row)
            done = rate.index + len(row)


def _standards(mentions: Sequence[Mention], index: int) -> list[tuple[str, Mention, str]]:
    """The standards of a row that begins here, each with the name of its grade and the unit that it is told of."""
    row: list[tuple[str, Mention, str]] = []
    for rate in mentions[index : index + 8]:
        if rate.unit != "元" or "每" not in rate.head or _MONTHLY.search(rate.head):
            break
        named = _GRADE.match(rate.head.strip(" ,"))
        if named is None or (row and rate.sentence != row[0][1].sentence):
            break
        if any(named["who"] == who for who, _, _ in row):
            break
        row.append((named["who"], rate, _UNITS.get(named["sign"], named["sign"])))
    return row


def _paid(mentions: Sequence[Mention], row: Sequence[tuple[str, Mention, str]]) -> Iterator[Claim]:
    last = row[-1][1]
    after = [m for m in mentions[last.index + 1 : last.index + _FAR] if m.paragraph - last.paragraph < 2]
    for money in after:
        if money.unit != "元" or not money.counts or not _PAID.search(money.head):
            continue
        here = [m for m in after if m.segment == money.segment and m.index < money.index]
        told = [(rate, unit) for who, rate, unit in row if any(who in m.number.subject for m in here)]
        if len(told) != 1 or any(m.unit == "元" for m in here):
            continue
        rate, unit = told[0]
        counts = [m for m in here if m.counts and m.unit == unit]
        if len(counts) == 1:
            way = Way(Form.PRODUCT, (counts[0].number, rate.number), strength=Strength.LIKELY)
            yield Claim("product", "product.by_grade", money.number, [way], "每")
