"""Growth over a level of the year before that is told beside its rate; what a change is said of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.rules import of_its_size
from taizhang.engine.checker.rules.differences import is_last
from taizhang.engine.checker.rules.nearby import likeness
from taizhang.engine.checker.types import Role
from taizhang.engine.checker.words import FALL, RISE

# A change begins at the word that compares or at one of the words for rise and fall, but for 降 of 降水量 and the like.
_SPLIT = re.compile(
    "|".join(
        [
            "同比",
            "环比",
            "[比较与增减翻]",
            "[由从](?=上|去|前|原|年初|19|20|$)",
            *(word for word in f"{RISE}|{FALL}".split("|") if len(word) > 1),
        ]
    )
)
_BEGUN = re.compile(r"^(?:其中|但|而)")
_YEAR = re.compile(r"(?:19|20)\d\d年度?")  # 2022年比2021年增长4.7%: when, not of what
_FILLER = re.compile(r"^(?:今年|本年|去年|年|实际|平均|也|又|则|则是|均|共|再|其中|同时|,|\s)+$")


def own_subject(head: str) -> str:
    """The subject told in the clause of the change itself: 教师增长3%. Empty when it begins with 比上年, 增长."""
    bare = _SPLIT.split(head, maxsplit=1)[0].strip()
    return "" if not bare or _FILLER.match(bare) or _YEAR.fullmatch(bare) else _BEGUN.sub("", bare)


def two_times(rate: Mention, levels: list[Mention], sign: int) -> Iterator[Way]:
    now = levels[0] if levels else None
    if now is None or now.sentence != rate.sentence or not now.counts:
        return
    for other in levels[1:8]:
        if other.unit != now.unit or other.sentence != rate.sentence or not other.counts:
            continue
        if other.depth > now.depth and is_last(other):
            continue  # 存栏28.6万头，下降4.9%（上年30.1万头），…出栏39.7万头，增长2.1%: of what its bracket is told of
        later = now.time_told and now.time != other.time and other.index == now.index - 1
        adjusted = re.search(r"(?:年初|原)[^，。]*$", other.head) and re.search(r"调整|现", now.head)
        if is_last(now) and not is_last(other):
            whole = other.whole
            if whole is not None and whole in levels and of_its_size.apart(whole, now) < of_its_size.apart(other, now):
                yield Way(Form.GROWTH_OVER, (whole.number,), (now.number,), Strength.LIKELY, sign)
                return
            yield Way(Form.GROWTH_OVER, (other.number,), (now.number,), Strength.LIKELY, sign)
        elif is_last(other) != is_last(now) or later or adjusted:
            yield Way(Form.GROWTH_OVER, (now.number,), (other.number,), Strength.LIKELY, sign)


OVER_YEAR = re.compile(r"(?P<now>(?:19|20)\d\d年)?[比较](?P<then>(?:19|20)\d\d年)")


def between_years(rate: Mention, levels: list[Mention], sign: int) -> Iterator[Way]:
    """2021年587.2万元，2022年614.8万元，2023年644.3万元，2022年比2021年增长4.7%: of the years that it names."""
    of_years = OVER_YEAR.search(rate.label)
    if of_years is None:
        return
    then, now = of_years["then"], of_years["now"]
    told = [m for m in levels if m.sentence == rate.sentence and m.counts]
    for before in [m for m in told if m.time == then]:
        for later in [m for m in told if m.unit == before.unit and m.time == (now or rate.time) != then]:
            yield Way(Form.GROWTH_OVER, (later.number,), (before.number,), Strength.LIKELY, sign)


def last_told(prose: Prose, rate: Mention, sign: int) -> Iterator[Way]:
    """185件，同比下降11.4%，去年为210件; 上年公开48条，同比增长12.5%: last year's figure beside its rate, this year's
    before."""
    for last in prose.mentions[max(0, rate.index - 1) : rate.index + 3]:
        after = last.index > rate.index
        if (
            last is rate
            or not last.is_level
            or not (is_last(last) or of_its_size.bracketed(prose, last, rate) or of_its_size.only_base(last, rate))
            or (last.number.role is not Role.QUANTITY and not last.unit)
        ):
            continue
        if last.sentence != rate.sentence or (not after and last.clause_gap(rate) > 1):
            continue
        if any(m.is_level and m.unit == last.unit for m in prose.mentions[rate.index + 1 : last.index]):
            continue  # it belongs to the level that stands between: 总额2771万元，下降1.8%，其中A 120万元，上年67万元
        nows = _this_year(prose, rate, last)
        for position, now in enumerate(nows[:3]):
            beside = now.segment == rate.segment == last.segment and rate.index - now.index == 1
            strength = Strength.SOUGHT if position else Strength.LIKELY
            if beside and not position:
                strength = Strength.FIRM
            yield Way(Form.GROWTH_OVER, (now.number,), (last.number,), strength, sign)


def _this_year(prose: Prose, rate: Mention, last: Mention) -> list[Mention]:
    """What last year's figure is compared with: named alike, else the nearest of its sentence, else what the paragraph
    begins with."""
    found = []
    own = re.sub(
        r"^.*(?:上年|去年|同期)(?:[一二三四\d]季度|[上下]半年|\d{1,2}月末?|的|为|是|有)*", "", last.number.subject
    )
    own = "" if of_its_size.only_base(last, rate) else own
    spoken = own_subject(rate.head)
    named = len(own) > 1  # else it is called as what it is compared with, an average too
    for mention in reversed(prose.mentions[max(0, rate.index - 30) : min(rate.index, last.index)]):
        if mention.paragraph != rate.paragraph:
            break
        alike = mention.is_level and mention.unit == last.unit and (mention.averaged == last.averaged or not named)
        if alike and not is_last(mention) and mention.depth <= rate.depth:
            found.append(mention)
    thing = [m for m in found if len(m.number.subject) > 1 and spoken.startswith(m.number.subject)]
    if thing:
        return thing  # 住宅18.73万平方米、非住宅2.96万平方米；住宅销售下降15.5%（上年22.18万平方米）
    if named:
        same = [m for m in found if m.number.subject.endswith(own) or own.endswith(m.number.subject or "-")]
        return same or [m for m in found if likeness(own, m.number.subject) > 1]
    same = [m for m in found if m.sentence == rate.sentence and (m.whole is None or m.index == rate.index - 1)]
    if same and (same[0].whole in same or of_its_size.apart(same[0], last) > of_its_size.UNLIKE):
        same.sort(key=lambda m: of_its_size.apart(m, last))  # 受案781件，民事463件、刑事318件，增长11.3%（上年702件）
    others = [m for m in found if m.whole is None and m not in same]
    return [*same[:2], *others[::-1]]
