"""Growth and differences: a，比上年增加 d，增长 p%; 由 b 增加到 a; 比上年的 b 增加 d; 缺额, 结余, 净增, 相差."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from taizhang.engine.checker.clauses import DATED, POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import likeness
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import LAST_YEAR

_LAST = re.compile(rf"(?<![比较与同])(?:{'|'.join(LAST_YEAR)})(?!度?末?(?:结转|结余|预算))")
_FROM = re.compile(r"(?:由|从)[^，。;:由从]{0,24}$")
_TO = re.compile(r"(?:到|至|为|达|成)$")
_THAN = re.compile(r"(?:比|较|与|同|超)[^，。;:比较]{0,14}$")
_THEN = re.compile(r"相比|上浮|下浮|增|减|多|少|高|低|下降|上升|提高|提升|降|翻|慢|快|净|扩大|缩小|上涨|追加")
_RATE = re.compile(r"率|比例|比重|占|覆盖|面$|进度")
_BETWEEN = re.compile(r"([一-龥]{2,10})比([一-龥]{2,10}?)(?:多|少|高|低)(?:出|了)?$")
_NOW = re.compile(r"^(?:现|目前|调整后)(?:有|为|共有)?$")
_GAP = re.compile(
    r"缺额|缺口|相差|差额|净增|净减|短缺|差距|尚缺|结余|剩余|尚有|余额|缺编|缺考|未支出|未拨付|空缺|顺差|逆差|盈余"
)
_AGAINST_LAST = re.compile(r"比(?:上年|去年|上一年|前一年|上学年)|较(?:上年|去年|上一年)|同比|上年同期|去年同期")
_AGAINST_OTHER = re.compile(r"(?:全[国省市]|预算|计划|目标|平均|年初|标准|任务|[一-龥]{2}[省市县区])")
_PLANNED = re.compile(r"(?:完成|占|超)[^，。;]{0,8}(?:预算|计划|目标|任务)")
_BUDGET = re.compile(r"(?:比|较|超|完成)[^，。;]{0,8}(?:预算|计划|目标|任务)")
_THING = re.compile(r"(?:总数|人数|人口|总量|总额|总人数|数量|规模|金额)$")
_SPLIT = re.compile(r"比|较|同比|环比|与|增|减|下降|上升|提高|提升|降低|扩大|缩小|追加|翻")
_FILLER = re.compile(r"^(?:今年|本年|去年|年|实际|平均|也|又|则|则是|均|共|再|其中|同时|,|\s)+$")


@dataclass(frozen=True, slots=True)
class Pair:
    """Before and after, both printed: 由 b 增加到 a, or a，比上年的 b."""

    before: Mention
    now: Mention


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    pair: Pair | None = None
    for index, mention in enumerate(mentions):
        if not index:
            continue
        pair = _pair(mentions, index) or (pair if pair and pair.before.segment == mention.segment else None)
        if mention.number.role is not Role.QUANTITY:
            continue
        if mention.unit in ("%", "‰", "倍") and mention.delta:
            claim = _rate(prose, mention, pair)
        elif mention.delta or mention.unit in POINTS or _GAP.search(mention.head):
            claim = _difference(prose, mention, pair)
        elif _NOW.search(mention.head):
            claim = _result(mentions, index)
        else:
            claim = None
        if claim is not None:
            yield claim


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


def _pair(mentions: list[Mention], index: int) -> Pair | None:
    """The pair that the number at `index` closes, or of which it is the base."""
    here, last = mentions[index], mentions[index - 1]
    if here.is_level and last.is_level and here.unit == last.unit and here.segment == last.segment:
        told = DATED.sub("", here.head).rstrip("了约")
        if here.clause - last.clause <= 1 and _FROM.search(last.head) and _TO.search(told):
            return Pair(last, here)
    if here.is_level and _THAN.search(here.head) and _THEN.match(here.tail.lstrip()):
        here.is_base = True
        subject = re.sub(r"^其中", "", _own_subject(here.head))
        for now in reversed(mentions[max(0, index - 8) : index]):
            if now.paragraph != here.paragraph or here.sentence - now.sentence > 2:
                if not subject or now.number.subject != subject or here.paragraph - now.paragraph > 1:
                    continue
            if now.is_level and not now.is_base and now.unit == here.unit and now.depth <= here.depth:
                if subject and now.sentence != here.sentence and likeness(subject, now.head) < 2:
                    continue
                if subject and now.number.subject == subject:
                    return Pair(here, now)
                if now.segment == here.segment or now.whole is None or not now.number.subject:
                    return Pair(here, now)
                return Pair(here, now.whole if now.whole.unit == here.unit else now)
    return None


def _rate(prose: Prose, rate: Mention, pair: Pair | None) -> Claim | None:
    mentions = prose.mentions
    if _BUDGET.search(rate.head) and pair is None:
        return None
    sign = rate.delta
    change = mentions[rate.index - 1]
    beside = (
        change.delta and change.unit not in ("%", "‰", "倍", *POINTS) and change.number.role is Role.QUANTITY
        and rate.segment == change.segment and rate.clause - change.clause <= 2
        and not _own_subject(rate.head.removeprefix("占"))
    )  # fmt: skip
    ways: list[Way] = []
    if pair is not None and pair.now.unit not in ("%", "‰"):
        strength = Strength.FIRM if rate.index - max(pair.now.index, pair.before.index) <= 2 else Strength.LIKELY
        ways.append(Way(Form.GROWTH_OVER, (pair.now.number,), (pair.before.number,), strength, sign))
        if beside and change.unit == pair.before.unit:
            ways.append(Way(Form.CHANGE_OF, (change.number,), (pair.before.number,), Strength.OPEN, sign))
        return Claim("growth", "growth.before_and_after", rate.number, ways, rate.head[-8:])
    if beside:
        levels = _levels(prose, change)
        alike = [level for level in levels if level.unit == change.unit and level.is_level and not _planned(prose, level)]
        for level in alike[:1]:
            own = Strength.FIRM if level.segment == change.segment and level.whole is None else Strength.LIKELY
            if level.sentence != change.sentence:
                own = Strength.SLIP if level.paragraph != change.paragraph else Strength.LIKELY
            ways.append(_by(level, change, own, sign))
            if level.whole is not None and level.whole.unit == change.unit:
                ways.append(_by(level.whole, change, Strength.LIKELY, sign))
        ways.extend(
            _by(level, change, Strength.OPEN, sign)
            for level in alike[1:5]
            if level.whole is None and not _is_last(level)
        )
    subject = _own_subject(rate.head)
    if not beside and subject and _RATE.search(subject):
        return None
    ways.extend(_two_times(rate, _levels(prose, rate), sign))
    if not beside:
        ways.extend(_last_told(prose, rate, sign))
    rule = "growth.amount_and_rate" if beside else "growth.two_times"
    return Claim("growth", rule, rate.number, ways, rate.head[-8:]) if ways else None


def _planned(prose: Prose, level: Mention) -> bool:
    """The 1200万元 of 完成年初预算1200万元的95%: the base of a share is no level."""
    return bool(level.is_base or (_PLANNED.search(level.head) and level.tail.startswith("的")))


def _by(level: Mention, change: Mention, strength: Strength, sign: int) -> Way:
    if _is_last(level):
        return Way(Form.CHANGE_OF, (change.number,), (level.number,), strength, sign)
    return Way(Form.GROWTH_BY, (level.number,), (change.number,), strength, change.delta)


def _own_subject(head: str) -> str:
    """The subject told in the clause of the change itself: 教师增长3%. Empty when it begins with 比上年, 增长."""
    bare = _SPLIT.split(head, maxsplit=1)[0].strip()
    return "" if not bare or _FILLER.match(bare) else re.sub(r"^(?:其中|但|而)", "", bare)


def _levels(prose: Prose, anchor: Mention) -> list[Mention]:
    """Levels before a change, nearest first. A subject of its own (会议费比上年减少…) brings those of that name."""
    subject = _THING.sub("", _own_subject(anchor.head))
    found, named = [], []
    for back in range(anchor.index - 1, max(-1, anchor.index - 30), -1):
        mention = prose.mentions[back]
        if anchor.paragraph - mention.paragraph > (1 if subject else 0):
            break
        if not mention.is_level or (mention.depth > anchor.depth and not _is_last(mention)):
            continue
        name = mention.number.subject
        if len(subject) >= 2 and name and (name.endswith(subject) or subject.endswith(name) or _within(subject, name)):
            named.append(mention)
        if anchor.sentence - mention.sentence <= 1 and anchor.paragraph == mention.paragraph:
            found.append(mention)
    if named:
        return named
    return found if not subject or anchor.segment == (found[0].segment if found else -1) else []


def _within(subject: str, name: str) -> bool:
    """Whether each sign of a short name stands in the longer one in order: 用车费, 公务用车运行费."""
    signs = iter(name)
    return len(subject) >= 3 and all(sign in signs for sign in subject)


def _is_last(mention: Mention) -> bool:
    return mention.time in LAST_YEAR or bool(_LAST.search(mention.head[-16:]))


def _two_times(rate: Mention, levels: list[Mention], sign: int) -> Iterator[Way]:
    now = levels[0] if levels else None
    if now is None or now.sentence != rate.sentence or not now.counts:
        return
    for other in levels[1:8]:
        if other.unit != now.unit or other.sentence != rate.sentence or not other.counts:
            continue
        later = now.time_told and now.time != other.time and other.index == now.index - 1
        adjusted = re.search(r"(?:年初|原)[^，。]*$", other.head) and re.search(r"调整|现", now.head)
        if _is_last(now) and not _is_last(other):
            yield Way(Form.GROWTH_OVER, (other.number,), (now.number,), Strength.LIKELY, sign)
        elif _is_last(other) != _is_last(now) or later or adjusted:
            yield Way(Form.GROWTH_OVER, (now.number,), (other.number,), Strength.LIKELY, sign)


def _last_told(prose: Prose, rate: Mention, sign: int) -> Iterator[Way]:
    """185件，同比下降11.4%，去年为210件; 上年公开48条，同比增长12.5%: last year's figure beside its rate, this year's
    before."""
    for last in prose.mentions[max(0, rate.index - 1) : rate.index + 3]:
        after = last.index > rate.index
        if last is rate or not last.is_level or not _is_last(last) or last.number.role is not Role.QUANTITY:
            continue
        if last.sentence != rate.sentence or (not after and last.clause_gap(rate) > 1):
            continue
        nows = _this_year(prose, rate, last)
        for position, now in enumerate(nows[:3]):
            beside = now.segment == rate.segment == last.segment and rate.index - now.index == 1
            strength = Strength.OPEN if position else Strength.LIKELY
            if beside and not position:
                strength = Strength.FIRM
            yield Way(Form.GROWTH_OVER, (now.number,), (last.number,), strength, sign)


def _this_year(prose: Prose, rate: Mention, last: Mention) -> list[Mention]:
    """What last year's figure is compared with: named alike, else the nearest of its sentence, else what the paragraph
    begins with."""
    found = []
    for mention in reversed(prose.mentions[max(0, rate.index - 30) : min(rate.index, last.index)]):
        if mention.paragraph != rate.paragraph:
            break
        if mention.is_level and mention.unit == last.unit and mention.averaged == last.averaged:
            if not _is_last(mention) and mention.depth <= rate.depth:
                found.append(mention)
    own = re.sub(r"^.*(?:上年|去年|同期)(?:的|为|是|有)*", "", last.number.subject)
    if len(own) > 1:
        named = [m for m in found if m.number.subject.endswith(own) or own.endswith(m.number.subject or "-")]
        named = named or [m for m in found if likeness(own, m.number.subject) > 1]
        return named
    same = [m for m in found if m.sentence == rate.sentence and m.whole is None]
    return same or [m for m in found if m.whole is None][-1:]


def _difference(prose: Prose, change: Mention, pair: Pair | None) -> Claim | None:
    """Of two levels that are both printed."""
    points = change.unit in POINTS
    gap = _GAP.search(change.head)
    near = pair is not None and change.index - max(pair.now.index, pair.before.index) <= 2
    if pair is not None and near and not gap and pair.now.unit == ("%" if points else change.unit):
        way = _way(pair.now, pair.before, Strength.FIRM)
        return Claim("difference", "difference.before_and_after", change.number, [way], change.head[-8:])
    if points and not gap:
        return None
    levels = [level for level in _levels_near(prose, change) if level.unit == ("%" if points else change.unit)]
    if not levels or _BUDGET.search(change.head):
        return None
    ways: list[Way] = []
    if gap and len(levels) > 1:
        close = levels[0].segment == levels[1].segment == change.segment
        sure = close and len(change.head) <= 8 and change.index - levels[0].index == 1 and levels[0].counts
        ways.append(_way(levels[0], levels[1], Strength.FIRM if sure else Strength.LIKELY if close else Strength.SLIP))
        for one, two in pairwise(levels[1:7]):
            ways.append(_way(one, two, Strength.SLIP if len(ways) < 3 else Strength.OPEN))
        ways.extend(_way(levels[0], other, Strength.OPEN) for other in levels[2:7])
    ways.extend(_told_next(prose, change, levels))
    ways.extend(_named_pair(change, levels))
    if change.delta and len(levels) > 1 and levels[0].time_told and levels[1].time_told:
        one, two = levels[:2]
        if one.time != two.time and one.sentence == two.sentence == change.sentence and one.index == two.index + 1:
            ways.append(_way(one, two, Strength.LIKELY))
    lasts = [level for level in levels if _is_last(level)]
    nows = [level for level in levels if not _is_last(level)]
    if lasts and nows and change.delta and (
        _AGAINST_LAST.search(change.head) or not _AGAINST_OTHER.search(change.head)
    ):  # fmt: skip
        pairs = [(now, last) for last in lasts[:6] for now in nows[:6]]
        pairs.sort(key=lambda both: -_kinship(*both))
        for position, (now, last) in enumerate(pairs[:10]):
            alike = _kinship(now, last) == _kinship(*pairs[0])
            ways.append(_way(now, last, Strength.LIKELY if position < 3 and alike else Strength.OPEN))
        if len(pairs) == 1 and len(ways) == 1:
            ways[-1] = _way(*pairs[0], Strength.FIRM)
    return Claim("difference", "difference.two_levels", change.number, ways, change.head[-8:]) if ways else None


def _named_pair(change: Mention, levels: list[Mention]) -> Iterator[Way]:
    """男生比女生多20人: the two are named."""
    named = _BETWEEN.search(change.head)
    if named is None or len(levels) < 2:
        return
    ones = [level for level in levels[:8] if level.number.subject and named[1].endswith(level.number.subject[-2:])]
    twos = [level for level in levels[:8] if level.number.subject and named[2].endswith(level.number.subject[-2:])]
    if ones and twos and ones[0] is not twos[0]:
        yield _way(ones[0], twos[0], Strength.LIKELY)


def _told_next(prose: Prose, change: Mention, levels: list[Mention]) -> Iterator[Way]:
    """比上年增加40篇，…，去年174篇: the earlier level is told after the change."""
    for mention in prose.mentions[change.index + 1 : change.index + 4]:
        if mention.sentence != change.sentence:
            return
        if mention.is_level and mention.unit == change.unit and _is_last(mention):
            yield _way(levels[0], mention, Strength.SLIP)


def _levels_near(prose: Prose, anchor: Mention) -> list[Mention]:
    found = []
    for mention in reversed(prose.mentions[max(0, anchor.index - 24) : anchor.index]):
        if mention.paragraph != anchor.paragraph or anchor.sentence - mention.sentence > 2:
            break
        net = mention.delta and mention.counts is False and "净" in anchor.head and mention.segment == anchor.segment
        if (mention.is_level or net) and (mention.depth <= anchor.depth or _is_last(mention)):
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
