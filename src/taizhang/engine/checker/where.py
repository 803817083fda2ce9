"""The place that words before a number tell: 全县, 我市, 清河县."""

from __future__ import annotations

import re

_PLACE = re.compile(
    r"全[国省市县区州旗镇乡村校]|我[省市县区州旗镇乡村校]|(?:(?![年月日全我在])[一-龥]){2,6}?(?:省|市|县|区|州|镇|乡)(?=[一-龥])"
)


def place_in(words: str) -> str:
    """The first that is told; empty where none is."""
    found = _PLACE.search(words)
    return found[0] if found else ""
