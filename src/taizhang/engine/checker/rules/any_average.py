"""An average whose words name no count that is printed: what its sentence tells is tried."""

from __future__ import annotations

from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way

_BACK, _TRIED = 30, 3


def ways(prose: Prose, average: Mention) -> Iterator[Way]:
    """Of words that name no count: what its sentence tells, nearest first; an amount may stand in the bracket after it
    (人均服务32小时（共5760小时）)."""
    here = [
        m for m in prose.mentions[max(0, average.index - _BACK) : average.index + 2]
        if m.sentence == average.sentence and m.counts and m.number.notation != "numerals"
        and (m.index < average.index or m.depth > average.depth)
    ]  # fmt: skip
    amounts = [m for m in reversed(here) if m.unit == average.unit]
    counts = [m for m in reversed(here) if m.unit not in (average.unit, "元") and m.index < average.index]
    for amount in amounts[:_TRIED]:
        for count in counts[:_TRIED]:
            if count.number.amount > 1:
                yield Way(Form.QUOTIENT, (amount.number,), (count.number,), Strength.SOUGHT)
