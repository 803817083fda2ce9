"""Interval arithmetic: what a way of computing gives, and whether the printed figures meet it under any rounding. Reads
numbers only, never the text."""

from __future__ import annotations

from decimal import Decimal

from taizhang.engine.checker.relations import Claim, Form, Way
from taizhang.engine.checker.types import Number

HUNDRED, ZERO, ONE = Decimal(100), Decimal(0), Decimal(1)
_NO_FIGURES = frozenset((Form.COUNT, Form.NONE))
_ADDED = frozenset((Form.SUM, Form.EQUAL))
_OF_A_HUNDRED = frozenset((Form.SHARE, Form.CHANGE_OF))
_ROUNDED = frozenset((Form.QUOTIENT, Form.PRODUCT))
Computed = tuple[Decimal, Decimal, Decimal]  # low, high, middle


def evaluate(way: Way, stated: Number) -> Computed | None:
    """(low, high, middle) of what the way computes, in the unit of the stated number. None where it has no value."""
    if way.computed_of is not stated:
        _compute(way, stated)
    return way.computed


def _compute(way: Way, stated: Number) -> None:
    way.computed, way.computed_of = _computed(way, stated), stated
    way.holds = _covers(way, stated, way.computed)


def _computed(way: Way, stated: Number) -> Computed | None:
    form, parts, base = way.form, way.parts, way.base
    if not parts and form in _NO_FIGURES:
        count = Decimal(way.count)
        return (count, count, count) if form is Form.COUNT else None
    if len(parts) == 1:
        low, high, middle = parts[0].low, parts[0].high, parts[0].amount
    else:
        low = high = middle = ZERO
        for part in parts:
            low, high, middle = low + part.low, high + part.high, middle + part.amount
    if form in _ADDED:
        return low, high, middle
    if form is Form.PRODUCT:
        low = high = middle = ONE
        for part in parts:
            low, high, middle = low * part.low, high * part.high, middle * part.amount
        return low, high, middle
    below, above, centre = base[0].low, base[0].high, base[0].amount
    for number in base[1:]:
        below, above, centre = below + number.low, above + number.high, centre + number.amount
    if form is Form.DIFFERENCE:
        bounds = (low - above, high - below)
        if bounds[0] <= 0 <= bounds[1]:
            return ZERO, max(abs(bounds[0]), abs(bounds[1])), abs(middle - centre)
        return min(map(abs, bounds)), max(map(abs, bounds)), abs(middle - centre)
    if form is Form.GROWTH_BY:  # of so much more or less than before, which is not told
        before = (high - way.sign * below, low - way.sign * above, middle - way.sign * centre)
        if min(before[:2]) <= 0 <= max(before[:2]) or not before[2]:
            return None  # below nothing it is told what cannot be: 4656人，比上年增加56万人
        return HUNDRED * below / before[0], HUNDRED * above / before[1], HUNDRED * centre / before[2]
    if below <= 0 or centre <= 0:
        return None
    if form is Form.GROWTH_OVER:
        unit = ONE if stated.unit == "倍" else HUNDRED
        ends = (unit * (low - above) / above, unit * (high - below) / below)
        value = unit * (middle - centre) / centre
        if way.sign < 0:
            return -ends[1], -ends[0], -value
        return ends[0], ends[1], value
    factor = HUNDRED if form in _OF_A_HUNDRED else ONE
    if stated.unit == "‰" and form is Form.SHARE:
        factor = Decimal(1000)
    return factor * low / above, factor * high / below, factor * middle / centre


def meets(way: Way, stated: Number) -> bool:
    """Whether what the way computes and what is stated have a value in common."""
    if way.computed_of is not stated:
        _compute(way, stated)
    return way.holds


def met_by(claim: Claim) -> Way | None:
    """The first of its ways that holds."""
    stated = claim.stated
    for way in claim.ways:
        if way.computed_of is not stated:
            _compute(way, stated)
        if way.holds:
            return way
    return None


def _covers(way: Way, stated: Number, found: Computed | None) -> bool:
    if found is None:
        return False
    low, high, _ = found
    slack = way.loose
    if way.form in _ROUNDED and stated.low == stated.high:
        slack = max(slack, half_of(stated))
    elif way.form is Form.SUM and stated.low == stated.high and low != high:
        slack = half_of(stated)  # 3390、3954.5、4190.5 and 11535: the whole is printed without their decimals
    if not slack:
        return low <= stated.high and stated.low <= high
    return low - slack <= stated.high and stated.low <= high + slack


def half_of(number: Number) -> Decimal:
    """Half of the last printed digit: an average or a ratio is always rounded to what is printed."""
    return half_digit(number.value) * number.scale


def half_digit(value: Decimal) -> Decimal:
    """Half of the last digit of a value as it is printed: 30.3 -> 0.05."""
    exponent = value.as_tuple().exponent
    return Decimal("0.5").scaleb(exponent if isinstance(exponent, int) else 0)
