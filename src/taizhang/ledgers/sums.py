"""What a filing adds up to, column by column: kept with each version so that filings can be compared without reading
their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.engine.pack import Field, FieldType, Ledger


def summed_fields(ledger: Ledger) -> list[Field]:
    """Columns whose sum means something: numbers with a unit of measure that can be added (no %, no years)."""
    return [
        field
        for field in ledger.fields
        if field.type in (FieldType.INTEGER, FieldType.NUMBER) and field.unit and field.unit[0] not in "%‰年月岁"
    ]


def sums_of_table(table: pa.Table, ledger: Ledger) -> dict[str, str]:
    """Field id -> exact sum as text; columns without any value are left out."""
    sums = {field.id: pc.sum(table[field.id]).as_py() for field in summed_fields(ledger)}
    return {name: str(value) for name, value in sums.items() if value is not None}


def sums_of_rows(rows: Iterable[Mapping[str, Any]], ledger: Ledger) -> dict[str, str]:
    """The same for rows as Python values."""
    fields = summed_fields(ledger)
    sums: dict[str, Decimal] = {}
    for row in rows:
        for field in fields:
            if (value := row.get(field.id)) is not None:
                sums[field.id] = sums.get(field.id, Decimal(0)) + Decimal(str(value))
    return {name: str(value) for name, value in sums.items()}
