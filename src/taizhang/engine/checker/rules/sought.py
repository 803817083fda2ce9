"""What no words of the lexicon join: a rate, a change, an average, an amount whose sentence tells figures that would
give it by their units. Tried nearest first; the digits have to prove that they belong together (see `belief`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice

from taizhang.engine.checker.arithmetic import evaluate, half_of, meets, met_by
from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import against, of_each, percent_of, rates, rows_of_parts, traits
from taizhang.engine.checker.rules.differences import is_last
from taizhang.engine.checker.rules.evidence import same_class
from taizhang.engine.checker.rules.nearby import in_unit, likeness
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.checker.words import RATE_UNITS, RELATIVE_UNITS

_LONG, _PAIR, _DIGITS = 8, 2, 3
_ALL, _WIDE = Decimal(100), Decimal(20)
_EXACT = Decimal("0.004")
_BACK, _AFTER, _TRIED, _WAYS = 12, 3, 5, 3
# Told by somebody else, or of what may be at most: nothing of this text gives it.
_GIVEN = re.compile(
    r"目标|标准|不[低高少多]于|不超过?|不足|以[上下内]|限[额值]|全[国省市]|利率|税率|要求|至少|最[高低]|累计增|阈值|比例为"
)
_RATE = re.compile(r"[率比度]|份额|占|完成|达成|分之|进度|覆盖|[一-龥]面")
_BEFORE = re.compile(r"[上去前往]年|同期|上[月周期季届]|(?:[由从较]|比(?![重例率值为]))[^，。;:]*$")
_OWN = re.compile(r"[一-龥]{5,}|^其[中他]|人均|[率量额数值]")  # a change that is told of a thing of its own
_CAME_TO = re.compile(r"(?:至|到|达到?|现为)$")
_ONES = frozenset("个人名件项家户处座张台辆起宗例")
_WHEN = re.compile(
    r"(?:上|前|去|原|本|次)?[一二三四五六七八九十\d]{0,3}(?:月|季度?|周|年|届|期|纪录|对照)[末底初份]?[为是]?"
)
_BARE = re.compile(r"[,，\s]*(?:即|约|为|达)?")
_EACH = re.compile(r"[单每均]|折合|相当于|平摊")
_MORE = re.compile(
    r"(?<![至最不缺])[多少高低][了出分收发用付]?$|(?:高于|低于|高出|低出|多于|少于)[一-龥]{2,10}$|提前$|^[,\s]*$"
)
_SIGN = re.compile(r"平均每?([一-龥])|[每单]([一-龥])|([一-龥])均")
_EACH_SAID = re.compile(r"平均|折合|[每单][一-龥]|[一-龥]均|[为达约]")
_PRICE = re.compile(r"标准|[单均票]价|[每按]|定额")
Ways = Iterable[Way]


# Kinds of relations whose figure is computed from others: where the words surely claim one, no other is sought.
_COMPUTED = frozenset(("percent", "growth", "difference", "average", "ratio", "product"))


def find(prose: Prose, claims: Sequence[Claim]) -> Iterator[Claim]:
    """`claims`: what the words claim, by the other rules."""
    computed: list[Claim] = []
    told: dict[int, Claim] = {}
    added: set[int] = set()
    for claim in claims:
        start = claim.stated.start
        if claim.kind == "sum":
            if start not in added and _is_sure(claim):
                added.add(start)
        elif claim.kind in _COMPUTED:
            computed.append(claim)
            if _is_sure(claim):
                told[start] = claim
    yield from rows_of_parts.find(prose, added)
    yield from of_each.find(prose, *_prices(computed))
    yield from percent_of.split(prose)
    for mention in prose.mentions:
        sure = told.get(mention.start)
        if mention.cell or mention.number.notation == "numerals" or (sure is not None and met_by(sure) is not None):
            continue
        for kind, rule, ways in _asked(prose, mention):
            if sure is not None:
                if kind == sure.kind == "percent":  # a part of another whole; a change on another base is an error
                    sure.ways.extend(islice((way for way in ways if _hits(way, mention)), 1))
                continue
            tried = tuple(islice(ways, _WAYS))
            if tried:
                yield Claim(kind, rule, mention.number, list(tried), mention.head[-6:], quiet=_guessed(tried))
                break


def _prices(computed: Sequence[Claim]) -> tuple[of_each.Told, set[int]]:
    """The products that words claim, by their figures, and the figures of all products and averages that hold or that
    words surely claim."""
    claims = [claim for claim in computed if claim.kind in ("product", "average", "ratio")]
    told: of_each.Told = {}
    met: set[int] = set()
    for claim in claims:
        for place, way in enumerate(claim.ways):
            figures = (claim.stated, *way.parts, *way.base)
            if claim.kind == "product" and len(way.parts) == _PAIR:
                told[frozenset(number.start for number in figures)] = (claim, place)
            if meets(way, claim.stated):
                met.update(number.start for number in figures)
            elif way.strength > Strength.SLIP:
                met.add(claim.stated.start)
    return told, met


def _hits(way: Way, stated: Mention) -> bool:
    """It holds, of figures so long that few would."""
    found = evaluate(way, stated.number)
    if found is None or not way.holds or not stated.number.amount:
        return False
    low, high, _ = found
    width = max(high - low + stated.number.high - stated.number.low, 2 * half_of(stated.number))
    return width <= abs(stated.number.amount) * _EXACT


def _guessed(ways: Sequence[Way]) -> bool:
    return all(way.strength is Strength.SOUGHT for way in ways)


def _is_sure(claim: Claim) -> bool:
    """Whether the words say which figures are meant, or those that they leave open meet."""
    return met_by(claim) is not None or any(
        way.strength > Strength.SLIP and _may_be(way, claim.stated) for way in claim.ways
    )


def _may_be(way: Way, stated: Number) -> bool:
    """Of about the size that is stated, and a share of no more than all."""
    found = evaluate(way, stated)
    if found is None or not stated.amount:
        return True
    if way.form is Form.SHARE and found[2] > _ALL >= stated.amount:
        return False
    return way.form is not Form.QUOTIENT or abs(stated.amount) / _WIDE < abs(found[2]) < abs(stated.amount) * _WIDE


def _asked(prose: Prose, mention: Mention) -> Iterator[tuple[str, str, Ways]]:
    head = mention.head[-12:]
    if mention.number.role not in (Role.QUANTITY, Role.RATE) or _GIVEN.search(head):
        return
    if mention.unit in ("%", "‰", "倍"):
        yield "percent", "share.of_amount", percent_of.ways(prose, mention)
        if mention.delta or _after_change(prose, mention):
            yield "growth", "growth.two_times", _rates(prose, mention)
        elif mention.unit == "倍":
            yield "ratio", "ratio.times", _times(prose, mention)
        elif _RATE.search(head) and not (mention.is_base or _BEFORE.search(head) or rates.GROSS.search(head)):
            yield "percent", "share.rate", _shares(prose, mention)
    elif _MORE.search(head) and mention.number.amount:
        yield "difference", "difference.against", against.ways(prose, mention)
        if mention.delta:
            yield "difference", "difference.two_levels", _differences(prose, mention)
    elif mention.averaged or _EACH.search(head):
        yield "average", "average.per", _averages(prose, mention)
    elif mention.delta:
        yield "difference", "difference.two_levels", _differences(prose, mention)
    elif mention.counts and mention.lead in ("，", ";") and len(head.strip()) < _LONG:
        yield "difference", "difference.left", _left(prose, mention)
    if mention.counts and mention.unit == "元":
        yield "product", "product.standard", _products(prose, mention)


def _after_change(prose: Prose, rate: Mention) -> bool:
    """增4446，7.80%: the rate of the change right before it."""
    before = prose.mentions[rate.index - 1] if rate.index else rate
    return (
        bool(before.delta)
        and before.unit not in RATE_UNITS
        and before.segment == rate.segment
        and bool(_BARE.fullmatch(rate.head))
    )


def _near(prose: Prose, mention: Mention, fits: Callable[[Mention], bool], *, far: bool = True) -> list[Mention]:
    """Those in the bracket right after it first, then those before in its sentence, nearest first."""
    found: list[Mention] = []
    for after in prose.mentions[mention.index + 1 : mention.index + 1 + _AFTER]:
        opened = after.lead == "(" if not found else after.bracket == found[-1].bracket
        if after.depth != mention.depth + 1 or not opened:
            break
        found.append(after)
    inside = [m for m in found if fits(m)]
    told = reversed(prose.mentions[max(0, mention.index - _BACK) : mention.index])
    back = [m for m in told if m.depth <= mention.depth and fits(m)]
    here = [m for m in back if m.sentence == mention.sentence]
    if far and len(here) + len(inside) < _PAIR:  # its sentence tells too few: the one before
        here = [m for m in back if mention.sentence - m.sentence < _PAIR and m.paragraph == mention.paragraph]
    return inside + here[:_TRIED]


def _is_level(mention: Mention) -> bool:
    return mention.is_level and mention.number.notation != "numerals" and bool(mention.number.amount)


def _pairs(near: Sequence[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Two by two, the nearest first."""
    return iter(sorted(combinations(near, 2), key=lambda two: near.index(two[0]) + 2 * near.index(two[1])))


def _differences(prose: Prose, change: Mention) -> Iterator[Way]:
    unit = "%" if change.unit in POINTS else change.unit
    near = _near(prose, change, lambda m: _is_level(m) and m.unit == unit)
    after = prose.mentions[change.index + 1 : change.index + 2]
    near[:0] = [m for m in after if m.unit == unit and m.segment == change.segment and _CAME_TO.match(m.head.strip())]
    own = prose.mentions[change.index - 1]
    beside = own in near and own.segment == change.segment and not is_last(own)
    for last, now in _pairs(near):
        if beside and own not in (now, last) and own.segment != now.segment:
            continue  # 出口214.3亿元，增加22.9亿元: of what stands right before it
        # 上半年92.4%，比去年同期提高0.7个百分点: of what is not told.
        untold = _BEFORE.search(change.head) and not any(is_last(m) or m.is_base for m in (now, last))
        if now.number.amount != last.number.amount and change.number.amount and not untold:
            yield Way(Form.DIFFERENCE, (now.number,), (last.number,), _compared(prose, now, last, change))


def _compared(prose: Prose, one: Mention, two: Mention, change: Mention) -> Strength:
    """运量192.36万吨，上周185.10万吨，增7.62万吨，升3.9%: now, then, and right after them the change; where the rate of
    it is that of the two as well, they are surely meant."""
    now, last = (one, two) if one.index < two.index else (two, one)
    beside = now.index + 1 == last.index == change.index - 1 and now.segment == last.segment == change.segment
    if (
        not beside
        or change.lead != "，"
        or last.lead != "，"
        or _OWN.search(change.head.strip())
        or "其中" in last.label
    ):
        return Strength.SOUGHT
    rises = now.number.amount > last.number.amount
    if change.delta and rises != (change.delta > 0):
        return Strength.SOUGHT
    others = prose.mentions[change.index + 1 : change.index + 2]
    for rate in others:
        way = Way(Form.GROWTH_OVER, (now.number,), (last.number,), sign=1 if rises else -1)
        if rate.unit == "%" and rate.segment == change.segment and meets(way, rate.number):
            return Strength.FIRM
    return Strength.LIKELY


def _rates(prose: Prose, rate: Mention) -> Iterator[Way]:
    near = _near(
        prose,
        rate,
        lambda m: m.number.role in (Role.QUANTITY, Role.RATE) and m.unit not in RELATIVE_UNITS,
    )
    near = [m for m in near if m.number.amount and m.number.notation != "numerals"]
    levels = [m for m in near if not m.delta]
    for one, two in _pairs(near):
        if one.unit != two.unit:
            continue
        later, earlier = (one, two) if one.index > two.index else (two, one)
        if later.delta and not earlier.delta:
            strength = _told_as(prose, levels, later, rate)
            if earlier.is_base or is_last(earlier):
                yield Way(Form.CHANGE_OF, (later.number,), (earlier.number,), Strength.SOUGHT, later.delta)
            else:
                yield Way(Form.GROWTH_BY, (earlier.number,), (later.number,), strength, later.delta)
        elif not later.delta and not earlier.delta:
            sign = rate.delta or (1 if earlier.number.amount > later.number.amount else -1)
            strength = _before_rate(prose, earlier, later, rate)
            yield Way(Form.GROWTH_OVER, (earlier.number,), (later.number,), strength, sign)


def _told_as(prose: Prose, levels: Sequence[Mention], change: Mention, rate: Mention) -> Strength:
    """投诉326件，同比减少61件，降15.8%: the level, its change and right after it the rate."""
    now = prose.mentions[change.index - 1] if change.index else change
    beside = change.index + 1 == rate.index and now in levels and now.segment == rate.segment == change.segment
    if beside and now.unit == change.unit and rate.lead == "，" and not _OWN.search(rate.head.strip()):
        return Strength.LIKELY
    return Strength.SOUGHT


def _before_rate(prose: Prose, now: Mention, last: Mention, rate: Mention) -> Strength:
    """Now, then and the rate right after them, or after a change that is the difference of the two."""
    if now.index + 1 != last.index or now.segment != rate.segment or _OWN.search(rate.head.strip()):
        return Strength.SOUGHT
    if (
        last.index + 1 == rate.index
        and last.lead == rate.lead == "，"
        and (is_last(last) or _WHEN.fullmatch(last.head.strip()))
    ):
        return Strength.LIKELY
    if last.index + 2 == rate.index and rate.lead == "，":
        change = prose.mentions[last.index + 1]
        told = Way(Form.DIFFERENCE, (now.number,), (last.number,))
        return Strength.FIRM if change.unit == now.unit and meets(told, change.number) else Strength.SOUGHT
    return Strength.SOUGHT


def _shares(prose: Prose, share: Mention) -> Iterator[Way]:
    # 综合服务社174个，覆盖168个行政村: a figure with its own thing after it counts another.
    near = _near(prose, share, lambda m: _is_count(m) and m.unit not in RATE_UNITS and m.tail.strip() in ("", m.unit))
    for one, two in _pairs(near):
        if one.unit == two.unit and abs(one.index - two.index) == 1:
            # 寄宿生8317人、走读生28155人，寄宿率22.8%: of both together.
            ways = [Way(Form.SHARE, (m.number,), (one.number, two.number), Strength.SOUGHT) for m in (two, one)]
            together = [way for way in ways if meets(way, share.number)]
            if together:
                yield from together if max(one, two, key=_place).lead == "、" else ()
                continue
        if one.unit == two.unit or _alike(one.unit, two.unit):
            part, whole = sorted((one, two), key=lambda m: m.number.amount)
            if share.number.amount > 100:
                part, whole = whole, part
            yield Way(Form.SHARE, (part.number,), (whole.number,), _told_with(share, part, whole))


def _told_with(share: Mention, part: Mention, whole: Mention) -> Strength:
    """衔接1206名、成功1171名，衔接率97.1%: right before their rate, or in the bracket after it, and named in it."""
    first, second = sorted((part, whole), key=lambda m: m.index)
    inside = first.index == share.index + 1 and second.index == share.index + 2
    before = first.index == share.index - 2 and second.index == share.index - 1 and first.segment == share.segment
    named = likeness(share.head[-8:], part.number.subject) or likeness(share.head[-8:], whole.number.subject)
    if part.unit != whole.unit:
        return Strength.SOUGHT
    if inside:
        return Strength.LIKELY
    return Strength.SLIP if before and named and part.depth == whole.depth == share.depth else Strength.SOUGHT


def _alike(one: str, two: str) -> bool:
    """艘 and 艘次, 托位 in 个 and 收托 in 名: both count things or persons."""
    return bool(one and two) and (
        same_class(one, two) or one.startswith(two) or two.startswith(one) or {one, two} <= _ONES
    )


def _times(prose: Prose, times: Mention) -> Iterator[Way]:
    """在保余额9.18亿元，净资产3.05亿元，放大倍数3.01倍."""
    for one, two in _pairs(_near(prose, times, lambda m: _is_level(m) and m.unit not in RELATIVE_UNITS)):
        if one.unit == two.unit:
            small, large = sorted((one, two), key=lambda m: m.number.amount)
            yield Way(Form.QUOTIENT, (large.number,), (small.number,), Strength.SOUGHT)


def _left(prose: Prose, left: Mention) -> Iterator[Way]:
    """收入326.4万元，成本187.9万元，纯收入138.5万元: what is left when the second is taken off the first."""
    told = reversed(prose.mentions[max(0, left.index - 3) : left.index])
    near = [m for m in told if m.unit == left.unit and m.sentence == left.sentence and m.depth == left.depth]
    if any(is_last(m) for m in near) and not (left.time_told or _BEFORE.search(left.head)):
        yield from (way for way in _differences(prose, left) if way.strength > Strength.SOUGHT and _of_last(near, way))
    near = [m for m in near if m.counts]
    if len(near) < _PAIR or len(left.number.value.as_tuple().digits) < _DIGITS:
        return
    if near[0].lead in ("，", ")，", ";") and not rows_of_parts.is_total(left):
        second, first = near[:2]
        floors = traits.ground_and_floors(first.number.subject, [second.number.subject])
        if not floors and first.number.amount > max(second.number.amount, left.number.amount):
            yield Way(Form.DIFFERENCE, (first.number,), (second.number,), Strength.SOUGHT)


def _of_last(near: Sequence[Mention], way: Way) -> bool:
    """单价7.28元，上年8.02元，便宜0.74元: whatever the word, of a figure and that of a time before."""
    starts = {number.start for number in (*way.parts, *way.base)}
    return any(m.start in starts and is_last(m) for m in near)


def _place(mention: Mention) -> int:
    return mention.index


def _is_count(mention: Mention) -> bool:
    return mention.counts and mention.number.amount > 1 and mention.number.notation != "numerals"


def _averages(prose: Prose, average: Mention) -> Iterator[Way]:
    near = _near(prose, average, _is_count, far=False)
    for one, two in _pairs(near):
        inside = min(one.index, two.index) > average.index
        for amount, count in ((one, two), (two, one)):
            divided = in_unit(amount.number, average.unit)
            if divided is None and (inside or _holds(amount.unit, average.unit)) and amount.unit != "元":
                divided = amount.number  # 26.6天（出院2487人次，占用66153床日）
            if divided is not None and count.unit not in (amount.unit, "元"):
                alone = not any(m.unit == count.unit and m is not count for m in near)  # 210亩，其中126亩，…，每亩
                named = alone and _over(average, count, amount) and amount.segment == count.segment
                strength = Strength.LIKELY if named or (inside and alone) else Strength.SOUGHT
                yield Way(Form.QUOTIENT, (divided,), (count.number,), strength)


def _holds(unit: str, of: str) -> bool:
    """台班 holds 台, 床日 日: a unit made up of two."""
    return bool(of) and len(unit) > len(of) and of in unit


def _over(average: Mention, count: Mention, amount: Mention) -> bool:
    """张产, 每场, 单船缺陷: the sign that it is told over is in the unit or the name of the count, and what else it
    names is the amount."""
    found = _SIGN.search(average.head.strip()[-6:])
    sign = found[1] or found[2] or found[3] if found is not None else ""
    if not sign or not (sign in count.unit or sign in count.number.subject[-3:]):
        return False
    rest = _EACH_SAID.sub("", average.head[-12:]).strip()
    return not rest or bool(likeness(rest, amount.number.subject))


def _products(prose: Prose, amount: Mention) -> Iterator[Way]:
    def price(m: Mention) -> bool:
        return m.unit == "元" and (m.number.role is Role.RATE or m.averaged or bool(_PRICE.search(m.head[-8:])))

    near = _near(prose, amount, lambda m: price(m) or (m.counts and m.unit != "元" and m.number.amount > 1), far=False)
    for one, two in _pairs(near):
        if price(one) != price(two):
            yield Way(Form.PRODUCT, (one.number, two.number), strength=Strength.SOUGHT)
