"""Rates: 合格率 p%, 满意度 p%, 资助面 p%, 支出进度 p%. The number that the rate is named after, over what its sentence
or paragraph is about. How much of the rate's name the two numbers bear decides how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.divided import HALVES
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import rates_of_form, rates_of_parts
from taizhang.engine.checker.rules.evidence import is_complement
from taizhang.engine.checker.rules.nearby import name
from taizhang.engine.checker.rules.rate_names import (
    COMMON,
    MOVED,
    REACHING,
    bears,
    in_scope,
    is_due,
    other_noun,
    share_of,
    shared,
)
from taizhang.engine.checker.rules.rows_of_shares import ADDED
from taizhang.engine.checker.words import LAST_YEAR, THIS_YEAR

_RATE = re.compile(
    r"(?P<stem>[一-龥A-Za-z]{0,14}?)(?:率|比例|比重|占比|面|(?<=满意)度|进度|(?<=录取|报销|补偿|赔付|产销)比)(?:约|为|是|达到?了?|近|超过|高达|均|到)*$"
)
_WIDE = re.compile(
    r"^(?:全[国省市县区州旗镇乡村校]|我[省市县区州旗镇乡村校]|同?期|其|参加|应|总体|整体|平均|综合|总|所有)+"
)
_GENERIC = frozenset(("", "其", "总", "该", "这", "使用", "综合"))
_DEDUCTED = re.compile(r"减免|缓[缴交征]|豁免|核减|剔除|扣除|核销")
_BASE = re.compile(r"报名|实考|参考|应|共|全[省市县区校]|总|计划|实有|受理")
_OTHERWISE = re.compile(r"\s*[(](?:不?含|包括|剔除|扣除)")
_OF_AVERAGE = re.compile(r"出生|死亡|自然增长|自然")  # 死亡率7.44‰ is over the year's average, which its end comes near
# 毛入学率: of all who are of that age, which those that came in or left the year before do not tell.
GROSS, _AGED = re.compile(r"毛入[学园]"), re.compile(r"适龄|学龄|年龄|岁")
_SENTENCE = 14  # numbers looked back in one sentence
_REACH, _PARAGRAPHS = 40, 3


def at_start(prose: Prose, share: Mention) -> Iterator[Claim]:
    """持证率100%，持证186人，从业人员186人: of a text that begins with its rate."""
    found = _RATE.search(share.head)
    claim = rates_of_form.of_next_two(prose, share, _WIDE.sub("", found["stem"])) if found is not None else None
    if claim is not None:
        yield claim


def of(prose: Prose, share: Mention) -> Claim | None:
    stem = _stem(prose, share)
    if stem is None or stem in _GENERIC:
        return None
    nearby = _near(prose, share)
    if GROSS.search(stem) and not any(_AGED.search(name(m)) for m in nearby):
        return None
    named = rates_of_parts.of_plan(nearby, share, stem) or rates_of_parts.of_part(prose, share, stem)
    if named is not None and not _OTHERWISE.match(prose.plain, share.end):
        return named
    if all(bears(stem, m) <= 0 for m in nearby):
        next_two = rates_of_form.of_next_two(prose, share, stem)
        if next_two is not None or not nearby:
            return next_two
    denied = rates_of_form.of_denied(nearby, share, stem)
    if denied is not None:
        return denied
    told_next = rates_of_form.of_next(prose, share, stem, nearby)
    if told_next is not None:
        return told_next
    held = rates_of_form.of_capacity(nearby, share, stem) or rates_of_form.of_full_marks(prose, share, stem)
    if held is not None:
        return held
    scored = sorted(nearby, key=lambda m: (is_due(m), -bears(stem, m), -shared(stem, m), -m.index))
    inner = [m for m in scored if m.whole is scored[0] and bears(stem, m) > 0]
    if inner:  # 特困供养1092人：集中263人…，集中供养率: of the whole and its part that both bear the name, the part
        scored.remove(inner[0])
        scored.insert(0, inner[0])
    last = prose.mentions[share.index - 1]
    if last is not scored[0] and last is scored[0].total and bears(stem, scored[0]) > 0:
        scored.remove(last)  # 职工参保6.2万人，居民参保33.4万人，合计39.6万人，参保率: of both
        scored.insert(0, last)
    ways: list[Way] = []
    for position, part in enumerate(scored[:3]):
        ways.extend(_over(prose, share, part, stem, nearby, position))
    own = _of_its_name(prose, share, scored[0], stem)
    if own is not None:
        ways = [replace(way, strength=Strength.OPEN) for way in ways]
        ways.insert(0, share_of(scored[:1], own, Strength.CLOSED))
    row = prose.mentions[share.index - 1]
    mixed = "综合" in share.head and row.unit == "%" and row.segment == share.segment and not row.delta
    if mixed or _OTHERWISE.match(prose.plain, share.end):  # 机耕率94.7%、机播率80.2%，综合机械化率88.2%: of all of them
        ways = [replace(way, strength=Strength.OPEN) for way in ways]  # 合格率95.2%（含基本合格）
    if share.unit == "‰" and _OF_AVERAGE.search(stem):
        ways = [replace(way, loose=share.number.value / 100) for way in ways]
    ways = [*rates_of_parts.all_inside(prose, share, nearby), *ways]
    best = scored[0]
    if bears(stem, best) < 2:
        ways.extend(rates_of_parts.of_several(stem, nearby))
    after = list(_told_after(prose, share, best))
    sure = [way for way in after if way.strength is Strength.FIRM]  # 到位率94.3%（应拨356.76万元）: before all others
    ways = [*sure, *ways, *(way for way in after if way not in sure)]
    if ways and ways[0].strength >= Strength.CLOSED and share.number.value == _ALL:
        # 毕业生225人，毕业225人，毕业率100%；毕业生192人，毕业192人，毕业率100%: any two alike would make it
        ways = [way for way in ways if way.strength > Strength.OPEN]
    if bears(stem, best) >= 2 and share.number.value != _ALL:  # 34个项目全部开工，开工率100%: it is the whole
        best.is_share = True
    group = (share.paragraph, "率") if _told_of(stem, nearby) and not mixed else None
    return Claim("percent", "share.rate", share.number, ways, stem + "率", group) if ways else None


_PLANNED = re.compile(r"计划|设计|核定|任务|可供|总[一-龥]{1,3}$")


def _told_of(stem: str, nearby: Sequence[Mention]) -> bool:
    """Whether any figure near tells of what the rate limits itself to; else rates beside it say nothing of its base:
    毕业生1859人，就业1184人，升学率23.0%，本地就业率62.4%."""
    scope = set(stem[:-2]) - COMMON
    return not scope or any(scope & set(name(mention)) for mention in nearby)


def _stem(prose: Prose, share: Mention) -> str | None:
    """合格 of 合格率; of 比例由4.0%降到1.4% it stands before the earlier figure."""
    head = share.head
    if MOVED.match(head.strip()):
        head = re.sub(r"(?:由|从)[^由从]*$", "", prose.mentions[share.index - 1].head)
    found = _RATE.search(head)
    if found is None:
        return None
    return _WIDE.sub("", found["stem"])


def _near(prose: Prose, share: Mention) -> list[Mention]:
    mentions = prose.mentions
    nearby = [
        m for m in mentions[max(0, share.index - _SENTENCE) : share.index]
        if m.counts and m.sentence == share.sentence and (m.depth <= share.depth or m.index == share.index - 1)
    ]  # fmt: skip
    if not nearby or all(m.is_share for m in nearby):
        # 满分率62.5%，8025人: the number comes after its rate.
        after = mentions[share.index + 1 : share.index + 2]
        nearby = [m for m in after if m.counts and m.segment == share.segment and len(m.head) <= 3] or nearby
    if MOVED.match(share.head.strip()):
        return [m for m in nearby if MOVED.match(m.head.strip())] or nearby
    stem = _stem(prose, share) or "-"
    for part in mentions[share.index + 1 : share.index + 2]:
        if (
            part.depth > share.depth
            and part.lead == "("
            and part.counts
            and bears(stem, part) > 0
            and not _BASE.search(part.head)
        ):
            return [*nearby, part]  # 开工率88.9%（已开工16个）
    return nearby


def _over(
    prose: Prose, share: Mention, part: Mention, stem: str, nearby: Sequence[Mention], position: int
) -> Iterator[Way]:
    """`part` over the first of its segment or sentence, then over what was told before."""
    named = bears(stem, part)
    if named < 0:
        return
    same = [m for m in nearby if m.unit == part.unit and m is not part and m.total is not part]
    same = [m for m in same if not other_noun(stem, part, m)]
    same = [m for m in same if not is_complement((part, m), HALVES)]  # 寄宿8317人、走读28155人，寄宿率
    same = [m for m in same if not _beside_in_list(part, m)]
    if named == 2:  # 通过243人，其中正高3人、中级168人，推荐391人，通过率: of what was recommended, not of a part of it
        same = [m for m in same if m.whole is not part]
    fresh = [m for m in same if not m.is_share and bears(stem, m) >= 0] or [m for m in same if not m.is_share]
    wholes = [m for m in fresh if m.segment == part.segment] or fresh
    only = _only_whole(prose, share, part)
    if only is not None and only in same and only not in wholes:
        wholes = [only, *wholes]
    # A total, or the whole that the part is of, heads what follows it; else the first of the segment does.
    heads = {id(part.whole), id(part.total)} | {id(m) for m in wholes if m.index < part.index and ADDED.search(m.head)}
    ordered = sorted(
        wholes, key=lambda m: (m is not only, not is_due(m), id(m) not in heads, m.segment != part.segment, m.index)
    )
    told = False
    for other, whole in enumerate(ordered[:3]):
        near = whole.segment == part.segment == share.segment and whole.index < part.index
        first = whole.index == min(m.index for m in same) or id(whole) in heads or is_due(whole) or whole is only
        sure = position == other == 0 and named == 2 and near and (first or share.index - part.index <= 1)
        between = nearby[: nearby.index(part)] if part in nearby else nearby
        deducted = any(m.index > whole.index and _DEDUCTED.search(m.head) for m in between)
        rough = not sure and (part.number.qualifier or whole.number.qualifier)
        added = part.total is whole and named < 2  # 建议118件、提案156件，共274件，办结率100%: of all of it
        # 差评9条，整改率100%: of figures that name nothing of it
        all_of_them = not named and share.number.value == _ALL
        one, two = (part, whole) if part.index < whole.index else (whole, part)
        # 建议395件、提案495件，办复率100%
        both_done = share.number.value == _ALL and named < 2 and two.index == one.index + 1 and two.lead == "、"
        alone = position == other == 0 and whole is only
        added = added or (all_of_them and not alone) or both_done
        # 4126件，由去年3598件上升到4126件: one figure told twice.
        again = part.number.amount == whole.number.amount and bool(
            _BECAME.search(part.head) or _BECAME.search(whole.head)
        )
        answered = _ANSWERED.match(stem)
        asked = answered is not None and all(answered[0] not in m.head for m in (part, *same))
        spoken = asked or deducted or rough or added or again or _RENEWED.match(stem)
        here = named == 2 and near and share.index - part.index == part.index - whole.index == 1
        # 抽检1260份，合格1184份，抗体合格率; 发放问卷324份，其中有效301份，可利用率
        scoped = in_scope(stem, part, whole) or ((here or alone) and not _CLASS.match(stem))
        unnamed = named <= 0 and stem[-2:] in REACHING  # 用户1.9万户，普及率98%: of all who might be
        if spoken or unnamed or _other_time(share, part, whole) or not scoped:
            strength = Strength.OPEN
        elif sure:
            beside = (m for m in fresh if m is not whole and m.index == part.index - 1)
            both = any(name(m)[-2:] == name(part)[-2:] and bears(stem, m) == 2 for m in beside)
            over = part.number.amount > whole.number.amount
            strength = Strength.LIKELY if both or (over and not first) else Strength.CLOSED
        elif position == 1 and named == 2 and other == 0 and near:
            strength = Strength.LIKELY
        elif position == 0 and (named > 0 or (len(nearby) == 2 and part.segment == share.segment)):
            strength = Strength.LIKELY if named else Strength.SLIP
        elif alone:
            meant = is_due(whole) or _PLANNED.search(whole.head) or "其中" in part.label
            strength = Strength.LIKELY if meant else Strength.SLIP
        elif position == other == 0 and _alone(prose, share, part):
            strength = Strength.LIKELY
        else:
            strength = Strength.OPEN
        if (
            part.number.amount <= whole.number.amount
            or sure
            or alone
            or (named == 2 and first and strength >= Strength.LIKELY)
        ):
            told = True
            yield share_of((part,), whole, strength)
    yield from _passed(stem, nearby, share) if not position and named <= 0 else ()
    contrary = [m for m in same if bears(stem, m) < 0 and abs(m.index - part.index) <= 2]
    if contrary and named > 0 and not told:  # 到岗175人，缺岗3人，到岗率
        yield Way(Form.SHARE, (part.number,), (part.number, contrary[0].number), Strength.LIKELY)
    if position:
        return
    before = [m for m in same if m.index == part.index - 1 and m.segment == part.segment and m not in ordered[:1]]
    if named == 2 and before and bears(stem, before[0]) >= 0:  # 查出31.2万元，已整改29.6万元: however large the first
        yield share_of((part,), before[0], Strength.LIKELY)
    for m in same:
        if m.is_share and m.index < part.index:
            yield share_of((part,), m, Strength.OPEN)
    yield from _together(part, ordered, nearby)
    yield from _before(prose, share, part, stem, told)


def _of_its_name(prose: Prose, share: Mention, part: Mention, stem: str) -> Mention | None:
    """隐患3916项（其中重大隐患21项），…，重大隐患整改20项，整改率: over what bears the rest of the part's name,
    and nothing of the rate's, however deep it stands."""
    kind = _PAST.sub("", part.number.subject.removesuffix(stem[-2:]))
    if len(kind) < _KIND or kind == part.number.subject:
        return None
    before = prose.mentions[max(0, part.index - _SENTENCE) : part.index]
    told = [m for m in before if m.number.subject == kind and m.counts and m.unit == part.unit and not m.is_share]
    told = [m for m in told if m.sentence == share.sentence and m.depth <= share.depth + 1]
    return told[0] if len(told) == 1 else None


_PAST, _KIND = re.compile(r"(?:已|均已|完成|实际)+$"), 3


def _beside_in_list(part: Mention, other: Mention) -> bool:
    """其中调解1284件、撤诉716件，调撤率: of two parts of one whole neither is what the other is taken of."""
    one, two = (part, other) if part.index < other.index else (other, part)
    return one.whole is not None and one.whole is two.whole and two.index == one.index + 1 and two.lead == "、"


_ALL = 100
# What a rate may be limited to besides: 文科重点率, 一次合格率.
_CLASS = re.compile(r"[文理男女城乡农小初高公民本外优上下年校县市省平前后双一二三首复毕特职]")
_BECAME = re.compile(r"(?:上升|下降|增加|减少|增长|升|降|增|减)[到至为]$")
_RENEWED = re.compile(r"续|留[存任]|复购|回头")  # 续聘486人、新聘112人，续聘率: of those of the year before
_ANSWERED = re.compile(
    "参评|参与评价|受访|回访|抽查|抽检"
)  # 参评满意率: of those who were asked, as far as they are told


def _passed(stem: str, nearby: Sequence[Mention], share: Mention) -> Iterator[Way]:
    """抽检165批次，不合格3批次，合格率98.2%: what is left when those that failed are taken off."""
    here = [m for m in nearby if m.segment == share.segment]
    for whole, failed in pairwise(here):
        core = stem[-2:] in name(failed) and bears(stem, failed) < 0
        if _other_time(share, failed, whole):
            continue
        if core and whole.unit == failed.unit and whole.number.amount > failed.number.amount:
            one, two = whole.number, failed.number
            left = replace(
                one, end=two.end, text=f"({one.text}-{two.text})", value=(one.amount - two.amount) / one.scale,
                low=one.low - two.high, high=one.high - two.low,
            )  # fmt: skip
            yield Way(Form.SHARE, (left,), (one,), Strength.LIKELY)


def _other_time(share: Mention, part: Mention, whole: Mention) -> bool:
    """合格81批次，合格率92.0%，上半年合格率89.6%: of another time than the figures, which the rate itself tells."""
    return share.time_told and share.time not in ("", *THIS_YEAR) and share.time not in (part.time, whole.time)


def _alone(prose: Prose, share: Mention, part: Mention) -> bool:
    """一键报警168所，安装率98.2%；: the figure just before its rate, and no other in their segment."""
    around = (*prose.mentions[max(0, part.index - 1) : part.index], *prose.mentions[share.index + 1 : share.index + 2])
    return share.index - part.index == 1 and all(m.segment != part.segment for m in around)


def _only_whole(prose: Prose, share: Mention, part: Mention) -> Mention | None:
    """…率100%；人口405人（含残疾1人），达小学毕业402人，完成率99.3%: whatever the rate is called, nothing else stands
    between it and the rate before."""
    since = [m for m in prose.mentions[max(0, share.index - _SENTENCE) : share.index] if m.depth <= share.depth]
    begun = max((at + 1 for at, m in enumerate(since) if m.unit == "%" or m.segment != share.segment), default=0)
    told = [m for m in since[begun:] if m.counts and m.unit == part.unit]
    if told == [part] and begun > 1 and since[begun - 1].unit == "%" and not since[begun - 1].delta:
        # 查出阳性214例，阳性率3.5%，随访209例，随访率97.7%: of what the rate before is told of
        before = since[begun - 2]
        alike = before.counts and before.unit == part.unit and before.segment == part.segment
        return before if alike and part.number.amount <= before.number.amount else None
    return told[0] if len(told) == 2 and told[1] is part else None


def _before(prose: Prose, share: Mention, part: Mention, stem: str, told: bool) -> Iterator[Way]:
    """The base in a sentence before: its heads, nearest sentence first. Where the sentence itself has a base it is only
    tried."""
    named = bears(stem, part)
    own = part.number.subject
    found = 0
    for mention in reversed(prose.mentions[max(0, part.index - _REACH) : part.index]):
        far = part.paragraph - mention.paragraph
        if far > _PARAGRAPHS:
            break
        if not mention.counts or mention.unit != part.unit or mention.sentence == part.sentence:
            continue
        if far > 1:  # 采血26803单位 … two paragraphs on: 报废377单位，报废率1.41%
            if mention.number.amount > part.number.amount and mention.whole is None:
                yield share_of((part,), mention, Strength.OPEN)
            continue
        here = mention.paragraph == part.paragraph
        kin = len(mention.number.subject) >= 2 and mention.number.subject[-4:] in own
        whole = mention.whole is None and not mention.is_share
        whole = whole and (mention.number.amount >= part.number.amount or (named == 2 and not found))
        whole = whole and not (part.time in LAST_YEAR and part.time_told and mention.time != part.time)  # 去年录取
        strength = Strength.OPEN
        if kin and here:
            strength = Strength.LIKELY if mention.number.subject in own else Strength.SLIP
        elif whole and not told and here and found < 3 and named > 0 and in_scope(stem, part, mention):
            strength = Strength.LIKELY if named == 2 else Strength.SLIP
            found += 1
        yield share_of((part,), mention, strength)


def _told_after(prose: Prose, share: Mention, part: Mention) -> Iterator[Way]:
    """到会率96%（应到120人）; 上线10956人，上线率92%，报名11899人."""
    for mention in prose.mentions[share.index + 1 : share.index + 5]:
        if mention.sentence != share.sentence:
            return
        if mention.unit != part.unit or not mention.counts or mention is part:
            continue
        if mention.depth > share.depth:
            if any(m.unit == "%" for m in prose.mentions[share.index + 1 : mention.index]):
                return  # 末年覆盖率98%，现覆盖95.0%（行政村301个）: it tells of the other rate
            yield share_of((part,), mention, Strength.FIRM if "应" in mention.head else Strength.SLIP)
        elif _BASE.search(mention.head) and mention.segment == share.segment:
            yield share_of((part,), mention, Strength.SLIP)


def _together(part: Mention, wholes: Sequence[Mention], nearby: Sequence[Mention]) -> Iterator[Way]:
    """Several parts of one whole over it: 公办就读…，享受政府购买…，就学比例."""
    for whole in (*wholes[:2], *([part.whole] if part.whole is not None else [])):
        parts = [m for m in nearby if m.unit == whole.unit and m.index > whole.index]
        if 1 < len(parts) <= 4 and sum(m.number.amount for m in parts) <= whole.number.amount:
            yield share_of(parts, whole, Strength.OPEN)
