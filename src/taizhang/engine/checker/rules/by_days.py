"""So much a day for so many days: 每生每天4元，全年按200天计算，每生每年800元; 开园19天，儿童161人每天10.5元，计
32119.5元."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

_A_DAY = re.compile(r"每(?:天|日|餐|课时|周)")
_IN_ALL = re.compile(r"每(?:学?年|学期|月)|全年|年(?:补助|标准)|(?:每[生人])?(?:应缴|合计|共计?|共补助)")
_SUMMED = re.compile(r"^(?:共|合)?计|应收|收取|实收|收入$")
_TIMES, _REACH = ("天", "日", "周", "课时", "餐", "次"), 5


def find(prose: Prose) -> Iterator[Claim]:
    for index, stated in enumerate(prose.mentions):
        if stated.unit != "元" or stated.cell or stated.delta:
            continue
        if index > 1 and stated.counts and _SUMMED.search(stated.head.strip()):
            yield from _of_persons(prose, index)
        if not _IN_ALL.search(stated.head[-10:]):
            continue
        near = [m for m in prose.mentions[max(0, index - _REACH) : index] if m.sentence == stated.sentence]
        price = next((m for m in reversed(near) if m.unit == "元" and _A_DAY.search(m.head[-10:])), None)
        if price is None or _A_DAY.search(stated.head[-10:]):
            continue
        if "每" not in stated.head[-10:] and any(m.unit == "人" and m.counts for m in near):
            continue  # 受益学生3600人，每生每天5元，全年200天，共需资金360万元: of all of them
        times = [m for m in near if m.unit in _TIMES and m.index > price.index and m.number.amount > 1]
        if not times or any(m.unit not in (*_TIMES, "元") for m in near if m.index > price.index):
            continue
        way = Way(Form.PRODUCT, (price.number, *(m.number for m in times)), strength=Strength.CLOSED)
        yield Claim("product", "product.by_days", stated.number, [way], price.head[-6:])


def _of_persons(prose: Prose, index: int) -> Iterator[Claim]:
    """Persons and the price of their day in one clause, the days before them in the sentence."""
    stated, price, persons = prose.mentions[index], prose.mentions[index - 1], prose.mentions[index - 2]
    one = price.unit == "元" and _A_DAY.search(price.head[-10:]) and persons.unit == "人" and persons.counts
    if not one or persons.clause != price.clause or price.segment != stated.segment:
        return
    before = prose.mentions[max(0, index - 2 - _REACH) : index - 2]
    days = [m for m in before if m.unit == "天" and m.sentence == stated.sentence]
    if len(days) == 1:
        way = Way(Form.PRODUCT, (persons.number, price.number, days[0].number), strength=Strength.CLOSED)
        yield Claim("product", "product.by_days", stated.number, [way], price.head[-6:])
