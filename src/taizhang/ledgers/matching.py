"""Ours and theirs laid side by side: a full join by key in DuckDB, differences cell by cell. Writes nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from taizhang.engine.pack import CodeList, Field, Ledger
from taizhang.ledgers.reading.cells import ColumnReader
from taizhang.ledgers.showing import shown

Pair = tuple[str, int]  # field id, column of their sheet


@dataclass(frozen=True, slots=True)
class Side:
    """One list: by row a key to join by (None: nothing to match it by), and by field what is compared and what is
    shown. said and texts: field id -> a value a row."""

    keys: list[str | None]
    said: dict[str, list[str]]
    texts: dict[str, list[str]]


def our_side(
    table: pa.Table, ledger: Ledger, codes: Mapping[str, CodeList], keys: Sequence[str], names: Sequence[str]
) -> Side:
    """Of the projection's typed rows."""
    said: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for field in (field for field in ledger.fields if field.id in {*keys, *names}):
        values = table[field.id].to_pylist()
        said[field.id] = [canonical(value) for value in values]
        texts[field.id] = [_text(value, field, codes) for value in values]
    return Side(keys_of(said, keys, table.num_rows), said, texts)


def their_side(
    rows: Sequence[Sequence[Any]],
    ledger: Ledger,
    codes: Mapping[str, CodeList],
    keys: Sequence[Pair],
    pairs: Sequence[Pair],
) -> Side:
    """Of cells as they came: read as the ledger's own columns are, and left as written where that fails. What a column
    must keep to in a filing (range, pattern, required) does not count here."""
    said: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for name, column in {**dict(pairs), **dict(keys)}.items():
        field = ledger.field(name)
        if field is None:
            continue
        lenient = replace(field, required=False, minimum=None, maximum=None, pattern="", format="")
        cells = [row[column] if column < len(row) else None for row in rows]
        read, _wrong = ColumnReader(lenient, codes.get(field.code_list), ()).read(cells, str, "")
        values = [
            value if value is not None or cell is None else str(cell).strip()
            for value, cell in zip(read.to_pylist(), cells, strict=True)
        ]
        said[name] = [canonical(value) for value in values]
        texts[name] = [_text(value, field, codes) for value in values]
    return Side(keys_of(said, [name for name, _column in keys], len(rows)), said, texts)


def joined(ours: Side, theirs: Side, names: Sequence[str]) -> list[tuple[int | None, int | None, tuple[str, ...]]]:
    """(our row, their row, fields that differ), ours first and in order; None on the side that has no such row.

    The first of several equal keys goes with the first. An empty cell of theirs says nothing and never differs.
    """
    left, right = _table(ours, names), _table(theirs, names)
    differs = ", ".join(
        f"coalesce(t.f{at} <> '' AND t.f{at} IS DISTINCT FROM o.f{at}, false)" for at in range(len(names))
    )
    with duckdb.connect() as con:
        con.execute("SET threads = 2")
        con.register("ours", left)
        con.register("theirs", right)
        found = con.execute(
            f"""
            WITH o AS (SELECT *, row_number() OVER (PARTITION BY k ORDER BY n) AS rank FROM ours),
                 t AS (SELECT *, row_number() OVER (PARTITION BY k ORDER BY n) AS rank FROM theirs)
            SELECT o.n, t.n, [{differs}]::BOOLEAN[] FROM o FULL JOIN t ON o.k = t.k AND o.rank = t.rank
            ORDER BY o.n NULLS LAST, t.n
            """
        ).fetchall()
    return [
        (
            mine,
            other,
            tuple(name for name, wrong in zip(names, flags, strict=True) if wrong)
            if mine is not None and other is not None
            else (),
        )
        for mine, other, flags in found
    ]


def canonical(value: object) -> str:
    """What two ways of writing the same have in common: no spaces, half width, numbers without trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return "".join(unicodedata.normalize("NFKC", str(value)).split())


def _text(value: object, field: Field, codes: Mapping[str, CodeList]) -> str:
    return shown(value, field, codes, whole=True)


def whole(cell: object) -> str:
    """The same of a cell that may be a code: one that a sheet keeps as a number has no decimals."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else canonical(cell)


def keys_of(said: Mapping[str, Sequence[str]], names: Sequence[str], count: int) -> list[str | None]:
    """By row what these fields say together; None where one of them is empty."""
    columns = [said[name] for name in names]
    found: list[str | None] = []
    for index in range(count):
        parts = [column[index].upper() for column in columns]
        found.append("\x1f".join(parts) if all(parts) else None)
    return found


def _table(side: Side, names: Sequence[str]) -> pa.Table:
    columns = {"n": pa.array(range(len(side.keys)), pa.int64()), "k": pa.array(side.keys, pa.string())}
    columns |= {f"f{at}": pa.array(side.said[name], pa.string()) for at, name in enumerate(names)}
    return pa.table(columns)
