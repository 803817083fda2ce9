"""Averages: 班均, 平均每条线路, 每百名学生. An amount over a count; how sure depends on whether the words after 每 name
the count, and on how near the two stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Strength, Way
from taizhang.engine.checker.rules import any_average, given, own_counts, products, second_look, yearly
from taizhang.engine.checker.rules.any_average import Per, beside_each_other, over, scoped, whole_of
from taizhang.engine.checker.rules.nearby import in_unit, likeness, name
from taizhang.engine.checker.rules.over_what import counted, cue_of, per_of
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import LAST_YEAR

_LAST = re.compile("|".join(LAST_YEAR))
_MANY = re.compile(r"每?(?:[百十千]万|[百千万])(?=[一-龥])")
_MANY_SIGNS = frozenset("每百十千万")  # with one of which it begins
_SENTENCE, _REACH, _FAR = 30, 60, 1500


def find(prose: Prose) -> Iterator[Claim]:
    claims = list(_first(prose))
    yield from claims
    yield from second_look.find(prose, claims)


def _first(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        role = mention.number.role
        claim: Claim | None = None
        if role is Role.RATE:
            yield from products.paid(prose, index)
        if mention.averaged and role in (Role.QUANTITY, Role.RATE) and (not mention.delta or "年均" in mention.head):
            claim = products.product(prose, index) or _average(prose, mention)
            kind, rule = ("ratio", "ratio.per_hundred") if _MANY.search(mention.head) else ("average", "average.per")
            if claim is None or claim.kind in ("average", "ratio"):
                claim = given.added(prose, mention, claim, kind, rule)
        elif mention.counts and mention.head.lstrip()[:1] in _MANY_SIGNS and _MANY.match(mention.head.lstrip()):
            claim = given.added(prose, mention, None, "ratio", "ratio.per_hundred")
        elif role is Role.RATE or "各" in mention.head or "单" in mention.head or "亩" in mention.head[-6:]:
            claim = products.product(prose, index)
        if claim is not None:
            yield claim


def _average(prose: Prose, average: Mention) -> Claim | None:
    per = per_of(average)
    if per is None or average.head.endswith(("由", "从", "相差", "差")):  # 每班相差4.5人: of two averages
        return None  # 时限平均由12.6天压到5.3天: of a time that is not told
    before = [
        m for m in reversed(prose.mentions[max(0, average.index - _SENTENCE) : average.index])
        if average.paragraph == m.paragraph
    ]  # fmt: skip
    here = [m for m in before if m.sentence == average.sentence]
    ways: list[Way] = []
    amounts = [m for m in here if _is_amount(per, m, average)]
    amounts = [m for m in amounts if m.depth <= average.depth or not _LAST.search(m.head)]  # 1327起（上年1539起），每…
    amounts.sort(key=lambda m: m.is_base or bool(_LAST.search(m.head)))
    if any_average.in_one_row(amounts):
        amounts = amounts[-1:] + amounts[:-1]  # what a row divides comes before it: the average is over all of it
    whose = per.noun.partition("的")[0]
    if len(whose) > 1 and any(whose in name(m) for m in amounts):
        amounts.sort(key=lambda m: whose not in name(m))  # 家庭户人口 before 集体户人口
    if len(per.scope) > 1:
        amounts.sort(key=lambda m: not scoped(prose, m, per.scope))  # 集体访18批241人次，…，集体访批均13.4人次
    if len(amounts) > 1 and "其中" in prose.gap(amounts[0]) and amounts[1].index == amounts[0].index - 1:
        amounts[:2] = amounts[1::-1]  # 救护车54辆，其中负压车11辆，每站平均1.6辆
    amounts = _amount_in_bracket(prose, per, average) + amounts
    for position, amount in enumerate(amounts[:4]):
        beside = _in_bracket(prose, per, average)
        if beside is not None:
            ways.append(over(per, average, amount, beside, Strength.OPEN if position else Strength.LIKELY))
        ways.extend(_ways(per, average, amount, before, position))
    ways.sort(key=lambda way: -way.strength)
    if ways and ways[0].strength is Strength.FIRM:
        # Another count of that unit beside it may be meant: 新建17所，移交14所，增加学位4590个，所均270个.
        ways = [ways[0], *_else(per, average, amounts, here, ways[0])]
    else:
        told = {(way.parts[0].start, way.base[0].start) for way in ways}
        for way in (
            *_of_that_name(per, average, before),
            *_of_wholes(per, average, before),
            *_named_amounts(prose, per, average),
            *_of_name(prose, per, average),
            *_told_far(prose, per, average),
            *_around(prose, per, average),
        ):
            if (way.parts[0].start, way.base[0].start) not in told:
                told.add((way.parts[0].start, way.base[0].start))
                ways.append(way)
        ways.sort(key=lambda way: -way.strength)
        ways.extend(_else(per, average, amounts, here, ways[0]) if ways else ())
    if not ways:
        ways = list(any_average.ways(prose, average))
    if per.many == 1:
        ways = [beside_each_other(way, prose, average) for way in ways]
    divided = _divided(per, here, average)
    # 救助23445人次，年人均救助328.05元: of persons, who may have come more than once
    once = {m.start for m in before if m.unit == "人次"} if per.cue.startswith("人均") else set()
    ways = [
        replace(way, strength=Strength.SLIP) if way.base[0].start in once and way.strength > Strength.SLIP else way
        for way in ways
    ]
    norm = average.number.notation == "range"  # 每室吸纳15至20人: what is meant to be, not what came out
    ways = [replace(way, strength=Strength.OPEN) if norm or way.parts[0].start in divided else way for way in ways]
    years = yearly.told_years(prose, per.cue, average)
    if years is not None:
        ways = yearly.over_years(average, here, years)
    kind, rule = ("ratio", "ratio.per_hundred") if per.many > 1 else ("average", "average.per")
    if ways and rule == "average.per" and _is_named(per, average, before, ways[0]):
        rule = "average.named"
    return Claim(kind, rule, average.number, ways[:24], per.cue) if ways else None


def _is_named(per: Per, average: Mention, before: Sequence[Mention], way: Way) -> bool:
    """Whether the words leave no other figures to choose from, wherever they stand."""
    if way.strength < Strength.LIKELY:
        return False
    told = {m.start: m for m in before}
    amount, count = told.get(way.parts[0].start), told.get(way.base[0].start)
    if amount is None or count is None:
        return False
    rivals = [m for m in before if m.counts and m is not amount and m.unit in per.units]
    if own_counts.own(amount, rivals) is count:
        return amount.index == average.index - 1
    thing = re.sub(r"[为达约]", "", per.thing)
    if thing and thing not in name(amount):
        return False  # 藏书7.2万册，生均纸质图书28.4册: of some of them
    called = [m for m in before if thing and thing in m.number.subject and _is_amount(per, m, average)]
    beside = amount.index == average.index - 1 and amount.segment == average.segment
    if not beside and called != [amount]:
        return False  # 生均建筑面积12.8平方米 tells which of the areas it is of
    return own_counts.is_only(count, [m for m in rivals if counted(per, m, average) > 1])


def _of_that_name(per: Per, average: Mention, before: Sequence[Mention]) -> Iterator[Way]:
    """家庭户294617户、集体户…，家庭户人口703095人。平均每个家庭户的人口: the only two that bear the whole name."""
    whose = per.noun.partition("的")[0]
    told = [m for m in before if len(whose) > 2 and m.counts and whose in m.number.subject]
    counts = [m for m in told if counted(per, m, average) > 1 and m.number.subject.endswith(whose)]
    amounts = [m for m in told if m not in counts and _is_amount(per, m, average)]
    if len(counts) == len(amounts) == 1:
        yield over(per, average, amounts[0], counts[0], Strength.LIKELY)


def _of_wholes(per: Per, average: Mention, before: Sequence[Mention]) -> Iterator[Way]:
    """培训51期，参训5496人次：…。平均每期107.8人次."""
    if any(m.sentence == average.sentence for m in before):
        return
    pairs = [
        (two, one) if counted(per, one, average) > 1 else (one, two)
        for one, two in own_counts.wholes(before[::-1], average)
    ]
    pairs = [both for both in pairs if counted(per, both[1], average) > 1 and _is_amount(per, both[0], average)]
    for amount, count in pairs[:1] if len(pairs) == 1 else ():
        yield over(per, average, amount, count, Strength.LIKELY)


def _else(per: Per, average: Mention, amounts: Sequence[Mention], here: Sequence[Mention], first: Way) -> Iterator[Way]:
    """What its sentence may mean besides: 案件331起，超限214起，…卸载1819吨，每起8.5吨 is over those of one kind;
    37户41人，…，临时救助26人次，户均1.1人 is of the persons."""
    near = [m for m in here if m.segment == average.segment]
    if {first.parts[0].start, first.base[0].start} <= {m.start for m in near}:
        here = near  # 1班48人，总分4110分，平均85.6分；2班…: of its own segment, where both stand there
    counts = [m for m in here if m.counts and m.unit == first.base[0].unit]
    for amount in [m for m in amounts if m in here][:4]:
        for count in counts:
            if amount is not count and (amount.number, count.number) != (first.parts[0], first.base[0]):
                yield over(per, average, amount, count, Strength.OPEN)


def _divided(per: Per, here: Sequence[Mention], average: Mention) -> set[int]:
    """水稻12.6万亩，总产7.1万吨，亩产563公斤；玉米4.2万亩，亩产486公斤: the tons of the rice have their average."""
    others = [m for m in here if m.averaged and m.unit == average.unit and m.segment != average.segment]
    others = [m for m in others if (told := per_of(m)) is not None and told.cue == per.cue]
    return {m.start for m in here for other in others if m.segment == other.segment and m.index < other.index}


def _is_amount(per: Per, mention: Mention, average: Mention) -> bool:
    """What may have been divided: a level of the same unit, a daily one too (日均接送5460人次，车均130人次)."""
    if _EACH_GIVEN.search(mention.head) or (mention.averaged and cue_of(mention) == per.cue):
        return False  # 生均占地28.5平方米，生均建筑面积12.8平方米: neither is divided once more
    if average.time_told and mention.time != average.time and _YEAR.search(average.time):
        return False  # 2021年亩产421公斤
    short = mention.delta < 0 and _SHORT.search(mention.head) and average.index == mention.index + 1
    if (
        not (mention.is_level or short)
        or (mention.averaged and mention.unit == "元")
        or mention.head.endswith("均")
        or mention.number.role is not Role.QUANTITY
    ):
        return False
    if per.many > 1 and mention.unit == "人" and likeness(_HAVING.sub("", per.noun), name(mention)) < 2:
        # 骨干教师318人，每百名学生拥有1.06人: what stands right before it, and is no pupil
        beside = average.index == mention.index + 1 and average.segment == mention.segment
        return beside and counted(per, mention, average) < 2 and "生" in per.noun and average.unit == "人"
    alike = (
        mention.unit in (average.unit, average.unit + "次", "人" + average.unit)
        or in_unit(mention.number, average.unit) is not None
    )
    if average.unit == "公里":
        alike = mention.unit in ("吨公里", "人公里") if "运距" in per.cue else alike
    return alike and (average.unit != "分" or "总" in mention.head)


def _ways(per: Per, average: Mention, amount: Mention, before: Sequence[Mention], position: int) -> Iterator[Way]:
    scored = [(counted(per, m, average), m) for m in before if m.counts and m is not amount]
    named = [m for score, m in scored if score > 1]
    best = max((score for score, _ in scored), default=0)
    tried: set[int] = set()
    last_year = amount.is_base or bool(_LAST.search(amount.head))
    own = own_counts.own(amount, [m for score, m in scored if score and m.unit in per.units])
    for score, near in sorted(scored, key=lambda both: (both[1] is not own, -both[0])):
        count = near if near is own else whole_of(near, before)
        if not score or count is amount or count.start in tried or len(tried) > 3:
            continue
        tried.add(count.start)
        close = amount.segment == count.segment == average.segment
        same = count.sentence == average.sentence
        first = not position and len(tried) == 1 and not last_year
        beside = score == 3 and any_average.stands_beside(count, amount)
        if (
            score == 3
            and not beside
            and any(any_average.stands_beside(count, m) for m in before if m.unit == amount.unit)
        ):
            strength = Strength.OPEN  # 家庭户294617户、703095人，集体户…人，平均每个家庭户: its own persons
        elif (first and close and (score > 1 or best < 2)) or beside:
            strength = Strength.FIRM if close else Strength.LIKELY
        elif first and score > 1 and (same or len({m.start for m in named}) == 1):
            strength = Strength.LIKELY
        elif (first or score > 1) and (same or first) and not last_year:
            strength = Strength.SLIP
        else:
            strength = Strength.OPEN if last_year else Strength.SOUGHT
        if own is not None and not last_year and not beside:
            strength = (
                Strength.OPEN if near is not own else Strength.OPEN if position else max(strength, Strength.LIKELY)
            )
        if _other(per, amount, count, close):
            strength = Strength.OPEN
        yield over(per, average, amount, count, strength)


def _other(per: Per, amount: Mention, count: Mention, close: bool) -> bool:
    """义务教育阶段生均校舍 is over the pupils of that stage: neither of two figures that do not tell of it."""
    words = name(amount) + name(count)
    told = _MONEY.search(per.thing) if amount.unit == "元" else None
    if told and told[0] not in name(amount) and _MONEY.search(name(amount)):
        return True
    if re.search(r"[类型级]$", per.scope) and per.scope[:2] not in words:
        return True
    some = set(_SOME.findall(amount.head + count.head))
    if close:
        some.discard("累计")  # 疫情4起，累计病例53例，起均13.3例
    if set(_SOME.findall(per.scope + per.thing + per.noun)) != some:
        return True
    if len(per.scope) > 1 and not likeness(per.scope, words) and not close:
        return True
    if _SCOPE.search(per.scope) and not any(found in words for found in _SCOPE.findall(per.scope)):
        return True
    thing = re.sub(r"[为达约]", "", per.thing)
    return bool(thing) and not close and not likeness(thing, words)


_SHORT = re.compile(r"(?:缺口|缺额|短缺)(?:为|达)?$")  # 缺口11830平方米，校均1971.7平方米
_YEAR = re.compile(r"\d{4}年|[上去]年")
_HAVING = re.compile(r"^(?:口|平均|拥有|占有|有|配备|配置)+")
_EACH_GIVEN = re.compile(r"各(?:奖励?|补助?|拨付?|发放?|给予?|安排|投入)?$")
_MONEY = re.compile(r"收入|支出|消费|产值|生产总值|工资|税收|补助|利润|费用|捐款")
# A part of the time, or more than it.
_SOME = re.compile(r"高峰|最[高低多少大小]|[旺淡]季|周末|节假|假期|峰值|单日|累计")
_SCOPE = re.compile(r"义务教育|小学|初中|高中|中职|高校|幼儿|全[国省市县]|城|乡|公办|民办|普通")


def _in_bracket(prose: Prose, per: Per, average: Mention) -> Mention | None:
    """日均1350人次（开放360天）: what it was divided by stands in the bracket after it."""
    for after in prose.mentions[average.index + 1 : average.index + 2]:
        if after.depth > average.depth and after.counts and counted(per, after, average):
            return after
    return None


def _amount_in_bracket(prose: Prose, per: Per, average: Mention) -> list[Mention]:
    """普查员412名，人均登记57.7户（清查23786户）: what was divided stands in the bracket after it."""
    after = prose.mentions[average.index + 1 : average.index + 2]
    after = [m for m in after if not _ELSEWHERE.match(m.head)]  # 生均5.6平方米（全省6.5平方米）
    after = [m for m in after if m.lead[:1] == "("]  # 人均640元，均为上级资金（市本级37.06万元）: of the money
    return [m for m in after if m.depth > average.depth and m.counts and _is_amount(per, m, average)]


_ELSEWHERE = re.compile(r"全[国省市县]|[上去]年|同期|标准|要求|目标|计划|原")


def _named_amounts(prose: Prose, per: Per, average: Mention) -> Iterator[Way]:
    """人均接待费, 平均每名教师负担学生, 培训费人均: the amount is told before by that name, the count beside."""
    want = per.noun[-2:] if len(per.noun) > 3 else re.sub(r"[为达约]", "", per.thing) or per.scope
    near = prose.mentions[max(0, average.index - _SENTENCE) : average.index + 3]
    counts = [m for m in near if m.sentence == average.sentence and m.counts and counted(per, m, average) > 1]
    if len(want) < 2 or not counts:
        return
    found = 0
    for amount in reversed(near):
        if amount.index >= average.index or average.paragraph - amount.paragraph > 1 or amount in counts:
            continue
        words = amount.number.subject
        if not _is_amount(per, amount, average) or not amount.counts or not words:
            continue
        if want in words or (words in want and len(words) > 2):
            found += 1
            sure = found == 1 and not _LAST.search(amount.head)
            yield over(per, average, amount, counts[-1], Strength.LIKELY if sure else Strength.SOUGHT)


def _of_name(prose: Prose, per: Per, average: Mention) -> Iterator[Way]:
    """城南小学班均45个: amount and count stand where that name was told first."""
    if len(per.scope) < 3:
        return
    place = prose.plain.rfind(per.scope, max(0, average.start - _FAR), max(0, average.start - len(average.head)))
    if place < 0:
        return
    told = [m for m in prose.mentions[max(0, average.index - _REACH) : average.index] if m.start > place]
    told = [m for m in told if m.segment == told[0].segment]
    counts = [m for m in told if m.counts and counted(per, m, average) > 1]
    amounts = [m for m in told if _is_amount(per, m, average) and m.counts and m not in counts]
    for amount in amounts[:2]:
        for count in counts[:2]:
            if amount is not count:
                alone = len(amounts) == len(counts) == 1
                yield over(per, average, amount, count, Strength.LIKELY if alone else Strength.SOUGHT)


def _told_far(prose: Prose, per: Per, average: Mention) -> Iterator[Way]:
    """The count in a paragraph before (在校学生1008人 … 占地18600平方米，生均18.5平方米), or both after the average."""
    near = prose.mentions[max(0, average.index - _REACH) : average.index]
    amounts = [m for m in reversed(near) if m.sentence == average.sentence and _is_amount(per, m, average)][:1]
    counts = [m for m in reversed(near) if m.counts and m.paragraph != average.paragraph] if amounts else []
    counts = [m for m in counts if m.whole is None and counted(per, m, average) > 1]
    for amount in amounts:
        for count in counts[:3]:
            alone = len(counts) == 1 or (len(per.noun) > 1 and counted(per, count, average) == 3)
            open_ = amount is count or _other(per, amount, count, amount.index == average.index - 1)
            yield over(per, average, amount, count, Strength.SLIP if alone and not open_ else Strength.SOUGHT)
    if amounts:
        return
    after = [m for m in prose.mentions[average.index + 1 : average.index + 5] if m.segment == average.segment]
    after = [m for m in after if m.number.notation != "range"]  # 平均班额39.7人，56—65人的大班额12个
    for amount in [m for m in after if _is_amount(per, m, average) and m.counts and not _SOME.search(m.head)][:1]:
        for count in [m for m in after if m is not amount and m.counts and counted(per, m, average) > 1][:1]:
            yield over(per, average, amount, count, Strength.LIKELY)


def _around(prose: Prose, per: Per, average: Mention) -> Iterator[Way]:
    """Amount and count anywhere near, told before or after the average: 生均占地28.4平方米；占地…平方米，学生…人."""
    near = [
        m for m in prose.mentions[max(0, average.index - 12) : average.index + 6]
        if m is not average and abs(m.paragraph - average.paragraph) <= 1 and m.counts
    ]  # fmt: skip
    divided = {m.index for m in near if _is_amount(per, m, average)}
    if not divided:
        return
    sure = {m.index: counted(per, m, average) for m in near}
    near.sort(key=lambda m: (-sure[m.index], -likeness(per.scope, name(m)), abs(m.index - average.index)))
    scope = _SCOPE.search(per.scope)
    amounts = [m for m in near if m.index in divided]
    counts = [m for m in near if sure[m.index]]
    only = len(amounts) == 1 and len([m for m in counts if sure[m.index] > 1]) == 1
    for amount in amounts[:6]:
        for count in counts[:6]:
            if count is not amount:
                told = [scope is not None and scope[0] in m.head + m.tail for m in (amount, count)]
                alone = only and sure[count.index] > 1 and max(amount.index, count.index) < average.index
                same = (all(told) or (alone and scope is None)) and amount.paragraph == average.paragraph
                same = same and not _other(per, amount, count, alone and len(per.scope) < 3)
                own = len(per.scope) > 1 and per.scope[:2] in name(count) and abs(amount.index - average.index) == 1
                own = own and not _LAST.search(amount.head)
                after = amount.index == average.index + 1 and amount.segment == average.segment
                after = after and sure[count.index] > 1 and count.unit in per.units
                # 人均管护2144亩，管护面积128.2万亩; 站均1230人次，共2.46万人次
                thing = re.sub(r"[为达约]", "", per.thing)
                named = len(thing) > 1 and thing[:2] in name(amount)
                after = after and (named or amount.head.strip(" ,") in ("共", "合计"))
                own = own or (after and count.sentence == average.sentence)
                own = own and amount.segment == average.segment  # 早稻7.85万亩 … 早稻单产412.6公斤、总产3.24万吨
                strength = Strength.LIKELY if own else Strength.SLIP if same else Strength.SOUGHT
                yield over(per, average, amount, count, strength)
