"""Chinese numerals, written and read: 十二, 三百零五, 一万二千, 二〇二六."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

_DIGITS = "零一二三四五六七八九"
_YEAR_DIGITS = "〇一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿", "亿亿")


def chinese_year(year: int) -> str:
    """Digit by digit, as years are read: 2026 -> 二〇二六."""
    return "".join(_YEAR_DIGITS[int(digit)] for digit in str(year))


def chinese_number(value: Decimal) -> str:
    """A number as read: 12 -> 十二, 305 -> 三百零五, -1.5 -> 负一点五. Past 20 digits the digits themselves."""
    sign = "负" if value < 0 else ""
    whole, _, fraction = format(abs(value), "f").partition(".")
    if len(whole) > 4 * len(_GROUPS):
        return format(value, "f")
    words = _whole(int(whole))
    if fraction.rstrip("0"):
        words += "点" + "".join(_DIGITS[int(digit)] for digit in fraction.rstrip("0"))
    return sign + words


@lru_cache(maxsize=4096)  # a text has few numerals, each many times
def chinese_value(words: str) -> int | None:
    """A whole number from Chinese numerals, 两, 〇 and 廿 too: 二千三百五十 -> 2350. None for what nobody reads as one
    number: 百千万, 二〇二六 or 一百二, which means 120 in speech only."""
    plain = words.replace("两", "二").replace("〇", _DIGITS[0]).replace("廿", "二十")
    total = group = digit = 0
    for sign in plain:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        elif sign in _PLACES:
            group += (digit or 1) * 10 ** _PLACES.index(sign)
            digit = 0
        elif sign == "万":
            total, group, digit = total + (group + digit) * 10_000, 0, 0
        elif sign == "亿":
            total, group, digit = (total + group + digit) * 100_000_000, 0, 0
        else:
            return None
    value = total + group + digit
    return value if chinese_number(Decimal(value)) == plain else None


def _whole(number: int) -> str:
    if number == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    gap = False  # a place with zero since the last digit that was read
    for index in reversed(range(len(groups))):
        group = groups[index]
        if group == 0:
            gap = bool(words)
            continue
        if words and (gap or group < 1000):
            words += _DIGITS[0]
        words += _group(group) + _GROUPS[index]
        gap = False
    return words.removeprefix("一") if words.startswith("一十") else words


def _group(group: int) -> str:
    words = ""
    gap = False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words
