"""What is reckoned by a rate of each: 按每班30人计，42个班正好提供1260个学位; and where it comes out even with what was
told before: 校车座位3636座，…101辆正好3636座."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.over_what import counted, per_of

_RECKONED = re.compile(r"(?:测?算|计算?|核算|标准|配备|安排)")
_BY = re.compile(r"[按以照][^，。;]{0,6}每")
_EVEN = re.compile(r"[正恰刚]好[一-龥]{0,4}$")
_FOUND = re.compile(r"实|现有|已|目前|余")
_PLACES = ("学位", "座位", "床位", "岗位", "名额", "餐位")
_ORDINARY = frozenset(("", "人", "个", "元"))  # units of anything
_BACK, _CLAUSES = 16, 2


def find(prose: Prose) -> Iterator[Claim]:
    mentions, even = prose.mentions, "好" in prose.plain
    for index, rate in enumerate(mentions):
        if rate.averaged and "每" in rate.head and _BY.search(rate.head[-10:]) and _RECKONED.match(rate.tail):
            claim = _product(mentions, index)
            if claim is not None:
                yield claim
        elif even and "好" in rate.head[-6:]:
            yield from _even(mentions, rate)


def _product(mentions: list[Mention], index: int) -> Claim | None:
    rate = mentions[index]
    per = per_of(rate)
    if per is None or per.many > 1 or index + 2 >= len(mentions):
        return None
    count, stated = mentions[index + 1 : index + 3]
    told = stated.sentence == count.sentence == rate.sentence and count.counts and stated.counts
    if not told or stated.clause - rate.clause > _CLAUSES or not counted(per, count, rate):
        return None
    if _FOUND.search(stated.head):
        return None  # 36个班实有学生1588人: what there is, not what there may be
    if stated.unit not in (rate.unit, rate.unit + "次") and not stated.tail.startswith(_PLACES):
        return None
    way = Way(Form.PRODUCT, (count.number, rate.number), strength=Strength.FIRM)
    return Claim("product", "product.reckoned", stated.number, [way], "每")


def _even(mentions: list[Mention], again: Mention) -> Iterator[Claim]:
    """正好3636座, of 3636座 told before; of units of anything by the word for what is counted."""
    if not again.counts or not _EVEN.search(again.head):
        return
    others = mentions[again.index + 1 : again.index + 3]
    if any(m.sentence == again.sentence and m.head.strip(" ,").startswith("另") for m in others):
        return  # 正好3636座，另有备用车27座: not all of them
    thing = again.tail.strip()[:2]
    earlier = [
        m for m in reversed(mentions[max(0, again.index - _BACK) : again.index])
        if m.counts and m.unit == again.unit and m.paragraph == again.paragraph and m.whole is None
        and (m.unit not in _ORDINARY or (len(thing) > 1 and thing in m.number.subject[-4:] + m.tail[:4]))
    ]  # fmt: skip
    if earlier:
        ways = [
            Way(Form.EQUAL, (m.number,), strength=Strength.OPEN if place else Strength.LIKELY)
            for place, m in enumerate(earlier)
        ]
        yield Claim("same_quantity", "repeat.even", again.number, ways, "正好")
