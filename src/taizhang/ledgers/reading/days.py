"""Days as people write them."""

from __future__ import annotations

import re
from datetime import date

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


def written_day(text: str) -> date | None:
    """The day that half-width text without spaces writes, in any of the usual ways; None for anything else."""
    match = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match is not None else None
    except ValueError:
        return None
