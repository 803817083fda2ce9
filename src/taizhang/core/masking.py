"""Personal data as shown to those who may not see it whole (脱敏)."""

from __future__ import annotations

import re

from taizhang.engine.pack import Mask

_TOWNSHIP = re.compile(r".*?(?:乡|镇|街道|苏木)")
_DISTRICT = re.compile(r".*?(?:县|区|市|旗)")


def mask(value: object, how: Mask) -> str:
    """The text to show: 张*, 35*************123, 138****1234, an address to its township, nothing at all.

    Too short a value is hidden whole: a half-masked short number is easily guessed. Missing stays empty.
    """
    text = "" if value is None else str(value).strip()
    if not text or how is Mask.NONE:
        return text
    if how is Mask.NAME:
        return text[0] + "*" * max(1, len(text) - 1)
    if how is Mask.ID_NUMBER:
        return _ends(text, 2, 3)
    if how is Mask.PHONE:
        return _ends(text, 3, 4)
    if how is Mask.ADDRESS:
        return _address(text)
    return "*" * 3


def _ends(text: str, front: int, back: int) -> str:
    if len(text) < front + back + 3:
        return "*" * len(text)
    return text[:front] + "*" * (len(text) - front - back) + text[-back:]


def _address(text: str) -> str:
    found = _TOWNSHIP.match(text) or _DISTRICT.match(text)
    return f"{found.group()}***" if found else "***"
