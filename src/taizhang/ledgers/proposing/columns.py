"""Tells what a column holds from its title, its unit and its first rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from taizhang.ledgers.proposing.titles import (
    CODE_TITLE,
    COUNT_END,
    DATE_TITLE,
    ID_TITLE,
    MONEY_TITLE,
    MONTH_TITLE,
    NOT_CODE_TITLE,
    NOT_ID_TITLE,
    NOT_MONEY_TITLE,
    PHONE_TITLE,
    QUANTITY_TITLE,
    RATE_TITLE,
    TEXT_TITLE,
    YEAR_TITLE,
    YES_NO_TITLE,
)
from taizhang.ledgers.proposing.units import MONEY_UNITS, ORDINAL_UNITS
from taizhang.ledgers.proposing.values import BLANK, Could, Look, Seen, seen
from taizhang.ledgers.reading.line_words import squeezed


@dataclass(frozen=True, slots=True)
class Told:
    """type: text integer number money percent date month year boolean code id_number phone. unit: "" for none."""

    type: str
    unit: str = ""
    decimals: int = 0
    words: tuple[str, ...] = ()  # of a column of few repeated words


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and first cells. numbered: the table's 序号. stated_unit: in a bracket or a row of units.
    sheet_units: in a line above. text_only: the file knows no numbers (CSV)."""

    title: str  # squeezed, without brackets and marks
    path: str  # squeezed titles, joined
    cells: Sequence[Any]
    looks: Sequence[Look]
    numbered: bool = False
    stated_unit: str = ""
    sheet_units: Sequence[str] = ()
    text_only: bool = False


class _Counts:
    """How many of a column's cells could be what."""

    def __init__(self, column: Column) -> None:
        self.cells = [seen(cell, look) for cell, look in zip(column.cells, column.looks, strict=True)]
        self.filled: list[tuple[Seen, Any]] = [
            (item, cell) for item, cell in zip(self.cells, column.cells, strict=True) if item is not BLANK
        ]
        self.n = len(self.filled)
        self.units = Counter(item.unit for item, _cell in self.filled if item.unit)

    def share(self, *kinds: Could) -> float:
        """The share of filled cells that could be one of these."""
        if not self.n:
            return 0.0
        return sum(any(item.could & kind for kind in kinds) for item, _cell in self.filled) / self.n

    def all_of(self, kind: Could) -> float:
        return sum((item.could & kind) == kind for item, _cell in self.filled) / self.n if self.n else 0.0


def tell(column: Column) -> Told:
    """What the column holds."""
    counts = _Counts(column)
    if not counts.n:
        return _by_title(column)
    for decide in (_sequence, _identity, _phone, _mark, _moment, _percent, _code, _quantity):
        told = decide(column, counts)
        if told is not None:
            return told
    return Told("text", words=_few_words(column, counts))


def _sequence(column: Column, counts: _Counts) -> Told | None:
    if not column.numbered:
        return None
    return Told("integer") if counts.share(Could.WHOLE) >= 0.8 else None


def _identity(column: Column, counts: _Counts) -> Told | None:
    titled = bool(ID_TITLE.search(column.path)) and not re.search(r"学籍|残疾", column.title)
    share = counts.share(Could.ID)
    if (titled and share >= 0.4) or (
        share >= 0.8 and not (CODE_TITLE.search(column.title) or NOT_ID_TITLE.search(column.title))
    ):
        return Told("id_number")
    return None


def _phone(column: Column, counts: _Counts) -> Told | None:
    titled = bool(PHONE_TITLE.search(column.title)) and not re.search(r"证|编|账|帐|卡", column.title)
    if titled and counts.share(Could.MOBILE, Could.LANDLINE) >= 0.5:
        return Told("phone")
    if (
        counts.share(Could.MOBILE) >= 0.8
        and not CODE_TITLE.search(column.title)
        and not MONEY_TITLE.search(column.title)
    ):
        return Told("phone")
    return None


def _mark(column: Column, counts: _Counts) -> Told | None:
    titled = bool(YES_NO_TITLE.search(column.title))
    share = counts.share(Could.MARK)
    if titled and share < 0.6 and counts.n:
        answers = {squeezed(cell).removesuffix(".0") for _item, cell in counts.filled}
        two = answers <= {"0", "1"} or _opposites(answers)
        return Told("boolean") if two and column.title.startswith("是否") else None
    if share < (0.6 if titled else 0.9):
        return None
    marks = {squeezed(cell).lower() for item, cell in counts.filled if item.could & Could.MARK}
    if marks <= {"无", "没有"} and not titled:
        return None  # 无 for nothing, in a column of words
    return Told("boolean")


def _opposites(answers: set[str]) -> bool:
    """达标 and 未达标: one is the other one denied."""
    if len(answers) != 2:
        return False
    short, long = sorted(answers, key=len)
    return re.sub(r"^[不未非无没]", "", long) in (short, re.sub(r"^已", "", short))


def _moment(column: Column, counts: _Counts) -> Told | None:
    """A date, a month or a year; the title decides where numbers alone do not."""
    titled = bool(DATE_TITLE.search(column.title)) and not QUANTITY_TITLE.search(column.title)
    dated = bool(MONTH_TITLE.search(column.title))
    strict = sum(_surely_date(item, cell) for item, cell in counts.filled) / counts.n
    dates = [item for item, cell in counts.filled if _surely_date(item, cell) or item.could & Could.DATE]
    if titled or strict >= 0.2:
        dates = [item for item, _cell in counts.filled if item.could & (Could.DATE | Could.SERIAL)]
    months = counts.share(Could.MONTH)
    month_only = (
        sum(bool(item.could & Could.MONTH) and not item.could & Could.DATE for item, _cell in counts.filled) / counts.n
    )
    either = sum(item in dates or bool(item.could & Could.MONTH) for item, _cell in counts.filled) / counts.n
    if months >= 0.85 and _months_meant(column, counts, month_only, dated=dated or titled):
        return Told("month")
    years = counts.share(Could.YEAR)
    if years >= 0.85 and _years_meant(column, counts):
        return Told("year")
    need = 0.5 if titled else 0.7
    if (titled or strict >= 0.5) and either >= need:
        return Told("month") if month_only > 0.6 * either else Told("date")
    if len(dates) / counts.n >= 0.9 and strict + 0 > 0:
        return Told("date")
    return None


def _surely_date(item: Seen, cell: Any) -> bool:
    """A date however one looks at it: not a number that may be one."""
    return bool(item.could & Could.DATE) and not item.could & (Could.NUMBER | Could.DIGITS)


def _months_meant(column: Column, counts: _Counts, month_only: float, *, dated: bool) -> bool:
    spelled = sum(
        isinstance(cell, str) and bool(item.could & Could.MONTH) and not item.could & (Could.NUMBER | Could.DIGITS)
        for item, cell in counts.filled
    )
    if spelled >= 0.3 * counts.n:
        return True
    days = [cell for item, cell in counts.filled if item.could & Could.DATE and not isinstance(cell, str | float | int)]
    if days and len(days) + month_only * counts.n >= 0.85 * counts.n:
        shown = [look for look in column.looks if look is not Look.PLAIN]
        if shown and all(look is Look.DATE for look in shown):
            return False
        by_format = sum(look is Look.MONTH for look in shown) >= 0.5 * max(1, len(days))
        return by_format or (len(days) >= 3 and len(set(days)) >= 2) or month_only > 0
    return month_only >= 0.85 and dated


def _years_meant(column: Column, counts: _Counts) -> bool:
    spelled = any(isinstance(cell, str) and squeezed(cell).endswith(("年", "年度")) for _item, cell in counts.filled)
    if spelled:
        return True
    if YEAR_TITLE.search(column.title):
        return True
    numbers = [item.number for item, _cell in counts.filled if item.number is not None]
    titled = QUANTITY_TITLE.search(column.title) or MONEY_TITLE.search(column.title)
    return not titled and len(numbers) >= 5 and all(1960 <= number <= 2035 for number in numbers)


def _percent(column: Column, counts: _Counts) -> Told | None:
    if counts.share(Could.NUMBER) < 0.6:
        return None
    rate = bool(RATE_TITLE.search(column.title)) and not re.search(r"频率|汇率|功率|心率|速率|分辨率", column.title)
    said = counts.share(Could.PERCENT)
    if said >= 0.5 or column.stated_unit == "%":
        return Told("percent", "%")
    if rate and not column.stated_unit:
        numbers = [abs(item.number) for item, _cell in counts.filled if item.number is not None]
        if said or (numbers and max(numbers) <= 150):
            return Told("percent", "%")
    return None


def _code(column: Column, counts: _Counts) -> Told | None:
    """A number that names something. Nobody adds it up, and its leading zeros count."""
    title = column.title
    if NOT_CODE_TITLE.search(title):
        return None
    texts = [
        squeezed(cell) if isinstance(cell, str) else f"{cell:.0f}"
        for item, cell in counts.filled
        if isinstance(cell, str) or (isinstance(cell, int | float) and float(cell).is_integer())
    ]
    plain = [text for text in texts if text.isascii() and re.fullmatch(r"[A-Za-z0-9\-_/.#()]+", text)]
    lengths = Counter(map(len, plain))
    titled = bool(CODE_TITLE.search(title)) and not re.search(r"数量|金额", title)
    if titled:
        if len(plain) >= 0.6 * counts.n and any(char.isdigit() for text in plain for char in text):
            return Told("code")
        with_digits = [text for text in texts if re.search(r"\d", text)]
        mixed = len(with_digits) >= 0.7 * counts.n and len(set(with_digits)) >= 0.7 * len(with_digits)
        return Told("code") if mixed and not re.search(r"科目", title) else None
    if TEXT_TITLE.search(title) or MONEY_TITLE.search(title) or QUANTITY_TITLE.search(title) or column.stated_unit:
        return None
    zeros = [text for text in plain if re.fullmatch(r"0\d+", text)]
    if len(zeros) >= 0.3 * counts.n and len(plain) >= 0.9 * counts.n:
        return Told("code")
    lettered = [text for text in plain if _NAMES_SOMETHING.fullmatch(text)]
    distinct = len(set(lettered)) >= 0.9 * len(lettered)
    if len(lettered) >= 0.9 * counts.n and distinct and len(set(map(_shape, lettered))) <= max(2, 0.1 * counts.n):
        return Told("code")
    as_text = sum(isinstance(cell, str) for _item, cell in counts.filled) >= 0.9 * counts.n
    one_length = len(plain) >= 0.95 * counts.n and len(lengths) == 1 and min(lengths) >= (10 if column.text_only else 5)
    if as_text and one_length and all(text.isdigit() for text in plain) and counts.n >= 3:
        return Told("code")
    return None


# Letters and digits, but not a measure like 1.5P or 3kW.
_NAMES_SOMETHING = re.compile(r"(?!\d+(?:\.\d+)?[A-Za-z]{1,3}$)(?=.*\d)(?=.*[A-Za-z]).+")


def _shape(text: str) -> str:
    return re.sub(r"\d+", "9", re.sub(r"[A-Za-z]", "A", text))


def _quantity(column: Column, counts: _Counts) -> Told | None:
    if _NEVER_QUANTITY.search(column.title) and not column.stated_unit:
        return None
    titled = bool(QUANTITY_TITLE.search(column.title) or MONEY_TITLE.search(column.title) or column.stated_unit)
    share = counts.share(Could.NUMBER, Could.ODD_UNIT) if titled else counts.share(Could.NUMBER)
    if share < (0.5 if titled else 0.75):
        return None
    with_unit = sum(bool(item.unit) for item, _cell in counts.filled if item.could & Could.NUMBER)
    if with_unit and not titled and not _unit_measures(column, counts, with_unit):
        return None
    number_cells = [item for item, _cell in counts.filled if item.could & Could.NUMBER]
    unit = column.stated_unit or _unit_of_cells(counts)
    whole = all(item.could & Could.WHOLE for item in number_cells)
    in_money = bool(counts.units) and set(counts.units) <= MONEY_UNITS and not column.stated_unit
    if in_money or _is_money(column, unit):
        return Told("money", unit if unit in MONEY_UNITS else _money_unit(column), 2)
    unit = unit or _unit_of_line(column, whole=whole)
    return Told("integer", unit) if whole else Told("number", unit, _decimals(counts))


_NEVER_QUANTITY = re.compile(r"型号|规格|班级$|年级$|班别$|组别$|届别$|楼层$|楼栋$")


def _unit_measures(column: Column, counts: _Counts, with_unit: int) -> bool:
    """`3班` in every cell names a class; `3人`, or `3班` among bare numbers, counts."""
    if with_unit < 0.8 * counts.n:
        return True
    if TEXT_TITLE.search(column.title):
        return False
    return not (set(counts.units) & ORDINAL_UNITS)


def _unit_of_cells(counts: _Counts) -> str:
    if not counts.units:
        return ""
    units = Counter({unit: times for unit, times in counts.units.items() if unit != "%"})
    if not units:
        return ""
    if set(units) <= MONEY_UNITS:  # a few cells in 万元 do not make the others so
        unit, times = units.most_common(1)[0]
        return unit if times >= 0.5 * counts.n else ""
    unit, times = units.most_common(1)[0]
    return unit if times >= 0.6 * sum(units.values()) and len(units) <= 2 else ""


def _is_money(column: Column, unit: str) -> bool:
    if unit:
        return unit in MONEY_UNITS
    if COUNT_END.search(column.title) or NOT_MONEY_TITLE.search(column.title):
        return False
    if MONEY_TITLE.search(column.title) or MONEY_TITLE.search(_SUM_END.sub("", column.title)):
        return True
    line = [item for item in column.sheet_units if item in MONEY_UNITS]
    if MONEY_TITLE.search(column.path) and not QUANTITY_TITLE.search(column.title):
        return True
    return bool(line) and len(column.sheet_units) == 1 and not _COUNTS.search(column.title)


_SUM_END = re.compile(r"(?:合计|小计|总计|累计|总额|总数|数)$")  # 保费合计, 资助数
_COUNTS = re.compile(r"[量率分岁天龄次比]$|[人班校个次张户台册件套生师员所间栋床]数$|面积|学时|^年[份度]$|届$")


def _money_unit(column: Column) -> str:
    return next((unit for unit in column.sheet_units if unit in MONEY_UNITS), "元")


_LINE_UNITS = {
    "㎡": re.compile(r"面积"),
    "亩": re.compile(r"面积"),
    "人": re.compile(r"人|生|员|教师|幼儿|儿童|男|女|计$"),
    "册": re.compile(r"书|册"),
    "个": re.compile(r"数|个|计$"),
    "所": re.compile(r"校|园|所|点"),
    "台": re.compile(r"台|机|数"),
}


def _unit_of_line(column: Column, *, whole: bool) -> str:
    """The unit of the line above, when the line has one for such a column."""
    units = [unit for unit in column.sheet_units if unit not in MONEY_UNITS]
    for unit in units:
        words = _LINE_UNITS.get(unit)
        if words is not None and words.search(column.path) and (whole or unit in ("㎡", "亩")):
            return unit
    return units[0] if len(units) == 1 and len(column.sheet_units) == 1 and units[0] not in _LINE_UNITS else ""


def _decimals(counts: _Counts) -> int:
    most = 0
    for item, _cell in counts.filled[:200]:
        if item.number is not None:
            most = max(most, len(f"{item.number:.6f}".rstrip("0").partition(".")[2]))
    return min(most, 6)


def _few_words(column: Column, counts: _Counts) -> tuple[str, ...]:
    """The words of a column that repeats few of them, the most frequent first; () when it does not."""
    words = Counter(squeezed(cell) for _item, cell in counts.filled if isinstance(cell, str))
    total = sum(words.values())
    if total < 0.9 * counts.n or not 2 <= len(words) <= 20 or any(len(word) > 16 for word in words):
        return ()
    if re.search(r"姓名|备注|说明|内容|[人员长师]$", column.title):
        return ()
    return tuple(word for word, _times in words.most_common()) if total >= 2.5 * len(words) else ()


def _by_title(column: Column) -> Told:
    """A column without a single value: only its title can tell."""
    title, unit = column.title, column.stated_unit
    if column.numbered:
        return Told("integer")
    if ID_TITLE.search(title):
        return Told("id_number")
    if re.search(r"电话|手机|联系方式", title):
        return Told("phone")
    if re.match(r"是否|有无|能否", title):
        return Told("boolean")
    if unit == "%" or re.search(r"率$|占比$|百分比$", title):
        return Told("percent", "%")
    if unit in MONEY_UNITS and unit:
        return Told("money", unit, 2)
    if unit:
        return Told("number", unit)
    if re.search(r"日期$|年月日$", title):
        return Told("date")
    if re.search(r"年月$", title):
        return Told("month")
    if re.search(r"金额|单价|总价|费用$|经费$", title):
        return Told("money", _money_unit(column), 2)
    if re.search(r"人数|数量|次数|个数|台数|册数|套数|总数$", title):
        return Told("integer")
    if re.search(r"面积", title):
        return Told("number")
    if CODE_TITLE.search(title) and not NOT_CODE_TITLE.search(title) and not re.search(r"科目|学籍$", title):
        return Told("code")
    return Told("text")
