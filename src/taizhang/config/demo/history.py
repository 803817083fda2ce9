"""Earlier half-years of ledgers whose records file tells only the newest one, so that trends have something to show."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

NEWEST = "2026H1"
# Ledger -> share of the newest half-year's rows and amounts, by earlier half-year.
_GROWING = {"2025H1": Decimal("0.93"), "2025H2": Decimal("0.97")}
_LEVEL = {"2025H1": Decimal(1), "2025H2": Decimal(1)}
HISTORY = {
    "city-half-year.migrant_children": _GROWING,
    "city-half-year.equipment_assets": _GROWING,
    "city-half-year.safety_activities": _GROWING,
    "city-half-year.training_sessions": _GROWING,
    "city-half-year.teacher_training": _GROWING,
    "city-half-year.briefs": _GROWING,
    "city-half-year.communities": _LEVEL,
    "city-half-year.laboratory_stock": _LEVEL,
}
_MONTHS_BACK = {"2025H1": 12, "2025H2": 6}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")

Block = dict[str, Any]


def with_history(ledger_key: str, periods: Mapping[str, list[Block]]) -> dict[str, list[Block]]:
    """The ledger's blocks by period, with earlier ones made from the newest where the file has none."""
    found = dict(periods)
    for code, share in HISTORY.get(ledger_key, {}).items():
        if NEWEST in periods and code not in periods:
            found[code] = [_earlier(block, share, _MONTHS_BACK[code]) for block in periods[NEWEST]]
    return dict(sorted(found.items()))


def _earlier(block: Block, share: Decimal, months: int) -> Block:
    changed = dict(block)
    if "rows" in block:
        changed["rows"] = max(1, int(block["rows"] * share))
    if "split" in block:
        changed["split"] = {name: _scaled(total, share) for name, total in block["split"].items()}
    if "set" in block:
        changed["set"] = {name: _back(value, months) for name, value in block["set"].items()}
    if "cycle" in block:
        changed["cycle"] = {name: _all_back(values, months) for name, values in block["cycle"].items()}
    return changed


def _scaled(total: object, share: Decimal) -> Decimal:
    value = Decimal(str(total))
    return (value * share).quantize(value if value % 1 else Decimal(1), ROUND_HALF_UP)


def _all_back(values: Sequence[object], months: int) -> list[object]:
    return [_back(value, months) for value in values]


def _back(value: object, months: int) -> object:
    """A date so many months earlier, on the last day where the month is shorter; anything else as it is."""
    if isinstance(value, str) and _ISO.fullmatch(value):
        value = date.fromisoformat(value)
    if not isinstance(value, date):
        return value
    index = value.year * 12 + value.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(value.day, calendar.monthrange(year, month + 1)[1]))
