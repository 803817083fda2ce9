"""System ledgers: rows that an app holds itself, offered to indicators like any filed ledger; what their columns and
tables are made with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa

from taizhang.analytics.schema import arrow_schema
from taizhang.engine.pack import Field, FieldType, Indicator, Ledger, Pack
from taizhang.engine.periods import Period
from taizhang.engine.text import Text


@dataclass(frozen=True, slots=True)
class SystemLedger:
    """rows(period): an Arrow table shaped as `analytics.schema.arrow_schema(ledger)`, made when it is asked for.

    words: of a column that holds codes, what each is called. address: the page of a row (its ``_row_id``), which says
    itself who may see it; None where rows have no page. counts: what it counts of each thing that a pack has, such as
    the items of its checklists: indicators of the pack that are asked for by key and never listed.
    """

    ledger: Ledger
    rows: Callable[[Period], pa.Table]
    words: Mapping[str, Callable[[], Mapping[str, Text]]] = field(default_factory=dict)
    address: Callable[[int], str] | None = None
    counts: Callable[[Pack], Iterable[Indicator]] | None = None


_REGISTERED: dict[str, SystemLedger] = {}


def register_system_ledger(
    ledger: Ledger,
    rows: Callable[[Period], pa.Table],
    *,
    words: Mapping[str, Callable[[], Mapping[str, Text]]] | None = None,
    address: Callable[[int], str] | None = None,
    counts: Callable[[Pack], Iterable[Indicator]] | None = None,
) -> None:
    """Offer a ledger under its key; called once from an app's `ready`. Registering a key again replaces it."""
    own = ledger if ledger.system else replace(ledger, system=True)
    _REGISTERED[ledger.key] = SystemLedger(own, rows, words or {}, address, counts)


def system_ledgers() -> dict[str, SystemLedger]:
    """All registered system ledgers by key."""
    return dict(_REGISTERED)


def system_rows(key: str, period: Period) -> pa.Table:
    """The rows of one system ledger for a period. Raises KeyError when no app has registered it."""
    return _REGISTERED[key].rows(period)


def text_field(name: str, zh: str, en: str, *, format: str = "") -> Field:
    """format: what its codes stand for, by which their names are shown: org_unit, zone or base_unit."""
    return Field(name, Text(zh, en), FieldType.STRING, format=format)


def count_field(name: str, zh: str, en: str, unit: str) -> Field:
    return Field(name, Text(zh, en), FieldType.INTEGER, unit=unit)


def yes_field(name: str, zh: str, en: str) -> Field:
    return Field(name, Text(zh, en), FieldType.BOOLEAN)


def day_field(name: str, zh: str, en: str) -> Field:
    return Field(name, Text(zh, en), FieldType.DATE)


def table_of(ledger: Ledger, period: Period, rows: Iterable[Mapping[str, object]]) -> pa.Table:
    """Rows with what every row of a system ledger says beside them: accepted, in its only version. A column that a row
    leaves out is empty."""
    meta = {
        "_version": 1,
        "_filed_by": ledger.key,
        "_state": "accepted",
        "period_code": period.code,
        "period_first": period.first,
        "period_last": period.last,
    }
    schema = arrow_schema(ledger)
    filled = [{**dict.fromkeys(schema.names), **meta, **row} for row in rows]
    return pa.Table.from_pylist(filled, schema=schema)
