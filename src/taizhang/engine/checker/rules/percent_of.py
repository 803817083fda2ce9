"""So many percent of what was told, and what they make: 保费920.7万元，其中财政补贴75%，计690.5万元; 上级承担80%，为
1488.57万元; 由省、县7:3分担，省级1912.12万元，县级819.48万元."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.types import Role

_MAKES = re.compile(
    r"(?:,|\s)*(?:即|计|共计?|合计?|约|为|折合|相当于)(?:为|约)?(?:[一-龥]{0,2}每[一-龥][一-龥]{0,4})?|(?:,|\s)*每[一-龥]"
)
_OTHER = re.compile(r"[增升降涨跌减]|同比|比|率$")
_SHARED = re.compile(r"分担|分摊|共担|负担|配套|分成")
_BACK, _TRIED = 12, 4


def ways(prose: Prose, share: Mention) -> Iterator[Way]:
    """Of a percent that the figure right after it tells in its own unit."""
    if share.index + 1 >= len(prose.mentions) or share.unit != "%" or share.delta or _OTHER.search(share.head[-6:]):
        return
    part = prose.mentions[share.index + 1]
    if part.sentence != share.sentence or part.depth != share.depth or part.segment != share.segment:
        return
    if part.unit in ("%", "‰", "") or part.delta or not _MAKES.fullmatch(part.head):
        return
    wholes = [
        m for m in reversed(prose.mentions[max(0, share.index - _BACK) : share.index])
        if m.unit == part.unit and m.is_level and m.paragraph == share.paragraph
        and m.number.amount > part.number.amount and m.averaged == part.averaged and m.depth <= share.depth
    ]  # fmt: skip
    for place, whole in enumerate(wholes[:_TRIED]):
        beside = whole.index == share.index - 1 and whole.segment == share.segment
        alone = len({m.number.amount for m in wholes}) == 1
        strength = Strength.LIKELY if not place and (beside or alone) else Strength.SOUGHT if place else Strength.SLIP
        yield Way(Form.SHARE, (part.number,), (whole.number,), strength)


def split(prose: Prose) -> Iterator[Claim]:
    """由省、县7:3分担，省级1912.12万元，县级819.48万元: the two right after a ratio are to each other as it says."""
    for ratio in prose.mentions:
        if ratio.number.role is not Role.RATIO or not _SHARED.search(ratio.tail[:8]):
            continue
        two = prose.mentions[ratio.index + 1 : ratio.index + 3]
        if len(two) < 2 or two[0].unit != two[1].unit or any(m.sentence != ratio.sentence or not m.counts for m in two):
            continue
        if two[0].unit and two[0].index == two[1].index - 1 and two[0].segment == two[1].segment == ratio.segment:
            way = Way(Form.QUOTIENT, (two[0].number,), (two[1].number,), Strength.SLIP)
            yield Claim("ratio", "ratio.split", ratio.number, [way], "分担")
