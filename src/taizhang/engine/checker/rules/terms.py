"""Which times are parts of which: 一季度, 二季度 of 上半年, both halves of 全年."""

from __future__ import annotations

import re

from taizhang.engine.checker.clauses import Mention

_QUARTERS = ("一季度", "二季度", "三季度", "四季度")
_TERMS = (*_QUARTERS, "上半年", "下半年", "上学期", "下学期")
_PERIODS = {"上半年": _QUARTERS[:2], "下半年": _QUARTERS[2:], "全年": _TERMS, "今年": _TERMS, "本年": _TERMS}
_YEAR = re.compile("全年|今年|本年")


def within(part: Mention, total: Mention) -> bool:
    """Whether the time of a total holds that of a part: 上半年86处，下半年73处，全年共159处."""
    said = _YEAR.match(total.head)
    return part.time_fits(total) or part.time in _PERIODS.get(said[0] if said else total.time, ())
