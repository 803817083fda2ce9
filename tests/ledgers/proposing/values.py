"""Makers of cells as county offices write them: a row's number in, a value out. Everything is invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

Maker = Callable[[int], Any]
_FAMILY, _GIVEN = (
    "赵钱孙李周吴郑王冯陈",
    ("青禾", "小满", "知夏", "云舟", "石头", "秋实", "冬青", "一帆", "若溪", "子墨", "明轩"),
)
SCHOOLS = (
    "柳溪小学",
    "青禾镇中心小学",
    "石板完小",
    "河湾初级中学",
    "枫林中心幼儿园",
    "白塔九年一贯制学校",
    "东坡教学点",
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _spread(i: int, size: int, salt: int = 0) -> int:
    """Looks random, is the same in every run."""
    return ((i + 1) * 7919 + salt * 104729 + (i * i) % 97 * 31) % size


def name(i: int) -> str:
    return _FAMILY[_spread(i, 10)] + _GIVEN[_spread(i, 11, 3)]


def school(i: int) -> str:
    return SCHOOLS[_spread(i, 7, 1)]


def one_of(*choices: Any) -> Maker:
    return lambda i: choices[_spread(i, len(choices), len(choices))]


def always(value: Any) -> Maker:
    return lambda _i: value


def seq(i: int) -> int:
    return i + 1


def seq_text(i: int) -> str:
    return str(i + 1)


def code(pattern: str, start: int = 1, step: int = 1) -> Maker:
    """`ZC-2024-{:04d}` and the like."""
    return lambda i: pattern.format(start + i * step)


def whole(low: int, high: int, salt: int = 0) -> Maker:
    return lambda i: low + _spread(i, high - low + 1, salt)


def decimal(low: int, high: int, places: int = 2, salt: int = 0) -> Maker:
    scale = 10**places
    return lambda i: low + _spread(i, (high - low) * scale, salt) / scale


def sometimes(make: Maker, other: Callable[[Any], Any], every: int = 3) -> Maker:
    """Each `every`-th value written otherwise: as text, with its unit, with thousands marks."""
    return lambda i: other(make(i)) if i % every == every - 1 else make(i)


def gaps(make: Maker, every: int = 3, blank: Any = None) -> Maker:
    return lambda i: blank if i % every == 1 else make(i)


def thousands(value: Any) -> str:
    return f"{value:,.2f}"


def suffix(unit: str) -> Callable[[Any], str]:
    return lambda value: f"{value:g}{unit}" if isinstance(value, float) else f"{value}{unit}"


def rate(i: int) -> float:
    return (50 + _spread(i, 50, 5)) / 100


def percent_text(i: int) -> str:
    return f"{50 + _spread(i, 500, 5) / 10:.1f}%"


_DATE_FORMS: dict[str, Callable[[date], Any]] = {
    "cell": lambda day: day,
    "han": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "iso": lambda day: day.isoformat(),
    "digits": lambda day: int(day.strftime("%Y%m%d")),
    "serial": lambda day: (day - date(1899, 12, 30)).days,
    "short": lambda day: f"{day.year % 100}.{day.month}.{day.day}",
    "noyear": lambda day: f"{day.month}月{day.day}日",
    "month han": lambda day: f"{day.year}年{day.month}月",
    "month dots": lambda day: f"{day.year}.{day.month:02d}",
    "month digits": lambda day: day.year * 100 + day.month,
    "month cell": lambda day: day.replace(day=1),
    "moment": lambda day: datetime(day.year, day.month, day.day, 14, 30),
}


def day(*forms: str, first: date = date(2024, 1, 8), span: int = 300) -> Maker:
    """Days written in these forms by turns."""
    return lambda i: _DATE_FORMS[forms[i % len(forms)]](first + timedelta(days=_spread(i, span, 2)))


def born(*forms: str) -> Maker:
    return day(*forms, first=date(1970, 1, 1), span=9000)


def clock(i: int) -> str:
    return f"{8 + _spread(i, 10)}:{_spread(i, 6, 2)}0"


def mobile(i: int) -> str:
    return f"1{38 + _spread(i, 12)}0000{1000 + _spread(i, 8999, 1)}"


def landline(i: int) -> str:
    return f"0999-2{100000 + _spread(i, 899999, 1)}"


def id_number(i: int) -> str:
    """Of the unassigned area 519926, with its checksum."""
    birthday = date(1980, 1, 1) + timedelta(days=_spread(i, 14000, 4))
    body = f"519926{birthday:%Y%m%d}{100 + _spread(i, 800, 6):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def cycle(values: Sequence[Any], times: int = 1) -> Maker:
    """Each value `times` rows running, for columns merged down."""
    return lambda i: values[i // times % len(values)]
