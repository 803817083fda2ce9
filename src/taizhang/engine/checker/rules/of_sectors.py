"""How much the share of an industry changed: 三次产业结构由16.2:38.5:45.3调整为15.5:39.2:45.4，二产比重提高0.7个百分点;
比重分别为14.4%、41.4%和44.1%，第一产业比重比上年的15.2%下降0.8个百分点."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from taizhang.engine.checker.clauses import POINTS, Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Way
from taizhang.engine.checker.rules.hundreds import INDUSTRIES, printed_as
from taizhang.engine.checker.types import Number

_CHAIN = re.compile(r"(?<![\d.:])(\d+(?:\.\d+)?):(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)(?![\d.:])")
_SHARE = re.compile("比重|占比|份额")
_REACH, _BACK, _TOLD = 160, 10, 30


def find(prose: Prose) -> Iterator[Claim]:
    for change in prose.mentions:
        if change.unit in POINTS and change.delta:
            words = _words(prose, change)
            which = next((place for place, name in enumerate(INDUSTRIES) if name.search(words)), None)
            claim = _of(prose, change, which) if which is not None and _SHARE.search(words) else None
            if claim is not None:
                yield claim


def _words(prose: Prose, change: Mention) -> str:
    """Those of its clause, before what it is compared with too."""
    base = prose.mentions[change.index - 1] if change.index else change
    return base.head + change.head if base.clause == change.clause else change.head


def _of(prose: Prose, change: Mention, which: int) -> Claim | None:
    told, last = _chains(prose, change, which), prose.mentions[change.index - 1]
    compared = last.number if last.clause == change.clause and last.unit == "%" else None
    now = told[-1] if told else _in_row(prose, change, which)
    before = compared or (told[-2] if len(told) > 1 else None)
    if now is None or before is None:
        return None
    way = Way(Form.DIFFERENCE, (now,), (before,))
    return Claim("difference", "difference.of_sectors", change.number, [way], change.head[-6:])


def _chains(prose: Prose, change: Mention, which: int) -> list[Number]:
    """The figure of that industry of each ratio of three before."""
    told = []
    for found in _CHAIN.finditer(prose.plain, max(0, change.start - _REACH), change.start):
        near = prose.mentions[max(0, change.index - _BACK) : change.index]
        holder = next((m for m in near if m.start <= found.start() < m.end and m.paragraph == change.paragraph), None)
        if holder is not None:
            told.append(printed_as(holder.number, Decimal(found[which + 1])))
    return told


def _in_row(prose: Prose, change: Mention, which: int) -> Number | None:
    """That of three shares told one after the other as those of the three."""
    near = prose.mentions[max(0, change.index - _BACK) : change.index]
    for row in zip(near, near[1:], near[2:], strict=False):
        first = row[0]
        beside = all(m.unit == "%" and m.sentence == change.sentence for m in row) and row[2].clause - first.clause <= 2
        if beside and "三次产业" in prose.plain[max(0, first.start - _TOLD) : first.start]:
            return row[which].number
    return None
