"""Percentage points, and levels of any unit that are compared by name.

97.6%，上年为96.2%，提高1.4个百分点; 增长6.8%，快于全市0.9个百分点; 两者相差4.5个百分点.

The two rates are the one told last and the one that the words name: last year's, a place's, a plan's, another thing's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import likeness
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import LAST_YEAR
from taizhang.engine.text import Text

_AGAINST = re.compile(
    r"(?P<own>[一-龥]*?)(?:高于|低于|高出|低出|超过|超出|超|快于|慢于|领先|落后于?|滞后于?|优于|好于|大于|小于|(?<![同环])(?:比|较|与)(?=[一-龥]))"
    r"(?P<other>[一-龥()\d.%]{2,16}?)"
    r"(?:相比)?(?:的)?(?:水平|平均水平|平均值|均值)?(?:高|低|快|慢|多|少|提前|滞后|回落|上升|下降|提高|提升|降低|增加|减少|扩大|缩小|上涨)?[了出]?(?:约)?$"
)
_APART = re.compile(r"(?:相差|差距|差|之差|悬殊|分别|各)(?:为|是|达|约)*$")
_LAST = re.compile("|".join((*LAST_YEAR, "上半年", "上季度", "上月", "上次", "原来?", "前期")))
_CHANGED = re.compile(
    r"^(?:,|\s)*(?:同比|环比|比上年|较上年|比去年|较去年|[一-龥]{0,2}?)(?:提高|提升|上升|下降|上行|下行|降低|回落|上涨|增加|减少|扩大|缩小|增长|收窄)了?(?:约)?$"
)
_THAN = re.compile(r"(?:高于|低于|高出|超过|快于|慢于|比|较|由|从)[^，。;]*$")
_THEN = re.compile(
    r"(?:上年|去年|上[季月期]度?|同期|上年同期|去年同期|(?:20\d\d年)?\d{0,2}月?)(?:末|底)?(?:为|是|的)?$"
)
_WEAK = re.compile(r"^(?:同期|平均|其中|上年|去年|同比|年初|上年同期|去年同期|上一年)")
_INLINE = re.compile(
    r"^(?:的[一-龥]{1,4}?)?(?:[高低快慢多少]|上行|下行|扩大|缩小|收窄|提高|提升|上升|下降|降低|回落)?$"
)
_OTHERS = re.compile(r"未|非|其他|其它|其余")
_VAGUE = re.compile(r"计划|预算|目标|任务|年初|标准|平均|规定|预期|定额|要求|合同")
_REACH = 12


def of(prose: Prose, change: Mention) -> Claim | None:
    rates = _rates(prose, change)
    after = prose.mentions[change.index + 1] if change.index + 1 < len(prose.mentions) else change
    then = after.unit == "%" and after.segment == change.segment and after.lead == "，" and _THEN.match(after.head)
    if then and rates and rates[0].index == change.index - 1 and _CHANGED.match(change.head):
        return _claim(change, rates[0], after, sure=True)  # 结案率98.5%，环比提升1.3个百分点，8月为97.2%
    beside = _told_beside(after, change, rates)
    if beside is not None:
        return _claim(change, rates[0], beside, sure=True)
    inside = [m for m in prose.mentions[change.index + 1 : change.index + 4] if m.depth == change.depth + 1]
    if len(inside) == 2 and inside[0].lead[:1] == "(" and all(m.unit == "%" and not m.delta for m in inside):
        return _claim(change, inside[0], inside[1], sure=True)  # 比上月降2.24个百分点（42.31%→40.07%）
    if len(rates) < 2 or "分别" in change.head or "累计" in change.head:
        return None
    base = rates[0]
    if base.clause == change.clause and _THAN.search(base.head) and _INLINE.match(change.head):
        return _claim(change, rates[1], base, _close(change, rates[:2]))  # 低于控制目标4.5%1.4个百分点
    head = _compared(prose, change)
    if _APART.search(head):
        # 比上年44.9%提高，离50%的目标还差: what was only compared with takes no part in the next comparison.
        others = [m for m in rates[1:] if bool(_LAST.search(m.head)) == bool(_LAST.search(rates[0].head))]
        one = others[0] if others else rates[1]
        return _claim(change, rates[0], one, _close(change, (rates[0], one)))
    against = _AGAINST.search(head)
    if against and not _LAST.search(against["other"]):
        return _named(prose, change, rates, against["own"], against["other"])
    if _CHANGED.match(head) or (against and _LAST.search(against["other"])):
        return _over_time(change, rates)
    return None


def _told_beside(after: Mention, change: Mention, rates: Sequence[Mention]) -> Mention | None:
    """99.1%，比上年提高0.4个百分点（上年98.7%）; 99.6%，高于全省平均水平1.2个百分点，全省为98.4%: the other rate, right
    after."""
    if not rates or rates[0].index != change.index - 1 or after.unit != "%" or after.delta or rates[0].delta:
        return None
    bracketed = after.depth == change.depth + 1 and after.lead[:1] == "(" and _LAST.search(after.head)
    place = _PLACE.search(change.head)
    placed = (
        place and after.segment == change.segment and after.lead == "，" and after.head.strip().startswith(place[1])
    )
    return after if (bracketed and _CHANGED.match(change.head)) or placed else None


def named(prose: Prose, change: Mention) -> Claim | None:
    """数学均分78.6分，比语文低2.8分; 前者比后者高1.5分: two levels of any unit, one of them named."""
    against = _AGAINST.search(change.head)
    if against is None or _LAST.search(against["other"]):
        return None
    levels = _rates(prose, change)
    if not levels:
        return None
    size = levels[0].number.amount
    levels = [m for m in levels if m.averaged == levels[0].averaged and size <= 10 * m.number.amount <= 100 * size]
    if len(levels) < 2:
        return None
    if against["own"] == "前者" and against["other"] == "后者":
        return _claim(change, levels[1], levels[0], _close(change, levels[:2]))
    if len(against["other"]) < 2 or _VAGUE.search(against["other"]):
        return None
    return _named(prose, change, levels, against["own"], against["other"])


def _compared(prose: Prose, change: Mention) -> str:
    """比工业增速(6.1%)高: the words before the bracket belong to it."""
    base = prose.mentions[change.index - 1]
    if base.depth <= change.depth or base.bracket < 0 or len(change.head) > 6:
        return change.head
    words = re.split(r"[，。;:\n,]", prose.plain[max(0, base.bracket - 24) : base.bracket])[-1]
    return words + change.head


def _rates(prose: Prose, change: Mention) -> list[Mention]:
    """Percents before, nearest first: rates and growth rates alike."""
    found = []
    for mention in reversed(prose.mentions[max(0, change.index - _REACH) : change.index]):
        if mention.paragraph != change.paragraph or change.sentence - mention.sentence > 1 or mention.cell:
            break
        if change.unit in POINTS:
            fits = mention.unit == "%" and mention.number.role is Role.QUANTITY
        else:
            fits = mention.unit == change.unit and mention.is_level
        if fits:
            found.append(mention)
    return found


def _named(prose: Prose, change: Mention, rates: Sequence[Mention], own: str, other: str) -> Claim | None:
    """The other is named; the one is what the clause names, else what was told last."""
    if rates[0].depth > change.depth and rates[0].index == change.index - 1:
        return _claim(change, rates[1], rates[0], _close(change, rates[:2]))
    base = next((m for m in rates if other[:6] in m.head or (len(other) > 3 and other[-4:] in m.head)), None)
    if base is None:
        base = max(rates[:4], key=lambda m: (likeness(other, m.head), -change.index + m.index))
        if _OTHERS.match(other) and not _OTHERS.search(base.head):
            return None  # 高出未适用该制度案件32.6个百分点: of those, whose rate is not told
        if likeness(other, base.head) < 2:
            return _of_scope(prose, change, rates, other)
    others = [m for m in rates if m is not base and m.is_level == base.is_level]
    if own and not _WEAK.match(own):
        named = [m for m in others if likeness(own, m.head) > 1 or own[:2] in m.head]
        if not named:
            return None
        others = named
    if not others:
        return None
    one = others[0]
    sure = _close(change, (one, base)) and len(rates) - 2 <= 1
    return _claim(change, one, base, sure)


def _of_scope(prose: Prose, change: Mention, rates: Sequence[Mention], other: str) -> Claim | None:
    """城镇居民收入38652元，增长4.6%；农村居民收入19857元，增长7.2%，增速快于城镇2.6个百分点: the other is named
    where its level is told."""
    one, *rest = rates
    for base in rest:
        level = prose.mentions[base.index - 1] if base.index else base
        if (
            level.segment == base.segment
            and level.is_level
            and other[:6] in level.head
            and base.is_level == one.is_level
        ):
            return _claim(change, one, base, one.index == change.index - 1)
    return None


def _over_time(change: Mention, rates: Sequence[Mention]) -> Claim | None:
    """提高1.4个百分点: this year's rate and last year's, the two told last."""
    one, two = rates[:2]
    last = [m for m in (one, two) if _LAST.search(m.head) or (m.time in LAST_YEAR and m.time_told)]
    if len(last) != 1 or one.is_level != two.is_level:
        return None
    now = two if last[0] is one else one
    bare = _LAST.sub("", re.sub(r"^.*(?:上年|去年|同期)", "", last[0].number.subject)).strip("的为是,")
    if len(bare) > 1 and now.number.subject and not likeness(bare, now.head):
        return None
    return _claim(change, now, last[0], _close(change, (one, two)))


def _close(change: Mention, rates: Sequence[Mention]) -> bool:
    return all(m.sentence == change.sentence and change.index - m.index <= 3 for m in rates)


def _claim(change: Mention, one: Mention, two: Mention, sure: bool) -> Claim:
    way = Way(Form.DIFFERENCE, (one.number,), (two.number,), Strength.FIRM if sure else Strength.LIKELY)
    return Claim("difference", "difference.points", change.number, [way], change.head[-8:])


_PLACE = re.compile(r"(?:高于|低于|高出|比|较)(全[省市国县区])")


def against_place(prose: Prose, change: Mention) -> Claim | None:
    """全省平均合格率95.9%，我县高于全省0.8个百分点: the other rate of that name, told before."""
    place = _PLACE.search(change.head)
    if place is None:
        return None
    near = prose.mentions[max(0, change.index - 30) : change.index]
    rates = [m for m in reversed(near) if m.unit == "%" and m.is_level]
    bases = [m for m in rates if m.sentence == change.sentence and place[1] in m.head]
    if not bases:
        return None
    base = bases[0]
    what = base.number.subject[-3:]
    others = [m for m in rates if m is not base and what and what in m.head and change.paragraph - m.paragraph <= 1]
    ways = [Way(Form.DIFFERENCE, (m.number,), (base.number,), Strength.OPEN) for m in others[:-1][:6]]
    ways[:0] = [Way(Form.DIFFERENCE, (m.number,), (base.number,), Strength.SLIP) for m in others[-1:]]
    return Claim("difference", "difference.against_place", change.number, ways, change.head[-8:]) if ways else None


def for_percent(rate: Mention, now: Mention, before: Mention) -> Claim | None:
    """84.0%，比上年的81.5%提高2.5%: what parts two rates is points; 2.5% of the one before is another figure."""
    apart = Way(Form.DIFFERENCE, (now.number,), (before.number,))
    grown = Way(Form.GROWTH_OVER, (now.number,), (before.number,), sign=rate.delta)
    if not meets(apart, rate.number) or meets(grown, rate.number) or rate.index - max(now.index, before.index) != 1:
        return None
    told = rate.number.text.strip()
    size = told.rstrip("%％ ")
    message = Text(
        f"两率相差{size}个百分点，文中写“{told}”", f"the rates are {size} points apart, but the text says {told}"
    )
    return Claim(
        "growth", "growth.points_for_percent", rate.number, [grown], rate.head[-6:], message=message,
        cure=f"{told} → {size}个百分点",
    )  # fmt: skip
