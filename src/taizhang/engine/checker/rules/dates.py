"""Dates: days that do not exist, weekdays, an end before its beginning, how many days, outside the stated period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from taizhang.engine.checker.clauses import Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.periods import Period
from taizhang.engine.text import Text

_DATE = re.compile(
    r"(?:(?P<year>(?:1[6-9]|20)\d\d)\s?(?:年|-|/|\.)\s?)?(?:(?P<month>\d{1,2})\s?(?:月|-|/|\.)\s?)?(?P<day>\d{1,2})\s?[日号]?"
)
_FOUND = re.compile(  # most numbers begin none: one look at what follows them tells
    r"(?=\d{1,4}\s?[年月日])(?:(?<![\d.])(?:(?P<year>(?:1[6-9]|20)\d\d)\s?年\s?)?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?[日号]"
    r"|(?<![\d月.])(?P<only>\d{1,2})\s?日(?![均常内])|(?P<lone>(?:1[6-9]|20)\d\d)\s?年)"
)
_ANY = re.compile(r"[年月日](?:(?<=\d.)|(?<=\d\s.))")  # with which each of them goes on: soon found, where there is one
_WEEKDAY = re.compile(
    r"\s?[(，]?(?:星期|周|礼拜)(?P<name>[一二三四五六日天末])(?P<more>、?(?:星期|周)?(?P<second>[二三四五六日天]))?[)]?"
)
_UNTIL = re.compile(r"[^。;\n]{0,14}?(?:至|到|-|起至)$")
_BEGUN = re.compile(r"^(?:启动|开始|开幕|动员|进场|起)[、，,]?(?:至|到)?$")
_LASTS = re.compile(r"^(?:(?!\d日)[^。;\n]){0,16}?(?:历时|为期|共计?|持续|历经)(?P<days>\d{1,3})天")
_LASTS_ALL = re.compile(r"^(?:(?!\d{1,2}月\d|\d日)[^。;\n]){0,80}?(?:历时|为期|历经|前后)(?P<days>\d{1,3})天")
_YEAR = re.compile(r"((?:1[6-9]|20)(?<!\d..)\d\d)(?=\s?年)")
_NAMES = "一二三四五六日"
_AFTER = 110  # code points in which 为期 says how long the time before it is
_ANY_YEAR = 2023  # where no year is told: one without 29 February


def find(prose: Prose, today: date | None = None, period: Period | None = None) -> Iterator[Claim]:
    text = prose.plain
    if _ANY.search(text) is None:
        return
    told_years = {int(found) for found in _YEAR.findall(text)}
    only = next(iter(told_years)) if len(told_years) == 1 else None  # the one year that the text tells
    year: int | None = None
    last: tuple[date, int, int] | None = None  # day, start, end of the date before
    month = 0
    for match in _FOUND.finditer(text):
        if match["lone"]:
            year = int(match["lone"])
            continue
        year = int(match["year"]) if match["year"] else year
        month = int(match["month"]) if match["month"] else month
        number = int(match["day"] or match["only"])
        if match["only"] and (last is None or match.start() - last[2] > 12):
            continue
        told = match["year"] is not None
        if not 1 <= month <= 12 or not _exists(year, month, number):
            if match["month"] and (not told or year):
                yield _impossible(prose, match)
            last = None
            continue
        base = year or only or _ANY_YEAR
        day = date(base, month, number) if _exists(base, month, number) else date(_ANY_YEAR + 1, month, number)
        between = text[last[2] : match.start()] if last is not None else ""
        if last is not None and len(between) <= 16 and (_UNTIL.search(between) or _BEGUN.match(between)):
            if day < last[0] and not told:
                day = date(day.year + 1, month, number) if last[0].month > month else day
            if day < last[0]:
                yield _order(prose, last, match, day)
            else:
                after = text[match.end() : match.end() + _AFTER]
                lasts = _LASTS.match(after[:40]) or _LASTS_ALL.match(after)
                if lasts is not None:
                    yield _days(prose, last, match, day, lasts)
        if year is not None or only is not None:
            yield from _weekday(prose, match, day, () if told else sorted(told_years), sure=year is not None)
        if period is not None and told and _after(day, period):
            yield _outside(prose, match, day, period)
        last = (day, match.start(), match.end())


def _exists(year: int | None, month: int, number: int) -> bool:
    try:
        date(year or 2024, month, number)
    except ValueError:
        return False
    return True


def _stated(prose: Prose, start: int, end: int) -> Number:
    zero = Decimal(0)
    return Number(start, end, prose.text[start:end], zero, Decimal(1), "", zero, zero, "", "", Role.DATE, "", "", "")


def _claim(
    prose: Prose, rule: str, span: tuple[int, int], at: tuple[int, int], computed: str, message: Text, *, right: bool,
    sure: bool = True,
) -> Claim:  # fmt: skip
    stated = _stated(prose, *at)
    if right:
        way = Way(Form.COUNT, (), count=0)
    else:
        way = Way(Form.NONE, (), strength=Strength.FIRM if sure else Strength.OPEN)
    shown = (prose.text[at[0] : at[1]], computed)
    cure = "" if right or not computed else f"{shown[0]} → {computed}"
    return Claim(
        "date", rule, stated, [way], start=span[0], end=span[1], message=message, shown=shown, cure=cure,
        notes=[message.zh],
    )  # fmt: skip


def _impossible(prose: Prose, match: re.Match[str]) -> Claim:
    span = match.span()
    words = prose.text[span[0] : span[1]]
    return _claim(
        prose, "date.exists", span, span, "", Text(f"没有“{words}”这一天", f"there is no day {words}"), right=False
    )


def _weekday(prose: Prose, match: re.Match[str], day: date, years: Sequence[int], *, sure: bool) -> Iterator[Claim]:
    """`sure`: the year was told before the date; else the next year or the one before may be meant. `years`: any of
    those that the text tells may be meant, where the date leaves it out: 2022年为139人次。活动5月20日（星期六）."""
    told = _WEEKDAY.match(prose.plain, match.end())
    if told is None or told["name"] == "末":
        return
    name = told["name"].replace("天", "日")
    fits = (date(year, day.month, day.day) for year in years if _exists(year, day.month, day.day))
    day = next((other for other in (day, *fits) if _NAMES[other.weekday()] == name), day)
    places = [(told.start("name"), day)]
    if told["second"]:
        places.append((told.start("second"), day + timedelta(days=1)))
        # 19日至20日（星期六、星期日）: the first weekday is the first day's.
        before = re.search(r"(\d{1,2})日(?:至|-|、)$", prose.plain[max(0, match.start() - 6) : match.start()])
        if before:
            first = day.replace(day=int(before[1])) if int(before[1]) < day.day else day
            places = [(places[0][0], first), (places[1][0], day)]
    for place, of in places:
        name = prose.plain[place].replace("天", "日")
        right = _NAMES[of.weekday()]
        prefix = "周" if prose.plain[place - 1] == "周" else "星期"
        start = place - len(prefix) if prose.plain.startswith(prefix, place - len(prefix)) else place
        message = Text(
            f"{of.isoformat()} 是星期{right}" + ("" if right == name else f"，文中写“星期{name}”"),
            f"{of.isoformat()} is a {of:%A}",
        )
        computed = (prefix if start != place else "") + right
        yield _claim(
            prose, "date.weekday", (match.start(), told.end()), (start, place + 1), computed, message,
            right=right == name, sure=sure or not _next_to(of, name),
        )  # fmt: skip


def _next_to(day: date, name: str) -> bool:
    """Whether the weekday is right in the year before or after."""
    near = (day + timedelta(days=days) for days in (-366, -365, 365, 366))
    return any((one.month, one.day) == (day.month, day.day) and _NAMES[one.weekday()] == name for one in near)


def _order(prose: Prose, last: tuple[date, int, int], match: re.Match[str], day: date) -> Claim:
    message = Text(f"结束日期 {day} 早于开始日期 {last[0]}", f"it ends on {day}, before it begins on {last[0]}")
    return _claim(prose, "date.order", (last[1], match.end()), match.span(), "", message, right=False)


def _days(prose: Prose, last: tuple[date, int, int], match: re.Match[str], day: date, lasts: re.Match[str]) -> Claim:
    begin = match.end() + lasts.start("days")
    end = match.end() + lasts.end()
    days = (day - last[0]).days + 1
    stated = int(lasts["days"])
    # Both ends counted, or only one: either is how people count.
    right = stated in (days, days - 1) or (_leap(last[0], day) and stated == days + 1)
    message = Text(
        f"从 {last[0]} 到 {day} 是 {days} 天" + ("" if right else f"，文中写 {stated} 天"),
        f"from {last[0]} to {day} are {days} days",
    )
    return _claim(prose, "date.days", (last[1], end), (begin, end), f"{days}天", message, right=right)


def _leap(begin: date, end: date) -> bool:
    """No year was told and the end of February lies between."""
    return begin.year == _ANY_YEAR and begin <= date(_ANY_YEAR, 2, 28) < end


def _after(day: date, period: Period) -> bool:
    return day > period.last


def _outside(prose: Prose, match: re.Match[str], day: date, period: Period) -> Claim:
    message = Text(f"{day} 不在{period.title.zh}之内", f"{day} is after {period.title.get('en')}")
    return _claim(prose, "date.period", match.span(), match.span(), "", message, right=False, sure=False)
