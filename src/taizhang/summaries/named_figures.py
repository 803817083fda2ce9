"""Typed numbers beside the name of a figure: 在校学生达39人, where the figure 在校学生数 says 41.

Precision first: the clause must hold nothing but the figure's whole name, the unit and period that the summary is of,
and words that lead to a number. What names a part of it (小学在校学生) is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from taizhang.engine.checker import Number
from taizhang.engine.pack import Indicator
from taizhang.engine.periods import Period
from taizhang.engine.units import UnitError, factor
from taizhang.summaries.typed_numbers import typed_numbers
from taizhang.summaries.types import SlotRef, SlotValue

_CLAUSE_ENDS = re.compile(r"[。！？；;，,：:、\n]")
_COUNTED = re.compile(r"(?:总人数|人数|总数|数量|数)$")
_LEADING = (
    r"(?:截至|截止|到|至)?(?:目前|现在|今年|本年|本年度|本期|上半年|下半年|全年|年末|年底|期末|我县|我市|我区|我局"
    r"|全县|全市|全区|全镇|全乡|全村|全校|共有|现有|共|有|其中)"
)
_LAST_YEAR = r"(?:去年同期|上年同期|去年|上年|上一年)"
_DATES = r"(?:截至|截止|到|至)?(?:\d{2,4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?"
_JOINING = (
    r"(?:总人数|人数|总数|数量|数)?(?:已经|已)?(?:共计|合计|总计|共有|共|达到了|达到|达|为|是|有|增至|降至)?(?:约|近)?"
)
_PERSONS = {"名": "人", "万名": "万人"}
_LEAST = 3  # characters of a name that says something


@dataclass(frozen=True, slots=True)
class Named:
    """ref: the figure that the words name."""

    number: Number
    ref: SlotRef

    def agrees(self, slot: SlotValue) -> bool:
        """Also when the figure has no value: there is nothing to hold against the number then."""
        if slot.value is None:
            return True
        value = slot.value * factor(_person(slot.unit), self.number.unit)
        return self.number.low <= value <= self.number.high


class FigureNames:
    """The names of the figures that a summary may print."""

    def __init__(self, indicators: Iterable[Indicator], *, org_code: str, org_name: str, period: Period) -> None:
        self._org_code, self._period = org_code, period
        names: dict[str, Indicator | None] = {}
        for indicator in indicators:
            for name in {indicator.title.zh, _COUNTED.sub("", indicator.title.zh)}:
                if len(name) >= _LEAST:
                    known = name in names and names[name] is not indicator
                    names[name] = None if known else indicator  # a name that two bear tells nothing
        self._names = {name: item for name, item in names.items() if item is not None}
        places = "|".join(re.escape(word) for word in {org_name, period.title.zh} if word)
        self._lead = re.compile(rf"(?:{_LEADING}|{_LAST_YEAR}|{places}|{_DATES}|的)*")
        self._join = re.compile(_JOINING)

    def find(self, text: str) -> Iterator[Named]:
        for number in typed_numbers(text):
            start = _last_end(text, number.start)
            before, behind = text[start : number.start], text[number.end :]
            lead = self._lead.match(before)
            assert lead is not None  # it matches the empty string too
            indicator = self._before(before[lead.end() :])
            if indicator is None and lead.end() == len(before):
                indicator = self._behind(behind)
            named = self._named(number, indicator, before) if indicator is not None else None
            if named is not None:
                yield named

    def _before(self, words: str) -> Indicator | None:
        """在校学生达: a name, then only what leads to a number."""
        fitting = [
            name
            for name in self._names
            if words.startswith(name) and self._join.fullmatch(words, len(name)) is not None
        ]
        return self._names[max(fitting, key=len)] if fitting else None

    def _behind(self, words: str) -> Indicator | None:
        """39人是在校学生, 3所寄宿制学校: the whole of what follows up to the end of the clause."""
        clause = _CLAUSE_ENDS.split(words, maxsplit=1)[0].lstrip("的")
        return self._names.get(clause)

    def _named(self, number: Number, indicator: Indicator, before: str) -> Named | None:
        try:
            factor(_person(indicator.unit), number.unit)
        except UnitError:
            return None
        period = self._period.same_period_last_year() if re.search(_LAST_YEAR, before) else self._period
        if (year := re.search(r"(\d{4})年", before)) is not None and int(year[1]) != period.last.year:
            return None
        ref = SlotRef(indicator.key, self._org_code, period.code)
        return Named(number, ref)


def _last_end(text: str, before: int) -> int:
    return max((match.end() for match in _CLAUSE_ENDS.finditer(text, 0, before)), default=0)


def _person(unit: str) -> str:
    return _PERSONS.get(unit, unit)
