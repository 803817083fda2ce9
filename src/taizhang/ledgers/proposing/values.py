"""What a single cell could be. Columns decide between the possibilities (columns.py)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from taizhang.ledgers.proposing.units import UNIT_NAMES
from taizhang.ledgers.proposing.words import PLACEHOLDERS
from taizhang.ledgers.reading.line_words import squeezed


class Could(enum.Flag):
    """Possibilities; several may hold: 202405 is a number and a month."""

    NOTHING = 0
    NUMBER = enum.auto()
    WHOLE = enum.auto()  # a number without decimals
    DATE = enum.auto()
    SERIAL = enum.auto()  # a date only if its neighbours are: 45356
    MONTH = enum.auto()
    YEAR = enum.auto()
    TIME = enum.auto()
    PERCENT = enum.auto()  # says so: a sign or a format
    FRACTION = enum.auto()  # 0 … 1.5 without a sign
    MARK = enum.auto()  # 是 否 √ ×
    ID = enum.auto()
    MOBILE = enum.auto()
    LANDLINE = enum.auto()
    CODE = enum.auto()  # letters and digits, leading zeros, long digits
    DIGITS = enum.auto()  # text of digits only
    ODD_UNIT = enum.auto()  # a number with a word behind it that is no known unit: 4口
    WORDS = enum.auto()


class Look(enum.StrEnum):
    """What a cell's number format shows."""

    PLAIN = ""
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Seen:
    """could: what the cell may be. unit: written behind the number. number: its value where it has one."""

    could: Could
    unit: str = ""
    number: float | None = None


BLANK = Seen(Could.NOTHING)
YES = frozenset(["是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "已", "v"])
NO = frozenset(["否", "无", "没有", "×", "✗", "✘", "☒", "x", "n", "no", "false", "未", "错", "不"])
_MARKS = YES | NO
_ERRORS = re.compile(r"#(?:N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)|=DISPIMG\(.*")
_HAN_DIGIT = "〇○零一二三四五六七八九"
_DATE = re.compile(
    r"(?:19|20)?\d\d[-/.年、](?:0?[1-9]|1[0-2])[-/.月、](?:0?[1-9]|[12]\d|3[01])[日号]?(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
    r"(?:T?\d{1,2}[::时]\d{1,2}(?:[::分]\d{1,2})?秒?分?)?"
)
_DAY_OF_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])月(?:0?[1-9]|[12]\d|3[01])[日号]?")
_HAN_DATE = re.compile(rf"[{_HAN_DIGIT}]{{4}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日")
_HAN_MONTH = re.compile(rf"[{_HAN_DIGIT}]{{4}}年[一二三四五六七八九十]{{1,2}}月")
_COMPACT = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_MONTH = re.compile(r"(?:19|20)\d\d[-/.年、](?:0?[1-9]|1[0-2])月?(?:份)?|\d\d年(?:0?[1-9]|1[0-2])月(?:份)?")
_COMPACT_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年|年度)?")
_TIME = re.compile(r"(?:[01]?\d|2[0-4])[::时点](?:[0-5]?\d)?分?(?:[::][0-5]\d)?")
_ID = re.compile(
    r"[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]|[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}"
)
_HIDDEN_ID = re.compile(r"\d{3,10}\*{4,}[\dXx]{0,4}")
_DAMAGED = re.compile(r"\d\.\d+[Ee]\+1[4-9]")
_MOBILE = re.compile(r"(?:\+?86-?)?1[3-9]\d-?\d{4}-?\d{4}|1[3-9]\d\*{4}\d{4}")
_NEARLY_MOBILE = re.compile(r"1[3-9]\d{8,10}")
_LANDLINE = re.compile(r"(?:\(?0\d{2,3}\)?-?)?[2-9]\d{6,7}(?:-\d{1,5})?")
_NUMBER = re.compile(
    r"(约|近|超|>=?|<=?|≥|≤|共|第)?[¥￥$]?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(余|多|左右|以上|以下)?([^\d\s.,:()\-]{0,4}(?:/[^\d\s]{1,3})?)"
)
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9\-_/.#]{2,}")
_LEADING_ZERO = re.compile(r"0\d+")


def seen(cell: Any, look: Look = Look.PLAIN) -> Seen:
    """What a cell could be; BLANK for blanks, errors, pictures and words that stand for nothing (无, /, 暂无)."""
    if cell is None:
        return BLANK
    if isinstance(cell, bool):
        return Seen(Could.MARK)
    if isinstance(cell, str):
        return _text(cell)
    if isinstance(cell, datetime):
        return Seen(Could.DATE | (Could.MONTH if cell.day == 1 and _midnight(cell) else Could.NOTHING))
    if isinstance(cell, date):
        only_month = look is Look.MONTH or (cell.day == 1 and look is not Look.DATE)
        return Seen(Could.DATE | (Could.MONTH if only_month else Could.NOTHING))
    if isinstance(cell, time | timedelta):
        return Seen(Could.TIME)
    return _number(float(cell), look)


def _midnight(moment: datetime) -> bool:
    return moment.time() == time()


def _number(value: float, look: Look) -> Seen:
    could = Could.NUMBER
    whole = value.is_integer()
    if whole:
        could |= Could.WHOLE
        digits = str(int(value))
        if _COMPACT.fullmatch(digits):
            could |= Could.DATE
        elif _COMPACT_MONTH.fullmatch(digits):
            could |= Could.MONTH
        elif _YEAR.fullmatch(digits):
            could |= Could.YEAR
        if _MOBILE.fullmatch(digits):
            could |= Could.MOBILE
        elif _LANDLINE.fullmatch(digits):
            could |= Could.LANDLINE
        if value >= 1e14:
            could |= Could.ID | Could.CODE
    elif _MONTH.fullmatch(f"{value:.2f}".rstrip("0")) or _MONTH.fullmatch(repr(value)):
        could |= Could.MONTH
    if 14000 <= value <= 75000:  # days since 1900: 1938 to 2105
        could |= Could.SERIAL
    if look is Look.PERCENT:
        could |= Could.PERCENT
    elif 0 <= value <= 1.5:
        could |= Could.FRACTION
    if look in (Look.DATE, Look.MONTH):
        could |= Could.DATE | (Could.MONTH if look is Look.MONTH else Could.NOTHING)
    if look is Look.TIME and 0 <= value < 1:
        could |= Could.TIME
    return Seen(could, "元" if look is Look.MONEY else "", value)


@lru_cache(maxsize=20_000)
def _text(raw: str) -> Seen:
    text = squeezed(raw)
    if not text or _ERRORS.match(text):
        return BLANK
    lower = text.lower()
    if lower in _MARKS:
        return Seen(Could.MARK)
    if text in PLACEHOLDERS:
        return BLANK
    could, unit, number = Could.NOTHING, "", None
    if _DATE.fullmatch(text) or _COMPACT.fullmatch(text) or _HAN_DATE.fullmatch(text) or _DAY_OF_YEAR.fullmatch(text):
        could |= Could.DATE
    if _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text) or _HAN_MONTH.fullmatch(text):
        could |= Could.MONTH
    if _YEAR.fullmatch(text):
        could |= Could.YEAR
    if _TIME.fullmatch(text):
        could |= Could.TIME
    if _ID.fullmatch(text) or _HIDDEN_ID.fullmatch(text) or _DAMAGED.fullmatch(text):
        could |= Could.ID
    if _MOBILE.fullmatch(text):
        could |= Could.MOBILE
    elif _NEARLY_MOBILE.fullmatch(text) or _LANDLINE.fullmatch(text):
        could |= Could.LANDLINE
    match = _NUMBER.fullmatch(text)
    if match is not None:
        suffix = match[4]
        named = UNIT_NAMES.get(suffix) or UNIT_NAMES.get(suffix.lower())
        if (not suffix or named) and match[1] != "第":
            could |= Could.NUMBER
            number = float(match[2].replace(",", ""))
            unit = named or ("元" if text[0] in "¥￥" else "")
            if number.is_integer():
                could |= Could.WHOLE
            if unit == "%":
                could |= Could.PERCENT
            elif not suffix and 0 <= number <= 1.5:
                could |= Could.FRACTION
            if not suffix and 14000 <= number <= 75000 and number.is_integer():
                could |= Could.SERIAL
        elif match[1] != "第" and len(suffix) <= 2:
            could |= Could.ODD_UNIT
    if text.isascii() and _CODE.fullmatch(text) and not text.replace(".", "", 1).replace("-", "", 1).isdigit():
        could |= Could.CODE
    if text.isdigit() and text.isascii():
        could |= Could.DIGITS
        if _LEADING_ZERO.fullmatch(text) or len(text) >= 12:
            could |= Could.CODE
    return Seen(could or Could.WORDS, unit, number)


def is_value(cell: Any) -> bool:
    """Whether a cell is plainly something filed, not a heading: a date, an ID, a phone, a mark, a sum of money."""
    if cell is None:
        return False
    if not isinstance(cell, str):
        return True
    text = squeezed(cell)
    if text.lower() in _MARKS and text not in ("有", "无", "是", "否"):
        return True
    could = _text(cell).could
    if could & (Could.ID | Could.MOBILE | Could.CODE | Could.PERCENT):
        return True
    if could & Could.DATE:
        return not re.fullmatch(r"\d{1,2}月\d{1,2}[日号]", text)
    return bool(could & Could.NUMBER) and not re.fullmatch(r"\d{1,2}[月日周班]?|(?:19|20)\d\d年?", text)
