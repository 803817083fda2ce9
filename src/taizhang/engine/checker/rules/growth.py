"""Growth and what it grew from: a，比上年增加 d，增长 p%; 由 b 增加到 a; this year a, last year b; differences between two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import likeness
from taizhang.engine.checker.words import LAST_YEAR

_LAST = re.compile(rf"(?<![比较与同])(?:{'|'.join(LAST_YEAR)})(?!度?末?(?:结转|结余|预算))")
_FROM = re.compile(r"(?:由|从)[^，。;:]{0,20}$")
_TO = re.compile(r"(?:到|至|为|达)$")
_RATE = re.compile(r"率|比例|比重|占|覆盖|面$")
_GAP = re.compile(r"缺额|缺口|相差|差额|净增|净减|短缺|差距|尚缺")
_AGAINST_LAST = re.compile(r"比(?:上年|去年|上一年|前一年|上学年)|较(?:上年|去年|上一年)|同比|上年同期|去年同期")
_AGAINST_OTHER = re.compile(r"(?:全[国省市]|预算|计划|目标|平均|年初|标准|任务|[一-龥]{2}[省市县区])")
_BUDGET = re.compile(r"(?:比|较|超|完成)[^，。;]{0,8}(?:预算|计划|目标|任务)")


def find(prose: Prose) -> Iterator[Claim]:
    mentions = prose.mentions
    for index, mention in enumerate(mentions):
        if not index:
            continue
        if mention.unit in ("%", "‰") and mention.delta and not mention.averaged:
            claim = _rate(prose, index)
        elif (
            mention.delta
            and mention.number.role.value == "quantity"
            and mention.unit not in ("%", "‰", "个百分点", "百分点")
        ):
            claim = _difference(prose, index)
        else:
            claim = None
        if claim is not None:
            yield claim


def _rate(prose: Prose, index: int) -> Claim | None:
    mentions = prose.mentions
    rate = mentions[index]
    subject = _own_subject(rate.head)
    ways: list[Way] = []
    change = mentions[index - 1]
    levels = _levels(prose, index)
    if subject and _RATE.search(subject):
        return None
    same = (
        change.delta and change.unit not in ("%", "‰", "个百分点", "百分点") and change.number.role.value == "quantity"
        and rate.segment == change.segment and rate.clause - change.clause <= 2 and not subject
    )  # fmt: skip
    if _BUDGET.search(rate.head):
        return None
    sign = rate.delta
    if same:
        alike = [level for level in levels if level.unit == change.unit and level.index < change.index]
        for level in alike[:1]:
            own = Strength.FIRM if level.segment == change.segment and level.whole is None else Strength.LIKELY
            ways.append(_by(level, change, own, sign))
            if level.whole is not None and level.whole.unit == change.unit:
                ways.append(_by(level.whole, change, Strength.LIKELY, sign))
    ways.extend(_two_levels(prose, rate, levels, sign))
    return (
        Claim("growth", "growth.amount_and_rate" if same else "growth.two_levels", rate.number, ways, rate.head[-8:])
        if ways
        else None
    )


def _by(level: Mention, change: Mention, strength: Strength, sign: int) -> Way:
    if _is_last(level):
        return Way(Form.CHANGE_OF, (change.number,), (level.number,), strength, sign)
    return Way(Form.GROWTH_BY, (level.number,), (change.number,), strength, change.delta)


def _own_subject(head: str) -> str:
    """The subject told in the clause of the change itself: 教师增长3%. Empty when the clause begins with 比上年, 增长."""
    bare = re.split(r"比|较|同比|环比|增|减|下降|上升|提高|提升|降低|扩大|缩小", head, maxsplit=1)[0]
    return re.sub(r"^(?:今年|本年|去年|年|实际|平均|也|又|则|则是|均|共|再|,|\s)+$", "", bare.strip())


def _levels(prose: Prose, index: int) -> list[Mention]:
    """Levels before a change, nearest first: in its sentence, or in the one before when it opens its own."""
    anchor = prose.mentions[index]
    found = []
    for back in range(index - 1, max(-1, index - 30), -1):
        mention = prose.mentions[back]
        if anchor.sentence - mention.sentence > 1 or anchor.paragraph != mention.paragraph:
            break
        if mention.counts and mention.depth <= anchor.depth:
            found.append(mention)
    return found


def _is_last(mention: Mention) -> bool:
    return mention.time in LAST_YEAR or bool(_LAST.search(mention.head[-16:]))


def _two_levels(prose: Prose, rate: Mention, levels: list[Mention], sign: int) -> Iterator[Way]:
    now = levels[0] if levels else None
    if now is None or now.sentence != rate.sentence:
        return
    for other in levels[1:8]:
        if other.unit != now.unit or other.sentence != rate.sentence:
            continue
        told = _FROM.search(other.head) and (_TO.search(now.head) or "到" in now.head)
        if told and other.index == now.index - 1:
            yield Way(Form.GROWTH_OVER, (now.number,), (other.number,), Strength.FIRM, sign)
            return
        if _is_last(now) and not _is_last(other) and likeness(now.head, other.head) >= 0:
            yield Way(Form.GROWTH_OVER, (other.number,), (now.number,), Strength.LIKELY, sign)
        elif _is_last(other) and not _is_last(now):
            yield Way(Form.GROWTH_OVER, (now.number,), (other.number,), Strength.LIKELY, sign)


def _difference(prose: Prose, index: int) -> Claim | None:
    """缺额, 净增, 比去年多: the difference of two levels that are both printed."""
    mentions = prose.mentions
    change = mentions[index]
    levels = [level for level in _levels(prose, index) if level.unit == change.unit]
    ways: list[Way] = []
    if len(levels) < 2 or _BUDGET.search(change.head):
        return None
    if _GAP.search(change.head):
        close = levels[0].segment == levels[1].segment == change.segment
        ways.append(_way(levels[0], levels[1], Strength.FIRM if close and len(change.head) <= 8 else Strength.LIKELY))
    lasts = [level for level in levels if _is_last(level)]
    nows = [level for level in levels if not _is_last(level)]
    if lasts and nows and (_AGAINST_LAST.search(change.head) or not _AGAINST_OTHER.search(change.head)):
        pairs = [(now, last) for last in lasts[:6] for now in nows[:6]]
        pairs.sort(key=lambda pair: -_kinship(*pair))
        for position, (now, last) in enumerate(pairs[:10]):
            alike = _kinship(now, last) == _kinship(*pairs[0])
            ways.append(_way(now, last, Strength.LIKELY if position < 3 and alike else Strength.OPEN))
        if ways and len(pairs) == 1:
            ways[-1] = _way(*pairs[0], Strength.FIRM)
    return Claim("difference", "difference.two_levels", change.number, ways, change.head[-8:]) if ways else None


def _kinship(now: Mention, last: Mention) -> int:
    """How alike two levels are placed: both totals, the same name, the head of their segment."""
    score = likeness(now.number.subject, last.number.subject)
    if now.number.subject == last.number.subject:
        score += 2
    score += 2 * (now.whole is None and last.whole is None)
    return score + ("共" in now.head and "共" in last.head)


def _way(one: Mention, two: Mention, strength: Strength) -> Way:
    return Way(Form.DIFFERENCE, (one.number,), (two.number,), strength)
