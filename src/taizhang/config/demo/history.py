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
# A share of the newest half-year's rows would break their checks, or they do not change.
_UNCHANGED = {"city-half-year.communities", "city-half-year.laboratory_stock", "city-half-year.purchased_places"}
# Done once a year, in its first half: a second half-year has nothing of them.
_FIRST_HALF = {
    f"city-half-year.{name}"
    for name in (
        "admissions", "aid_policies", "annual_points", "city_rankings", "gaokao_results", "layout_plan",
        "monitoring_counties", "monitoring_sample", "monitoring_steps", "monitoring_tests", "new_teachers",
        "recruitment_posts", "staff_pledges", "standard_applications",
    )
}  # fmt: skip
_MONTHS_BACK = {"2025H1": 12, "2025H2": 6}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_OF_THE_YEAR = re.compile(r"2026-(?=[A-Z])")  # such as 2026-BGS-11

Block = dict[str, Any]


def with_history(ledger_key: str, periods: Mapping[str, list[Block]]) -> dict[str, list[Block]]:
    """The ledger's blocks by period, with earlier ones made from the newest where the file has none."""
    found = dict(periods)
    shares = _LEVEL if ledger_key in _UNCHANGED else _GROWING
    for code, share in shares.items() if ledger_key.startswith("city-half-year.") else ():
        if NEWEST in periods and code not in periods and not (code.endswith("H2") and ledger_key in _FIRST_HALF):
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
    """A date so many months earlier, on the last day where the month is shorter; a number of the newest year is one of
    the year before; anything else as it is."""
    if isinstance(value, str) and _OF_THE_YEAR.match(value):
        return f"{int(value[:4]) - 1}{value[4:]}"
    if isinstance(value, str) and _ISO.fullmatch(value):
        value = date.fromisoformat(value)
    if not isinstance(value, date):
        return value
    index = value.year * 12 + value.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(value.day, calendar.monthrange(year, month + 1)[1]))
