"""So many of each of the things that stand before it by name: 奖牌共126枚，金、银、铜牌各42枚; 男、女各26人，共52人."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way

_EACH = re.compile(r"各(?:有|为|招收?|设|建|配|发|录取)?(?=\d)")
_NAMES = re.compile(
    r"(?:其中|包括|分为)?(?P<names>[一-龥]{1,8}(?:、[一-龥]{1,8})+(?:[和与][一-龥]{1,8})?|[一-龥]{1,4}[和与][一-龥]{1,4})(?:分别)?"
)
_MARKS, _BACK = re.compile(r"[，。;:\n(]"), 60
_PARTS = re.compile(r"[、和与]")
_TOTAL = re.compile(r"(?:共|合计|共计|总计|总数|总共|计)(?:有|为|达)*$")
_KINDS = frozenset("等")


def find(prose: Prose) -> Iterator[Claim]:
    for each_of in _EACH.finditer(prose.plain):
        before = _MARKS.split(prose.plain[max(0, each_of.start() - _BACK) : each_of.start()])[-1]
        told = _NAMES.fullmatch(before.strip())
        if told is None:
            continue
        names = _PARTS.split(told["names"])
        at = bisect_left(prose.mentions, each_of.end(), key=lambda m: m.start)
        each = prose.mentions[at] if at < len(prose.mentions) else None
        if each is None or each.start != each_of.end() or _KINDS.intersection(told["names"]) or each.delta:
            continue
        around = (*prose.mentions[max(0, at - 1) : at], *prose.mentions[at + 1 : at + 2])
        total = next((m for m in around if _is_total(m, each)), None)
        if total is not None:
            many = Decimal(len(names))
            count = replace(each.number, text=str(many), value=many, scale=Decimal(1), unit="", low=many, high=many)
            way = Way(Form.PRODUCT, (count, each.number), strength=Strength.FIRM)
            yield Claim("product", "product.each_named", total.number, [way], "各")


def _is_total(total: Mention, each: Mention) -> bool:
    alike = _unit(total) == _unit(each) != "" and total.counts and total.sentence == each.sentence
    return alike and total.segment == each.segment and bool(_TOTAL.search(total.head))


def _unit(mention: Mention) -> str:
    return mention.unit or mention.tail[:1].strip()  # 枚, 趟
