"""未通过的212人 beside 审核通过5274人: what is left is told of what was done by the same word."""

from __future__ import annotations

import re

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

_NOT = re.compile(r"(?<![一-龥])未(?P<done>[一-龥]{2})的?$")
_BACK = 20


def of_its_word(prose: Prose, left: Mention, claim: Claim) -> Claim:
    """The claim with the ways alone that take off the figure which bears the word, where there is one: of the figure
    right before it in its sentence."""
    found = _NOT.search(left.head.strip())
    if found is None:
        return claim
    near = [
        m for m in prose.mentions[max(0, left.index - _BACK) : left.index]
        if m.unit == left.unit and m.paragraph == left.paragraph and m.counts
    ]  # fmt: skip
    done = [m for m in near if m.head.endswith(found["done"]) and not m.head.endswith(f"未{found['done']}")]
    if not done:
        return claim
    taken = done[-1]
    wholes = [m for m in near if m.index < taken.index and m.sentence == taken.sentence]
    ways = [way for way in claim.ways if taken.start in {number.start for number in (*way.parts, *way.base)}]
    if wholes and wholes[-1].number.amount > taken.number.amount:
        ways.insert(0, Way(Form.DIFFERENCE, (wholes[-1].number,), (taken.number,), Strength.LIKELY))
    return Claim(claim.kind, claim.rule, claim.stated, ways or claim.ways, claim.cue)
