"""A ledger's rows as a file that other programs read, with the dictionary that explains it."""

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
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger, Mask
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import projection
from taizhang.ledgers.models import Row
from taizhang.packs.problems import propose


def export_ledger(*, actor: Actor, ledger_key: str, period_code: str, out: Path) -> int:
    """Rows written. Personal fields are left out unless the actor may see them. Raises TaizhangError when the file's
    count differs from the database's or the ledger is unknown; then no file is left."""
    actor.require(Permission.EXPORT)
    ledger = installed_packs().ledgers.get(ledger_key)
    if ledger is None:
        raise _error(
            Text("已安装的台账", "an installed ledger"),
            ledger_key,
            propose(ledger_key, installed_packs().ledgers),
        )
    if out.suffix not in (".csv", ".parquet"):
        cure = Text("改文件名的结尾。", "Change the end of the file's name.")
        raise _error(Text("以 .csv 或 .parquet 结尾的文件名", "a file name ending in .csv or .parquet"), out.name, cure)
    period = Period.parse(period_code)
    table = _table(ledger, period, actor)
    partial = out.with_name(out.name + ".part")
    if out.suffix == ".parquet":
        pa.parquet.write_table(table, partial)
    else:
        with partial.open("wb") as file:
            file.write(b"\xef\xbb\xbf")  # WPS and Excel read UTF-8 by its mark
            pa.csv.write_csv(table, file)
    expected = _row_count(ledger, period)
    if not ledger.system and expected != table.num_rows:
        partial.unlink()
        found = f"{table.num_rows} / {expected}"
        raise _error(
            Text("与数据库一致的行数", "the database's row count"),
            found,
            Text("请再试一次。", "Try again: a filing moved meanwhile."),
        )
    partial.rename(out)
    out.with_suffix(".dictionary.json").write_text(
        json.dumps(_dictionary(ledger), ensure_ascii=False, indent=2), encoding="utf-8"
    )
    audit.record(actor=actor, action="export", obj=ledger_key, detail={"period": period_code, "rows": table.num_rows})
    return int(table.num_rows)


def _table(ledger: Ledger, period: Period, actor: Actor) -> pa.Table:
    source = projection.source(ledger.key, periods=[period])
    fields = [field.id for field in ledger.fields if field.mask is Mask.NONE or actor.can(Permission.VIEW_PERSONAL)]
    columns = ["org_unit", "period_code", *fields]
    if isinstance(source, pa.Table):
        return source.select(columns)
    if not source:
        return pa.table({name: pa.array([], pa.string()) for name in columns})
    quoted = ", ".join(f'"{name}"' for name in columns)
    with duckdb.connect() as connection:
        rows = connection.sql(
            f"select {quoted} from read_parquet(?) where _row_id is not null and period_code = ? order by _row_id",
            params=[[str(path) for path in source], period.code],
        )
        return rows.to_arrow_table()


def _row_count(ledger: Ledger, period: Period) -> int:
    """Rows of the accepted versions, as the database counts them."""
    alive = Q(removed_in__isnull=True) | Q(removed_in__gt=F("submission__accepted_version"))
    return Row.objects.filter(
        alive,
        submission__ledger_key=ledger.key,
        submission__period_code=period.code,
        added_in__lte=F("submission__accepted_version"),
    ).count()


def _dictionary(ledger: Ledger) -> dict[str, object]:
    return {
        "ledger": ledger.key,
        "title": {"zh-hans": ledger.title.zh, "en": ledger.title.get("en")},
        "fields": [
            {
                "name": field.id,
                "title": {"zh-hans": field.title.zh, "en": field.title.get("en")},
                "type": field.type.value,
                "unit": field.unit,
                "code_list": field.code_list,
            }
            for field in ledger.fields
        ],
    }


def _error(expected: Text, found: str, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("export", "", expected, Text(found, found), cure)])
