"""The three depths on one typed table: fields were typed by the reader, here rows and sets."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.analytics.checks import POSITION, CheckHit, run_row_checks, run_set_checks
from taizhang.core.packs import InstalledPacks
from taizhang.engine.errors import Problem
from taizhang.engine.pack import CodeList, Ledger, LedgerKind
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import projection
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
    return [*_outside_period(rows, ledger, period), *(_problem(hit, rows, ledger) for hit in hits)]


def _problem(hit: CheckHit, rows: TypedRows, ledger: Ledger) -> Problem:
    column = rows.columns.get(hit.field, "")
    key = f"{column}{hit.row_position}" if hit.row_position is not None else ""
    if key and not column:
        key = f"第 {hit.row_position} 行"
    field = ledger.field(hit.field) if hit.field else None
    name = Text(field.title.zh, field.title.get("en")) if field is not None else ledger.title
    expected, found = _words(hit, ledger, name)
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


def _words(hit: CheckHit, ledger: Ledger, name: Text) -> tuple[Text, Text]:
    """Expected and found by the kind of check; the pack's message, which follows as the cure, tells rule and numbers.
    What stands in the cell is added where it is shown, masked as the reader may see it."""
    zh, en = f"“{name.zh}”", name.get("en")
    check = next((check for check in ledger.checks if check.id == hit.check_id), None)
    if check is not None and check.unique:
        return Text(f"不重复的{zh}", f"{en} without repetition"), Text("与别的行重复", "the same as another row")
    if check is not None and check.jump:
        return Text(f"与上期相近的{zh}", f"{en} near that of the period before"), Text("变动过大", "a large jump")
    if check is not None and check.balance is not None:
        return Text(f"两张台账一致的{zh}", f"{en} alike in both ledgers"), Text("两边不一致", "two that differ")
    if hit.row_position is None:
        return Text(f"合乎规则的{zh}", f"{en} that keeps the rule"), Text("全表合计对不上", "rows that do not add up")
    return Text(f"合乎规则的{zh}", f"{en} that keeps the rule"), Text("与规则不符的值", "a value against the rule")


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
