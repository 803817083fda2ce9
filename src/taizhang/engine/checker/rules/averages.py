"""Averages, ratios and products: 班均, 平均每条线路, 每人500元计10万元, 生师比 x：1, 是…的2倍."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import before, likeness, name
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import PER

_AVERAGE = re.compile(
    r"(?P<per>(?:[生人户园场日月年村件车点笔次组科]|(?<!学)校|(?<![各个])班|(?<!教)师)均(?![在已有无未能可获按由不全完设经应被是以从]))|平均每(?:个|名|所|家|位|条|辆|次|场|户|班|校|生|人|天|月|年|件|笔|台)?(?P<noun>[一-龥]{0,4})"
    r"|平均|均分|每(?P<each>个[一-龥]{1,4}|名[一-龥]{1,4}|所[一-龥]{1,4}|[一-龥])"
)
_MEASURE = re.compile(r"平均每(?P<unit>个|名|所|家|位|条|辆|次|场|户|班|校|生|人|天|月|年|件|笔|台)")
_SCOPE = re.compile(r"义务教育|小学|初中|高中|中职|高校|幼儿|全[国省市县]|城|乡|公办|民办|普通")
_EACH = re.compile(r"每(?P<unit>[人生名位班校所个户场台辆条次件套间组科天年月期])(?P<noun>[一-龥]{0,4})")
_TIMES = ("天", "月", "学期", "年", "次", "期", "场", "课时", "学时", "小时")
_WHOLE = re.compile(r"计|共|合计|发放|需|应拨|投入|补贴|收入|支出|资金|金额|总|满额|招生|累计")
_RATIO = {
    "生": ("学生", "在校生", "幼儿", "生"),
    "师": ("专任教师", "教师", "师"),
    "机": ("计算机", "电脑"),
    "班": ("班",),
    "套": ("套",),
    "床": ("床位",),
    "职": ("教职工",),
    "男": ("男",),
    "女": ("女",),
}
_RATIO_NAME = re.compile(
    r"([生师班职男])([师生机套班床职女])(?:比|比例)(?:约?为|是|达到?|由)?$|([生师班职男])([师生机套班床职女])(?:比|比例)"
)
_TIMES_OF = re.compile(r"(?:是|为|达|相当于)[^，。;]*的$|^的$")


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        role = mention.number.role
        claim: Claim | None = None
        if role is Role.RATE:
            yield from _paid(prose, index)
        if role is Role.RATIO:
            claim = _ratio(prose, index)
        elif mention.averaged and role in (Role.QUANTITY, Role.RATE) and not mention.delta:
            claim = _product(prose, index) or _average(prose, index)
        elif role is Role.RATE:
            claim = _product(prose, index)
        elif mention.unit == "倍" and not mention.delta and index:
            claim = _times(mentions, index)
        if claim is not None:
            yield claim


def _average(prose: Prose, index: int) -> Claim | None:
    average = prose.mentions[index]
    found = list(_AVERAGE.finditer(average.head))
    if not found or average.unit == "%":
        return None
    cue = found[-1]
    measure = _MEASURE.search(cue[0])
    per = cue["per"] or ""
    if cue["each"] or measure:
        per = f"{(cue['each'] or (measure['unit'] if measure else ''))[0]}均"
    noun = cue["noun"] or (cue["each"] or "")[1:]
    units, words = PER.get(per, ((per[:1],), (per[:1],)) if per else ((), ()))
    if noun:
        words = (*words, noun)
    thing, scope = average.head[cue.end() :], average.head[: cue.start()]
    ways: list[Way] = []
    earlier = list(before(prose.mentions, index, sentences=0))
    amounts = [m for m in _amounts(prose, index) if m.unit == average.unit or m.unit == average.unit + "次"][:4]
    for position, amount in enumerate(amounts):
        counts = [_root(m) for m in earlier if m is not amount and _counted(m, units, words, amount)][:3]
        counts = [m for place, m in enumerate(counts) if m not in counts[:place]]
        beside = _in_bracket(prose, index, units, words)
        if beside is not None:
            ways.append(
                Way(
                    Form.QUOTIENT,
                    (amount.number,),
                    (beside.number,),
                    Strength.LIKELY if not position else Strength.OPEN,
                )
            )
        for other, count in enumerate(counts):
            close = amount.segment == count.segment == average.segment
            nearest = position == 0 and other == 0
            named = _SCOPE.search(scope) and not _same_scope(scope, count)
            strength = Strength.FIRM if close and nearest and not named else Strength.SLIP
            if named or (thing.strip("为达约") and likeness(thing, name(amount)) == 0 and not close):
                strength = Strength.OPEN
            ways.append(Way(Form.QUOTIENT, (amount.number,), (count.number,), strength))
    if not amounts and noun and any(noun in name(m) for m in earlier):
        return None
    if any(way.strength is Strength.FIRM for way in ways):
        ways = [way for way in ways if way.strength >= Strength.SLIP][:1]
        return Claim("average", "average.per", average.number, ways, cue[0])
    told = {(way.parts[0].start, way.base[0].start) for way in ways}
    for amount, count in _around(prose, index, units, words):
        if (amount.start, count.start) not in told:
            same = bool(_SCOPE.search(scope)) and _same_scope(scope, amount) and _same_scope(scope, count)
            strength = Strength.SLIP if same and amount.paragraph == average.paragraph else Strength.OPEN
            ways.append(Way(Form.QUOTIENT, (amount.number,), (count.number,), strength))
    return Claim("average", "average.per", average.number, ways[:24], cue[0]) if ways else None


def _root(count: Mention) -> Mention:
    """活动96场，其中…高中21场，参加7680人次，场均80: over the whole, not over its last part."""
    whole = count.whole
    return whole if whole is not None and whole.unit == count.unit and whole.sentence == count.sentence else count


def _in_bracket(prose: Prose, index: int, units: tuple[str, ...], words: tuple[str, ...]) -> Mention | None:
    """日均1350人次（开放360天）: what it was divided by stands in the bracket after it."""
    if index + 1 < len(prose.mentions):
        after = prose.mentions[index + 1]
        if after.depth > prose.mentions[index].depth and _counted(after, units, words, prose.mentions[index]):
            return after
    return None


def _amounts(prose: Prose, index: int) -> Iterator[Mention]:
    """What may have been divided: any level of the sentence, a daily one too (日均接送5460人次，车均130人次)."""
    average = prose.mentions[index]
    for mention in reversed(prose.mentions[max(0, index - 40) : index]):
        if mention.sentence != average.sentence:
            return
        if mention.is_level and not mention.head.endswith("均") and mention.number.role is Role.QUANTITY:
            yield mention


def _around(
    prose: Prose, index: int, units: tuple[str, ...], words: tuple[str, ...]
) -> Iterator[tuple[Mention, Mention]]:
    """Amount and count anywhere near, told before or after the average: 生均占地28.4平方米；占地…平方米，学生…人."""
    average = prose.mentions[index]
    near = [
        m for m in prose.mentions[max(0, index - 12) : index + 6]
        if m is not average and abs(m.paragraph - average.paragraph) <= 1 and m.counts
    ]  # fmt: skip
    for amount in near:
        if amount.unit != average.unit:
            continue
        for count in near:
            if count is not amount and _counted(count, units, words, amount):
                yield amount, count


def _same_scope(scope: str, count: Mention) -> bool:
    found = _SCOPE.search(scope)
    return found is not None and found[0] in count.head + count.tail


def _counted(mention: Mention, units: tuple[str, ...], words: tuple[str, ...], amount: Mention) -> bool:
    if not units:  # 平均 alone: over what is counted beside it
        return (
            mention.unit in ("人", "个", "所", "户", "班", "场", "次", "辆", "条", "件") and mention.unit != amount.unit
        )
    if mention.unit in units:
        return (
            (mention.unit == "人" and amount.unit != "人")
            or mention.unit not in ("人", "个")
            or any(word in name(mention) for word in words)
        )
    if mention.unit == amount.unit and mention.unit == "元":
        return False
    return any(word and word in name(mention) for word in words) or mention.unit == "笔"


def _product(prose: Prose, index: int) -> Claim | None:
    """人数 x 标准 = 金额: 164人，每人1500元，计24.6万元; 编班16个，每班45人."""
    rate = prose.mentions[index]
    if "平均" in rate.head or "均" in rate.head[-8:]:
        return None
    each = _EACH.search(rate.head)
    slash = rate.number.text.partition("/")[2].strip() if "/" in rate.number.text else ""
    if each is None and not slash:
        return None
    unit = slash[:1] if slash else (each["unit"] if each else "")
    near = [m for m in prose.mentions[max(0, index - 8) : index + 5] if m is not rate and m.sentence == rate.sentence]
    noun = each["noun"] if each else ""
    counts = [m for m in near if m.index < index and m.counts and _is_each(m, unit, noun)]
    if not counts:  # 每人500元，共412人，发放20.6万元
        counts = [m for m in near if m.index in (index + 1, index + 2) and m.counts and _is_each(m, unit, noun)]
    wholes = [m for m in near if m.counts and m.unit == rate.unit and m.number.role is Role.QUANTITY]
    after = [m for m in wholes if m.index > max([index, *(m.index for m in counts[-1:])]) and m.segment == rate.segment]
    earlier = [m for m in reversed(wholes) if m.index < index]
    if not counts or not (after or earlier):
        return None
    count = counts[-1]
    extras = [m for m in near if m.unit in _TIMES and m is not count and not m.delta and m.number.role is Role.QUANTITY]
    claims: list[tuple[Mention, list[Way]]] = []
    for whole in [*after[:1], *earlier[:2]]:
        ways = []
        plain = (count.number, rate.number)
        told = whole.index > index and bool(_WHOLE.search(whole.head))
        sure = (
            told and whole.index - index == 1 and count.segment == rate.segment and not extras and not _more(rate.head)
        )
        for extra in extras[:3]:
            ways.append(Way(Form.PRODUCT, (*plain, extra.number), strength=Strength.SLIP if told else Strength.OPEN))
        ways.append(
            Way(
                Form.PRODUCT,
                plain,
                strength=Strength.FIRM if sure else Strength.SLIP if not extras and told else Strength.OPEN,
            )
        )
        if len(extras) > 1:
            ways.append(Way(Form.PRODUCT, (*plain, extras[0].number, extras[1].number), strength=Strength.OPEN))
        claims.append((whole, ways))
    from taizhang.engine.checker.judge import meets

    for whole, ways in claims:
        if any(meets(way, whole.number) for way in ways):
            return Claim("product", "product.standard", whole.number, ways, rate.head[-6:])
    if not after:
        return None
    return Claim("product", "product.standard", claims[0][0].number, claims[0][1], rate.head[-6:])


def _paid(prose: Prose, index: int) -> Iterator[Claim]:
    """A standard told first, persons and money in sentences after: told only where they agree."""
    rate = prose.mentions[index]
    near = [m for m in prose.mentions[index + 1 : index + 12] if m.paragraph == rate.paragraph and m.counts]
    counts = [m for m in near if m.unit == "人" and m.sentence != rate.sentence][:4]
    for money in near:
        if money.unit != "元" or money.sentence == rate.sentence or not _WHOLE.search(money.head):
            continue
        ways = [Way(Form.PRODUCT, (count.number, rate.number), strength=Strength.OPEN) for count in counts]
        if ways:
            rival = ("paid", money.start)
            yield Claim("product", "product.standard", money.number, ways, rate.head[-6:], rival=rival, quiet=True)


def _more(head: str) -> bool:
    """每人每天: one factor more than is printed beside."""
    return head.count("每") > 1


def _is_each(mention: Mention, unit: str, noun: str) -> bool:
    if unit in "人生名位":
        return mention.unit == "人"
    if mention.unit == unit:
        return not noun or unit != "个" or noun[:2] in name(mention) or not mention.tail.strip()
    if noun and noun[:2] in name(mention):
        return True
    return unit in "班校" and unit in name(mention) and mention.unit in ("个", "所")


def _times(mentions: Sequence[Mention], index: int) -> Claim | None:
    """是上年63场的2倍."""
    times = mentions[index]
    if not _TIMES_OF.search(times.head):
        return None
    base = mentions[index - 1]
    if base.sentence != times.sentence or not base.is_level:
        return None
    inline = base.clause == times.clause
    levels = [m for m in reversed(mentions[max(0, index - 8) : index - 1]) if m.is_level and m.unit == base.unit]
    if inline and levels and levels[0].sentence == times.sentence:
        way = Way(Form.QUOTIENT, (levels[0].number,), (base.number,), Strength.FIRM)
        return Claim("ratio", "ratio.times", times.number, [way], "倍")
    if levels and levels[0].segment == base.segment == times.segment and re.search(r"由|从", levels[0].head):
        way = Way(Form.QUOTIENT, (base.number,), (levels[0].number,), Strength.LIKELY)
        return Claim("ratio", "ratio.times", times.number, [way], "倍")
    return None


def _ratio(prose: Prose, index: int) -> Claim | None:
    ratio = prose.mentions[index]
    named = _RATIO_NAME.search(prose.plain[max(0, ratio.start - 24) : ratio.start])
    if not named:
        return None
    first, second = named[1] or named[3], named[2] or named[4]
    near = [
        m for m in prose.mentions[max(0, index - 14) : index + 5]
        if m.counts and abs(m.paragraph - ratio.paragraph) <= 1
    ]  # fmt: skip
    above = [m for m in near if any(word in name(m) for word in _RATIO[first])]
    below = [m for m in near if any(word in name(m) for word in _RATIO[second])]
    alone = len(above) == 1 == len(below)
    ways = []
    for one in above[:4]:
        for two in below[:4]:
            if one is not two and (one.unit == two.unit or second in "机套班床"):
                close = one.paragraph == two.paragraph == ratio.paragraph
                strength = Strength.LIKELY if alone and close else Strength.SLIP if alone else Strength.OPEN
                ways.append(Way(Form.QUOTIENT, (one.number,), (two.number,), strength))
    return Claim("ratio", "ratio.named", ratio.number, ways, named[0]) if ways else None
