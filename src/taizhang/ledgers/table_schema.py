"""A ledger's data dictionary (数据字典) as a Frictionless Table Schema, for programs and beside every export."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from taizhang.engine.pack import CodeList, Field, FieldType, Ledger

_TYPES = {
    FieldType.STRING: "string",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.DATE: "date",
    FieldType.BOOLEAN: "boolean",
    FieldType.CODE: "string",
}


def table_schema(ledger: Ledger, code_lists: Mapping[str, CodeList]) -> dict[str, Any]:
    """What the standard has no word for (unit, decimals, mask, codes in two languages) stands in keys of our own."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": ledger.key,
        "title": ledger.title.zh,
        "title_en": ledger.title.get("en"),
        "description": ledger.description.zh,
        "fields": [_field(field, code_lists) for field in ledger.fields],
        "primaryKey": list(ledger.row_key),
        "missingValues": [""],
    }


def _field(field: Field, code_lists: Mapping[str, CodeList]) -> dict[str, Any]:
    codes = code_lists[field.code_list].codes if field.code_list else {}
    constraints: dict[str, Any] = {"required": field.required}
    for name, bound in (("minimum", field.minimum), ("maximum", field.maximum)):
        if bound is not None:
            constraints[name] = _plain(bound)
    if field.pattern:
        constraints["pattern"] = field.pattern
    if codes:
        constraints["enum"] = list(codes)
    return {
        "name": field.id,
        "title": field.title.zh,
        "title_en": field.title.get("en"),
        "type": _TYPES[field.type],
        "format": "default",
        "description": field.description.zh,
        "example": field.example,
        "unit": field.unit,
        "decimals": field.decimals,
        "value_format": field.format,
        "mask": field.mask.value,
        "code_list": field.code_list,
        "codes": [{"code": code, "title": text.zh, "title_en": text.get("en")} for code, text in codes.items()],
        "constraints": constraints,
    }


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
