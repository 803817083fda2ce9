"""What is left in all, of what was left before and what this month or year left or took: 上月累计结余293.91元，本月结余
66.40元，本月累计结余360.31元; 本年盈余7.3万元，加上年转入196.1万元，年末累计203.4万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Way

_ALL = re.compile(r"(?:累计|滚存|期末|月末|年末)(?:累计)?(?:结余|盈余|余额|结存|结转|亏损)?(?:为|达)?$")
_BEFORE = re.compile(
    r"(?:上[月年期季]|上学[年期]|[月年期]初|以前)[一-龥]{0,6}(?:结余|结存|结转|转入|盈余|余额)(?:为|达)?$"
)
_LEFT = re.compile(r"(?<!累计)(?:结余|盈余|节余)(?:为|达)?$")
_TAKEN = re.compile(r"(?<!累计)(?:超支|亏损|赤字|透支|亏)(?:为|达)?$")
_REACH = 6


def find(prose: Prose) -> Iterator[Claim]:
    for index, stated in enumerate(prose.mentions):
        if not stated.counts or not _ALL.search(stated.head) or _BEFORE.search(stated.head):
            continue
        before, now, sign = _both(prose.mentions[max(0, index - _REACH) : index], stated)
        if before is None or now is None:
            continue
        if sign > 0:
            way = Way(Form.SUM, (before.number, now.number))
        else:
            way = Way(Form.DIFFERENCE, (before.number,), (now.number,))
        yield Claim("sum" if sign > 0 else "difference", "sum.carried_over", stated.number, [way], stated.head[-6:])


def _both(near: Sequence[Mention], stated: Mention) -> tuple[Mention | None, Mention | None, int]:
    """What was left before, what this time left (1) or took (-1)."""
    here = [m for m in near if m.unit == stated.unit and m.paragraph == stated.paragraph and m.counts]
    before = [m for m in here if _BEFORE.search(m.head)]
    left = [m for m in here if m not in before and _LEFT.search(m.head)]
    taken = [m for m in here if m not in before and _TAKEN.search(m.head)]
    if len(before) != 1 or len(left) + len(taken) != 1:
        return None, None, 0
    return before[0], (left or taken)[0], 1 if left else -1
