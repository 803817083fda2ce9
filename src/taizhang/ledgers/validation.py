"""The three depths on one typed table: fields were typed by the reader, here rows and sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.analytics.checks import POSITION, CheckHit, run_row_checks, run_set_checks
from taizhang.core.packs import InstalledPacks
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Ledger, LedgerKind
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import projection
from taizhang.ledgers.hit_words import words_of_hit
from taizhang.ledgers.models import Submission
from taizhang.ledgers.outcomes import TypedRows


def code_lists_of(ledger: Ledger, packs: InstalledPacks) -> dict[str, CodeList]:
    """By the name that the ledger's fields write."""
    return {item.code_list: packs.code_list(ledger.pack, item.code_list) for item in ledger.fields if item.code_list}


def check_rows(
    rows: TypedRows, *, ledger: Ledger, org_unit: str, period: Period, packs: InstalledPacks
) -> list[Problem]:
    """Row and set checks in that order; warnings have level "warning". At most one problem a check and row."""
    parameters = packs.parameters(ledger.pack)(period)
    codes = code_lists_of(ledger, packs)
    hits = run_row_checks(rows.table, ledger, parameters, codes, period=period, org_unit=org_unit)
    hits += run_set_checks(
        rows.table,
        ledger,
        previous=_previous(ledger, org_unit, period),
        others=_others(ledger, org_unit, period, packs),
        ledgers=packs.ledgers,
        parameters=parameters,
        code_lists=codes,
        period=period,
        org_unit=org_unit,
    )
    at = _values_of(hits, rows)
    told = (_problem(hit, rows, ledger, at(hit.row_position), codes) for hit in hits)
    return [*_outside_period(rows, ledger, period), *told]


def _values_of(hits: Sequence[CheckHit], rows: TypedRows) -> Callable[[int | None], Mapping[str, Any]]:
    """Of a row that a check names, by its position, what the rules read: kept by column, since a million may fail."""
    positions = sorted({hit.row_position for hit in hits if hit.row_position is not None})
    names = {name for hit in hits for name in hit.names} & set(rows.table.column_names)
    wanted = pc.is_in(rows.table[POSITION], value_set=pa.array(positions, pa.int64()))
    named = rows.table.select([POSITION, *sorted(names)]).filter(wanted).to_pydict()
    places = {position: index for index, position in enumerate(named[POSITION])}

    def at(position: int | None) -> Mapping[str, Any]:
        index = places.get(position) if position is not None else None
        return {name: named[name][index] for name in names} if index is not None else {}

    return at


def _problem(
    hit: CheckHit, rows: TypedRows, ledger: Ledger, values: Mapping[str, Any], codes: Mapping[str, CodeList]
) -> Problem:
    column = rows.columns.get(hit.field, "")
    key = f"{column}{hit.row_position}" if hit.row_position is not None else ""
    if key and not column:
        field = ledger.field(hit.field)
        key = f"第 {hit.row_position} 行" + (f"“{field.title.zh}”" if field is not None else "")
    check = next((check for check in ledger.checks if check.id == hit.check_id), None)
    expected, found = words_of_hit(hit, check, ledger, values, codes)
    return Problem(
        code=f"check.{hit.check_id}",
        where=rows.sheet or ledger.title.zh,
        expected=expected,
        found=found,
        cure=hit.message,
        key=key,
        level=hit.level,
        data={"check": hit.check_id, "field": hit.field, "position": hit.row_position},
    )


def _outside_period(rows: TypedRows, ledger: Ledger, period: Period) -> Iterator[Problem]:
    """A journal's day after the period's end is another period's; a day before it is a late entry and is said so."""
    if ledger.kind is not LedgerKind.JOURNAL or not ledger.date_field or rows.table.num_rows == 0:
        return
    days = rows.table[ledger.date_field]
    for level, mask, expected in (
        ("error", pc.greater(days, pa.scalar(period.last)), Text(f"不晚于 {period.last}", f"not after {period.last}")),
        (
            "warning",
            pc.less(days, pa.scalar(period.first)),
            Text(f"{period.title.zh}的日期", f"a day of {period.code}"),
        ),
    ):
        late = rows.table.filter(pc.fill_null(mask, fill_value=False))
        for day, position in zip(late[ledger.date_field].to_pylist(), late[POSITION].to_pylist(), strict=True):
            yield Problem(
                code="check.period",
                where=rows.sheet or ledger.title.zh,
                expected=expected,
                found=Text(str(day), str(day)),
                cure=Text("改日期，或报到它所属的期间。", "Mend the date, or file it in its own period."),
                key=f"{rows.columns.get(ledger.date_field, '')}{position}",
                level=level,
                data={"check": "period", "field": ledger.date_field, "position": position},
            )


def _previous(ledger: Ledger, org_unit: str, period: Period) -> pa.Table | None:
    if not any(check.jump for check in ledger.checks):
        return None
    return _accepted(ledger, org_unit, period.previous())


def _others(ledger: Ledger, org_unit: str, period: Period, packs: InstalledPacks) -> dict[str, pa.Table]:
    keys = {check.balance.ledger for check in ledger.checks if check.balance is not None}
    found = {key: _accepted(packs.ledger(key), org_unit, period) for key in keys if key in packs.ledgers}
    return {key: table for key, table in found.items() if table is not None}


def _accepted(ledger: Ledger, org_unit: str, period: Period) -> pa.Table | None:
    """The unit's accepted rows, or, when none are accepted, what it filed last."""
    filed = Submission.objects.filter(
        ledger_key=ledger.key, period_code=period.code, org_unit__code=org_unit, version__gt=0
    ).first()
    if filed is None:
        return None
    return projection.rows_at(ledger.key, [(filed.pk, filed.accepted_version or filed.version)])
