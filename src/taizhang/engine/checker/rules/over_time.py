"""Averages over days, weeks, months or years that the text does not count, but names: 11月客运量5217.0万人次，日均
173.9万人次; 上半年接警6878起，月均1146起; 第25周（6月16日至22日）…，日均1188场; 2016—2025年…，年均288.5篇."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.rules.differences import is_last
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.numerals import chinese_value

# Of one period: the least and the most that it may have of each, in the order of _SPANS.
_SPANS = {"日": 0, "天": 0, "周": 1, "月": 2, "季": 3, "年": 4}
_CUE = re.compile(r"(?P<mean>[日天周月季年])均|每(?:个)?(?P<each>[日天周月季年])(?!龄)(?:平均)?")
_OTHER = re.compile(
    r"高峰|最[高低多少]|[旺淡]季|周末|节假|峰值|首|突破|[工作]作?日|营业|开放|交易|人日|床日|每人|人均|生均|户均"
    r"|单车|单厅|近[一二三四五]年"
)
_PERIOD = re.compile(
    r"(?P<first>\d{1,2})月?[-~至到](?P<last>\d{1,2})月(?!\d)|前(?P<many>[一二三四五六七八九十\d]{1,2})个?月|(?P<half>[上下]半年)"
    r"|(?P<three>前三季度)|(?P<quarter>[一二三四]季度)|(?P<from>\d{1,2})月(?P<begin>\d{1,2})日?[-~至到](?:(?P<to>\d{1,2})月)?(?P<end>\d{1,2})日"
    r"|(?P<week>第\d{1,2}周|本周|上周|一周)|(?P<since>(?:19|20)\d\d)年?[-~至到](?P<until>(?:19|20)\d\d)年"
    r"|(?<![\d个])(?P<month>\d{1,2})月(?:份|全市|全县|底)?(?![\d日底末初])|(?P<this>当月|本月|全月)"
    r"|(?P<year>全年|(?:19|20)\d\d年度?(?![\d]|以来|[\-~至到]|\d{1,2}月)|今年(?!以来|[上前])|本年(?!以来)|去年|上年|年(?=[供处产用]))"
)
_YEAR = re.compile(r"((?:19|20)\d\d)\s?年")
_COMPARES = re.compile(r"[比较](?![例重值率赛分])")
_THAN = frozenset("比较同与")
_BACK, _TITLE, _TRIED, _FAR = 160, 60, 3, 1500
_NAMES = {"周": "周", "月": "个月", "季": "个季度", "日": "天"}
Span = tuple[tuple[Decimal, Decimal], ...]


def ways(prose: Prose, average: Mention) -> Iterator[Way]:
    """Over the period told last before the average, and over those told before it."""
    cue = _cue(average)
    if cue is None:
        return
    periods = list(_periods(prose, average, _SPANS[cue]))[:_TRIED]
    if cue in "日天月季" and not any(span[1] >= _YEAR_LONG[_SPANS[cue]][0] for span, _ in periods):
        periods.append((_YEAR_LONG[_SPANS[cue]], -1))  # 车均2.4万元，月均1.2万元, of a year's accounts
    amounts = [
        m for m in reversed(prose.mentions[max(0, average.index - 12) : average.index])
        if _is_amount(m, average) and m.paragraph == average.paragraph
    ][:4]  # fmt: skip
    for place, (span, at) in enumerate(periods):
        for rank, amount in enumerate(amounts):
            near = amount.index == average.index - 1 and amount.segment == average.segment
            # 1月至10月…，日均: the period is that of the amount where it is told before it, or in the title.
            first = not place and not rank and at >= 0
            sure = first and near and at < amount.end
            strength = Strength.LIKELY if sure else Strength.SLIP if first else Strength.SOUGHT
            yield Way(Form.QUOTIENT, (amount.number,), (_number(amount, span, cue),), strength)


def _cue(average: Mention) -> str | None:
    head = average.head[-12:]
    found = list(_CUE.finditer(head))
    near = average.head[-16:]
    if not found or _OTHER.search(near) or _COMPARES.search(near) or average.delta or is_last(average):
        return None
    if any(sign in head[found[-1].end() :] for sign in "每均"):
        return None
    return found[-1]["mean"] or found[-1]["each"]


def _is_amount(mention: Mention, average: Mention) -> bool:
    alike = mention.unit == average.unit and mention.number.role is Role.QUANTITY and mention.is_level
    return alike and not mention.averaged and mention.number.amount > average.number.amount


def _periods(prose: Prose, average: Mention, kind: int) -> Iterator[tuple[tuple[Decimal, Decimal], int]]:
    text = prose.plain
    begin = max(0, average.start - _BACK)
    told = [*_PERIOD.finditer(text, 0, min(_TITLE, begin)), *_PERIOD.finditer(text, begin, average.start)]
    seen: set[tuple[Decimal, Decimal]] = set()
    for found in reversed(told):
        if text[found.start() - 1 : found.start()] in _THAN or text.startswith("的", found.end()):
            continue
        span = _span(found, text)
        if span is None or span[kind][1] < 2 or span[kind] in seen:
            continue
        seen.add(span[kind])
        yield span[kind], found.start()


def _all(days: tuple[int, int], weeks: int, months: int, quarters: int, years: int) -> Span:
    pairs = (days, (weeks, weeks + (weeks > 4)), (months, months), (quarters, quarters), (years, years))
    return tuple((Decimal(low), Decimal(high)) for low, high in pairs)


_YEAR_LONG = _all((365, 366), 52, 12, 4, 1)


def _span(found: re.Match[str], text: str) -> Span | None:
    """How many days, weeks, months, quarters and years a period has."""
    told = _YEAR.findall(text, max(0, found.start() - _FAR), found.end() + 1)
    if found["since"]:
        years = int(found["until"]) - int(found["since"]) + 1
        return _all((0, 0), 0, 12 * years, 4 * years, years) if 1 < years < 60 else None
    if found["week"]:
        return _all((7, 7), 1, 0, 0, 0)
    if found["from"]:
        return _of_days(found)
    if found["year"]:
        leap = [366 if isleap(int(year)) else 365 for year in told[-1:]]
        return _all((min(leap, default=365), max(leap, default=366)), 52, 12, 4, 1)
    if found["this"]:
        return _all((30, 31), 4, 1, 0, 0)
    if found["half"]:
        return _all((181, 182) if found["half"][0] == "上" else (184, 184), 26, 6, 2, 0)
    if found["three"]:
        first, last = 1, 9
    elif found["quarter"]:
        at = "一二三四".index(found["quarter"][0])
        first, last = 3 * at + 1, 3 * at + 3
    elif found["many"]:
        first, last = 1, int(found["many"]) if found["many"].isdigit() else chinese_value(found["many"]) or 0
    elif found["month"]:
        first = last = int(found["month"])
    else:
        first, last = int(found["first"]), int(found["last"])
    if not 1 <= first <= last <= 12:
        return None
    ends = [sum(monthrange(year, month)[1] for month in range(first, last + 1)) for year in (2023, 2024)]
    if told and first <= 2 <= last:
        year = int(told[-1])
        ends = [sum(monthrange(year, month)[1] for month in range(first, last + 1))] * 2
    months = last - first + 1
    return _all((min(ends), max(ends)), months * 30 // 7, months, months // 3, 0)


def _of_days(found: re.Match[str]) -> Span | None:
    try:
        begin = date(2023, int(found["from"]), int(found["begin"]))
        end = date(2023, int(found["to"] or found["from"]), int(found["end"]))
    except ValueError:
        return None
    days = (end - begin).days + 1
    return _all((days, days), days // 7, 0, 0, 0) if days > 1 else None


def _number(amount: Mention, span: tuple[Decimal, Decimal], cue: str) -> Number:
    """So many days, told by no figure: it stands with what they divide."""
    low, high = span
    value = low if low == high else (low + high) / 2
    return Number(
        amount.start, amount.end, f"{int(high)}{_NAMES.get(cue, cue)}", value, Decimal(1), "天", low, high, "", "",
        Role.QUANTITY, "", "", "",
    )  # fmt: skip
