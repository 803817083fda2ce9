"""Canonical bytes and hashes of rows and versions: what is stored is what is hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import orjson


def canonical_row(values: Mapping[str, object]) -> str:
    """JSON text with sorted keys; dates as ISO text, decimals as exact text, empty cells left out."""
    kept = {name: value for name, value in values.items() if value is not None and value != ""}
    return orjson.dumps(kept, default=_plain, option=orjson.OPT_SORT_KEYS).decode()


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a row cannot hold {type(value).__name__}")


def row_hash(data: str) -> str:
    return hashlib.sha256(data.encode()).hexdigest()


def content_hash(row_hashes: Iterable[str]) -> str:
    """Over the row hashes in position order."""
    digest = hashlib.sha256()
    for value in row_hashes:
        digest.update(value.encode())
    return digest.hexdigest()
