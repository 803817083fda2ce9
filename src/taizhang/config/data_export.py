"""A ledger's rows as a file that other programs read, with the dictionary that explains it; one unit's filing as a
file that files again."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from django.db.models import F, Q

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.exports import require_count
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import projection, queries
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.rows_export import KINDS, exported_rows
from taizhang.ledgers.table_schema import table_schema
from taizhang.ledgers.validation import code_lists_of
from taizhang.packs.problems import propose

KINDS_OF_ALL = ("csv", "parquet")


def export_ledger(*, actor: Actor, ledger_key: str, period_code: str, out: Path, org: str = "") -> int:
    """Rows written. org "": the accepted rows of every unit that the actor may export; else the newest version of one
    unit's filing. Personal fields are left out, or masked for one unit, unless the actor sees them whole. Raises
    TaizhangError when the file's count differs from the database's or something named is unknown; then no file is left.
    """
    actor.require(Permission.EXPORT)
    ledger = installed_packs().ledgers.get(ledger_key)
    if ledger is None:
        cure = propose(ledger_key, installed_packs().ledgers)
        raise _error(Text("已安装的台账", "an installed ledger"), ledger_key, cure)
    period = Period.parse(period_code)
    kind = out.suffix.lstrip(".").lower()
    if kind not in (KINDS if org else KINDS_OF_ALL):
        endings = [f".{item}" for item in (KINDS if org else KINDS_OF_ALL)]
        cure = Text("要工作簿请用 --org 指明一个单位。", "A workbook is of one unit: name it with --org.")
        zh, en = " 或 ".join(endings), " or ".join(endings)
        raise _error(Text(f"以 {zh} 结尾的文件名", f"a file name ending in {en}"), out.name, cure)
    partial = out.with_name(out.name + ".part")
    try:
        count = (
            _one_unit(actor, ledger, period, org, partial, kind) if org else _all(actor, ledger, period, partial, kind)
        )
        partial.rename(out)
    finally:
        partial.unlink(missing_ok=True)
    schema = table_schema(ledger, code_lists_of(ledger, installed_packs()))
    dictionary = {**schema, "period": period.code, "rows": count}
    out.with_suffix(".dictionary.json").write_text(
        json.dumps(dictionary, ensure_ascii=False, indent=2), encoding="utf-8"
    )
    return count


def _one_unit(actor: Actor, ledger: Ledger, period: Period, org: str, partial: Path, kind: str) -> int:
    found = queries.visible_submissions(actor).filter(
        ledger_key=ledger.key, period_code=period.code, org_unit__code=org, version__gt=0
    )
    submission = found.first()
    if submission is None:
        cure = Text("核对台账、期间和单位。", "Check ledger, period and unit.")
        raise _error(Text("已有的上报", "a filing that is there"), f"{org} {period.code}", cure)
    version: int = submission.shown_version  # type: ignore[attr-defined]
    file = exported_rows(actor, submission, ledger, version=version, kind=kind)
    partial.write_bytes(file.content)
    return file.count


def _all(actor: Actor, ledger: Ledger, period: Period, partial: Path, kind: str) -> int:
    table, expected = _table(ledger, period, actor)
    if kind == "parquet":
        pa.parquet.write_table(table, partial)
        written = pa.parquet.read_metadata(partial).num_rows
    else:
        with partial.open("wb") as file:
            file.write(b"\xef\xbb\xbf")  # WPS and Excel read UTF-8 by its mark
            pa.csv.write_csv(table, file)
        written = table.num_rows
    require_count(ledger.key, written, expected)
    detail = {"period": period.code, "rows": table.num_rows}
    audit.record(actor=actor, action="export", obj=ledger.key, detail=detail)
    return int(table.num_rows)


def _table(ledger: Ledger, period: Period, actor: Actor) -> tuple[pa.Table, int | None]:
    """The rows, and how many the database counts (None for a ledger that comes from an app)."""
    source = projection.source(ledger.key, periods=[period])
    units = actor.scope(Permission.EXPORT, ledger)
    whole = units <= actor.whole_units(ledger)
    fields = [field.id for field in ledger.fields if field.mask is Mask.NONE or whole]
    columns = ["org_unit", "period_code", *fields]
    if isinstance(source, pa.Table):
        return source.select(columns), None
    accepted = Submission.objects.filter(
        ledger_key=ledger.key, period_code=period.code, accepted_version__isnull=False, org_unit__code__in=units
    )
    filings = list(accepted.values_list("pk", flat=True))
    alive = Q(removed_in__isnull=True) | Q(removed_in__gt=F("submission__accepted_version"))
    counted = Row.objects.filter(alive, submission__in=accepted, added_in__lte=F("submission__accepted_version"))
    expected = counted.count()
    if not source or not filings:
        return pa.table({name: pa.array([], pa.string()) for name in columns}), expected
    quoted = ", ".join(f'"{name}"' for name in columns)
    with duckdb.connect() as connection:
        rows = connection.sql(
            f"select {quoted} from read_parquet(?) where _row_id is not null and period_code = ? "
            "and _submission in (select unnest(?)) order by _row_id",
            params=[[str(path) for path in source], period.code, filings],
        )
        return rows.to_arrow_table(), expected


def _error(expected: Text, found: str, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("export.unknown", "", expected, Text(found, found), cure)])
