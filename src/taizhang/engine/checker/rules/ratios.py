"""Ratios: 生师比 x：1, 医护比 1：x, 两者之比, 甲与乙之比, a：b：c, 城乡收入比, 性别比, 是…的2倍."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import half_digit
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import hundreds, own_counts
from taizhang.engine.checker.rules.nearby import are_signs, name, scaled, signed
from taizhang.engine.checker.types import Number, Role

_TIMES_OF = re.compile(r"(?:是|为|达|相当于)[^，。;]*的$|^的$")
_IS = r"(?:约?为|是|达到?|由|约)?$"
_SHORT = re.compile(r".*(?P<one>[一-龥])(?P<two>[一-龥])[一-龥]{0,4}?(?:之比|比例|比值|比)[一-龥]{0,6}$")
_LONG = re.compile(
    rf"([一-龥]{{2,12}})(?:与|和|同|及|、)([一-龥]{{2,12}}?)(?:的|之|人数|数量)*(?:比|比例|比值|比率){_IS}"
)
_BOTH = re.compile(rf"(?:两者|二者|三者|两项|三项|四者|四项|彼此)(?:的|之|数量)*(?:比|比例|比值){_IS}")
_SEXES = re.compile(rf"性别比(?:例)?{_IS}")
# 性别比（以女性为100）, from what it was: the bracket tells what a hundred stands for, not which figures.
_OF_HUNDRED = re.compile(
    r"(?P<head>[一-龥]{0,12}比(?:例|值)?)\((?:以)?[男女][^()。]{0,6}100[^()。]{0,20}\)"
    r"(?P<was>[由从][^，。;()]{0,8}?[\d.]+[一-龥]{0,4}(?:[到至为]))?(?:约|为|是|达到?)*$"
)
_CHAIN = re.compile(r"\d+(?:\.\d+)?(?:\s?:\s?\d+(?:\.\d+)?)+")
_SCOPE = re.compile(r"小学|初中|高中|幼儿园|中职|高校|公办|民办|城区|农村|城镇")
_FULL = ("数量", "人数", "总数", "总量", "规模")
_REACH = 30
_A_HUNDRED_IS = 20  # 105 men to a hundred women, 1.05 to one
_BECAME = re.compile(r"^[一-龥]{0,4}[到至为]$")
_SAID = 60  # code points before a ratio that tell of what it is
_FEW, _SENTENCES = 10, 4
_WORDS = 9  # code points before 比 in which the two signs stand
_NAMED = re.compile(r"([一-龥]{1,10}比)\([^()]{1,40}\)$")  # 性别比（以女性为100）由105.20下降为105.02
_WAS = re.compile(r"[由从](?:第?[一-龥\d]{0,14}的)?$")
_PART = re.compile(r"比例|比重|占比")
_ANY = re.compile(r"比(?:例|值|率)?[一-龥]{0,6}$")


def named(prose: Prose, index: int) -> Iterator[Claim]:
    """A ratio printed with a colon; of a chain every figure over the first."""
    stated = prose.mentions[index]
    head = prose.plain[max(0, stated.start - 30) : stated.start]
    printed = _CHAIN.match(prose.plain, stated.start)
    if printed is None or _DEMANDED.search(head):
        return
    figures = [Decimal(figure) for figure in re.split(r"\s?:\s?", printed[0])]
    if len(figures) == 2 and not hundreds.of_hundred(figures, _row(prose, stated, 2)):
        yield from _pair(prose, stated, head, figures)
        return
    terms, rule = _row(prose, stated, len(figures)), "ratio.chain"
    if "产业" in head and len(figures) == len(hundreds.INDUSTRIES):
        by_name = hundreds.industries(prose, stated)
        if by_name and hundreds.held(figures, by_name) >= len(figures) - 1:  # else of another thing: 投资, not 增加值
            terms, rule = by_name, "ratio.named"
    if not terms or 0 in figures or _BEFORE_NOW.search(head):
        return
    if hundreds.of_hundred(figures, terms):
        yield from hundreds.parts_of_hundred(stated, terms, figures, printed[0], rule)
        return
    one = next((place for place, figure in enumerate(figures) if figure == 1), 0)
    half = half_digit(figures[one]) if figures[one] != 1 else Decimal(0)
    base = _over_figure(terms[one].number, figures[one], half)
    here = [m for m in _before(prose, stated) if m.unit == terms[0].unit and m.segment == stated.segment]
    # More figures than terms, but for one whole that they make up: which of them are meant is not told.
    most = len(terms) + any(m.number.amount == sum(t.number.amount for t in terms) for m in here)
    strength = Strength.LIKELY if len(here) <= most else Strength.OPEN
    for place, (figure, term) in enumerate(zip(figures, terms, strict=True)):
        if place != one:
            way = Way(Form.QUOTIENT, (term.number,), (base,), strength)
            yield Claim("ratio", "ratio.chain", hundreds.printed_as(stated.number, figure), [way], printed[0])


_BEFORE_NOW = re.compile(r"(?:由|从)[^，。;\d]*$|(?:上年|去年)[^，。;\d]{0,6}$")


def _over_figure(number: Number, figure: Decimal, half: Decimal) -> Number:
    """What one of the ratio stands for, by a term and the figure printed for it, rounded as any."""
    return replace(
        number, scale=number.scale / figure, low=number.low / (figure + half), high=number.high / (figure - half)
    )


def _before(prose: Prose, stated: Mention) -> list[Mention]:
    before = prose.mentions[max(0, stated.index - _REACH) : stated.index]
    return [m for m in before if m.counts and m.sentence == stated.sentence and m.depth == stated.depth and m.unit]


def plain(prose: Prose, index: int) -> Iterator[Claim]:
    """城乡收入比为1.8, 性别比105, 存贷比75%."""
    stated = prose.mentions[index]
    head, last = stated.head, prose.mentions[index - 1]
    of_hundred = _basis(prose, stated)
    if of_hundred is not None:
        head = of_hundred["head"]
    elif _BECAME.match(head) and last.clause == stated.clause and (begun := _WAS.search(last.head)):
        told = _NAMED.search(prose.plain, max(0, last.start - 80), last.start - len(last.label))
        head = last.head[: begun.start()] or (told[1] if told else "")  # 城乡收入比由2.07缩小到1.86
    elif stated.delta:
        return
    if "比" not in head[-8:] or stated.unit not in ("", "%"):
        return
    if stated.unit and _PART.search(head):
        return  # the share of a part, no ratio of two
    if "出生" in head[-8:]:
        return  # of those born, of which the figures of all tell nothing
    sexes = _SEXES.search(head)
    if sexes and not stated.unit:
        ways = [
            replace(way, base=(scaled(way.base[0], Decimal("0.01")),)) if stated.number.value > _A_HUNDRED_IS else way
            for way in _ways(prose, stated, "男", "女")
        ]
        if ways:
            yield Claim("ratio", "ratio.named", stated.number, ways, sexes[0])
        return
    for one, two, cue in _signs(head):
        ways = _ways(prose, stated, one, two)
        if not stated.unit and {one, two} == {"男", "女"} and stated.number.value > _A_HUNDRED_IS:
            ways = [replace(way, base=(scaled(way.base[0], Decimal("0.01")),)) for way in ways]  # 男女比为110.5
        if stated.unit == "%":
            ways = [replace(way, form=Form.SHARE) for way in [*ways, *_ways(prose, stated, two, one)]]
            ways.sort(key=lambda way: -way.strength)
        if ways:
            kind = "percent" if stated.unit == "%" else "ratio"
            yield Claim(kind, "ratio.named", stated.number, ways, cue)
            return


def _basis(prose: Prose, stated: Mention) -> re.Match[str] | None:
    if stated.unit or prose.plain.rfind("100", max(0, stated.start - _SAID), stated.start) < 0:
        return None
    return _OF_HUNDRED.search(prose.plain, max(0, stated.start - _SAID), stated.start)


def _pair(prose: Prose, stated: Mention, head: str, figures: Sequence[Decimal]) -> Iterator[Claim]:
    number = stated.number
    turned = figures[0] == 1 != figures[1]
    if turned:
        number = hundreds.printed_as(number, figures[1])
    elif figures[1] != 1:
        half = [half_digit(figure) for figure in figures]
        low, high = (figures[0] - half[0]) / (figures[1] + half[1]), (figures[0] + half[0]) / (figures[1] - half[1])
        number = replace(number, low=low, high=high)
    for told, cue in _told(prose, stated, head):
        ways = [replace(way, parts=way.base, base=way.parts) for way in told] if turned else told
        if ways:
            yield Claim("ratio", "ratio.named", number, ways, cue)
            return


def _told(prose: Prose, stated: Mention, head: str) -> Iterator[tuple[list[Way], str]]:
    both = _BOTH.search(head)
    long = _LONG.search(re.split(r"[，。;:、\n]", head)[-1]) if not both else None
    for one, two, cue in () if long else _signs(head):
        taught = own_counts.taught(prose.mentions, stated) if (one, two) == ("生", "师") else None
        if taught is not None:
            yield [Way(Form.QUOTIENT, (taught[0].number,), (taught[1].number,), Strength.LIKELY)], cue
        yield _ways(prose, stated, one, two) or _in_order(prose, stated, one, two), cue
    if both:
        terms = _row(prose, stated, 2)
        if len(terms) == 2:
            yield [_of_row(prose, stated, terms)], both[0]
    if long:
        yield _ways(prose, stated, long[1], long[2]), long[0]
    if _ANY.search(head):
        yield _sought(prose, stated), "比"


def _signs(head: str) -> Iterator[tuple[str, str, str]]:
    """生师比, 普职比, 水旱比, 内外贸之比: any two signs beside each other, the nearest to 比 first; which they are is
    told by the figures that bear them."""
    clause = re.split(r"[，。;:、\n\d%人所]", head)[-1]
    cue = _SHORT.search(clause)
    if cue is None:
        return
    end = clause.rindex("比")
    found = [(clause[at], clause[at + 1], clause[at:]) for at in range(end - 2, max(-1, end - _WORDS), -1)]
    found = [pair for pair in found if all("一" <= sign <= "龥" for sign in pair[:2])]
    yield from sorted(found, key=lambda pair: not are_signs(*pair[:2]))  # 城乡 of 城乡收入比 before 乡收


def _in_order(prose: Prose, stated: Mention, one: str, two: str) -> list[Way]:
    """男性与女性分别为360人、240人，男女比例: both are named before the first figure, in the order of the figures."""
    terms = _row(prose, stated, 2)
    if (
        not terms
        or terms[1].label.strip("和及与、 ")
        or not all(any(word in terms[0].label for word in signed(sign)) for sign in (one, two))
    ):
        return []
    return [_of_row(prose, stated, terms)]


def _of_row(prose: Prose, stated: Mention, terms: Sequence[Mention]) -> Way:
    here = prose.mentions[max(0, stated.index - _REACH) : stated.index]
    only = sum(m.sentence == stated.sentence and m.unit == terms[0].unit for m in here) == 2
    strength = Strength.FIRM if only else Strength.LIKELY
    return Way(Form.QUOTIENT, (terms[0].number,), (terms[1].number,), strength)


def _sought(prose: Prose, stated: Mention) -> list[Way]:
    """抚养比为3.14: 1: of words that name neither figure, the last ones of one unit, in either order."""
    near = _before(prose, stated)[-4:]
    pairs = [(one, two) for two in reversed(near) for one in reversed(near) if one is not two and one.unit == two.unit]
    return [Way(Form.QUOTIENT, (one.number,), (two.number,), Strength.SOUGHT) for one, two in pairs]


def _ways(prose: Prose, stated: Mention, first: str, second: str) -> list[Way]:
    near = [
        m for m in prose.mentions[max(0, stated.index - _REACH) : stated.index + 5]
        if m is not stated and abs(m.paragraph - stated.paragraph) <= 1 and m.sentence <= stated.sentence
        and (m.counts or (m.unit == "元" and m.is_level)) and m.unit
    ]  # fmt: skip
    above, under = _bearing(near, first), _bearing(near, second)
    if len(first + second) == 2 and (set(above) <= set(under) or set(under) <= set(above)):
        return []  # 收入 of 城乡收入比 tells the two not apart
    below = [m for m in under if m not in above[:1]]
    above, below = _nearest(stated, above), _nearest(stated, below)
    alone = len(above) == 1 == len(below)
    # 专任教师812人、兼职教师64人: some of the others may be counted in
    besides = any(m.segment == stated.segment and _BESIDES.search(name(m)) for m in near)
    alone = alone and not (besides and len(first + second) == 2)
    ways = []
    for one in above[:4]:
        for two in below[:4]:
            if one is not two and (one.unit == two.unit or {first, second} & _THINGS or len(second) > 1):
                scoped = _SCOPE.search(stated.head)
                other = scoped is not None and scoped[0] not in name(one) + name(two)
                close = one.paragraph == two.paragraph == stated.paragraph
                strength = Strength.LIKELY if alone and close else Strength.SLIP if alone else Strength.SOUGHT
                if other or (
                    len(first + second) == 2
                    and any("职工" in name(m) for m in (one, two))
                    and "职" not in first + second
                ):
                    strength = Strength.OPEN
                ways.append(Way(Form.QUOTIENT, (one.number,), (two.number,), strength))
    # 编制床位600张，实际开放652张，床护比: another of the same unit may be meant.
    if ways:
        others = [m for m in near if m.sentence == stated.sentence and m not in above and m not in below]
        pairs = [(m, below[0]) for m in others if m.unit == above[0].unit]
        pairs += [(above[0], m) for m in others if m.unit == below[0].unit]
        ways.extend(Way(Form.QUOTIENT, (one.number,), (two.number,), Strength.OPEN) for one, two in pairs)
    return ways


def _bearing(near: Sequence[Mention], word: str) -> list[Mention]:
    """Of the names that a sign stands for the first that any figure bears: 专任教师 rather than 教职工."""
    if len(word) > 1:
        return [m for m in near if _called(m, word)]
    near = [m for m in near if word != "生" or not _PASSING.search(name(m))]
    found = ([m for m in near if sign in name(m)] for sign in signed(word))
    return next((some for some in found if some), [])


_DEMANDED = re.compile(r"(?:不低于|不高于|不超过|不小于|优于|低于|高于|超过)(?:国家|省定)?$")
_BESIDES = re.compile("兼职|外聘|编外|折合")
_THINGS = frozenset("机套班床")
_PASSING = re.compile(r"毕业|招生|新生|考生")  # no pupils of a 生师比


def _nearest(stated: Mention, found: list[Mention]) -> list[Mention]:
    """Those of its own sentence where there are any, else of its paragraph."""
    for place in ("segment", "sentence", "paragraph"):
        here = [m for m in found if getattr(m, place) == getattr(stated, place)]
        if here:
            return here
    return found


def _called(mention: Mention, word: str) -> bool:
    """Whether a figure bears the name told in the ratio: 财政资金 of 投入财政资金1200万元."""
    words = name(mention)
    for full in _FULL:
        word = word.removesuffix(full)
    told = mention.number.subject
    return (
        word in words or word[-4:] in words or (len(told) > 1 and told in word) or (len(word) > 2 and word[:3] in words)
    )


def _row(prose: Prose, stated: Mention, count: int) -> list[Mention]:
    """The figures of one unit that stand last before a ratio of so many."""
    near = _before(prose, stated)
    if near and near[-1].number.notation == "numerals" and near[-1].number.amount <= _FEW:
        near = near[:-1]  # the 三次 of 三次产业比, of 三次产业结构由上年的…调整为
    unit = near[-1].unit if near else ""
    found = [m for m in near if m.unit == unit and m.number.notation == near[-1].number.notation][-count:]
    return found if len(found) == count and all(m.segment == found[0].segment for m in found) else []


_OF_NAMED = re.compile(r"(?:是|为|相当于|达到?)(?P<name>[一-龥]{2,8})的$")


def times_of(mentions: Sequence[Mention], index: int) -> Claim | None:
    """是上年63场的2倍."""
    times = mentions[index]
    if not _TIMES_OF.search(times.head):
        return None
    base = mentions[index - 1]
    if base.sentence != times.sentence or not base.is_level:
        return None
    named_ = _OF_NAMED.search(times.head)
    if named_ and base.segment == times.segment and named_["name"] not in base.head:
        before = [m for m in reversed(mentions[max(0, index - 8) : index - 1]) if m.unit == base.unit]
        told = [m for m in before if m.sentence == times.sentence and named_["name"] in m.head and not m.delta]
        if told:  # 日均发送2.40万人次，单日最高4.15万人次，是日均的1.73倍
            way = Way(Form.QUOTIENT, (base.number,), (told[0].number,), Strength.LIKELY)
            return Claim("ratio", "ratio.times", times.number, [way], "倍")
    if "前者" in times.head and "后者" in times.head:
        levels = [m for m in mentions[max(0, index - 8) : index] if m.is_level and m.sentence == times.sentence]
        if len(levels) < 2 or levels[-2].unit != base.unit:
            return None
        way = Way(Form.QUOTIENT, (levels[-2].number,), (base.number,), Strength.FIRM)
        return Claim("ratio", "ratio.times", times.number, [way], "倍")
    # 是2019年（32.1万册次）的3.0倍: the base stands in a bracket of the clause
    inside = base.depth > times.depth and times.lead == ")" and times.label.startswith("的") and not base.label.strip()
    inline = base.clause == times.clause or inside
    levels = [
        m for m in reversed(mentions[max(0, index - 8) : index - 1])
        if m.is_level and m.unit == base.unit and not (inside and m.averaged != base.averaged)
    ]  # fmt: skip
    if inline and levels and levels[0].sentence == times.sentence:
        # 酒驾685起，饮酒517起、醉酒168起；查处量是上年456起的1.5倍: the whole before the last of its parts
        whole = levels[0].whole if levels[0].whole in levels else None
        told = [m for m in (whole, levels[0]) if m is not None]
        ways = [Way(Form.QUOTIENT, (m.number,), (base.number,), Strength.FIRM) for m in told]
        return Claim("ratio", "ratio.times", times.number, ways, "倍")
    if levels and levels[0].segment == base.segment == times.segment and re.search(r"由|从", levels[0].head):
        way = Way(Form.QUOTIENT, (base.number,), (levels[0].number,), Strength.LIKELY)
        return Claim("ratio", "ratio.times", times.number, [way], "倍")
    return None


def find(prose: Prose) -> Iterator[Claim]:
    for index, mention in enumerate(prose.mentions):
        if mention.number.role is Role.RATIO:
            yield from named(prose, index)
        elif mention.number.role is Role.QUANTITY and mention.unit in ("", "%", "倍") and index and not mention.cell:
            if mention.unit == "倍":
                claim = None if mention.delta else times_of(prose.mentions, index)
                if claim is not None:
                    yield claim
            else:
                yield from plain(prose, index)
