"""Rates over so many that are written with a stroke: 发病率947.45/10万（常住人口38.2万）, 密度154.3公里/百平方公里."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Claim, Form, Strength, Way
from taizhang.engine.checker.rules.nearby import likeness, name, scaled
from taizhang.engine.checker.types import Role

_OVER = re.compile(r"[一-龥]{0,3}/\s?(?:每)?(?P<many>10万|十万|百万|1?万|千|百)(?P<of>人|平方公里|车|张|件)?")
_MANY = {
    "10万": 100_000, "十万": 100_000, "百万": 1_000_000, "万": 10_000, "1万": 10_000, "千": 1000, "百": 100,
}  # fmt: skip
_PEOPLE, _LAND = re.compile("人口|居民"), re.compile("面积|国土|土地")
_BACK, _AFTER, _MOST, _NEAR = 12, 4, 8, 3


def find(prose: Prose) -> Iterator[Claim]:
    if "/" not in prose.plain:
        return
    for rate in prose.mentions:
        if rate.cell or rate.number.role is Role.DATE or prose.plain.find("/", rate.start, rate.end + _NEAR) < 0:
            continue
        over = _OVER.search(prose.plain, rate.start + 1, rate.end + 10)
        if over is None or rate.delta or rate.number.amount <= 0:
            continue
        yield from _over(prose, rate, over)


def _over(prose: Prose, rate: Mention, over: re.Match[str]) -> Iterator[Claim]:
    words = _LAND if over["of"] == "平方公里" else _PEOPLE
    around = prose.mentions[max(0, rate.index - _BACK) : rate.index + 1 + _AFTER]
    around = [m for m in around if (m.counts and m.start >= over.end()) or m.end <= rate.start]
    bases = [m for m in around if m.counts and words.search(name(m)) and m.paragraph == rate.paragraph]
    bases.sort(key=lambda m: (m.depth <= rate.depth, abs(m.index - rate.index)))
    told = [
        m for m in reversed(around)
        if m.end <= rate.start and m.counts and m.paragraph == rate.paragraph and m not in bases and m.unit
        and (not rate.unit or m.unit == rate.unit) and m.unit != "元"
    ]  # fmt: skip
    told.sort(key=lambda m: (m.sentence != rate.sentence, m.whole is not None, -likeness(rate.head[-8:], name(m))))
    ways = []
    for base in bases[:1]:
        many = scaled(base.number, Decimal(1) / _MANY[over["many"]])
        for place, count in enumerate(told[:_MOST]):
            strength = Strength.OPEN if place or count.sentence != rate.sentence else Strength.SLIP
            ways.append(Way(Form.QUOTIENT, (count.number,), (many,), strength))
    if ways:
        yield Claim("ratio", "ratio.per_hundred", rate.number, ways, over["many"])
