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
_ROW = 30  # figures on either side that are looked at


def two_units(mentions: Sequence[Counted]) -> None:
    """29.8万册(件)，其中图书28.6万册、光盘1845件: so is counted what it is made up of, in its sentence."""
    for whole in mentions:
        text = whole.number.text
        second = _SECOND.search(text) if text[-1:] in (")", "）") else None  # a look at one sign is cheaper
        if second is None or not whole.counts:
            continue
        for part in mentions[max(0, whole.index - _ROW) : whole.index + _ROW]:
            if part.sentence == whole.sentence and part.unit == second[1]:
                part.unit = whole.unit
