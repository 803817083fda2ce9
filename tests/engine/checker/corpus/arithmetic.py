"""What a labelled relation computes, how far rounding lets it stray, and whether it holds.

Every label in relations.yaml comes from here; nobody writes `computed`, `tolerance` or `holds` by hand.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

from taizhang.engine.numerals import chinese_number, chinese_value
from tests.engine.checker.corpus.figures import Figure

# form -> kind, and whether the stated figure was always rounded
FORMS = {
    "sum": ("sum", False), "pct": ("percent", True), "grd": ("growth", True), "gr": ("growth", True),
    "times": ("growth", True), "double": ("growth", True), "dif": ("difference", False), "points": ("difference", True),
    "avg": ("average", True), "rat": ("ratio", True), "prod": ("product", False), "same": ("same_quantity", False),
    "cnt": ("list_count", False),
}  # fmt: skip
DOUBLED = Fraction(1, 20)
"""翻一番 is said of anything from 1.93 to 2.07 times: a twentieth of a doubling."""
WEEKDAYS = "一二三四五六日"
RISES, FALLS = ("增", "升", "提高", "上涨", "多", "攀"), ("减", "降", "少", "下滑", "回落")


@dataclass(frozen=True, slots=True)
class Judged:
    computed: str
    tolerance: float
    holds: bool


def judge(form: str, stated: Figure, parts: Sequence[Figure], factor: Fraction = Fraction(1)) -> Judged:
    """The relation holds when what the parts can give and what the stated figure can mean have a value in common."""
    allowance = DOUBLED if form == "double" else stated.half if FORMS[form][1] else stated.slack
    low, high, middle = _range(form, parts, factor)
    # An interval seldom lies evenly about its middle: what counts is the side where the stated figure stands.
    away = high - middle if stated.value > middle else middle - low
    holds = low <= stated.value + allowance and high >= stated.value - allowance
    scale = stated.scale
    return Judged(_short(middle / scale), round(float((away + allowance) / scale), 8), holds)


def _range(form: str, parts: Sequence[Figure], factor: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    if form in {"sum", "same"}:
        middle = sum((p.value for p in parts), Fraction(0))
        slack = sum((p.slack for p in parts), Fraction(0))
        return middle - slack, middle + slack, middle
    formula = FORMULAS[form]
    corners = [
        formula(values, factor) for values in product(*[sorted({p.value - p.slack, p.value + p.slack}) for p in parts])
    ]
    return min(corners), max(corners), formula([p.value for p in parts], factor)


def _growth(values: Sequence[Fraction], _: Fraction) -> Fraction:
    old, new = values
    return abs(new - old) / old * 100


def _growth_by(values: Sequence[Fraction], sign: Fraction) -> Fraction:
    now, change = values
    return change / (now - sign * change) * 100


def _product(values: Sequence[Fraction], factor: Fraction) -> Fraction:
    for value in values:
        factor *= value
    return factor


FORMULAS: dict[str, Callable[[Sequence[Fraction], Fraction], Fraction]] = {
    "pct": lambda v, factor: v[0] / v[1] * factor,
    "gr": _growth,
    "grd": _growth_by,
    "times": lambda v, _: (v[1] - v[0]) / v[0],
    "double": lambda v, _: Fraction(math.log2(v[1] / v[0])).limit_denominator(10**6),
    "dif": lambda v, _: v[0] - v[1],
    "points": lambda v, _: v[0] - v[1],
    "avg": lambda v, factor: (v[0] / v[1] if len(v) > 1 else v[0]) * factor,
    "rat": lambda v, factor: v[0] / v[1] * factor,
    "prod": _product,
}


def _short(value: Fraction) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".") if value.denominator > 1 else str(value.numerator)


def judge_words(form: str, stated: str, parts: Sequence[str], year: int = 0) -> Judged:
    """Relations of words: a date's weekday, a number's form, a list's numbering, a problem's measure."""
    computed = WORDS[form](stated, parts, year)
    return Judged(computed, 0.0, computed == stated)


def day(words: str, year: int) -> date | None:
    """2024年6月12日, or 6月12日 in a year told; None for a day that no calendar has."""
    found = re.fullmatch(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日", words)
    if found is None:
        raise ValueError(words)
    y, month, number = int(found[1] or year), int(found[2]), int(found[3])
    if not 1 <= month <= 12 or not 1 <= number <= calendar.monthrange(y, month)[1]:
        return None
    return date(y, month, number)


def _weekday(stated: str, parts: Sequence[str], year: int) -> str:
    found = day(parts[0], year)
    return stated[:-1] + WEEKDAYS[found.weekday()] if found else "—"


def _valid(stated: str, _: Sequence[str], year: int) -> str:
    return stated if day(stated, year) else "—"


def _days(stated: str, parts: Sequence[str], year: int) -> str:
    first, last = day(parts[0], year), day(parts[1], year)
    return str((last - first).days + 1) if first and last else "—"


def _order(stated: str, parts: Sequence[str], year: int) -> str:
    first, last = day(parts[0], year), day(stated, year)
    return stated if first and last and first <= last else "—"


def _document_number(stated: str, _: Sequence[str], __: int) -> str:
    plain = re.sub(r"[\[［【(（〔](\d{4})[\]］】)）〕]", r"〔\1〕", stated)
    return re.sub(r"〕第?0*(\d+)号", r"〕\1号", plain)


MARKER = re.compile(r"[一二三四五六七八九十]+|\d+")


def marker_value(marker: str) -> int:
    found = MARKER.search(marker)
    if found is None:
        raise ValueError(marker)
    return int(found[0]) if found[0].isdigit() else chinese_value(found[0]) or 0


def _numbering(stated: str, parts: Sequence[str], _: int) -> str:
    """The marker that should stand where the stated one does."""
    at = list(parts).index(stated)
    due = marker_value(parts[0]) + at
    word = MARKER.search(stated)
    if word is None:
        raise ValueError(stated)
    return stated.replace(word[0], str(due) if word[0].isdigit() else spoken(due), 1)


def spoken(number: int) -> str:
    return chinese_number(Decimal(number))


WORDS: dict[str, Callable[[str, Sequence[str], int], str]] = {
    "weekday": _weekday, "valid": _valid, "days": _days, "order": _order, "doc": _document_number, "num": _numbering,
}  # fmt: skip


def judge_direction(word: str, old: Figure, new: Figure) -> Judged:
    """大幅增长 over a fall; 持平 over a change; 全部 over a part."""
    if any(mark in word for mark in ("全部", "均", "全覆盖", "百分之百", "100%")):
        computed = "全部" if old.value == new.value else "部分"
        return Judged(computed, 0.0, computed == "全部")
    step = new.value - old.value
    computed = "上升" if step > 0 else "下降" if step < 0 else "持平"
    said = "上升" if any(w in word for w in RISES) else "下降" if any(w in word for w in FALLS) else "持平"
    return Judged(computed, 0.0, computed == said)
