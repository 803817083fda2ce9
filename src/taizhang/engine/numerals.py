"""Chinese numerals: 十二, 三百零五, 一万二千, 二〇二六."""

from __future__ import annotations

from decimal import Decimal

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
