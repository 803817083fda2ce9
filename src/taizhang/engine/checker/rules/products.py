"""Products and ratios: 每人500元计10万元, 生师比 x：1, 是…的2倍."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import name
from taizhang.engine.checker.types import Role

_EACH = re.compile(r"每(?P<unit>[人生名位班校所个户场台辆条次件套间组科天年月期])(?P<noun>[一-龥]{0,4})")
_LIMIT = re.compile(r"(?:不超过|不高于|最高|上限|不低于|不少于|至少|最低)(?:为|达)?$")
_UP_TO = re.compile(r"(?:至|到|以内|以上|以下|不等|-|~)")
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


def product(prose: Prose, index: int) -> Claim | None:
    """人数 x 标准 = 金额: 164人，每人1500元，计24.6万元; 编班16个，每班45人."""
    rate = prose.mentions[index]
    if "平均" in rate.head or "均" in rate.head[-8:] or _LIMIT.search(rate.head) or _UP_TO.match(rate.tail):
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


def paid(prose: Prose, index: int) -> Iterator[Claim]:
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


def times_of(mentions: Sequence[Mention], index: int) -> Claim | None:
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


def ratio(prose: Prose, index: int) -> Claim | None:
    stated = prose.mentions[index]
    named = _RATIO_NAME.search(prose.plain[max(0, stated.start - 24) : stated.start])
    if not named:
        return None
    first, second = named[1] or named[3], named[2] or named[4]
    near = [
        m for m in prose.mentions[max(0, index - 14) : index + 5]
        if m.counts and abs(m.paragraph - stated.paragraph) <= 1
    ]  # fmt: skip
    above = [m for m in near if any(word in name(m) for word in _RATIO[first])]
    below = [m for m in near if any(word in name(m) for word in _RATIO[second])]
    alone = len(above) == 1 == len(below)
    ways = []
    for one in above[:4]:
        for two in below[:4]:
            if one is not two and (one.unit == two.unit or second in "机套班床"):
                close = one.paragraph == two.paragraph == stated.paragraph
                strength = Strength.LIKELY if alone and close else Strength.SLIP if alone else Strength.OPEN
                ways.append(Way(Form.QUOTIENT, (one.number,), (two.number,), strength))
    return Claim("ratio", "ratio.named", stated.number, ways, named[0]) if ways else None
