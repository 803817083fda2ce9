"""Products: 每人500元计10万元, 单价150元，金额36万元, 各安排3万元，计135万元."""

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
