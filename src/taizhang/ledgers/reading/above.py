"""What stands above a heading: whose the sheet is, of when, and in which unit its money is counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from taizhang.engine.errors import Problem
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.ledgers.reading.line_words import squeezed
from taizhang.ledgers.reading.problems import cell_warning, column_letter
from taizhang.ledgers.reading.whose import UnitNames

_SCALE = re.compile(r"单位:?(?:[^:]{1,6}[、,/])?(千元|万元|百万元|亿元)|\((千元|万元|百万元|亿元)\)")
_WHOSE = re.compile(r"(?:填报|上报|报送|填表)?(?:单位|学校)(?:名称)?(?:\((?:公章|盖章|章)\))?:(.+)")
_MONTH = re.compile(r"(20\d\d)年(\d{1,2})月(?!\d{1,2}日)")
_OF_FILLING = re.compile(r"日期|时间|制表|填表|截至|截止|至")  # a month that says when it was written, or up to when

Rows = Sequence[Sequence[Any]]


def scale_above(rows: Rows) -> str:
    """The unit of money that a line above the heading gives for all columns (万元), or "". rows: those above it."""
    found = (_SCALE.search(squeezed(cell)) for row in rows for cell in row if isinstance(cell, str))
    return next((scale[1] or scale[2] for scale in found if scale is not None), "")


def said_otherwise(rows: Rows, sheet: str, period: Period, units: Callable[[], UnitNames] | None) -> Iterator[Problem]:
    """Warnings: a line above the heading names another unit of the kind, or another month, and nothing there names the
    right one. rows: those above the heading. units: None where the rows themselves say whose they are."""
    said: list[tuple[str, str]] = []
    for number, row in enumerate(rows, start=1):
        before = ""
        for at, cell in enumerate(row):
            if isinstance(cell, str) and (text := squeezed(cell)):
                # 填报单位： in one cell, and the name in the next.
                said.append((f"{column_letter(at)}{number}", before + text if before.endswith(":") else text))
                before = text
    if units is not None:
        yield from _of_another(said, sheet, units)
    if period.kind is PeriodKind.MONTH:
        yield from _of_another_month(said, sheet, period)


def _of_another(said: Sequence[tuple[str, str]], sheet: str, units: Callable[[], UnitNames]) -> Iterator[Problem]:
    named = [(key, found[1]) for key, text in said if (found := _WHOSE.search(text)) is not None]
    if not named:
        return
    names = units()
    if any(own in text for _key, text in named for own in names.own):
        return
    for key, text in named:
        other = max((name for name in names.others if text.startswith(name)), key=len, default="")
        if other:
            words = f"表上写的是“{other[:16]}”，请核对是不是本单位的数。"
            which = Text(words, f"It says “{other}”: are the numbers yours?")
            yield cell_warning("other-unit", sheet, key, _YOURS, Text(f"“{other}”"), which)


def _of_another_month(said: Sequence[tuple[str, str]], sheet: str, period: Period) -> Iterator[Problem]:
    months = [
        (key, f"{found[1]}年{int(found[2])}月")
        for key, text in said
        if not _OF_FILLING.search(text)
        for found in _MONTH.finditer(text)
    ]
    if months and all(month != period.title.zh for _key, month in months):
        key, month = months[0]
        when = Text(f"表上写的是{month}，请核对是不是本期的数。", f"It says {month}: are the numbers of this period?")
        yield cell_warning("other-month", sheet, key, period.title, Text(f"“{month}”"), when)


_YOURS = Text("本单位的表", "your unit's table")
