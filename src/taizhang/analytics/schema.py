"""The columns of a ledger's projection, as Arrow types."""

from __future__ import annotations

import pyarrow as pa

from taizhang.engine.pack import Field, FieldType, Ledger

META_COLUMNS: tuple[tuple[str, pa.DataType], ...] = (
    ("_row_id", pa.int64()),  # null: a filing without rows, kept so that it can replace an earlier one
    ("_submission", pa.int64()),
    ("_version", pa.int32()),
    ("_filed_by", pa.string()),
    ("_state", pa.string()),
    ("org_unit", pa.string()),
    ("period_code", pa.string()),
    ("period_first", pa.date32()),
    ("period_last", pa.date32()),
)

NUMBER_DIGITS = 18  # what a DECIMAL of eight bytes holds

_TYPES: dict[FieldType, pa.DataType] = {
    FieldType.STRING: pa.string(),
    FieldType.CODE: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.DATE: pa.date32(),
    FieldType.BOOLEAN: pa.bool_(),
}


def arrow_type(field: Field) -> pa.DataType:
    """DECIMAL(NUMBER_DIGITS, decimals) for a number: money and measures are never floats."""
    return pa.decimal128(NUMBER_DIGITS, field.decimals) if field.type is FieldType.NUMBER else _TYPES[field.type]


def arrow_schema(ledger: Ledger) -> pa.Schema:
    """Meta columns, then one typed column a field, in the ledger's order."""
    return pa.schema([*META_COLUMNS, *((field.id, arrow_type(field)) for field in ledger.fields)])
