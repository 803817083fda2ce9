"""Growth between two years, each in its own sentence: 2024年接待320万人次。2025年接待368万人次。同比增长15%; 翻一番."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.differences import Pair, is_last
from taizhang.engine.checker.rules.nearby import likeness

_YEAR = re.compile(r"((?:19|20)\d\d)年?")
_TIME = re.compile(
    r"(?:19|20)\d\d年?|今年|去年|上年|本年|当年|上一年|同期|全年|全[县市区省]|年?[末底初]|度|的|了|共|达到?|为|是|有"
)
_REACH = 10
_LEAST, _MOST = Decimal("1.93"), Decimal("2.07")  # what is called 翻一番


def across(prose: Prose, rate: Mention, subject: str, sign: int) -> Iterator[Way]:
    """The last two levels of one thing in two years, told in this sentence or the two before."""
    levels = [
        m for m in reversed(prose.mentions[max(0, rate.index - _REACH) : rate.index])
        if m.is_level and m.paragraph == rate.paragraph and rate.sentence - m.sentence <= 2
        and m.unit not in ("%", "‰") and m.depth <= rate.depth + 1 and m.number.notation != "numerals"
    ]  # fmt: skip
    if len(levels) < 2 or levels[0].index < rate.index - 3:
        return
    one = levels[0]
    others = [m for m in levels[1:] if m.unit == one.unit and m.averaged == one.averaged]
    for position, two in enumerate(others[:4]):
        before, now = _order(one, two)
        if before is None or now is None:
            continue
        named = _thing(one) == _thing(two) or not _thing(before) or not _thing(now)
        told = not subject or likeness(subject, one.head + two.head) > 1
        alone = len(others) == 1 or (not position and named)
        strength = Strength.SOUGHT
        if named and told and alone:
            near = rate.index - two.index == 2 and one.segment == two.segment == rate.segment
            strength = Strength.FIRM if near else Strength.LIKELY
        yield Way(Form.GROWTH_OVER, (now.number,), (before.number,), strength, sign)


def one_by_one(mentions: Sequence[Mention], index: int) -> Iterator[Claim]:
    """逐年为8.16亿元、8.73亿元、9.45亿元，后两年分别增长7.0%和8.2%: each over the level before its own."""
    rates = [mentions[index]]
    for rate in mentions[index + 1 : index + _REACH]:
        if rate.unit != "%" or rate.segment != rates[0].segment or rate.label.strip("和及与、 "):
            break
        rates.append(rate)
    levels: list[Mention] = []
    for level in reversed(mentions[max(0, index - _REACH) : index]):
        if not level.is_level or level.sentence != rates[0].sentence or (levels and level.unit != levels[0].unit):
            break
        levels.insert(0, level)
        if level.lead != "、":
            break
    if len(rates) < 2 or len(levels) != len(rates) + 1:
        return
    for rate, before, now in zip(rates, levels, levels[1:], strict=False):
        way = Way(Form.GROWTH_OVER, (now.number,), (before.number,), Strength.LIKELY, rates[0].delta)
        yield Claim("growth", "growth.two_times", rate.number, [way], "分别")


def over_their_bases(mentions: Sequence[Mention], index: int) -> Iterator[Claim]:
    """三者分别比上年14.2万、4.1万、7.6万增长17.9%、4.3%、26.9%: as many rates as bases, each of the level told as far
    before, or of the last one of its unit."""
    rates = [mentions[index]]
    for rate in mentions[index + 1 : index + _REACH]:
        if rate.unit != "%" or rate.segment != rates[0].segment or rate.label.strip("和及与、 "):
            break
        rates.append(rate)
    bases = list(mentions[max(0, index - len(rates)) : index])
    if len(rates) < 2 or len(bases) < len(rates) or not _AGAINST.search(bases[0].head):
        return
    if any(not m.is_level or m.sentence != rates[0].sentence or m.unit == "%" for m in bases):
        return
    if any(m.label.strip("和及与、 ") for m in bases[1:]):
        return
    near = [
        m for m in mentions[max(0, bases[0].index - 3 * _REACH) : bases[0].index]
        if m.is_level and m.paragraph == rates[0].paragraph and not m.is_base and m.unit != "%"
    ]  # fmt: skip
    nows = near[-len(rates) :]
    if [m.unit for m in nows] != [m.unit for m in bases]:
        tops = {m.unit: m for m in near if m.whole is None}
        nows = [tops[m.unit] for m in bases if m.unit in tops]
    if len(nows) < len(rates):
        return
    for rate, before, now in zip(rates, bases, nows, strict=True):
        before.is_base = True
        way = Way(Form.GROWTH_OVER, (now.number,), (before.number,), Strength.LIKELY, rates[0].delta)
        yield Claim("growth", "growth.two_times", rate.number, [way], "分别")


_AGAINST = re.compile(r"(?:比|较|由|从)(?:上年|去年|上一年|上期|上季|同期|年初|(?:19|20)\d\d年)[^，。;]{0,6}$")


def _order(one: Mention, two: Mention) -> tuple[Mention | None, Mention | None]:
    """(earlier, later) of two levels; (None, None) where the words do not tell."""
    years = [_YEAR.search(m.time) for m in (one, two)]
    if years[0] and years[1]:
        gap = int(years[0][1]) - int(years[1][1])
        return (None, None) if not gap else (two, one) if gap > 0 else (one, two)
    if is_last(one) == is_last(two):
        return None, None
    return (one, two) if is_last(one) else (two, one)


def _thing(mention: Mention) -> str:
    return _TIME.sub("", mention.number.subject)


def _told_after(prose: Prose, mention: Mention) -> tuple[Mention, Mention] | None:
    """5000份，比去年翻了一番，去年为2500份; 3.17亿元，翻了一番（三年前为1.58亿元）."""
    before = prose.mentions[max(0, mention.index - 4) : mention.index]
    for last in prose.mentions[mention.index + 1 : mention.index + 2]:
        told = last.is_level and last.sentence == mention.sentence and (is_last(last) or _AGO.search(last.label))
        nows = [m for m in before if m.is_level and m.unit == last.unit and m.sentence == mention.sentence]
        nows = [m for m in nows if m.averaged == last.averaged]
        if told and nows and not is_last(nows[-1]):
            return last, nows[-1]
    return None


_AGO = re.compile(r"[年月]前|由$|即由$|原")


def doubled(prose: Prose, mention: Mention, pair: Pair | None) -> Claim | None:
    """由600万元上升到1200万元，翻了一番: the later over the earlier is two, or four of 两番."""
    found: tuple[Mention, Mention] | None = None
    if pair is not None:
        found = pair.before, pair.now
    else:
        levels = [m for m in reversed(prose.mentions[max(0, mention.index - 4) : mention.index]) if m.is_level]
        levels = [m for m in levels if m.sentence == mention.sentence]
        levels = levels[:2] if len(levels) > 2 and levels[0].segment != levels[2].segment else levels
        if len(levels) > 2 and levels[2].unit != levels[0].unit:
            levels = levels[:2]  # 服务区6对，营业收入1.38亿元，上年0.69亿元，翻了一番
        if len(levels) == 2 and levels[0].unit == levels[1].unit:
            before, now = _order(levels[0], levels[1])
            found = None if before is None or now is None else (before, now)
    found = found or _told_after(prose, mention)
    if found is None or found[0].unit != found[1].unit or mention.number.qualifier:
        return None
    times = int(mention.number.amount)
    if not 1 <= times <= 4:
        return None
    value = Decimal(2**times)
    stated = replace(mention.number, value=value, scale=Decimal(1), low=_LEAST**times, high=_MOST**times)
    way = Way(Form.QUOTIENT, (found[1].number,), (found[0].number,), Strength.FIRM)
    return Claim("growth", "growth.doubled", stated, [way], "翻")
