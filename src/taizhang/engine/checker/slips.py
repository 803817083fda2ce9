"""Slips of the pen that would explain a miss: one digit, two digits swapped, a point or 万 dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from taizhang.engine.checker.relations import Form, Way
from taizhang.engine.checker.types import Number

_MOST = 3
_TRIED = 24  # numbers of one relation in which a slip is looked for


@dataclass(frozen=True, slots=True)
class Slip:
    kind: str  # digit | swap | ten | scale | lost | extra | base
    number: Number
    text: str  # what it would read


@lru_cache(maxsize=2048)
def variants(digits: str) -> tuple[tuple[str, str], ...]:
    """(kind, digits) of every single slip: 1234 -> 1243, 1284, 123.4 …"""
    found: list[tuple[str, str]] = []
    for index in range(len(digits) - 1):
        if digits[index] != digits[index + 1] and "." not in digits[index : index + 2]:
            found.append(("swap", digits[:index] + digits[index + 1] + digits[index] + digits[index + 2 :]))
    # Across the point too: 3.31 for 33.1 is a shift, but 13.3 for 31.3 a swap of neighbours; both are here.
    found.extend(("ten", format(Decimal(digits).scaleb(shift), "f")) for shift in (1, -1))
    found.extend(("scale", format(Decimal(digits).scaleb(shift), "f")) for shift in (4, -4))
    if "." not in digits:
        found.extend(("lost", digits + last) for last in "123456789")
        if len(digits) > 1:
            found.append(("extra", digits[:-1]))
    for index, digit in enumerate(digits):
        if digit != ".":
            found.extend(
                ("digit", digits[:index] + other + digits[index + 1 :])
                for other in "0123456789"
                if other != digit and not (index == 0 and other == "0" and len(digits) > 1 and digits[1] != ".")
            )
    return tuple(found)


def find_slips(way: Way, stated: Number, meets: Callable[[Way, Number], bool]) -> tuple[Slip, ...]:
    if way.form in (Form.COUNT, Form.NONE):
        return ()
    found: list[Slip] = []
    if way.form is Form.GROWTH_BY and meets(replace(way, form=Form.CHANGE_OF, parts=way.base, base=way.parts), stated):
        found.append(Slip("base", stated, ""))
    for number, changed in _changes(way, stated):
        for slip, (new_way, new_stated) in changed:
            if meets(new_way, new_stated):
                found.append(Slip(slip[0], number, slip[1]))
                break
        if len(found) >= _MOST:
            break
    return tuple(found)


def _changes(way: Way, stated: Number) -> Iterator[tuple[Number, Iterator[tuple[tuple[str, str], tuple[Way, Number]]]]]:
    yield stated, ((slip, (way, new)) for slip, new in _variants(stated))
    if way.form is Form.SUM:
        yield from _sum_changes(way, stated)
        return
    for index, part in enumerate(way.parts[:_TRIED]):
        before, after = way.parts[:index], way.parts[index + 1 :]
        yield (
            part,
            ((slip, (replace(way, parts=(*before, new, *after)), stated)) for slip, new in _variants(part)),
        )
    for index, part in enumerate(way.base[:_TRIED]):
        before, after = way.base[:index], way.base[index + 1 :]
        yield part, ((slip, (replace(way, base=(*before, new, *after)), stated)) for slip, new in _variants(part))


def _sum_changes(
    way: Way, stated: Number
) -> Iterator[tuple[Number, Iterator[tuple[tuple[str, str], tuple[Way, Number]]]]]:
    """What a part would have to be is known at once; only the variants that hit it are built."""
    low = sum((part.low for part in way.parts), Decimal(0))
    high = sum((part.high for part in way.parts), Decimal(0))
    for index, part in enumerate(way.parts[: _TRIED * 8]):
        needed = (stated.low - (high - part.high), stated.high - (low - part.low))
        before, after = way.parts[:index], way.parts[index + 1 :]
        # A part a ten-thousandth as large is a part left out: another list, no slip.
        fitting = [
            (slip, new)
            for slip, new in _variants(part)
            if (slip[0] != "scale" or new.value > part.value) and new.low <= needed[1] and needed[0] <= new.high
        ]
        yield part, ((slip, (replace(way, parts=(*before, new, *after)), stated)) for slip, new in fitting)


def _variants(number: Number) -> Iterator[tuple[tuple[str, str], Number]]:
    digits = format(abs(number.value), "f")
    up, down = number.high - number.amount, number.amount - number.low
    for kind, new in variants(digits):
        value = Decimal(new)
        amount = value * number.scale
        yield (kind, new), replace(number, value=value, low=amount - down, high=amount + up)
