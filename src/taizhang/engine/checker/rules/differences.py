"""Differences: 缺额, 结余, 净增, 相差, 未达标, 比去年多; a change beside the two figures that it parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules import against, remainders, two_signs
from taizhang.engine.checker.rules import points as point_change
from taizhang.engine.checker.rules.nearby import likeness, name
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import LAST_YEAR

_GAP = re.compile(
    r"缺额|缺口|相差|差额|差值|净增|净减|净退|自然[增减][长少加]|短缺|差距|富余|尚缺|结余|剩余|尚有|余额|缺编|缺考|空缺|退回|节余|尚余|顺差|逆差|盈余|超额|余限|亏损|赤字|未[到达支拨整落完开交通报][一-龥]?(?:的|有|共|仍)?$"
)
_GAP_SIGNS = "缺差净然余尚退超损赤未"  # one of which stands in each of the above: seldom there
_GAP_SIGN = re.compile(f"[{_GAP_SIGNS}]")
_AGAINST_LAST = re.compile(r"比(?:上年|去年|上一年|前一年|上学年)|较(?:上年|去年|上一年)|同比|上年同期|去年同期")
_ELSEWHERE = re.compile(r"(?:高于|低于|高出|低出|快于|慢于|优于)[一-龥]{2}")
_NOW = re.compile(r"^(?:现|目前|调整后|期末|年末|月末)(?:余额|结存|库存|人数)?(?:有|为|共有)?$")
_AGAINST_OTHER = re.compile(r"(?:全[国省市]|预算|计划|目标|平均|年初|标准|任务|[一-龥]{2}[省市县区])")
_BUDGET = re.compile(r"(?:比|较|超|完成)[^，。;]{0,8}(?:预算|计划|目标|任务)")
_BACK = "|".join((*LAST_YEAR, "上季度?", "上一季度", "上月", "上学期", "上次", "上批", "上届"))
_LAST = re.compile(rf"(?<![比较与同])(?:{_BACK})(?!度?末?(?:结转|结余|预算))")
_LAST_SIGN = re.compile(r"[上去前初同]")  # one of which stands in each of the above
_NOT = re.compile(r"未|缺|退|空|剩|不|免|死亡|注销|取消|淘汰|剔|扣|核减|筛|弃|流失|离|损|重复")
_LEFT_OVER = re.compile(r"^(?:,|\s)*(?:实际?|现|净|余|还)?(?![一-龥]{0,3}[增减升降加少][到至为]$)[一-龥]{1,4}$")
_DONE = re.compile(r"已|支出|完成|录用|实|到位|整改")
_STOCK = re.compile(r"[年期月季]末[一-龥]{0,3}余额|(?:债务|贷款|存款|信贷|累计|授信)[一-龥]{0,3}余额")


@dataclass(frozen=True, slots=True)
class Pair:
    """Before and after, both printed: 由 b 增加到 a, or a，比上年的 b."""

    before: Mention
    now: Mention
    sure: bool = True  # nothing that the words name is missing from what they are said of
    others: tuple[Mention, ...] = ()  # what else before may be meant


def of(prose: Prose, mention: Mention, pair: Pair | None) -> Claim | None:
    """The difference that a number tells, or closes: 报名120人，缺考3人，实考117人."""
    said, last = _SAID.search(mention.head) is not None, prose.mentions[mention.index - 1]
    if said and "余额" in mention.head and _STOCK.search(mention.head) and not _opening(prose, mention):
        return None  # 缴纳6.84亿元，退还6.71亿元，年末余额0.42亿元: of what was there before too
    if mention.unit not in POINTS:
        signs = two_signs.of(prose, mention) if said else None
        if signs is not None:
            return signs
        left = _result(prose.mentions, mention.index) if said and _NOW.match(mention.head) else None
        second = said or (last.clause == mention.clause and remainders.is_second(prose, mention))
        if left is None and second and not (mention.delta and _ends(pair, mention)):
            left = remainders.of(prose, mention)
        if left is not None:
            return left
    gap = said and _GAP_SIGN.search(mention.head) and _GAP.search(mention.head)
    gap = gap if gap and not _ADDED_UP.search(mention.head) else None  # 财政赤字合计9500亿元
    if mention.delta or mention.unit in POINTS or gap:
        return _difference(prose, mention, pair)
    bare = remainders.bare_change(prose, mention) if last.time_told else None
    if bare is not None:
        return bare
    before = last.head[-_TAKEN_FROM:]
    if ("除" in before or "减" in before or "抵" in before) and _TAKEN.search(before):
        left = _taken_off(prose.mentions, mention.index)
        if left is not None:
            return left
    return _complement(prose.mentions, mention.index) if mention.counts and last.sentence == mention.sentence else None


def _ends(pair: Pair | None, change: Mention) -> bool:
    """人均6926元，比上月的7081元少155元: right after what it is compared with, whatever else stands before."""
    if pair is None or max(pair.now.index, pair.before.index) != change.index - 1:
        return False
    return pair.sure and pair.now.averaged and pair.now.unit == change.unit


def _opening(prose: Prose, closing: Mention) -> bool:
    """期初余额3600万元, in the sentence of the closing balance."""
    before = prose.mentions[max(0, closing.index - _ROW) : closing.index]
    return any(m.sentence == closing.sentence and _OPENING.search(m.head) for m in before)


_ADDED_UP = re.compile(r"(?:合计|共计|总计)(?:为|达)?$")
_OPENING = re.compile(r"[年期月季]初|上年|上期|结转|原有")


def is_last(mention: Mention) -> bool:
    if mention.time in LAST_YEAR:
        return True
    head = mention.head[-16:]
    return _LAST_SIGN.search(head) is not None and _LAST.search(head) is not None


def _result(mentions: list[Mention], index: int) -> Claim | None:
    """上年1215项，本年减少35项，现为1180项."""
    if index < 2:
        return None
    now, change, before = mentions[index], mentions[index - 1], mentions[index - 2]
    if not (now.is_level and change.delta and before.is_level and now.unit == change.unit == before.unit):
        return None
    if not now.segment == change.segment == before.segment or _AGAINST_OTHER.search(change.head):
        return None
    if change.delta > 0:
        way = Way(Form.SUM, (before.number, change.number), strength=Strength.FIRM)
    else:
        way = Way(Form.DIFFERENCE, (before.number,), (change.number,), Strength.FIRM)
    return Claim("difference", "difference.result", now.number, [way], now.head[-4:])


def _difference(prose: Prose, change: Mention, pair: Pair | None) -> Claim | None:
    """Of two levels that are both printed."""
    points = change.unit in POINTS
    gap = _GAP.search(change.head)
    if gap and re.search(r"累计|滚存|历年", change.head):
        return None  # of more years than are printed
    near = pair is not None and change.index - max(pair.now.index, pair.before.index) <= 2
    if pair is not None and near and _ELSEWHERE.search(change.head) and prose.mentions[change.index - 1].delta:
        pair, near = None, False  # 由86.4%升至95.2%，提高8.8个百分点，高出全市1.3个百分点
    net = not gap or gap[0][0] == "净"
    if pair is not None and near and net and pair.now.unit == ("%" if points else change.unit):
        told = _of_pair(prose, _named_in(prose, change, pair))
        return Claim("difference", "difference.before_and_after", change.number, told, change.head[-8:])
    if points:
        claim = point_change.of(prose, change)
        if claim is not None or not gap:
            return claim or point_change.against_place(prose, change)
    claim = None if points or gap or not change.delta else point_change.named(prose, change)
    if claim is not None:
        return claim
    levels = [level for level in _levels_near(prose, change) if level.unit == ("%" if points else change.unit)]
    if not levels or _BUDGET.search(change.head):
        return None
    if gap and gap[0] in ("相差", "差距") and levels[0].averaged:
        levels = [level for level in levels if level.averaged]  # 平均86.0分最高，…平均68.6分最低，相差17.4分: no totals
    ways: list[Way] = []
    if gap and len(levels) > 1:
        here = [m for m in levels if m.segment == change.segment]
        close = len(here) > 1
        close = close and (gap[0][0] != "未" or gap[0][1] in name(levels[0]))
        alone = len(here) == 2 and gap[0] == "相差"  # 甲校均分82.4分，乙校均分79.8分，相差2.6分
        sure = close and len(change.head) <= 8 and change.index - levels[0].index == 1 and (levels[0].counts or alone)
        if _EXTREMES.search(change.head):
            ways.extend(_extremes(prose, change))
        elif len(here) > 2:
            ways.append(_all_taken_off(here))
        else:
            strength = Strength.FIRM if sure else Strength.LIKELY if close else Strength.SOUGHT
            strength = Strength.SOUGHT if _of_another(change, gap, levels) else strength
            ways.append(_way(levels[0], levels[1], strength))
        pairs = list(pairwise(levels[:7] if gap[0][0] != "未" else ())) + [(levels[0], m) for m in levels[2:7]]
        # What begins its sentence or segment is what the text goes on to speak of, rather than a part of it.
        pairs = list(dict.fromkeys(pairs))
        pairs.sort(key=lambda both: sum(0 < m.level < _SEGMENT for m in both))
        apart = gap[0] in ("相差", "差距", "差额") and not _EXTREMES.search(change.head)
        for place, (one, two) in enumerate(pairs):
            ways.append(_way(one, two, Strength.SLIP if apart and place < _BESIDE else Strength.SOUGHT))
    if gap and not points and not (ways and ways[0].strength is Strength.FIRM):
        ways = [*_remainder(prose, change, gap[0]), *ways]
    ways.extend(_told_next(prose, change, levels) if "分别" not in change.head else ())
    ways.extend(against.between(change, levels))
    if change.delta and len(levels) > 1 and levels[0].time_told and levels[1].time_told:
        one, two = levels[:2]
        if one.time != two.time and one.sentence == two.sentence == change.sentence and one.index == two.index + 1:
            ways.append(_way(one, two, Strength.LIKELY))
    lasts = [level for level in levels if is_last(level)]
    if gap and gap[0][0] == "净" and not lasts and _AGAINST_LAST.search(change.head):
        return None  # 旅行社61家，比上年净增7家: the year before is not told
    nows = [level for level in levels if not is_last(level)]
    if lasts and nows and change.delta and (
        _AGAINST_LAST.search(change.head) or not _AGAINST_OTHER.search(change.head)
    ):  # fmt: skip
        pairs = [(now, last) for last in lasts[:6] for now in nows[:6]]
        beside = nows[0].index == change.index - 1 and nows[0].segment == change.segment != lasts[0].segment
        pairs.sort(key=lambda both: -_kinship(*both))
        for position, (now, last) in enumerate(pairs[:10]):
            alike = _kinship(now, last) == _kinship(*pairs[0])
            # 生鲜乳2.46万吨，较上年2.31万吨…；禽蛋1.87万吨，增加0.06万吨: what has a level of its own is of no other.
            alike = alike and (now.segment == change.segment or nows[0].segment != change.segment)
            strength = Strength.LIKELY if position < 3 and alike else Strength.SOUGHT
            if last.sentence != change.sentence and any(m.sentence == last.sentence for m in nows):
                strength = Strength.OPEN  # 312户，上年247户。企业214户，比上年增加26户: it has been compared already
            if beside and now is not nows[0]:
                strength = Strength.OPEN  # 294.1亿元，去年同期271.6亿元。出口214.3亿元，增加22.9亿元
            ways.append(_way(now, last, strength))
        if len(pairs) == 1 and len(ways) == 1:
            ways[-1] = _way(*pairs[0], Strength.FIRM)
    ways = [way for way in ways if way.parts[0].amount != way.base[0].amount or not change.number.amount]
    if gap and _others(change, gap, levels):
        ways = [replace(way, strength=Strength.OPEN) for way in ways]
    return Claim("difference", "difference.two_levels", change.number, ways, change.head[-8:]) if ways else None


def _named_in(prose: Prose, change: Mention, pair: Pair) -> Pair:
    """按期结案22640件。与二季度的21804件相比，立案增加2164件: what rose is named, and it is not what was told last."""
    own = _OWN.match(change.head.strip(" ,"))
    if own is None or pair.now.sentence == change.sentence or own["own"][-1] in "数量额模":
        return pair
    if own["own"][:2] in pair.now.head or likeness(own["own"], pair.now.head) > 1:
        return pair
    return replace(pair, sure=False)


_OWN = re.compile(r"(?P<own>(?!同比|环比|其中|实际|净|共|[比较])[一-龥]{2,6})(?:增加|减少|上升|下降|增长|多|少)了?$")


def _of_pair(prose: Prose, pair: Pair) -> list[Way]:
    if pair.sure:
        alternatives = (_way(now, pair.before, Strength.SOUGHT) for now in pair.others)
        return [_way(pair.now, pair.before, Strength.FIRM), *alternatives]
    others = [m for m in _levels_near(prose, pair.before) if m.unit == pair.before.unit and m is not pair.now]
    return [_way(now, pair.before, Strength.SOUGHT) for now in (pair.now, *others[:6])]


def _all_taken_off(here: Sequence[Mention]) -> Way:
    """收入1.1亿元，补贴1.5亿元，成本2.7亿元，缺口0.1亿元: of more than two figures the largest against all others."""
    whole = max(here, key=lambda m: m.number.amount)
    rest = tuple(m.number for m in here if m is not whole)
    return Way(Form.DIFFERENCE, (whole.number,), rest, Strength.SOUGHT)


def _extremes(prose: Prose, change: Mention) -> Iterator[Way]:
    """最大与最小相差: the ends of a row of three figures and more, line by line or cell by cell."""
    unit = "%" if change.unit in POINTS else change.unit
    row = [
        m for m in prose.mentions[max(0, change.index - _ROW) : change.index]
        if m.unit == unit and m.number.role is Role.QUANTITY and m.unit and not m.delta
    ]  # fmt: skip
    row = [m for m in row if m.averaged == row[-1].averaged]
    if len(row) > 2:
        ends = (max(row, key=lambda m: m.number.amount), min(row, key=lambda m: m.number.amount))
        yield _way(*ends, Strength.LIKELY if row[-1].averaged else Strength.SOUGHT)


_EXTREMES = re.compile(r"最[大高多长好][^，。]*最[小低少短差]")
_ROW = 60
_SEGMENT = 3
_BESIDE = 3  # pairs beside each other that 相差 may well be said of


def _of_another(change: Mention, gap: re.Match[str], levels: Sequence[Mention]) -> bool:
    """巡视员8人、工作人员57人，数学缺考24人: of something that neither figure is named after."""
    scope = _WHEN.sub("", change.head[: gap.start()].strip(" ,"))
    return len(scope) > 1 and not any(likeness(scope, m.head + m.tail[:6]) for m in levels[:2])


_WHEN = re.compile(
    r"学?[年期]度?[末底初]?|[月季]度?[末底]?|本|当|全[国省市县区]?|上|下|今|半|资金|贸易|经费|收支|[两二]者|相抵|后|前|与|之间|实际|共|项目|仍|尚|还"
)


def _others(change: Mention, gap: re.Match[str], levels: list[Mention]) -> bool:
    """服务贸易顺差 of something else; 前三名与末名相差 where more than two stand there."""
    scope = change.head[: gap.start()].strip(" ,")
    if len(scope) > 3 and not any(likeness(scope, m.head + m.tail[:4]) for m in levels[:4]):
        return gap[0] in ("顺差", "逆差", "结余", "盈余")
    here = [m for m in levels if m.segment == change.segment]
    return gap[0] in ("相差", "差距") and len(here) > 2


def _remainder(prose: Prose, change: Mention, cue: str) -> Iterator[Way]:
    """应拨3821万元，其中…；已拨付3439万元，尚有382万元: of figures that are no parts of a list, the one before and what
    stands before that; 未达标 is what 达标 leaves."""
    near = [
        m for m in reversed(prose.mentions[max(0, change.index - 30) : change.index])
        if m.is_level and m.unit == change.unit and m.counts and m.whole is None and not m.is_base
        and m.depth <= change.depth and change.paragraph - m.paragraph <= 1 and not is_last(m)
    ]  # fmt: skip
    if not near:
        return
    part, wholes = near[0], [m for m in near[1:] if m.number.amount >= near[0].number.amount]
    core = cue.removeprefix("未")[:1]
    kin = bool(_DONE.search(part.head)) or (core != cue[:1] and core in name(part))
    here = part.sentence == change.sentence and (kin or core == cue[:1])
    if wholes and wholes[0].segment == change.segment:
        wholes = wholes[:1]
    for position, whole in enumerate(wholes[:3]):
        same = whole.paragraph == part.paragraph == change.paragraph
        if here and kin and not position:
            strength = Strength.LIKELY if same else Strength.SLIP
        elif here and same and position < 2:
            strength = Strength.SLIP
        else:
            strength = Strength.OPEN
        yield _way(whole, part, strength)


def _taken_off(mentions: list[Mention], index: int) -> Claim | None:
    """扣除2.15亿元的续建投资后，新增41.52亿元; 总股本A扣除B后的C: of the figure told last before what is taken off."""
    left, gone = mentions[index], mentions[index - 1]
    if not (left.is_level or left.delta) or gone.unit != left.unit or gone.sentence != left.sentence:
        return None
    if not re.search(r"后|之外|外", gone.tail + left.head[:2]) and gone.clause != left.clause:
        return None
    wholes = [
        m for m in reversed(mentions[max(0, gone.index - 12) : gone.index])
        if m.is_level and m.unit == left.unit and left.paragraph - m.paragraph <= 1
        and m.number.amount > gone.number.amount
    ]  # fmt: skip
    beside = bool(wholes) and wholes[0].clause == gone.clause == left.clause
    ways = [
        _way(m, gone, Strength.FIRM if beside and not place else Strength.SOUGHT)
        for place, m in enumerate(wholes[:5])
    ]  # fmt: skip
    return Claim("difference", "difference.complement", left.number, ways, gone.head[-4:]) if ways else None


_FIXED = re.compile(r"审定|核定|实际|净")
_TAKEN_FROM = 14  # code points of the words in which it is told
_TAKEN = re.compile(r"(?:扣除|剔除|减去|除去|抵扣|扣减)(?!比例)[一-龥]{0,8}$")
# One of which stands in a gap, in two signs, in what is left or in _NOW: one look for all.
_SAID = re.compile(f"[{_GAP_SIGNS}{two_signs.SIGNS}{remainders.SIGNS}现目调期年月]")


def _complement(mentions: list[Mention], index: int) -> Claim | None:
    """报名120人，缺考3人，实考117人; 30个县中有2个未通过，通过28个: what one taken from the other leaves."""
    left = mentions[index]
    if index < 2:
        return None
    before = (mentions[index - 1], mentions[index - 2])
    gone = next((m for m in before if m.unit == left.unit and not m.cell and not m.averaged), None)
    if gone is None or gone.segment != left.segment or not _NOT.search(gone.head + gone.tail[:8]):
        return None
    if not _LEFT_OVER.match(left.head) or _NOT.search(left.head) or "分别" in gone.label:
        return None
    whole = next(
        (m for m in reversed(mentions[max(0, gone.index - 8) : gone.index])
         if m.counts and m.unit == left.unit and gone.paragraph - m.paragraph <= 1
         and (m.whole is None or (m.index == gone.index - 1 and _FIXED.search(left.head)))),
        None,
    )  # fmt: skip
    if whole is None:
        return None
    if left.unit in ("个", "项") and left.tail[:1].strip() and left.tail[:1] not in (whole.tail[:1], gone.tail[:1]):
        return None  # 30个县，2个县未达到要求，分8个小组: of other things
    told = re.search(r"^,?(?:实|净|余|现)", left.head) or likeness(left.head, gone.head + gone.tail[:8])
    strength = Strength.LIKELY if whole.sentence == left.sentence else Strength.SLIP
    strength = strength if told else Strength.SOUGHT
    return Claim("difference", "difference.complement", left.number, [_way(whole, gone, strength)], left.head[-4:])


def _told_next(prose: Prose, change: Mention, levels: list[Mention]) -> Iterator[Way]:
    """比上年增加40篇，…，去年174篇: the earlier level is told after the change."""
    for mention in prose.mentions[change.index + 1 : change.index + 4]:
        if mention.sentence != change.sentence:
            return
        if mention.is_level and mention.unit == change.unit and is_last(mention):
            whole = (
                levels[0].whole if levels[0].whole in levels else None
            )  # 679场，城区364场、村97场，多137场，…，去年542场
            yield from (_way(now, mention, Strength.SLIP) for now in (whole, levels[0]) if now is not None)


def _levels_near(prose: Prose, anchor: Mention) -> list[Mention]:
    found = []
    for mention in reversed(prose.mentions[max(0, anchor.index - 24) : anchor.index]):
        if mention.paragraph != anchor.paragraph or anchor.sentence - mention.sentence > 2:
            break
        net = mention.delta and mention.counts is False and "净" in anchor.head and mention.segment == anchor.segment
        if (mention.is_level or net) and (mention.depth <= anchor.depth or is_last(mention)):
            found.append(mention)
    return found


def _kinship(now: Mention, last: Mention) -> int:
    """How alike two levels are placed: both totals, the same name, the head of their segment."""
    score = likeness(now.number.subject, last.number.subject)
    if now.number.subject == last.number.subject:
        score += 2
    score += 2 * (now.whole is None and last.whole is None)
    return score + ("共" in now.head and "共" in last.head)


def _way(one: Mention, two: Mention, strength: Strength) -> Way:
    return Way(Form.DIFFERENCE, (one.number,), (two.number,), strength)
