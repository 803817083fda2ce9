"""So many of each, whatever the words call it: 减免2103具，具均1260元，计265万元; 8栋每栋1.2万平方米. Of three figures,
in one row or a few apart, one is told of each of what the second counts and the third is of its unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import in_unit, name
from taizhang.engine.checker.types import Number, Role

_EACH_SIGN = re.compile(r"[每均各]|单(?!位)|标准|定额|票价")
_EACH = re.compile(
    r"每个?(?P<one>[一-龥]{1,6})|(?P<mean>[一-龥])均|单(?P<single>(?!位)[一-龥])|(?<![一-龥])(?P<all>各)"
    r"|(?P<price>标准|定额|票价)[为是]?$"
)
_LIMIT = re.compile(
    r"不超过|不高于|不低于|不少于|最[高低多少]|上限|至少|以上|以内|[上去]年|同期|目标|要求|控制在|由$|从$|降|升|增|减"
)
_LOWER = re.compile(r"^(?:以[上下内]|至|到|不等|-|~)")
_TOTAL = re.compile(
    r"[计共合总需应拨补配获达]|金额|发放|支付|支出|收入|产值|货款|票款|投入|经费|安排|使用|覆盖|服务|处理|筹集"
)
_JOINED = re.compile(r"[和与及]")
_CUMULATIVE = re.compile(r"累计|历年|截至")
_PERSONS = frozenset("生人名位员")
_YEAR, _MONTH = re.compile(r"[全一每]年|年度|年[补需支发]|年应"), re.compile(r"每(?P<span>月|季度?|学期|日|天)")
_SPANS = {"月": 12, "季": 4, "季度": 4, "学期": 2}
_PRICED = re.compile(r"(?:票价|单价|定额|标准)(?:为|是|按)?$")
_TIMES = ("天", "个月", "月", "次", "期", "季", "学期")
_BACK, _AFTER, _MONEY, _TIMED = 6, 3, "元", 3


Told = dict[frozenset[int], tuple[Claim, int]]


def find(prose: Prose, told: Told, met: Collection[int]) -> Iterator[Claim]:
    """`told`: by their figures the products that others claim, each with its claim and the place of its way, which is
    made surer where it stands in one row; `met`: figures of products and averages that hold already."""
    for rate in prose.mentions:
        if rate.start in met or not _may_be_each(rate):
            continue
        claim = _product(prose, rate, told)
        if claim is not None and claim.stated.start not in met:
            yield claim


def _may_be_each(rate: Mention) -> bool:
    number = rate.number
    if number.role not in (Role.RATE, Role.QUANTITY) or rate.cell or not rate.unit or rate.unit in ("%", "‰"):
        return False
    head = rate.head[-12:]
    if number.role is not Role.RATE and not rate.averaged and not _EACH_SIGN.search(head):
        return False
    return not _LIMIT.search(head[-8:]) and not _LOWER.match(rate.tail) and number.amount > 0


def _product(prose: Prose, rate: Mention, told: Told) -> Claim | None:
    near = prose.mentions[max(0, rate.index - _BACK) : rate.index + 1 + _AFTER]
    near = [m for m in near if m is not rate and m.paragraph == rate.paragraph and m.counts]
    wholes = [m for m in near if _is_whole(m, rate)]
    counts = [m for m in near if m.unit != rate.unit and m.number.amount > 1 and m.unit not in ("%", "‰", _MONEY)]
    found: list[tuple[Strength, Mention, Way]] = []
    for whole in wholes:
        for count in counts:
            strength = _strength(rate, count, whole, wholes, counts, timed=_timed(prose, rate, count, whole))
            if strength is None:
                continue
            claim, place = told.get(frozenset((count.start, rate.start, whole.start)), (None, 0))
            if claim is not None:
                way = claim.ways[place]
                if strength > Strength.SLIP and way.strength < strength and len(claim.ways) == 1:
                    claim.ways[place] = replace(way, strength=strength)
                continue
            for way in _ways(prose, rate, count, whole, strength):
                found.append((strength, whole, way))
    if not found:
        return None
    found.sort(key=lambda one: -one[0])
    hit = next((one for one in found if meets(one[2], one[1].number)), found[0])
    strength, whole, _ = hit
    ways = [way for _, other, way in found if other is whole]
    return Claim("product", "product.standard", whole.number, ways[:4], rate.head[-6:], quiet=strength <= Strength.SLIP)


def _timed(prose: Prose, rate: Mention, count: Mention, whole: Mention) -> bool:
    """幼儿228人，标准每人每天8.4元，按23天收取44049.6元: what stands between them besides is how many times."""
    places = (rate.index, count.index, whole.index)
    return max(places) - min(places) == _TIMED and all(
        m.unit in _TIMES for m in prose.mentions[min(places) : max(places)] if m.index not in places
    )


def _is_whole(whole: Mention, rate: Mention) -> bool:
    if whole.number.role is not Role.QUANTITY or whole.number.amount <= rate.number.amount or whole.delta:
        return False
    return whole.unit == rate.unit or (
        {whole.unit, rate.unit} <= {"人", "人次", "名"} or in_unit(whole.number, rate.unit) is not None
    )


def _linked(rate: Mention, count: Mention) -> bool:
    """每考场 and 183个考场, 具均 and 2103具, 每生 and 412人."""
    found = list(_EACH.finditer(rate.head[-12:]))
    slash = rate.number.text.partition("/")[2].strip()
    signs = [each["one"] or each["mean"] or each["single"] or "" for each in found] + ([slash] if slash else [])
    words = name(count)
    for sign in signs:
        if not sign:
            continue
        if sign[0] in _PERSONS and count.unit in ("人", "名", "人次"):
            return True
        if count.unit and (sign.startswith(count.unit) or sign[0] == count.unit[:1]):
            return True
        if sign[:2] in words or (len(sign) == 1 and sign in words[-4:]):
            return True
    joined = count.lead == "、" or _JOINED.search(count.label)  # 5所小学、3所初中各建食堂1个: of both
    return any(each["all"] for each in found) and count.index == rate.index - 1 and not joined


def _strength(
    rate: Mention, count: Mention, whole: Mention, wholes: list[Mention], counts: list[Mention], *, timed: bool
) -> Strength | None:
    places = sorted((rate.index, count.index, whole.index))
    beside = places[2] - places[0] == 2 or (places[2] - places[0] == 3 and timed)
    here = rate.sentence == whole.sentence and abs(rate.index - whole.index) <= 2
    linked = _linked(rate, count)
    priced = rate.unit == _MONEY and bool(_PRICED.search(rate.head))
    price = priced or (rate.unit == _MONEY and rate.number.role is Role.RATE)
    if not here or not (linked or price):
        return None
    same = [m for m in counts if m is not count and m.segment == rate.segment and _linked(rate, m)]
    if beside and rate.sentence == count.sentence:
        if not linked:
            # 售票12.1万张，票价20元，票款收入242万元: one price, one count, one amount in a row
            alone = priced and len(wholes) == len(counts) == 1 and whole.index > rate.index == count.index + 1
            return Strength.LIKELY if alone and _TOTAL.search(whole.head) else Strength.SLIP
        if (
            same
            or _CUMULATIVE.search(whole.head)
            or abs(rate.segment - whole.segment) + abs(rate.segment - count.segment)
        ):
            return Strength.SLIP
        totals = whole.index > rate.index and _TOTAL.search(whole.head)
        return Strength.FIRM if totals and len(wholes) == 1 else Strength.LIKELY
    if not linked:
        return None
    return Strength.SLIP if count.sentence == rate.sentence and not same else Strength.SOUGHT


def _ways(prose: Prose, rate: Mention, count: Mention, whole: Mention, strength: Strength) -> Iterator[Way]:
    each = in_unit(rate.number, whole.unit) or replace(rate.number, unit=whole.unit)
    span = _MONTH.search(rate.head[-12:])
    if span is not None:
        spoken = whole.head[-10:]
        many = 1 if span[0] in spoken or span[0][1:] + "发" in spoken else _SPANS.get(span["span"])
        if many is not None and (many == 1 or _YEAR.search(spoken) or strength <= Strength.SLIP):
            parts = (count.number, each) if many == 1 else (count.number, each, _times(rate.number, many))
            yield Way(Form.PRODUCT, parts, strength=strength)
        for other in prose.mentions[max(0, rate.index - 4) : rate.index + 4]:
            printed = other.unit in _TIMES or other.tail.startswith(("天", "个月"))
            if printed and other not in (count, whole, rate) and other.sentence == rate.sentence:
                between = min(count.index, rate.index) < other.index < whole.index
                # 开园19天，儿童161人每天10.5元，计32119.5元
                between = between or (whole.index == rate.index + 1 and bool(_TOTAL.search(whole.head)))
                sure = strength if between else min(strength, Strength.SLIP)
                yield Way(Form.PRODUCT, (count.number, each, other.number), strength=sure)
        return
    yield Way(Form.PRODUCT, (count.number, each), strength=strength)


def _times(number: Number, many: int) -> Number:
    value = Decimal(many)
    return replace(number, text=f"{many}", value=value, scale=Decimal(1), unit="", low=value, high=value)
