"""A multiplication that is written out: 120人×3天×400元=14.4万元; 26660床日（31天×860张）; 94900，即260张乘365天."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Role

_TIMES = re.compile(r"\s*(?:[×✕✖xX*]|乘以?)\s*")
_ANY = re.compile(r"(?:[×✕✖xX*]|乘以?)\s?\d")
_EQUALS = re.compile(r"\s*(?:=|,?\s*(?:等于|合计|共计|总计|共|计|合))\s*[)]?\s*=?\s*")
_SIGN = 4
_THAT_IS = re.compile(r"即(?:为|是)?$")
# What two other units make: beds and days 床日, metres and metres 平方米.
_MADE = frozenset(("元", "床日", "人次", "人天", "人日", "课时", "学时", "平方米", "亩", "立方米", "千瓦时"))
_SIZES = frozenset(("米", "厘米", "毫米", "公里"))


def find(prose: Prose) -> Iterator[Claim]:
    if not _ANY.search(prose.plain):
        return
    mentions = prose.mentions
    index = 0
    while index < len(mentions) - 1:
        factors = _chain(prose, index)
        if len(factors) > 1:
            stated = _stated(prose, factors)
            if stated is not None and _may_be(stated, factors):
                way = Way(Form.PRODUCT, tuple(factor.number for factor in factors), strength=Strength.FIRM)
                yield Claim("product", "product.written_out", stated.number, [way], "×")
        index += len(factors)


def _chain(prose: Prose, index: int) -> list[Mention]:
    """The factors that begin here, one after the other with nothing but a sign between them."""
    factors = [prose.mentions[index]]
    for factor in prose.mentions[index + 1 : index + 6]:
        last = factors[-1]
        if factor.start - last.end > _SIGN or not _TIMES.fullmatch(prose.plain, last.end, factor.start):
            break
        factors.append(factor)
    quantities = all(factor.number.role in (Role.QUANTITY, Role.RATE) and not factor.cell for factor in factors)
    return factors if quantities else factors[:1]


def _stated(prose: Prose, factors: Sequence[Mention]) -> Mention | None:
    """What they make: after the sign =, or before the bracket or the word 即 that begins them."""
    first, last = factors[0], factors[-1]
    after = prose.mentions[last.index + 1] if last.index + 1 < len(prose.mentions) else None
    if after is not None and _EQUALS.fullmatch(prose.plain, last.end, after.start):
        return after
    before = prose.mentions[first.index - 1] if first.index else None
    if before is None or before.sentence != first.sentence:
        return None
    bracket = first.lead.endswith("(") and first.depth == before.depth + 1 and not first.label.strip()
    said = first.lead == "，" and _THAT_IS.fullmatch(first.label.strip())
    return before if bracket or said else None


def _may_be(stated: Mention, factors: Sequence[Mention]) -> bool:
    """教室60间（9米×7米） is no product; 8间（9米×7米）, 4×100米接力 neither."""
    units = {factor.unit for factor in factors}
    if units <= _SIZES:
        return stated.unit == "平方米"
    return stated.number.role is Role.QUANTITY and (stated.unit in units or stated.unit in _MADE or not stated.unit)
