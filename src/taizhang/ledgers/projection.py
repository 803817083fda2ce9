"""The projection (投影): accepted rows laid out as typed Parquet, one file a ledger and period.

It is derived and can be thrown away. A file's name carries a token over the (submission, version) pairs and the
columns in it, so a file is never out of date, only missing. Built by DuckDB from the rows' JSON text, never by a Python
loop over fields. Cost: linear in the rows of the periods that changed.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet
from django.conf import settings
from django.db import connection

from taizhang.analytics.engine_room import typing_connection
from taizhang.analytics.schema import META_COLUMNS, NUMBER_DIGITS, arrow_schema
from taizhang.core.leftovers import untouched_since
from taizhang.core.packs import installed_packs
from taizhang.core.system_ledgers import system_rows
from taizhang.engine.pack import FieldType, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import Submission

_FETCH = 20_000
_KEEP_OLD_SECONDS = 600  # a reader that was given a path may still be about to open it
_DUCKDB_TYPES = {
    FieldType.STRING: "VARCHAR",
    FieldType.CODE: "VARCHAR",
    FieldType.INTEGER: "BIGINT",
    FieldType.DATE: "DATE",
    FieldType.BOOLEAN: "BOOLEAN",
}


class Member(NamedTuple):
    """A submission version that the projection of a ledger and period holds."""

    org_unit: str
    submission: int
    version: int


def members(ledger_key: str, period: Period) -> list[Member]:
    """The accepted versions of one period, by submission."""
    found = Submission.objects.filter(
        ledger_key=ledger_key, period_code=period.code, accepted_version__isnull=False
    ).order_by("pk")
    rows = found.values_list("org_unit__code", "pk", "accepted_version")
    return [Member(code, pk, version) for code, pk, version in rows if version is not None]


def source(
    ledger_key: str, periods: Sequence[Period] | None = None, states: Collection[str] = ("accepted",)
) -> list[Path] | pa.Table:
    """Parquet files with the rows of the filings whose period overlaps `periods` (None: all), built where missing.

    states: with "submitted", filings that wait for review are added (`_state` tells them apart). A system ledger
    gives its app's rows for the periods as a table.
    """
    ledger = installed_packs().ledger(ledger_key)
    if ledger.system:
        return pa.concat_tables([system_rows(ledger_key, period) for period in periods or ()])
    by_period: dict[str, list[tuple[int, int, str]]] = {}
    for period_code, item in _wanted(ledger_key, periods, states):
        by_period.setdefault(period_code, []).append(item)
    return [_file(ledger, code, items) for code, items in sorted(by_period.items())]


def refresh(ledger_key: str) -> None:
    """Build what is missing for all periods of a ledger."""
    source(ledger_key)


def rows_at(ledger_key: str, versions: Iterable[tuple[int, int]], *, ledger: Ledger | None = None) -> pa.Table:
    """The rows of given (submission, version) pairs, however old: the time machine. ledger: its definition of then,
    where today's pack has another one."""
    return _read(
        ledger or installed_packs().ledger(ledger_key),
        [(submission, version, "accepted") for submission, version in versions],
    )


def _wanted(
    ledger_key: str, periods: Sequence[Period] | None, states: Collection[str]
) -> Iterator[tuple[str, tuple[int, int, str]]]:
    found = Submission.objects.filter(ledger_key=ledger_key).order_by("pk")
    rows = found.values_list("pk", "period_code", "period_first", "period_last", "state", "version", "accepted_version")
    for pk, code, first, last, state, version, accepted in rows:
        if periods is not None and not any(first <= period.last and period.first <= last for period in periods):
            continue
        if "submitted" in states and state == "submitted":
            yield code, (pk, version, "submitted")
        elif accepted is not None:
            yield code, (pk, accepted, "accepted")


def _file(ledger: Ledger, period_code: str, items: list[tuple[int, int, str]]) -> Path:
    columns = [
        (name, str(kind)) for name, kind in zip(arrow_schema(ledger).names, arrow_schema(ledger).types, strict=True)
    ]
    token = hashlib.sha256(repr((items, columns, ledger.unit_field)).encode()).hexdigest()[:24]
    folder = Path(settings.PROJECTION_DIR) / ledger.key / period_code
    path = folder / f"{token}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = folder / f".{uuid.uuid4().hex}"
        pyarrow.parquet.write_table(_read(ledger, items), partial)
        os.replace(partial, path)  # noqa: PTH105  two builders write the same bytes; the last one wins
        _sweep(folder, path)
    return path


def _sweep(folder: Path, newest: Path) -> None:
    limit = time.time() - _KEEP_OLD_SECONDS
    for old in untouched_since(folder, limit):
        if old != newest:
            old.unlink(missing_ok=True)


def _read(ledger: Ledger, items: list[tuple[int, int, str]]) -> pa.Table:
    """Typed rows of the items, in row order; a filing without rows gives one row without id."""
    schema = arrow_schema(ledger)
    if not items:
        return schema.empty_table()
    raw = pa.Table.from_batches(_batches(items), schema=_RAW_SCHEMA)
    with typing_connection() as con:
        con.register("raw", raw)
        table = con.sql(_select(ledger)).to_arrow_table()
    return table.cast(schema)


_RAW_SCHEMA = pa.schema([*((name, kind) for name, kind in META_COLUMNS if name != "org_unit"), ("data", pa.string())])


def _select(ledger: Ledger) -> str:
    structure = ", ".join(f'"{field.id}": "{_type(ledger, field.id)}"' for field in ledger.fields)
    unit = f"coalesce(nullif(row.\"{ledger.unit_field}\", ''), _filed_by)" if ledger.unit_field else "_filed_by"
    meta = ", ".join(f"{unit} AS org_unit" if name == "org_unit" else name for name, _ in META_COLUMNS)
    fields = ", ".join(f'row."{field.id}" AS "{field.id}"' for field in ledger.fields)
    return f"SELECT {meta}, {fields} FROM (SELECT *, from_json(data, '{{{structure}}}') AS row FROM raw)"


def _type(ledger: Ledger, field_id: str) -> str:
    field = next(item for item in ledger.fields if item.id == field_id)
    return f"DECIMAL({NUMBER_DIGITS},{field.decimals})" if field.type is FieldType.NUMBER else _DUCKDB_TYPES[field.type]


def _batches(items: list[tuple[int, int, str]]) -> Iterator[pa.RecordBatch]:
    """Raw rows from the database, in chunks; versions are joined as values so that one statement serves all."""
    for start in range(0, len(items), 400):
        part = items[start : start + 400]
        values = ", ".join("(%s, %s, %s)" for _ in part)
        sql = f"""
            WITH wanted (submission_id, version, state) AS (VALUES {values})
            SELECT r.id, s.id, wanted.version, u.code, wanted.state,
                s.period_code, s.period_first, s.period_last, r.data
            FROM wanted
            JOIN ledgers_submission s ON s.id = wanted.submission_id
            JOIN organisation_orgunit u ON u.id = s.org_unit_id
            LEFT JOIN ledgers_row r ON r.submission_id = s.id AND r.added_in <= wanted.version
                AND (r.removed_in IS NULL OR r.removed_in > wanted.version)
            ORDER BY s.id, r.position, r.id
        """
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, [value for item in part for value in item])
            while rows := cursor.fetchmany(_FETCH):
                yield _batch(rows)


def _batch(rows: list[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = list(zip(*rows, strict=True))
    arrays = []
    for values, field in zip(columns, _RAW_SCHEMA, strict=True):
        if pa.types.is_date(field.type) and values and isinstance(values[0], str):  # SQLite hands out ISO text
            arrays.append(pa.array(values, pa.string()).cast(pa.date32()))
        else:
            arrays.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(arrays, schema=_RAW_SCHEMA)
