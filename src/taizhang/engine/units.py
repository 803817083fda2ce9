"""Units of measure (单位) and the exact factors between those that differ only in size."""

from __future__ import annotations

from decimal import Decimal

_TEN_THOUSAND, _HUNDRED_MILLION = Decimal(10_000), Decimal(100_000_000)

# unit -> (what it measures, size in the smallest unit). 人 and 人次 measure different things: persons and person-times.
_SIZES: dict[str, tuple[str, Decimal]] = {
    "元": ("money", Decimal(1)),
    "万元": ("money", _TEN_THOUSAND),
    "亿元": ("money", _HUNDRED_MILLION),
    **{
        f"{prefix}{unit}": (unit, size)
        for unit in ("人", "人次", "册", "字")
        for prefix, size in (("", Decimal(1)), ("万", _TEN_THOUSAND))
    },
}


class UnitError(ValueError):
    """The two units measure different things, or one is unknown."""


def factor(from_unit: str, to_unit: str) -> Decimal:
    """What a number in `from_unit` is multiplied by to read in `to_unit`: 元 -> 万元 is 0.0001. Raises UnitError."""
    if from_unit == to_unit:
        return Decimal(1)
    source, target = _SIZES.get(from_unit), _SIZES.get(to_unit)
    if source is None or target is None or source[0] != target[0]:
        raise UnitError(f"{from_unit!r} cannot be turned into {to_unit!r}: they measure different things")
    return source[1] / target[1]


def is_percent(unit: str) -> bool:
    """Whether a figure in this unit is a share, whose change is told in percentage points (百分点)."""
    return unit in ("%", "％")


def ratio_factor(unit: str) -> Decimal:
    """What a ratio of two sums is multiplied by to read in `unit`: 100 for ``%``, 1000 for ``‰``, else 1."""
    if is_percent(unit):
        return Decimal(100)
    return Decimal(1000) if unit == "‰" else Decimal(1)
