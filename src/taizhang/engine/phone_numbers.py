"""Telephone numbers as they are written here."""

from __future__ import annotations

import re

_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")


def is_phone(text: str) -> bool:
    """A mobile of 11 digits, or a landline with its area code."""
    return bool(_PHONE.fullmatch(text))
