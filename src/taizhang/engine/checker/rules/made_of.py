"""Which figures an average may be made of, wherever they stand: every amount of its unit over every count that its
words may mean, weighed by name, place and what other averages near are made of. A reader takes the pair that fits best;
a pair that is met explains the average, and only where one pair stands out does a miss prove anything."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.each import MEASURES
from taizhang.engine.checker.relations import Strength, Way
from taizhang.engine.checker.rules.any_average import Per, over
from taizhang.engine.checker.rules.nearby import in_unit, likeness, name
from taizhang.engine.checker.rules.over_what import counted, cue_of, per_of
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import LAST_YEAR

_BACK, _AFTER, _TRIED, _FIRST = 45, 6, 6, 6
_SHARED, _HIGH, _ALONE, _MIDDLE, _LOW = 300, 9.0, 7.0, 5.0, 3.0
_STAGES = re.compile(r"小学|初中|高中|中职|幼儿园|城区|农村|公办|民办|寄宿|城镇|[一-龥]{2,3}[镇乡](?![村镇居])")
_DAILY = re.compile(r"[日天月年]均|平均每[日天月年]|每[日天月年]")
_STANDARD = re.compile(r"达到|标准|要求|不[低高少多]于|不超过|至少|最[高低]|目标|应")
_THAN = re.compile(r"[比较](?![例重值率赛分])")
_YEAR = re.compile(r"\d{4}年|[上去]年")
_VAGUE = ("numerals", "range")
_SPENT = re.compile(r"消费|花费|支出|收入|费用|投入|金额|营收")
_SOME = re.compile(r"高峰|最[高低多少大小]|[旺淡]季|周末|节假|峰值|单日|累计")
Pair = tuple[float, Mention, Mention]


def ways(
    prose: Prose, average: Mention, made: Sequence[tuple[int, str, int, int]],
    paid: Collection[tuple[int, int]],
) -> list[Way]:  # fmt: skip
    """`made`: of averages that are met, where they stand, their unit, and where their amount and their count stand;
    `paid`: amounts and counts of prices that are met."""
    per = per_of(average)
    if per is None or average.number.notation == "numerals" or _STANDARD.search(average.head[-12:]):
        return []
    if _THAN.search(average.head[-16:]):
        return []  # 比10月的日均168.2万人次: of what is told elsewhere
    after = prose.mentions[average.index + 1 : average.index + 3]
    if average.number.role is Role.RATE and any(
        m.sentence == average.sentence and m.depth == average.depth and counted(per, m, average) for m in after
    ):
        return []  # 二档每生1000元，951人，计95.1万元
    near = [(amount, count) for at, unit, amount, count in made if abs(at - average.start) < _SHARED]
    found = [pair for pair in pairs(prose, per, average, near) if (pair[1].start, pair[2].start) not in paid]
    if average.time_told and _YEAR.search(average.time):
        found = [pair for pair in found if pair[1].time == average.time]
    if not found:
        return []
    tried = [(score, _way(per, average, amount, count)) for score, amount, count in found[:_TRIED]]
    for score, way in tried[:_FIRST]:
        if score > _LOW and meets(way, average.number):
            return [way]
    if not any(per.units) or (average.number.role is Role.RATE and per.cue.startswith("每")):
        return []  # 每头保费60元: a price rather than an average
    best, rest = tried[0][0], [score for score, way in tried[1:] if not same(way, tried[0][1])]
    margin = best - rest[0] if rest else best
    strength = Strength.SOUGHT
    alone = not rest and found[0][1].sentence == average.sentence and counted(per, found[0][2], average) > 1
    if margin > 2 and best >= (_ALONE if alone else _HIGH):
        strength = Strength.LIKELY
    elif (margin > 1 and best >= _HIGH) or (margin > 2 and best >= _MIDDLE):
        strength = Strength.SLIP
    return [replace(tried[0][1], strength=strength), *(way for _, way in tried[1:3])]


def _way(per: Per, average: Mention, amount: Mention, count: Mention) -> Way:
    """平均每公斤4.80元 over 318吨: read in the unit that it is told over."""
    way = over(per, average, amount, count, Strength.SOUGHT)
    told = in_unit(count.number, per.units[0]) if per.units and count.unit != per.units[0] else None
    return way if told is None else way.of(way.parts, (told,))


def same(one: Way, two: Way) -> bool:
    """Whether two ways are of the same amounts."""
    return one.parts[0].amount == two.parts[0].amount and one.base[0].amount == two.base[0].amount


def pairs(prose: Prose, per: Per, average: Mention, shared: Sequence[tuple[int, int]]) -> list[Pair]:
    """(how well it fits, amount, count), the best first. `shared`: of averages near that are met, where their amount
    and their count stand."""
    near = [
        m for m in prose.mentions[max(0, average.index - _BACK) : average.index + _AFTER]
        if m.index < average.index or (m.depth > average.depth and m.sentence == average.sentence)
    ]  # fmt: skip
    tops = {amount for amount, _ in shared}
    lows = {count for _, count in shared}
    may_be = [m for m in near if _may_be(per, m, average)]
    some = set(_SOME.findall(average.head))
    if some:
        may_be = [m for m in may_be if some <= set(_SOME.findall(m.head))]  # 高峰日均接待1.2万人次
    if not may_be:
        return []
    amounts = [(_amount(per, m, average) + 3 * (m.start in tops), m) for m in may_be]
    counts = [
        (_count(per, m, average, score) + 3 * (m.start in lows), m)
        for m in near
        if (m.counts or _hired(m)) and (score := counted(per, m, average) or _by_noun(per, m, average))
    ]
    divided = _parts(near)
    amounts = [(score - 3 * (m.index in divided), m) for score, m in amounts]
    counts = [(score - 3 * (m.index in divided), m) for score, m in counts]
    amounts.sort(key=lambda both: -both[0])
    counts.sort(key=lambda both: -both[0])
    found = [
        (one + two + _together(amount, count), amount, count)
        for one, amount in amounts[:_TRIED]
        for two, count in counts[:_TRIED]
        if amount is not count and amount.number.amount and count.number.amount
    ]
    found.sort(key=lambda three: -three[0])
    return found


def _may_be(per: Per, mention: Mention, average: Mention) -> bool:
    unit, mean = mention.unit, average.unit
    if unit != mean and unit not in (mean + "次", "人" + mean) and not _measured(unit, mean):
        return False
    if mention.number.role is not Role.QUANTITY or mention.number.notation in _VAGUE or mention.cell:
        return False
    if mention.averaged:  # 日均接送5460人次，车均130人次
        cue = cue_of(mention)
        return mention.is_level and unit != "元" and cue != per.cue and _DAILY.fullmatch(cue) is not None
    # 净核减659.6万元，平均每个项目核减11.78万元
    return mention.is_level or (bool(mention.delta) and likeness(per.thing + per.noun, mention.head[-6:]) > 1)


def _measured(one: str, two: str) -> bool:
    """吨 and 公斤: units of one measure."""
    return (one, two) in MEASURES or (two, one) in MEASURES


def _hired(mention: Mention) -> bool:
    """平均用工2.64万人: an average number of persons is one of persons."""
    return mention.averaged and mention.unit == "人" and _HIRED.search(mention.head) is not None


_HIRED = re.compile(r"平均(?:用工|从业|在岗|职工|在院|在校)")


def _by_noun(per: Per, mention: Mention, average: Mention) -> float:
    """影厅13个 of 每厅; 372名 of 平均每名照护, whose noun is a verb."""
    if not mention.unit or mention.unit == "元":
        return 0
    if per.units and _measured(mention.unit, per.units[0]):
        return 2 if mention.segment == average.segment else 0
    if mention.unit in per.units and mention.unit == "人":
        return 0.5
    noun = per.noun[:1]
    return 2 if per.units == ("",) and noun and noun in mention.number.subject[-2:] else 0


def _parts(near: Sequence[Mention]) -> set[int]:
    """Where figures stand that the one before them adds up: 48万人次、一日游38万人次 and the like are no wholes."""
    divided: set[int] = set()
    for at, whole in enumerate(near):
        if not whole.counts:
            continue
        total, row = Decimal(0), list[int]()
        for part in near[at + 1 : at + 8]:
            if part.unit != whole.unit or not part.counts or part.paragraph != whole.paragraph:
                continue
            total += part.number.amount
            row.append(part.index)
            if total >= whole.number.amount:
                break
        if len(row) > 1 and total == whole.number.amount:
            divided.update(row)
    return divided


def _place(mention: Mention, average: Mention) -> float:
    """The nearer the better; after it only in its own clause or bracket."""
    score = 0.0
    if mention.index > average.index:
        return 5.0  # in the bracket right after it
    if mention.depth > average.depth:
        score -= 2
    if mention.segment == average.segment:
        score += 2
    if mention.sentence == average.sentence:
        score += 1
    score -= 0.7 * min(6, average.sentence - mention.sentence) + 1.0 * min(2, average.paragraph - mention.paragraph)
    return score


def _amount(per: Per, mention: Mention, average: Mention) -> float:
    score = _place(mention, average)
    if mention.index == average.index - 1:
        score += 2
    words = name(mention)
    if len(per.scope) > 1 and mention.segment != average.segment and not likeness(per.scope, words):
        score -= 3  # 语文总分344810分，均分81.4分；数学均分78.6分
    if _SOME.search(mention.head) and not _SOME.search(average.head):
        score -= 4
    thing = re.sub(r"[为达约共有]", "", per.thing)
    if len(thing) > 1:
        alike = likeness(thing, words) or (average.unit == "元" and bool(_SPENT.search(thing) and _SPENT.search(words)))
        score += min(2, alike) if alike else -1.5
    if mention.averaged:
        score -= 2
    return score + _of_its_own(per, mention, average)


def _count(per: Per, mention: Mention, average: Mention, score: float) -> float:
    place = _place(mention, average)
    if mention.index == average.index - 1 or mention.clause == average.clause:
        place += 1
    return 1.5 * score + place + _of_its_own(per, mention, average)


def _of_its_own(per: Per, mention: Mention, average: Mention) -> float:
    """Time, stage and part: of the same as the average is told of."""
    score = 0.0
    if _was(mention) != _was(average):
        score -= 3
    if average.time_told and mention.time != average.time:
        score -= 4  # 2021年亩产421公斤
    if mention.whole is not None:
        score -= 0.5
    told = set(_STAGES.findall(per.scope + per.thing + average.number.subject))
    own = set(_STAGES.findall(name(mention)))
    if told and own:
        score += 2 if told & own else -3
    elif told or own:
        score -= 0.5
    if set(_SOME.findall(per.scope + per.thing)) != set(_SOME.findall(mention.head)):
        score -= 1
    return score


def _was(mention: Mention) -> bool:
    return mention.is_base or _LAST.search(mention.head) is not None


_LAST = re.compile("|".join(LAST_YEAR))


def _together(amount: Mention, count: Mention) -> float:
    """Told beside each other, or of one thing."""
    if amount.segment == count.segment:
        return 1.5 if abs(amount.index - count.index) == 1 else 1.0
    return 0.5 if amount.sentence == count.sentence else 0.0
