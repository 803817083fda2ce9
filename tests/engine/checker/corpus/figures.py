"""Numbers as a text prints them: their value, and half of their last printed digit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from taizhang.engine.numerals import chinese_value

NUMERALS = "零〇一二两三四五六七八九十百千"
SCALES = {"万亿": 10**12, "亿": 10**8, "万": 10**4}
# A number stands alone: 12 is not in 312, in 1.12 or in 12.5.
PRINTED = re.compile(r"(?<![\d.．])\d[\d,]*(?:[.．]\d+)?(?![\d])(?:万亿|亿|万)?")
WORDS = re.compile(f"[{NUMERALS}]+(?:成[{NUMERALS}]?)?")
PERCENT = re.compile(r"%|％|‰|个百分点|百分点")
BEFORE = ("约", "近", "大约", "接近", "近乎")
AFTER = ("余", "多", "左右", "上下")


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number at its place."""

    printed: str
    start: int
    end: int
    value: Fraction
    half: Fraction
    """Half of the last printed digit."""
    exact: bool
    """A plain whole number: nothing was rounded away."""
    scale: int = 1

    @property
    def slack(self) -> Fraction:
        return Fraction(0) if self.exact else self.half


def all_figures(text: str) -> list[Figure]:
    """Every number of a text in order; numerals too, whatever they stand for."""
    places = [m.span() for m in PRINTED.finditer(text)] + [m.span() for m in WORDS.finditer(text)]
    return [found for start, end in sorted(places) if (found := read(text, start, end)) is not None]


def read(text: str, start: int, end: int) -> Figure | None:
    printed = text[start:end]
    plain = unicodedata.normalize("NFKC", printed).replace(",", "")
    after, before = text[end : end + 4], text[max(0, start - 2) : start]
    loose = PERCENT.match(after) is not None or after.startswith(AFTER) or before.endswith(BEFORE)
    digits = re.fullmatch(r"(\d+)(?:\.(\d+))?(万亿|亿|万)?", plain)
    if digits is None:
        return _words(printed, start, end, loose)
    whole, fraction, scale = digits[1], digits[2] or "", SCALES.get(digits[3] or "", 1)
    value = Fraction(int(whole + fraction), 10 ** len(fraction)) * scale
    half = Fraction(scale, 10 ** len(fraction)) / 2
    return Figure(printed, start, end, value, half, not (fraction or scale > 1 or loose), scale)


def _words(printed: str, start: int, end: int, loose: bool) -> Figure | None:
    """十三, 两, and 六成五: tenths are a share."""
    tenths, mark, more = printed.partition("成")
    value = chinese_value(tenths)
    if value is None:
        return None
    if not mark:
        return Figure(printed, start, end, Fraction(value), Fraction(1, 2), not loose)
    extra = chinese_value(more) if more else 0
    share = Fraction(value * 10 + (extra or 0))
    return Figure(printed, start, end, share, Fraction(1, 2) if more else Fraction(5), False)
