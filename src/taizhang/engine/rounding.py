"""Rounding where a figure is shown: half up (四舍五入), away from zero, once."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

# Wide enough for DECIMAL(38) sums; the default context of 28 digits would refuse to quantize them.
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """`value` with exactly `decimals` places; 0.125 -> 0.13, -0.125 -> -0.13. Never a negative zero."""
    rounded = value.quantize(_step(decimals), rounding=ROUND_HALF_UP, context=_WIDE)
    return abs(rounded) if rounded == 0 else rounded


@lru_cache(maxsize=64)
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def show_number(value: Decimal, decimals: int, *, thousands: bool = False) -> str:
    """`value` as printed: rounded half up, fixed places; `thousands` puts a comma between groups of three digits."""
    return format(round_half_up(value, decimals), ",f" if thousands else "f")


def show_amount(value: Decimal, decimals: int, unit: str) -> str:
    """`show_number` with the thousands of its unit."""
    return show_number(value, decimals, thousands=has_thousands(unit))


def has_thousands(unit: str) -> bool:
    """A year (2025年) is no amount."""
    return unit != "年"


def places_apart(first: Decimal | None, second: Decimal | None, decimals: int, most: int = 12) -> int:
    """The fewest places, from `decimals` on, at which two values are shown unlike: 162.31 and 161.94 to 0 -> 1. Equal
    ones, or one that is missing: `decimals`. most: places that are stored."""
    if first is None or second is None:
        return decimals
    unlike = (at for at in range(decimals, most + 1) if round_half_up(first, at) != round_half_up(second, at))
    return next(unlike, decimals)


def more_than(value: Decimal, round_to: int) -> str:
    """A number in round terms: 312 to 100 -> ``300余``; exactly 300 -> ``300``.

    A value below `round_to` (or negative) has no round number under it and is printed as it is.
    """
    step = Decimal(round_to)
    floor = (value / step).to_integral_value(ROUND_FLOOR) * step
    if floor <= 0:
        return plain_number(value)
    return plain_number(floor) if floor == value else f"{plain_number(floor)}余"


def plain_number(value: Decimal) -> str:
    """Digits without exponent and without trailing zeros after the point: 300, 12.5."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
