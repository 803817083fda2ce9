"""A cell's number as the sheet shows it: 0.8512 with the format 0.0% is read as 85.1%, since that is what a person
compares with the text beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

_DIGITS = 15  # what a spreadsheet keeps of a number
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "yyyy-mm-dd",
    16: "mm-dd", 17: "yyyy-mm", 20: "hh:mm", 21: "hh:mm:ss", 22: "yyyy-mm-dd hh:mm", 27: "yyyy-mm", 28: "mm-dd",
    29: "mm-dd", 30: "mm-dd", 31: 'yyyy"年"m"月"d"日"', 36: "yyyy-mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 50: "yyyy-mm", 51: "mm-dd", 52: "yyyy-mm", 53: "mm-dd", 54: "mm-dd", 55: "yyyy-mm", 56: "mm-dd",
    57: "yyyy-mm", 58: "mm-dd",
}  # fmt: skip
# Quoted and escaped signs, the room of a sign, a fill, a condition or colour, the digits, anything else.
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|([#0?][#0?,]*(?:\.[#0?]+)?,*|\.[#0?]+)|(.)', re.DOTALL)
_IS_DATE = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_MOST_DECIMALS = 30


@dataclass(frozen=True, slots=True)
class _Shape:
    before: str
    behind: str
    decimals: int
    least_decimals: int
    thousands: bool
    shift: int  # powers of ten: 2 for percent, -3 for each comma behind
    signed: bool  # whether a minus is put before a negative number


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[str, ...]:
    parts, start, quoted = [], 0, False
    for at, sign in enumerate(code):
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted and code[max(at - 1, 0)] != "\\":
            parts.append(code[start:at])
            start = at + 1
    return (*parts, code[start:])


@lru_cache(maxsize=1024)
def _shape(section: str, is_own_negative: bool) -> _Shape | None:
    """None for what is not digits with signs around them: General, fractions, powers."""
    before, behind, digits, shift = "", "", "", 0
    for quoted, escaped, number, other in _TOKEN.findall(section):
        if number:
            if digits:
                return None
            digits = number
            continue
        words = quoted or escaped or other
        if other and (other in "/@E" or (other.isascii() and other.isalpha())):
            return None
        shift += 2 * (other == "%")
        if digits:
            behind += words
        else:
            before += words
    if not digits:
        return None
    whole, _, fraction = digits.partition(".")
    shift -= 3 * (len(digits) - len(digits.rstrip(",")))
    fraction = fraction.rstrip(",")[:_MOST_DECIMALS]
    thousands = "," in whole.rstrip(",")
    return _Shape(before, behind, len(fraction), fraction.count("0"), thousands, shift, not is_own_negative)


def code_of(number: int, own: dict[int, str]) -> str:
    return own.get(number) or _BUILT_IN.get(number, "")


def shown(value: str, code: str, *, counts_from_1904: bool = False) -> str:
    """value: as the cell has it. What cannot be told apart is shown as it is kept."""
    if not code and len(value) <= _DIGITS and value.isascii() and value.isdigit():
        return value  # most cells
    try:
        number = Decimal(f"{float(value):.{_DIGITS}g}")
    except (ValueError, OverflowError, InvalidOperation):
        return value
    if not number.is_finite():
        return value
    if not code or code.lower() == "general":
        return format(number.normalize(), "f") if abs(number) < Decimal("1e21") else str(number)
    sections = _sections(code)
    at = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|_.', "", sections[at])
    if _IS_DATE.search(bare) and not re.search("[#0?]", bare):
        return _day(number, sections[at], counts_from_1904)
    shape = _shape(sections[at], at == 1)
    if shape is None:
        return shown(value, "") if sections[at] else ""
    return _formed(number, shape)


def _formed(number: Decimal, shape: _Shape) -> str:
    moved = abs(number).scaleb(shape.shift)
    try:
        rounded = moved.quantize(Decimal(1).scaleb(-shape.decimals), ROUND_HALF_UP)
    except InvalidOperation:
        return format(number, "f")
    words = format(rounded, ",f" if shape.thousands else "f")
    if shape.least_decimals < shape.decimals:
        whole, _, fraction = words.partition(".")
        kept = fraction.rstrip("0").ljust(shape.least_decimals, "0")
        words = f"{whole}.{kept}" if kept else whole
    sign = "-" if number < 0 and shape.signed and rounded else ""
    return f"{sign}{shape.before}{words}{shape.behind}".strip()


def _day(number: Decimal, section: str, counts_from_1904: bool) -> str:
    epoch = datetime(1904, 1, 1) if counts_from_1904 else datetime(1899, 12, 30)
    try:
        day = epoch + timedelta(seconds=round(float(number) * 86_400))
    except OverflowError:
        return str(number)
    section = section.lower()
    has = {letter: letter in section for letter in "ymdhs"}
    if not (has["y"] or has["d"]):
        return day.strftime("%H:%M")
    if not has["y"]:
        return f"{day.month}月{day.day}日"
    if not has["m"]:
        return f"{day.year}年"
    if not has["d"]:
        return f"{day.year}年{day.month}月"
    clock = day.strftime(" %H:%M") if has["h"] else ""
    return f"{day.year}年{day.month}月{day.day}日{clock}"
