"""What later parts tell the organisation: it may not import them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from taizhang.organisation.types import OpenFilings

FilingCounter = Callable[[str, date], list[OpenFilings]]
_COUNTERS: list[FilingCounter] = []


def register_open_filings(counter: FilingCounter) -> None:
    """`counter(org unit code, day)` names the filings of a unit that wait on that day, so that closing or merging it
    reports them instead of losing them."""
    if counter not in _COUNTERS:
        _COUNTERS.append(counter)


def open_filings(code: str, day: date) -> tuple[OpenFilings, ...]:
    return tuple(filing for counter in _COUNTERS for filing in counter(code, day))
