"""Codes in the cells of rows, told by name: org units, supervision zones and base units."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from taizhang.engine.pack import Ledger
from taizhang.organisation import queries as org_queries

_NAMES: Mapping[str, Callable[[Collection[str], date], dict[str, str]]] = {
    "org_unit": org_queries.names,
    "zone": org_queries.zone_names,
    "base_unit": org_queries.base_unit_names,
}


def cell_names(ledger: Ledger, rows: Sequence[Mapping[str, Any]], day: date) -> dict[str, dict[str, str]]:
    """Field id -> code -> its name as of a day, of the fields whose format says what their codes stand for; a code that
    names nothing is left out. One query a format, however many fields and rows."""
    found: dict[str, dict[str, str]] = {}
    for format, names in _NAMES.items():
        fields = [field.id for field in ledger.fields if field.format == format]
        codes = {str(row[name]) for row in rows for name in fields if row.get(name)}
        if codes:
            found |= dict.fromkeys(fields, names(codes, day))
    return found
