"""The number of an official document (发文字号), as GB/T 9704-2012 writes it."""

from __future__ import annotations

import re
from datetime import date

_DOCUMENT = re.compile(r"[^\d〔〕\[\]()（）]{0,20}〔\d{4}〕[1-9]\d*号")


def is_document_number(text: str) -> bool:
    """〔2026〕12号: hexagonal brackets, four-digit year, no leading zero."""
    return bool(_DOCUMENT.fullmatch(text))


def latest_year(day: date) -> int:
    """Of a number that may be known on a day: one of next year may, one of a later year is a slip."""
    return day.year + 1


def is_too_late(text: str, day: date) -> bool:
    """text: a number for which `is_document_number` holds."""
    return int(text.partition("〔")[2][:4]) > latest_year(day)
