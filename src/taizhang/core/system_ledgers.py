"""System ledgers: rows that an app holds itself, offered to indicators like any filed ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pyarrow as pa

from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period


@dataclass(frozen=True, slots=True)
class SystemLedger:
    """rows(period): an Arrow table shaped as `analytics.schema.arrow_schema(ledger)`, made when it is asked for."""

    ledger: Ledger
    rows: Callable[[Period], pa.Table]


_REGISTERED: dict[str, SystemLedger] = {}


def register_system_ledger(ledger: Ledger, rows: Callable[[Period], pa.Table]) -> None:
    """Offer a ledger under its key; called once from an app's `ready`. Registering a key again replaces it."""
    _REGISTERED[ledger.key] = SystemLedger(ledger if ledger.system else replace(ledger, system=True), rows)


def system_ledgers() -> dict[str, SystemLedger]:
    """All registered system ledgers by key."""
    return dict(_REGISTERED)


def system_rows(key: str, period: Period) -> pa.Table:
    """The rows of one system ledger for a period. Raises KeyError when no app has registered it."""
    return _REGISTERED[key].rows(period)
