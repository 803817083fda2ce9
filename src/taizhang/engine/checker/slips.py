"""Slips of the pen that would explain a miss: one digit, two digits swapped, a point or 万 dropped.

What a figure would have to be is solved in floating point; only a variant that falls there is built and tried exactly.
Each slip carries its chance: how likely an arbitrary figure of that size lies as near to what is needed. Two digits do
so for a quarter of all figures and prove nothing; eight digits that differ in one do so once in a million.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.relations import Form, Way
from taizhang.engine.checker.types import Number

_MOST = 3
_TRIED = 200  # numbers of one relation in which a slip is looked for
_SLACK = 1e-9
_MYRIAD = 10_000
Range = tuple[float, float]


@dataclass(slots=True)  # never changed; one that is frozen takes seven times as long to make
class Slip:
    kind: str  # digit | swap | ten | scale | lost | extra | base | sum | rest | direction
    number: Number
    text: str  # what it would read
    chance: float  # that figures which have nothing to do with each other come as near by such a slip


Variant = tuple[str, str, float]


def variants(digits: str) -> tuple[Variant, ...]:
    """(kind, digits, value) of every single slip: 1234 -> 1243, 1284, 123.4 …"""
    found: list[tuple[str, str]] = []
    places = [index for index, digit in enumerate(digits) if digit != "."]
    for one, two in pairwise(places):  # across the point too: 84.6 for 86.4
        if digits[one] != digits[two]:
            found.append(("swap", digits[:one] + digits[two] + digits[one + 1 : two] + digits[one] + digits[two + 1 :]))
    found.extend(("ten", _shifted(digits, shift)) for shift in (1, -1))
    found.extend(("scale", _shifted(digits, shift)) for shift in (4, -4, 8))
    if "." not in digits:
        found.extend(("lost", digits + last) for last in "123456789")
        if len(digits) > 1:
            found.append(("extra", digits[:-1]))
    if digits[1:2].isdigit() and digits[1] != "0":
        found.append(("extra", digits[1:]))  # 18.0 for 8.0
    for index, digit in enumerate(digits):
        if digit != ".":
            found.extend(
                ("digit", digits[:index] + other + digits[index + 1 :])
                for other in "0123456789"
                if other != digit and not (index == 0 and other == "0" and len(digits) > 1 and digits[1] != ".")
            )
    return tuple((kind, new, float(new)) for kind, new in found)


class _Sorted:
    """The variants of a figure by their size, so that those within a range are found without a look at all."""

    __slots__ = ("all", "places", "shifted", "sizes")

    def __init__(self, digits: str) -> None:
        self.all = variants(digits)
        self.places = sorted(range(len(self.all)), key=lambda place: self.all[place][2])
        self.sizes = [self.all[place][2] for place in self.places]
        self.shifted = [place for place, one in enumerate(self.all) if one[0] in _SHIFTED]

    def within(self, low: float, high: float, *, shifted: bool) -> list[Variant]:
        """Those from low to high, and on demand all whose point has moved, in the order in which slips are tried."""
        near = self.places[bisect_left(self.sizes, low) : bisect_right(self.sizes, high)]
        return [self.all[place] for place in sorted({*self.shifted, *near} if shifted else near)]

    def count(self, low: float, high: float) -> int:
        return bisect_right(self.sizes, high) - bisect_left(self.sizes, low)


_SHIFTED = frozenset(("ten", "scale"))
_sorted = lru_cache(maxsize=8192)(_Sorted)


def _shifted(digits: str, places: int) -> str:
    """The point moved; a whole number that stays whole is printed as one: 110260 -> 11026."""
    moved = Decimal(digits).scaleb(places)
    whole = moved.to_integral_value()
    return format(whole if whole == moved and "." not in digits else moved, "f")


def find_slips(way: Way, stated: Number, computed: Range) -> tuple[Slip, ...]:
    """At most three figures with the slip in each that would make the relation hold."""
    form = way.form
    if form is Form.GROWTH_OVER and meets(replace(way, sign=-way.sign), stated) and not meets(way, stated):
        return (Slip("direction", stated, "", _width(stated, computed) / abs(float(stated.amount) or 1.0)),)
    if form in (Form.COUNT, Form.NONE):
        return ()
    found: list[Slip] = []
    for kind, other in _other_bases(way):
        if meets(other, stated):
            found.append(Slip(kind, stated, "", _width(stated, computed) / abs(float(stated.amount) or 1.0)))
            break
    middle = (computed[0] + computed[1]) / 2
    fitting = [(slip, new) for slip, new in _fitting(stated, _rounded(way, stated, computed)) if meets(way, new)]
    if fitting:
        found.append(min(fitting, key=lambda both: abs(float(both[1].amount) - middle))[0])
    for number, needed, build in _operands(way, stated):
        for slip, new in _fitting(number, needed, shrinks=form is not Form.SUM):
            if meets(build(new), stated):
                found.append(slip)
                break
        if len(found) >= _MOST:
            break
    return tuple(found)


def _other_bases(way: Way) -> Iterator[tuple[str, Way]]:
    """The same rate over the base that is taken by mistake: this period's level, or the whole and its part together, or
    what the part leaves of the whole."""
    if way.form is Form.GROWTH_BY:
        yield "base", replace(way, form=Form.CHANGE_OF, parts=way.base, base=way.parts)
    if way.form is Form.GROWTH_OVER:
        yield "base", replace(way, parts=way.base, base=way.parts, sign=-way.sign)
    if way.form is Form.SHARE and len(way.parts) == len(way.base) == 1 and way.parts[0].amount < way.base[0].amount:
        part, whole = way.parts[0], way.base[0]
        yield "sum", way.of(way.parts, (whole, part))
        left = (whole.amount - part.amount) / whole.scale
        rest = replace(whole, value=left, low=whole.low - part.high, high=whole.high - part.low)
        yield "rest", way.of(way.parts, (rest,))


def _rounded(way: Way, stated: Number, computed: Range) -> Range:
    """An average, a ratio or an amount printed as a whole number stands for all that round to it."""
    if way.form not in (Form.QUOTIENT, Form.PRODUCT) or stated.low != stated.high:
        return computed
    exponent = stated.value.as_tuple().exponent
    half = 5 * 10.0 ** (exponent if isinstance(exponent, int) else 0) * float(stated.scale)  # ten times as coarse
    return computed[0] - half, computed[1] + half


def _width(number: Number, needed: Range) -> float:
    """How wide the range is in which the figure would do, its last printed digit at least, in `unit`."""
    size = number.size
    return max(size.step, needed[1] - needed[0] + size.width)


def _chance(number: Number, needed: Range, digits: str, changed: float) -> float:
    """Of figures of this size, the part from which a slip no larger than this one leads to what is needed: so many
    variants, each as wide as the range that would do; never more than all that lies as near."""
    value, middle = abs(number.size.value) or 1.0, abs(needed[0] + needed[1]) / 2 or 1.0
    move = abs(changed - value)
    below, above = value - move * 1.000001, value + move * 1.000001
    nearer = _sorted(digits).count(below, above)
    width = _width(number, needed) / middle
    return min(1.0, nearer * width, 2 * move / value + width)


def may_slip(whole: float, parts: Sequence[float], quantum: float) -> bool:
    """Whether one slip could make the parts add up to the whole: one digit, two neighbours, a place or a 万. A look in
    floating point, so that what cannot be costs little; `quantum` is one of the last digit told."""
    miss = round((whole - sum(parts)) / quantum)
    slack = len(parts) if quantum != 1.0 else 0  # rounded figures may miss by so many of their last digits
    if _is_slip(abs(miss)) or (slack and any(_is_slip(abs(miss + more)) for more in range(-slack, slack + 1))):
        return True
    off = miss * quantum
    return _is_place(1 - off / whole) or any(part and _is_place(1 + off / part) for part in parts)


def _is_slip(miss: int) -> bool:
    """So many of the last digit: 0; 40, one digit; 180, 9 times what two neighbours differ by."""
    while miss > 9 and not miss % 10:
        miss //= 10
    return miss < 10 or (miss <= 81 and not miss % 9)


def _is_place(ratio: float) -> bool:
    """Ten times as much, a tenth, a 万 more or less; a digit lost or doubled is nearly ten times."""
    return 9 < ratio < 11.2 or 0.089 < ratio < 0.112 or ratio > _MYRIAD / 2 or 0 < ratio < 2 / _MYRIAD


def _fitting(number: Number, needed: Range, *, shrinks: bool = True) -> Iterator[tuple[Slip, Number]]:
    """Variants of a number that fall where they are needed. In a sum a part a ten-thousandth as large is a part left
    out: another list, no slip."""
    size = number.size
    value, scale = size.value, size.scale
    down, up = size.amount - size.low, size.high - size.amount
    low, high = needed
    slack = _SLACK * max(abs(low), abs(high), 1.0)
    low, high = low - slack, high + slack
    digits = format(abs(number.value), "f")
    least, most = (low - up) / scale, (high + down) / scale
    wider = _SLACK * max(abs(least), abs(most))
    shifted = value <= 0 or down >= size.amount or _may_have_moved(size.amount, low, high, down, up)
    for kind, new, changed in _sorted(digits).within(least - wider, most + wider, shifted=shifted):
        # Where the point moves to the right, what was rounded away moves with it: 0.351 is 0.0005 off, 3.51 is 0.005
        # off; to the left the text may have kept as many decimals: 805.0 for 80.5.
        finer = changed / value if value and kind in _SHIFTED and changed / value > 1.0 else 1.0
        if low - up * finer <= changed * scale <= high + down * finer and (
            shrinks or kind != "scale" or changed > value
        ):
            exact = Decimal(new)
            whole = exact * number.scale
            step = exact / number.value if finer > 1.0 else Decimal(1)
            moved = _moved(
                number, exact, whole - (number.amount - number.low) * step, whole + (number.high - number.amount) * step
            )
            yield Slip(kind, number, new, _chance(number, needed, digits, changed)), moved


_FACTORS = (10.0, 0.1, 10_000.0, 0.0001, 100_000_000.0)  # by which a point that moves changes a figure


def _may_have_moved(amount: float, low: float, high: float, down: float, up: float) -> bool:
    """Whether a figure whose point has moved may fall from low to high, or nearly: few need to be tried."""
    least = 0.99 * min(low / (amount + up), (low - up) / amount)
    most = 1.01 * max(high / (amount - down), (high + down) / amount)
    return any(least <= factor <= most for factor in _FACTORS)


def _moved(number: Number, value: Decimal, low: Decimal, high: Decimal) -> Number:
    return Number(
        number.start, number.end, number.text, value, number.scale, number.unit, low, high,
        number.qualifier, number.notation, number.role, number.subject, number.time, number.words,
    )  # fmt: skip


Operand = tuple[Number, Range, Callable[[Number], Way]]


def _operands(way: Way, stated: Number) -> Iterator[Operand]:
    """Each figure of the relation, what it would have to be, and the way with another in its place."""
    said = (stated.size.low, stated.size.high)
    above, below = _total(way.parts), _total(way.base)
    for index, part in enumerate(way.parts[:_TRIED]):
        others = (above[0] - part.size.low, above[1] - part.size.high)
        for needed in _part_needed(way, part, others, below, said):
            yield part, needed, _in_parts(way, index)
    for index, number in enumerate(way.base[:_TRIED]):
        rest = (below[0] - number.size.low, below[1] - number.size.high)
        for low, high in _base_needed(way, above, said):
            yield number, (low - rest[1], high - rest[0]), _in_base(way, index)


def _in_parts(way: Way, index: int) -> Callable[[Number], Way]:
    return lambda new: way.of((*way.parts[:index], new, *way.parts[index + 1 :]), way.base)


def _in_base(way: Way, index: int) -> Callable[[Number], Way]:
    return lambda new: way.of(way.parts, (*way.base[:index], new, *way.base[index + 1 :]))


def _total(numbers: Sequence[Number]) -> Range:
    return float(sum(number.low for number in numbers)), float(sum(number.high for number in numbers))


def _part_needed(way: Way, part: Number, others: Range, base: Range, said: Range) -> Iterator[Range]:
    form = way.form
    if form in (Form.SUM, Form.EQUAL):
        yield said[0] - others[1], said[1] - others[0]
    elif form is Form.DIFFERENCE:
        yield base[0] + said[0] - others[1], base[1] + said[1] - others[0]
        yield base[0] - said[1] - others[1], base[1] - said[0] - others[0]
    elif form is Form.PRODUCT:
        rest = _product(number for number in way.parts if number is not part)
        if rest:
            yield said[0] / rest * 0.995, said[1] / rest * 1.005
    elif form in (Form.SHARE, Form.CHANGE_OF, Form.QUOTIENT):
        factor = 1.0 if form is Form.QUOTIENT else 100.0
        loose = 0.01 if form is Form.QUOTIENT else 0.0
        yield said[0] * base[0] / factor * (1 - loose) - others[1], said[1] * base[1] / factor * (1 + loose) - others[0]
    elif form is Form.GROWTH_OVER:
        ends = [base_end * (1 + way.sign * rate / 100) for base_end in base for rate in said]
        yield min(ends), max(ends)
    elif form is Form.GROWTH_BY:
        ends = [change * (100 / rate + way.sign) for change in base for rate in said if rate]
        if ends:
            yield min(ends), max(ends)


def _base_needed(way: Way, above: Range, said: Range) -> Iterator[Range]:
    form = way.form
    if form is Form.DIFFERENCE:
        yield above[0] - said[1], above[1] - said[0]
        yield above[0] + said[0], above[1] + said[1]
    elif form in (Form.SHARE, Form.CHANGE_OF, Form.QUOTIENT):
        factor = 1.0 if form is Form.QUOTIENT else 100.0
        loose = 0.01 if form is Form.QUOTIENT else 0.0
        if said[0] > 0:
            yield factor * above[0] / said[1] * (1 - loose), factor * above[1] / said[0] * (1 + loose)
    elif form is Form.GROWTH_OVER:
        ends = [end / (1 + way.sign * rate / 100) for end in above for rate in said if 1 + way.sign * rate / 100 > 0]
        if ends:
            yield min(ends), max(ends)
    elif form is Form.GROWTH_BY:
        ends = [level * rate / (100 + way.sign * rate) for level in above for rate in said if 100 + way.sign * rate > 0]
        if ends:
            yield min(ends), max(ends)


def _product(numbers: Iterator[Number]) -> float:
    product = 1.0
    for number in numbers:
        product *= number.size.amount
    return product
