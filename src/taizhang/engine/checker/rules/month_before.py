"""环比: over the month or quarter before, told of the same thing: 7月份用水1860吨；8月份用水1240吨，环比下降33.3%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention
from taizhang.engine.checker.relations import Form, Strength, Way

_SPAN = re.compile(r"(?:(?P<month>\d{1,2})月份?|第?(?P<quarter>[一二三四])季度)")
_QUARTERS = "一二三四"
_BACK = 12


def ways(mentions: Sequence[Mention], rate: Mention, sign: int) -> Iterator[Way]:
    """Of a rate told right after the level of a month: over the level of the one before."""
    now = mentions[rate.index - 1]
    told = _when(now)
    if "环比" not in rate.head or told is None or now.segment != rate.segment or not now.is_level:
        return
    for before in reversed(mentions[max(0, now.index - _BACK) : now.index]):
        if before.paragraph != now.paragraph:
            return
        if before.is_level and before.unit == now.unit and _when(before) == (told[0] - 1, *told[1:]):
            yield Way(Form.GROWTH_OVER, (now.number,), (before.number,), Strength.FIRM, sign)
            return


def _when(level: Mention) -> tuple[int, bool, str] | None:
    """(which month or quarter, whether a month, of what)."""
    found = _SPAN.search(level.label)
    if found is None:
        return None
    month = found["month"]
    return (
        int(month) if month else _QUARTERS.index(found["quarter"]) + 1,
        bool(month),
        level.label[found.end() :].strip(),
    )
