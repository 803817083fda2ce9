"""A change that its rate proves: A级96家，…；上年A级为84家，今年增加12家，增长14.3%. Where the two levels make the
rate, the change beside it is what parts them, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Number

_DIGITS = 2  # significant ones of a rate, of which fewer prove nothing
_BESIDE = 24  # code points between a change and its rate


def find(claims: Iterable[Claim]) -> Iterator[Claim]:
    for claim in claims:
        if claim.kind == "growth" and claim.stated.size.digits >= _DIGITS:
            told = _change(claim)
            if told is not None:
                yield told


def _change(claim: Claim) -> Claim | None:
    rate = claim.stated
    met = next((way for way in claim.ways if len(way.parts) == len(way.base) == 1 and meets(way, rate)), None)
    if met is None or met.form is not Form.GROWTH_OVER or met.strength < Strength.SLIP:
        return None
    now, before = met.parts[0], met.base[0]
    change = _said(claim, now, before)
    if change is None or not 0 <= rate.start - change.end <= _BESIDE:
        return None
    return Claim("difference", "difference.of_growth", change, [Way(Form.DIFFERENCE, (now,), (before,))], "")


def _said(claim: Claim, now: Number, before: Number) -> Number | None:
    """The change that the words give the rate of."""
    for way in claim.ways:
        if way.form is Form.CHANGE_OF and way.base[0] is before:
            return way.parts[0]
        if way.form is Form.GROWTH_BY and way.parts[0] is now:
            return way.base[0]
    return None
