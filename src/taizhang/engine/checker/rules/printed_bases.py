"""Shares whose base is printed, or named as what was due: 完成预算1200万元的95%, 前者为后者的102.6%, 应送…，完成…."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.divided import HALVES
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.evidence import is_complement, same_class
from taizhang.engine.checker.rules.rate_names import share_of
from taizhang.engine.checker.words import LAST_YEAR

_SUMMED = re.compile(r"^(?:合计|共计?|为|达|约|计|总计)+$")
_DUE = re.compile(r"应|计划|规划|目标|任务|预算|需|下达")
_WHOLE_WORDS = re.compile(r"总数|总人数|总量|总额|应|参加|参考|报名|实有|合计|共|总计|在校|计划|在册|考生|毕业")
_ACTUAL = re.compile(r"已|实|完成|到位|拨付|支出|收入|发放")


def of_latter(prose: Prose, share: Mention) -> Claim | None:
    """教师平均9.82万元，公务员平均9.57万元，前者为后者的102.6%: the two levels told last."""
    levels = [
        m for m in prose.mentions[max(0, share.index - 8) : share.index]
        if m.is_level and m.sentence == share.sentence and m.unit not in ("%", "‰")
    ]  # fmt: skip
    if len(levels) < 2 or levels[-1].unit != levels[-2].unit:
        return None
    strength = Strength.FIRM if len(levels) == 2 else Strength.LIKELY
    return Claim("percent", "share.of", share.number, [share_of((levels[-2],), levels[-1], strength)], "前者")


def of_food(prose: Prose, share: Mention) -> Claim | None:
    """生活消费支出17926元，其中食品烟酒支出5682元，恩格尔系数31.7%: food over all that is spent, by the term itself."""
    near = [m for m in prose.mentions[max(0, share.index - 8) : share.index] if m.is_level and m.unit == "元"]
    food = next((m for m in reversed(near) if "食品" in m.head and m.sentence == share.sentence), None)
    spent = next((m for m in reversed(near) if food and m.index < food.index and "消费" in m.head), None)
    if food is None or spent is None:
        return None
    return Claim("percent", "share.of", share.number, [share_of((food,), spent, Strength.LIKELY)], "恩格尔系数")


def of_due(prose: Prose, share: Mention) -> Claim | None:
    """应送2820人次，实送2937人次，完成104.1%: what was done over what was due, both named as that."""
    here = [
        m for m in prose.mentions[max(0, share.index - 6) : share.index]
        if m.counts and m.segment == share.segment and m.number.notation != "numerals"
    ]  # fmt: skip
    dues = [m for m in here if _DUE.search(m.head)]
    done = [m for m in here if m not in dues and _ACTUAL.search(m.head) and dues and m.unit == dues[-1].unit]
    if not done:
        return _due_before(prose, share)
    strength = Strength.CLOSED if len(dues) == len(done) == 1 else Strength.LIKELY
    return Claim("percent", "share.of_plan", share.number, [share_of((done[-1],), dues[-1], strength)], "完成")


def _due_before(prose: Prose, share: Mention) -> Claim | None:
    """计划放映3024场，…。截至10月底已放映2588场，完成85.6%: what was due stands in the sentence before."""
    done = prose.mentions[share.index - 1]
    if not done.counts or done.segment != share.segment or not _ACTUAL.search(done.head) or _DUE.search(done.head):
        return None
    dues = [
        m for m in prose.mentions[max(0, share.index - 8) : done.index]
        if m.counts and m.unit == done.unit and m.paragraph == share.paragraph and _DUE.search(m.head)
    ]  # fmt: skip
    if len(dues) != 1 or share.sentence - dues[0].sentence > 1:
        return None
    return Claim("percent", "share.of_plan", share.number, [share_of((done,), dues[0], Strength.LIKELY)], "完成")


def of_printed(prose: Prose, share: Mention, whole: Mention, told: bool) -> Claim | None:
    """支出1140万元，完成年初预算1200万元的95%; 占全部102所学校的96%: the base stands right before."""
    ways: list[Way] = []
    for mention in reversed(prose.mentions[max(0, whole.index - 8) : whole.index]):
        if mention.sentence != share.sentence:
            break
        if mention.time in LAST_YEAR and mention.time != share.time:
            continue  # 支出6.84亿元，上年同期6.37亿元，…，占总支出31.26亿元的21.9%
        if mention.is_level and same_class(mention.unit, whole.unit) and not mention.averaged and not mention.is_base:
            sure = told and not ways and whole.index - mention.index == 1
            strength = Strength.FIRM if sure else Strength.LIKELY if not ways else Strength.OPEN
            if told and mention.whole is not None and mention.whole.unit == mention.unit and not ways:
                # 抽查48所，其中小学21所、初中9所，占总数231所的20.8%: the whole list may be meant
                ways.append(share_of((mention.whole,), whole, Strength.LIKELY))
                strength = Strength.LIKELY
            ways.append(share_of((mention,), whole, strength))
    whole.is_base = True
    for mention in prose.mentions[share.index + 1 : share.index + 2]:  # 占经费76.9万元的10.0%，合计7.69万元
        alike = mention.counts and mention.unit == whole.unit and mention.segment == share.segment
        if alike and _SUMMED.match(mention.head):
            ways.append(share_of((mention,), whole, Strength.LIKELY))
    return Claim("percent", "share.of_printed", share.number, ways[:4], "的") if ways else None


def of_plan(prose: Prose, share: Mention, base: str, rule: str) -> Claim | None:
    """年初预算为100万元，支出决算为105万元，完成年初预算的105%."""
    mentions = prose.mentions
    key = next(word for word in ("预算", "计划", "任务", "目标") if word in base)
    nearby = [
        m for m in mentions[max(0, share.index - 16) : share.index]
        if m.counts and share.paragraph - m.paragraph <= 1
    ]  # fmt: skip
    own = re.sub(r"年初|全年|年度|预算|计划|任务|目标|数|的|财政拨款|本年|调整|年|指标", "", base)
    wholes = [m for m in nearby if key in _FUNDS.sub("", m.head) and (not own or own in m.head)]
    if not wholes:
        return None
    whole = wholes[-1]
    parts = [m for m in nearby if m.unit == whole.unit and key not in m.head and m.sentence == share.sentence]
    parts = [m for m in parts if "累计" not in m.head] or parts  # 投放246台，三年累计510台，完成计划220台的111.8%
    if not parts:
        return None
    close = whole.sentence == parts[-1].sentence == share.sentence
    # 运行费预算1万元，决算0.4万元，完成预算的40%: one after the other, whatever stands before
    close = close and (len(parts) == 1 or share.index == parts[-1].index + 1 == whole.index + 2)
    way = share_of((parts[-1],), whole, Strength.FIRM if close else Strength.LIKELY)
    return Claim("percent", rule, share.number, [way], base)


def in_bracket_after(prose: Prose, share: Mention) -> Claim | None:
    """开店率48.0%（1180人、2460人）; 客座率78.8%（提供座位21.62万个，旅客17.04万人次）: two figures right after
    it, and nothing else in their bracket."""
    told = prose.mentions[share.index + 1 : share.index + 4]
    inside = [m for m in told if m.depth == share.depth + 1 and m.bracket == told[0].bracket]
    if len(inside) != 2 or inside[0].lead[:1] != "(" or not all(m.counts and m.unit for m in inside):
        return None
    if share.delta or inside[0].number.amount == inside[1].number.amount:
        return None
    part, whole = sorted(inside, key=lambda m: m.number.amount)
    if share.number.amount > 100:
        part, whole = whole, part
    strength = Strength.LIKELY if part.unit == whole.unit else Strength.SLIP
    return Claim("percent", "share.in_bracket", share.number, [share_of((part,), whole, strength)], "(")


def of_first(prose: Prose, share: Mention, of: re.Match[str] | None) -> Iterator[Claim]:
    """Of a text that begins with its share."""
    if of is not None and (both := both_after(prose, share, share.head[: of.start()].strip(), of["base"])) is not None:
        yield both


def both_after(prose: Prose, share: Mention, subject: str, base: str) -> Claim | None:
    """教育支出占一般公共预算支出的18.6%，一般公共预算支出46.2亿元，教育支出8.59亿元: both by their names, right
    after it."""
    told = prose.mentions[share.index + 1 : share.index + 3]
    if len(told) < 2 or len(subject) < 2 or len(base) < 2 or any(m.sentence != share.sentence for m in told):
        return None
    wholes = [m for m in told if m.counts and m.number.subject.endswith(base[-4:])]
    parts = [m for m in told if m.counts and m not in wholes and m.number.subject.endswith(subject[-4:])]
    if len(wholes) != 1 or len(parts) != 1 or wholes[0].unit != parts[0].unit:
        return None
    ways = [share_of(parts, wholes[0], Strength.CLOSED)]
    return Claim("percent", "share.of", share.number, ways, "占" + base)


_FUNDS = re.compile(
    r"预算[内外]?(?:收入|支出|拨款|资金)(?!预算|计划)"
)  # 公共财政预算收入13916万元: no plan, what came in


def of_both(part: Mention, ways: Sequence[Way], base: str) -> Iterator[Way]:
    """普通高中招生3812人，…；中职招生2541人，占高中阶段招生总数的40.0%: a wider name than either has, of both."""
    if "总" not in base or not ways:
        return
    other = max(ways, key=lambda way: way.strength).base[0]
    alike = len(part.number.subject) > 1 and other.subject.endswith(part.number.subject[-2:])
    if alike and other.subject not in base and other.amount >= part.number.amount:
        yield Way(Form.SHARE, (part.number,), (other, part.number), Strength.OPEN)


def of_halves(prose: Prose, part: Mention, ways: list[Way]) -> list[Way]:
    """家庭户人口437.6万人，…；集体户人口22.24万人，占4.84%: of both, which no figure tells, never of the other half."""
    near = reversed(prose.mentions[max(0, part.index - 8) : part.index])
    alike = (m for m in near if m.counts and m.unit == part.unit and m.sentence == part.sentence)
    other = next((m for m in alike if is_complement((m, part), HALVES)), None)
    if other is None or other.whole is not None:
        return ways
    both = Way(Form.SHARE, (part.number,), (other.number, part.number), Strength.LIKELY)
    return [
        *(replace(way, strength=Strength.OPEN) if way.base == (other.number,) else way for way in ways), both
    ]  # fmt: skip


def turned(prose: Prose, share: Mention, part: Mention) -> Iterator[Way]:
    """大班额57个，班级总数为2034个，占比2.8%: the base is told last, and names itself as one."""
    before = prose.mentions[part.index - 1] if part.index else part
    alike = before.counts and before.unit == part.unit and before.segment == part.segment == share.segment
    if (
        alike
        and before.number.amount < part.number.amount
        and _WHOLE_WORDS.search(part.head)
        and part.depth == share.depth
    ):
        yield share_of((before,), part, Strength.LIKELY)


def of_total(prose: Prose, share: Mention, part: Mention, base: str) -> Mention | None:
    """占火灾总数的40.7%, and 占总数的55.4% after it: of the largest figure of that name, told paragraphs before; none
    where another figure of that unit is larger."""
    told = _TOTAL.fullmatch(base)
    if told is None:
        return None
    noun = told["noun"]
    if not noun:
        begun = prose.plain.rfind("\n", 0, share.start) + 1
        named = list(_TOTAL_OF.finditer(prose.plain, begun, share.start))
        noun = named[-1]["noun"] if named else ""
    if len(noun) < _NOUN:
        return None
    near = prose.mentions[max(0, share.index - _MANY) : share.index]
    before = [m for m in near if m.counts and m.unit == part.unit and m.depth <= share.depth]
    wholes = [m for m in before if m.number.subject.endswith(noun) and m is not part]
    if not wholes or not before:
        return None
    whole = max(wholes, key=lambda m: m.number.amount)
    largest = max(before, key=lambda m: m.number.amount)
    far = share.paragraph - whole.paragraph
    return (
        whole if largest is whole and 0 < far < _FAR_PARAGRAPHS and whole.number.amount > part.number.amount else None
    )


_TOTAL = re.compile(r"(?:全[国省市县区部])?(?P<noun>[一-龥]{0,6}?)总(?:数|量|额|起数|件数|人数)")
_TOTAL_OF = re.compile(r"占(?:全[国省市县区部])?(?P<noun>[一-龥]{2,6}?)总(?:数|量|额|起数|件数|人数)")
_NOUN, _FAR_PARAGRAPHS, _MANY = 2, 8, 200
