"""The claim that a figure is divided into others, with no word that says so."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.engine.checker.arithmetic import meets
from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.evidence import lacks

_SMALL = 50


def claim_of(whole: Mention, parts: Sequence[Mention], strength: Strength, rule: str) -> Claim:
    amount, way = whole.number.amount, Way(Form.SUM, tuple([part.number for part in parts]), strength=strength)
    if strength is not Strength.OPEN and not meets(way, whole.number):  # what adds up is asked nothing
        small = amount < _SMALL and sum([part.number.amount > amount for part in parts]) > 1
        if small or lacks(whole, parts):
            way.strength = Strength.OPEN  # a digit lost explains nearly any of small ones
    rival = ("division", parts[0].start, parts[-1].start)
    return Claim("sum", rule, whole.number, [way], parts[0].head[-6:], rival=rival, quiet=True)
