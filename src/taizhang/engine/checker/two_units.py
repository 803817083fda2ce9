"""A figure counted in two units at once: 29.8万册(件)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from taizhang.engine.checker.types import Number


class Counted(Protocol):
    """A figure in its sentence, and what it is counted in."""

    number: Number
    unit: str
    counts: bool
    sentence: int
    index: int


_SECOND = re.compile(r"[(（]([^()（）]+)[)）]$")
_CLOSED = frozenset(")）")  # a look at one sign is cheaper
_ROW = 30  # figures on either side that are looked at


def two_units(mentions: Sequence[Counted]) -> None:
    """29.8万册(件)，其中图书28.6万册、光盘1845件: so is counted what it is made up of, in its sentence."""
    for whole in [mention for mention in mentions if mention.number.text[-1:] in _CLOSED]:
        second = _SECOND.search(whole.number.text)
        if second is None or not whole.counts:
            continue
        for part in mentions[max(0, whole.index - _ROW) : whole.index + _ROW]:
            if part.sentence == whole.sentence and part.unit == second[1]:
                part.unit = whole.unit
