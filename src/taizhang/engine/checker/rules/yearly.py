"""Averages over the years that the text tells: 五年共投入486.3亿元，年均97.3亿元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from taizhang.engine.checker.clauses import Mention, Prose
from taizhang.engine.checker.relations import Form, Strength, Way
from taizhang.engine.checker.types import Number, Role
from taizhang.engine.numerals import chinese_value

_YEARS_BACK = 150
_SPANS = re.compile(r"(?<![\d第])(?P<years>\d{1,2}|[一二两三四五六七八九十]{1,2})年(?![级度代前末初后底第\d])")


def over_years(average: Mention, here: Sequence[Mention], years: Number) -> list[Way]:
    """完成投资486.3亿元，年均97.3亿元; 两年累计减少3266人，年均减少1633人: a change is taken over the years too."""
    told = [m for m in here if m.unit == average.unit and m.start > years.start and not m.averaged]
    told = [m for m in told if bool(m.delta) == bool(average.delta)][:3]
    return [
        Way(Form.QUOTIENT, (m.number,), (years,), Strength.SOUGHT if place else Strength.LIKELY)
        for place, m in enumerate(told)
    ]


def told_years(prose: Prose, cue: str, average: Mention) -> Number | None:
    """五年共投入486.3亿元，年均97.3亿元: over the years told last in the paragraph."""
    if cue not in ("年均", "平均每年"):
        return None
    begin = max(prose.plain.rfind("\n", 0, average.start) + 1, average.start - _YEARS_BACK)
    found = list(_SPANS.finditer(prose.plain, begin, average.start))
    many = None if not found else chinese_value(found[-1]["years"]) or Decimal(0)
    if not found or not many or many < 2:
        return None
    value, start, end = Decimal(many), *found[-1].span()
    return Number(
        start, end, prose.text[start:end], value, Decimal(1), "年", value, value, "", "", Role.QUANTITY, "", "", ""
    )
