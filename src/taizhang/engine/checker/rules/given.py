"""What the bracket right after a rate, a change or an average gives, and its sentence has not told:
占22.4%（符合条件1836人）, 增长25.3%（增加1.84亿元）, 提高40元（720元到760元）, 每万人26.4个（269.5万人）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.changes import DATED
from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import of_its_size
from taizhang.engine.checker.rules.differences import is_last
from taizhang.engine.checker.rules.nearby import in_unit, scaled
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.checker.words import SCALES

_OTHER = re.compile(r"^(?:不?含|包括|其中|另|扣除|剔除|排名?|居|位列|第|目标|全[国省市]|标准|要求|占|国家|省)")
_TO = re.compile(r"^[一-龥]{0,4}(?:到|至|为|达|成|增|减|升|降)$|^\s*$")
_CHANGE = re.compile(r"^(?:净?增加?|净?减少?|多|少|增收|减收|提高|下降|差值|差额|相差)")
_MANY = re.compile(r"[百十千]万|[百千万亿]")
_TOP = re.compile(r"前(?P<many>[二两三四五六])")
_TOGETHER = re.compile(r"^[，,\s]*(?:[两二三四五六][者类项种个]?)?(?:合计|共|总共|合)占")
_COMMON = frozenset("的了共有为是占其中类项等级者和及与以上计人合")
_BACK, _TRIED, _TAIL, _CLAUSE = 16, 4, 3, 24


def added(prose: Prose, stated: Mention, claim: Claim | None, kind: str, rule: str) -> Claim | None:
    """The claim with the ways that the bracket after it gives; a claim of them alone where there is none."""
    inside = _inside(prose, stated)
    if not inside:
        return claim
    find = {"percent": _shares, "growth": _growth, "difference": _differences}.get(kind, _quotients)
    ways = list(find(prose, stated, inside))
    if rule == "average.per" and ways and _of_stage(prose, stated) is not None:
        rule = "average.named"  # the amount in the bracket, the pupils by their stage, wherever they stand
        if claim is not None and claim.rule == "average.per":
            claim.rule = rule
    if claim is None:
        return Claim(kind, rule, stated.number, ways, "(") if ways else None
    if claim.stated is stated.number:
        told = {_key(way): place for place, way in enumerate(claim.ways)}
        for way in ways:
            place = told.get(_key(way))
            if place is None:
                claim.ways.append(way)
            elif claim.ways[place].strength < way.strength:
                claim.ways[place] = way
    return claim


def _key(way: Way) -> tuple[Form, tuple[int, ...], tuple[int, ...]]:
    return way.form, tuple(number.start for number in way.parts), tuple(number.start for number in way.base)


def _inside(prose: Prose, stated: Mention) -> list[Mention]:
    """The one or two figures of the bracket that opens right after a number."""
    found: list[Mention] = []
    if not prose.plain.startswith("(", stated.end + len(stated.tail)):
        return found
    for mention in prose.mentions[stated.index + 1 : stated.index + 4]:
        if mention.depth != stated.depth + 1 or (found and mention.bracket != found[0].bracket):
            break
        if not found and (mention.lead != "(" or len(stated.tail.strip()) > _TAIL or _OTHER.match(mention.head)):
            return []
        found.append(mention)
    return found if len(found) < 3 else []


def _before(prose: Prose, stated: Mention, unit: str, *, levels: bool = False) -> list[Mention]:
    """Figures of a unit before in the sentence, nearest first."""
    return [
        m for m in reversed(prose.mentions[max(0, stated.index - _BACK) : stated.index])
        if m.sentence == stated.sentence and m.depth <= stated.depth and m.unit == unit
        and (m.is_level if levels else m.counts) and m.number.notation != "numerals"
    ]  # fmt: skip


def _strength(stated: Mention, mention: Mention, place: int) -> Strength:
    if place:
        return Strength.SOUGHT
    return Strength.LIKELY if stated.index - mention.index == 1 else Strength.SLIP


def _shares(prose: Prose, share: Mention, inside: Sequence[Mention]) -> Iterator[Way]:
    """占22.4%（符合条件1836人）, 占筹集额的72.6%（231.84万元）: a part before and its whole, or the other way round."""
    given = inside[0]
    standard = given.is_level and given.number.role is Role.RATE  # 去除率92.7%（差值228毫克/升）
    if len(inside) > 1 or not (given.counts or given.delta or standard) or given.unit in ("%", "‰", *POINTS):
        return
    for place, mention in enumerate(_before(prose, share, given.unit, levels=True)[:_TRIED]):
        part, whole = (mention, given) if mention.number.amount <= given.number.amount else (given, mention)
        if whole.number.amount:
            yield Way(Form.SHARE, (part.number,), (whole.number,), _strength(share, mention, place))


def _pair(inside: Sequence[Mention]) -> tuple[Mention, Mention] | None:
    """720元到760元, 由12家增至15家: before and after."""
    if len(inside) != 2 or not all(m.is_level for m in inside) or inside[0].unit != inside[1].unit:
        return None
    before, now = inside
    told = before.clause == now.clause and now.head.strip() and _TO.match(DATED.sub("", now.head).strip())
    return (before, now) if told else None


def _growth(prose: Prose, rate: Mention, inside: Sequence[Mention]) -> Iterator[Way]:
    pair = _pair(inside)
    if pair is not None and pair[0].unit != "%":
        yield Way(Form.GROWTH_OVER, (pair[1].number,), (pair[0].number,), Strength.FIRM, rate.delta)
    given = inside[0]
    if len(inside) > 1 or given.unit in ("%", "‰", *POINTS) or given.number.role is not Role.QUANTITY:
        return
    change = bool(given.delta or _CHANGE.match(given.head.strip()))
    for place, level in enumerate(_before(prose, rate, given.unit, levels=True)[:_TRIED]):
        strength = _strength(rate, level, place)
        if change:
            yield Way(Form.GROWTH_BY, (level.number,), (given.number,), strength, rate.delta)
        elif is_last(given) or of_its_size.only_base(given, rate):
            yield Way(Form.GROWTH_OVER, (level.number,), (given.number,), strength, rate.delta)


def _differences(prose: Prose, change: Mention, inside: Sequence[Mention]) -> Iterator[Way]:
    """提高40元（720元到760元）; 提高2.2个百分点（上年92.1%）."""
    unit = "%" if change.unit in POINTS else change.unit
    pair = _pair(inside)
    if pair is not None and pair[0].unit == unit:
        yield Way(Form.DIFFERENCE, (pair[1].number,), (pair[0].number,), Strength.FIRM)
    given = inside[0]
    if len(inside) == 1 and given.is_level and given.unit == unit and (is_last(given) or not given.head.strip()):
        for place, level in enumerate(_before(prose, change, unit, levels=True)[:_TRIED]):
            yield Way(Form.DIFFERENCE, (level.number,), (given.number,), _strength(change, level, place))


def _quotients(prose: Prose, average: Mention, inside: Sequence[Mention]) -> Iterator[Way]:
    """人均48小时（总计15360小时）, 每万人26.4个（269.5万人）, 每平方米16.4千克（214000吨、1460.2万平方米）."""
    given = inside[0]
    if len(inside) == 2 and all(m.counts for m in inside):
        amount, count = inside if inside[1].unit != average.unit else inside[::-1]  # （12所、13512人）, 校均1126人
        divided = in_unit(amount.number, average.unit)
        if divided is not None and count.unit != average.unit:
            yield Way(Form.QUOTIENT, (divided,), (_of_many(average, count),), Strength.FIRM)
    if len(inside) > 1 or given.number.role is not Role.QUANTITY or given.delta or not given.number.amount:
        return
    if not average.number.amount:
        return
    many = _MANY.search(average.head)
    pupils = _of_stage(prose, average)
    divided = in_unit(given.number, average.unit) or (given.number if given.unit == average.unit else None)
    if pupils is not None and divided is not None:
        yield Way(Form.QUOTIENT, (divided,), (_of_many(average, pupils),), Strength.LIKELY)
        return
    if given.unit == average.unit and (given.counts or given.averaged):
        others = [
            m for m in reversed(prose.mentions[max(0, average.index - _BACK) : average.index])
            if m.sentence == average.sentence and m.counts and m.unit not in (given.unit, "%", "元")
            and m.number.amount and m.number.amount < given.number.amount
        ]  # fmt: skip
        for place, count in enumerate(others[:_TRIED]):
            strength = Strength.SOUGHT if place or given.averaged else _strength(average, count, place)
            yield Way(Form.QUOTIENT, (given.number,), (count.number,), strength)
        if not many:
            return
    if not given.counts or (given.unit == average.unit and not many):
        return
    for place, amount in enumerate(_before(prose, average, average.unit)[:_TRIED]):
        yield Way(
            Form.QUOTIENT, (amount.number,), (_of_many(average, given),), _strength(average, amount, place)
        )  # fmt: skip


def _of_stage(prose: Prose, average: Mention) -> Mention | None:
    """每百名学生拥有骨干教师数：小学1.10人（163人），初中1.84人（113人）; 生均校舍：小学5.6平方米（8.30万平方米）: over
    the pupils of that stage, told before."""
    stage = _STAGE.match(average.label.strip())
    if stage is None or not _OF_PUPILS.search(average.head):
        return None
    named = (
        m for m in reversed(prose.mentions[max(0, average.index - _FAR_BACK) : average.index])
        if m.counts and m.unit == "人" and stage[0] in m.number.subject and _PUPILS.search(m.number.subject)
    )  # fmt: skip
    return next(named, None)


_STAGE = re.compile(r"小学|初中|普通高中|高中|中职|幼儿园|学前")
_PUPILS, _OF_PUPILS = re.compile(r"在[校园](?:生|学生|幼儿)|学生|幼儿"), re.compile(r"每[百千万]?名?(?:学生|幼儿)|生均")
_FAR_BACK = 40


def _of_many(average: Mention, count: Mention) -> Number:
    """每万人: over so many ten thousands, printed as 269.5万人 or 3.600百万."""
    many = _MANY.search(average.head)
    return count.number if many is None else scaled(count.number, 1 / SCALES[many[0]])


def added_up(prose: Prose, share: Mention) -> Iterator[Claim]:
    """供暖1148件、物业763件、停车516件，共占25.7%（2427件）; 硕博占76.3%（142人）: the bracket adds up the parts
    that the share is told of."""
    inside = _inside(prose, share) if "占" in share.head else []
    if len(inside) != 1 or not inside[0].counts or inside[0].head.strip(" 即共计为"):
        return
    row: list[Mention] = []
    for mention in _before(prose, share, inside[0].unit):
        beside = not row or (row[0].index == mention.index + 1 and row[0].lead in ("、", "，"))
        if not beside or mention.segment != share.segment:
            break
        row.insert(0, mention)
    while row and row[0].index + 1 < share.index and len(row) > 1 and row[1].lead == "，" and row[-1].lead == "、":
        row = row[1:]  # the whole that the row divides
    parts, strength = _meant(
        row, re.split(r"[，。;:、\n]", prose.plain[max(0, share.start - _CLAUSE) : share.start])[-1]
    )
    if len(parts) > 1:
        way = Way(Form.SUM, tuple(m.number for m in parts), strength=strength)
        yield Claim("sum", "sum.total_after_parts", inside[0].number, [way], "占")


def _meant(row: list[Mention], said: str) -> tuple[list[Mention], Strength]:
    top = _TOP.search(said)
    if top is not None:
        many = "二三四五六".find(top["many"].replace("两", "二")) + 2
        return (row[:many], Strength.CLOSED) if len(row) >= many else ([], Strength.OPEN)
    if _TOGETHER.match(said):
        return row, Strength.LIKELY
    signs = set(said.split("占", maxsplit=1)[0]) - _COMMON
    named = [m for m in row if signs & set(m.number.subject)]
    covered = 1 < len(signs) < 4 and all(any(sign in m.number.subject for m in named) for sign in signs)
    return (named, Strength.CLOSED) if covered and 1 < len(named) < len(row) else ([], Strength.OPEN)
