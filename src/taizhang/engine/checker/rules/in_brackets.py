"""One figure told at once in two scales: 141178万人（14.1178亿人）."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way


def find(prose: Prose) -> Iterator[Claim]:
    for told, again in pairwise(prose.mentions):
        if again.depth == told.depth + 1 and _is_again(told, again):
            way = Way(Form.EQUAL, (told.number,), strength=Strength.FIRM)
            yield Claim("same_quantity", "repeat.in_other_scale", again.number, [way], "(")


def _is_again(told: Mention, again: Mention) -> bool:
    alike = told.unit == again.unit != "" and told.number.scale != again.number.scale and told.is_level
    size = told.number.amount / 3 <= again.number.amount <= told.number.amount * 3
    return alike and size and again.lead == "(" and not again.label.strip() and not again.tail.strip()
