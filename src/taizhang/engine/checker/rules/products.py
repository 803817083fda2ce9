"""Products: 每人500元计10万元, 单价150元，金额36万元, 各安排3万元，计135万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import name, run_whole
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.checker.words import UNITS

_RUN = 8
_UNIT = "|".join(sorted((unit for unit in UNITS if unit[0] not in "%‰元圆个百分"), key=len, reverse=True))
_EACH = re.compile(
    rf"每(?P<unit>{_UNIT}|个|[生校户间月])(?P<noun>[一-龥]{{0,4}})"
    r"|(?P<mean>[户人生校村镇班场次件套台亩栋间床辆])均(?P<thing>[一-龥]{0,4})"
    r"|每(?P<bare>[一-龥]{2,3}?)(?=补助|奖励|发放|配备|安排|资助|投入|给予|拨付)|(?<![一-龥])(?P<lone>亩)(?=租金|补|产值)"
    r"|单(?P<one>[车辆件台间户班次人亩])[一-龥]{0,6}$"
    r"|(?P<price>单价|(?<!每[一-龥])均价|客单价|票价|造价|租金标准|(?<!每)定额)[为达是]?$"
    r"|(?<!每)(?<![一-龥]各)各(?P<verb>安排|补助|奖励|发放|拨付|投入|配备|给予|资助|建设|建|配置|派|分配|增加|捐赠)[一-龥]{0,6}$"
)
_LIMIT = re.compile(r"(?:不超过|不高于|最高|上限|不低于|不少于|至少|最低)(?:为|达)?$")
_UP_TO = re.compile(r"(?:至|到|以内|以上|以下|不等|-|~)")
_TIMES = ("天", "月", "学期", "年", "次", "期", "场", "课时", "学时", "小时")
_SPANS = {"月": Decimal(12), "年": Decimal(1), "学期": Decimal(2), "天": Decimal(365), "学年": Decimal(1)}  # in a year
_SPENT = re.compile(
    r"每?(?:学年|学期|月|年|天)(?:需|共|应|总)?(?:支出|支付|发放|补助|开支|计|投入|金额)[^每]{0,2}$"
)  # in all, each month
_SPAN = re.compile(r"每(学年|学期|月|年|天)")
_WHOLE = re.compile(r"计|共|租金|合计|发放|需|应拨|投入|补贴|收入|支出|资金|金额|总|满额|招生|累计")


def product(prose: Prose, index: int) -> Claim | None:
    """人数 x 标准 = 金额: 164人，每人1500元，计24.6万元; 编班16个，每班45人."""
    rate = prose.mentions[index]
    if _LIMIT.search(rate.head) or _UP_TO.match(rate.tail):
        return None
    each = _each(rate)
    slash = rate.number.text.partition("/")[2].strip() if "/" in rate.number.text else ""
    if each is None and not slash:
        return None
    mean = "平均" in rate.head or bool(each and each["mean"])
    unit = ("人次" if slash.startswith("人次") else slash[:1]) if slash else _unit_of(each)
    near = [m for m in prose.mentions[max(0, index - 8) : index + 5] if m is not rate and m.sentence == rate.sentence]
    noun = (each["noun"] if each else "") or ""
    counts = [m for m in near if m.index < index and m.counts and _is_each(m, unit, noun)]
    if each is not None and not unit:
        counts = [m for m in counts if m.unit != rate.unit and m.clause >= rate.clause - (2 if each["price"] else 0)][
            -1:
        ]
    if not counts and unit:  # 每人500元，共412人，发放20.6万元
        counts = [m for m in near if m.index in (index + 1, index + 2) and m.counts and _is_each(m, unit, noun)]
    wholes = [m for m in near if m.unit == rate.unit and (m.counts or (m.index > index and _SPENT.search(m.head)))]
    last = max([index, *(m.index for m in counts[-1:])])
    after = [m for m in wholes if m.index > last and m.segment == rate.segment and _totals(m, rate)]
    if mean and not (after and after[0].index == last + 1 and _TOLD.search(after[0].head)):
        return None
    earlier = [m for m in reversed(wholes) if m.index < index]
    if not counts or not (after or earlier):
        return None
    count = next(
        (m for m in reversed(counts) if len(m.number.subject) > 1 and m.number.subject in rate.head), counts[-1]
    )
    extras = [
        m
        for m in near
        if _is_time(m) and m is not count and m.unit != rate.unit and not m.delta and m.number.role is Role.QUANTITY
    ]
    rivals = [
        m
        for m in near
        if m.number.role is Role.RATE and m not in wholes and m.unit == rate.unit and m.segment == rate.segment
    ]
    claims: list[tuple[Mention, list[Way]]] = []
    for whole in [*after[:1], *earlier[:2]]:
        ways = []
        plain: tuple[Number, ...] = (count.number, rate.number)
        beside = whole.index - 1 == index == count.index + 1 and count.segment == whole.segment
        told = whole.index > index and bool(_WHOLE.search(whole.head))
        factor = _factor(rate, whole)
        if factor is not None:
            plain = (*plain, factor)
        more = _more(rate.head) and factor is None
        sure = told and whole.index - last == 1 and count.segment == rate.segment and not extras and not more
        both = told and _more(rate.head) and len(extras) == 1 and whole.segment == rate.segment and not rivals
        for extra in extras[:3]:
            strength = Strength.FIRM if both else Strength.SLIP if told and not rivals else Strength.OPEN
            ways.append(Way(Form.PRODUCT, (*plain, extra.number), strength=strength))
        ways.append(
            Way(
                Form.PRODUCT,
                plain,
                strength=(Strength.SLIP if beside and told else Strength.OPEN)
                if rivals
                else Strength.FIRM
                if sure
                else Strength.SLIP
                if not extras and (told or beside)
                else Strength.OPEN,
            )
        )
        root = count.whole
        if (
            root is not None
            and root.unit == count.unit
            and root.segment == count.segment
            and count.lead == "、"
            and count.number.subject not in rate.head
        ):
            # 259人次，春季132人次、秋季127人次，每人次625元: of all of them
            all_of_them = (root.number, *plain[1:])
            ways.insert(0, Way(Form.PRODUCT, all_of_them, strength=ways[-1].strength))
            ways[-1] = replace(ways[-1], strength=Strength.OPEN)
        elif "各" in rate.head and (count.lead == "、" or count.label.startswith(("和", "与", "及"))):
            ways[-1] = replace(ways[-1], strength=Strength.OPEN)  # 5所小学、3所初中各建食堂1个: of both
        if len(extras) > 1:
            ways.append(Way(Form.PRODUCT, (*plain, extras[0].number, extras[1].number), strength=Strength.OPEN))
        claims.append((whole, ways))
    for whole, ways in claims:
        if any(meets(way, whole.number) for way in ways):
            return Claim("product", "product.standard", whole.number, ways, rate.head[-6:])
    place = count.index
    if "均价" not in rate.head:  # which is rounded: what it makes of a whole is not
        count = run_whole(count, prose.mentions[max(0, place - _RUN) : place + 1][::-1]) or count
    row = (
        _in_a_row(rate, count, place, earlier[0], counts)
        if earlier and not (after and _WHOLE.search(after[0].head))
        else None
    )
    if row is not None or not after:
        return row
    return Claim("product", "product.standard", claims[0][0].number, claims[0][1], rate.head[-6:])


def _in_a_row(rate: Mention, count: Mention, beside: int, whole: Mention, counts: Sequence[Mention]) -> Claim | None:
    """承保母猪1.42万头，保费85.2万元，每头60元; 资助新生67万元，134名每名5000元: the three right after each other. Of
    每人每月 it may be a month or a year of them. `beside`: where the count or the last of its parts stands."""
    row = {rate.index - 1, rate.index - 2} == {beside, whole.index}
    if not row or rate.segment != min(count, whole, key=lambda m: m.index).segment or whole.unit != "元":
        return None
    if count.whole is not None or whole.whole is not None:
        return None  # 林地210亩，公益林126亩、商品林84亩，追缴252万元，每亩1.2万元: of which of them is not told
    ways = [Way(Form.PRODUCT, (count.number, rate.number), strength=Strength.LIKELY)]
    span = _SPAN.search(rate.head)
    if span is not None and _more(rate.head):
        many = _SPANS[span[1]]
        twelve = replace(rate.number, text=f"{many}", value=many, scale=Decimal(1), unit="", low=many, high=many)
        ways.insert(0, Way(Form.PRODUCT, (count.number, rate.number, twelve), strength=Strength.LIKELY))
    others = [m for m in counts if m is not count and m.unit == count.unit and m.segment == whole.segment]
    if rate.depth > whole.depth and len(others) == 1:  # 护林员326名，年内新聘38名，补助293.4万元（每人9000元）
        ways.extend([replace(way, parts=(others[0].number, *way.parts[1:])) for way in ways])
    return Claim("product", "product.standard", whole.number, ways, rate.head[-6:])


def paid(prose: Prose, index: int) -> Iterator[Claim]:
    """A standard told first, persons and money in sentences after; or 229人、22.9万元 beside each other and
    the standard in a sentence near: told where they agree."""
    rate = prose.mentions[index]
    near = [
        m
        for m in prose.mentions[max(0, index - 12) : index + 12]
        if abs(m.paragraph - rate.paragraph) <= 1 and m.counts
    ]
    counts = [
        m
        for m in near
        if m.unit == "人" and m.sentence != rate.sentence and m.index > index and m.paragraph == rate.paragraph
    ][:4]
    for money in near:
        if money.unit != "元" or money.sentence == rate.sentence:
            continue
        before = prose.mentions[money.index - 1]
        beside = before.counts and before.unit == "人" and set(money.lead) <= set("、，,") and not money.label.strip()
        if beside and before.segment == money.segment:
            kin = _kin(rate, before)
            ways = [Way(Form.PRODUCT, (before.number, rate.number), strength=Strength.SLIP if kin else Strength.OPEN)]
        elif money.index > index and money.paragraph == rate.paragraph and _WHOLE.search(money.head):
            ways = [Way(Form.PRODUCT, (count.number, rate.number), strength=Strength.OPEN) for count in counts]
        else:
            continue
        if ways:
            rival = ("paid", money.start)
            yield Claim("product", "product.standard", money.number, ways, rate.head[-6:], rival=rival, quiet=True)


def _kin(rate: Mention, count: Mention) -> bool:
    """一类229人 and 一类学生每生1000元: they share a word of two signs."""
    told = re.split("每", rate.head)[0]
    words = count.number.subject
    return any(words[at : at + 2] in told for at in range(len(words) - 1))


def _factor(rate: Mention, whole: Mention) -> Number | None:
    """每人每月1300元，每月支出24.31万元: once; 每岗每月500元，全年支出88.8万元: twelve times; else printed."""
    span = _SPAN.search(rate.head)
    if span is None or not _more(rate.head):
        return None
    many = (
        Decimal(1) if span[1] in whole.head else _SPANS[span[1]] if re.search(r"[全一每]年|年度", whole.head) else None
    )
    if many is None:
        return None
    return replace(rate.number, text=f"{many}", value=many, scale=Decimal(1), unit="", low=many, high=many)


def _more(head: str) -> bool:
    """每人每天: one factor more than is printed beside."""
    return head.count("每") > 1


def _each(rate: Mention) -> re.Match[str] | None:
    found = list(_EACH.finditer(rate.head))
    things = [each for each in found if each["unit"] not in _SPANS]  # 每人每月: of the person, not of the month
    return (things or found)[-1] if found else None


def _unit_of(each: re.Match[str] | None) -> str:
    """每户, 户均: a 户. Of a price alone it is not told."""
    return (
        (each["unit"] or each["mean"] or each["one"] or each["lone"] or each["bare"] or "") if each is not None else ""
    )


def _is_time(mention: Mention) -> bool:
    return mention.unit in _TIMES or (mention.unit == "个" and mention.tail.lstrip().startswith(("月", "学期", "季度")))


def _totals(whole: Mention, rate: Mention) -> bool:
    """Whether a figure after a price may be the whole: money for money; else it is told of the same thing."""
    if _CUMULATIVE.search(whole.head):
        return False
    if whole.unit == "元":
        return True
    words = rate.head[-6:] + rate.tail[:6]
    bare = _TOLD.sub("", whole.head).strip(" ,") + whole.tail[:6]
    return not bare or bool(_HOLDS.search(bare)) or any(bare[at : at + 2] in words for at in range(len(bare) - 1))


_TOLD = re.compile(r"一?共计?|合计|总计?|计|累计")
_HOLDS = re.compile(r"满额|满员|容纳|可容|招生|招收|^(?:共|总|应|约|计划)*(?:需|须|配)[一-龥]{0,2}$")
_CUMULATIVE = re.compile(r"累计|历年|截至")


def _is_each(mention: Mention, unit: str, noun: str) -> bool:
    if not unit:
        return mention.unit not in ("元", "天", "年", "")
    if unit in ("人", "生", "名", "位", "人次"):
        return mention.unit == "人" or (mention.unit == "人次" and unit in ("人", "人次"))
    if len(unit) > 1 and unit in name(mention):
        return True
    if unit == "次" and mention.unit.endswith("次"):
        return True
    if mention.unit == unit:
        return not noun or unit != "个" or noun[:2] in name(mention) or not mention.tail.strip()
    if noun and noun[:2] in name(mention):
        return True
    if unit in "班校村镇场站店厅室馆园队组点" and unit in name(mention):
        return mention.unit in ("个", "所")
    return unit == "车" and mention.unit in ("辆", "台")
