"""The number of an official document (发文字号), as GB/T 9704-2012 writes it."""

from __future__ import annotations

import re

_DOCUMENT = re.compile(r"[^\d〔〕\[\]()（）]{0,20}〔\d{4}〕[1-9]\d*号")


def is_document_number(text: str) -> bool:
    """〔2026〕12号: hexagonal brackets, four-digit year, no leading zero."""
    return bool(_DOCUMENT.fullmatch(text))


def document_year(text: str) -> int:
    """The year of a number for which `is_document_number` holds."""
    return int(text.partition("〔")[2][:4])
