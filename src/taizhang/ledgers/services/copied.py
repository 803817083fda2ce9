"""Rows of our template that still say what last period said: not filed before somebody looked at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from taizhang.engine.errors import Problem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.queries import last_period_values
from taizhang.ledgers.reading import ReadWorkbook
from taizhang.ledgers.reading.confirmed import confirmed_rows
from taizhang.ledgers.reading.problems import column_letter
from taizhang.ledgers.reading.refusals import FILLED_FACT
from taizhang.ledgers.services.versions import new_rows
from taizhang.ledgers.template import Filled
from taizhang.organisation.models import OrgUnit


def unconfirmed_rows(
    ledger: Ledger,
    period: Period,
    org_unit: OrgUnit,
    name: str,
    data: bytes,
    read: ReadWorkbook,
) -> list[Problem]:
    """One problem a row, at the cell to fill in; [] for files that are no template with last period's values in it.

    A row that was copied is confirmed by its mark, or by changing every value that is not its name. Beside last
    period's values only names were copied: a row of nothing else was not filled in.
    """
    filled = read.meta.get(FILLED_FACT)
    if filled not in (Filled.COPIED, Filled.BESIDE):
        return []
    marks, confirmed = None, frozenset[int]()
    if filled == Filled.COPIED:
        marks, confirmed = confirmed_rows(name, data, read.sheet, read.at)
    last = last_period_values(ledger, period, org_unit)
    keyed = bool(ledger.row_key)
    by_key = {_key(values, ledger) if keyed else str(at): values for at, values in enumerate(last)}
    needed = any(field.required and field.id not in ledger.row_key for field in ledger.fields)  # told cell by cell
    problems = []
    for number, row in enumerate(new_rows(read.table, ledger)):
        now = orjson.loads(row.data)
        was = by_key.get(row.key if keyed else str(number))
        if was is None or row.position in confirmed:
            continue
        if filled == Filled.BESIDE:
            if not needed and not any(now.get(item) not in (None, "") for item in values_beside(ledger)):
                problems.append(_not_filled(ledger, read, row.position))
            continue
        compared = values_beside(ledger) or ledger.row_key
        same = [item for item in compared if was.get(item) is not None and now.get(item) == was[item]]
        if same:
            problems.append(_not_confirmed(ledger, read, row.position, same, marks))
    return problems


def values_beside(ledger: Ledger) -> tuple[str, ...]:
    """Fields that are not part of a row's name."""
    return tuple(field.id for field in ledger.fields if field.id not in ledger.row_key)


def _key(values: Mapping[str, Any], ledger: Ledger) -> str:
    """As versions.make_row builds it."""
    return "|".join(str(values.get(name) or "") for name in ledger.row_key)[:200]


def _not_confirmed(ledger: Ledger, read: ReadWorkbook, at: int, same: Sequence[str], marks: int | None) -> Problem:
    letter = column_letter(marks) if marks is not None else read.columns.get(same[0], "A")
    return Problem(
        "workbook.copied",
        read.sheet,
        Text("核对过的数", "confirmed values"),
        Text(f"本行 {len(same)} 格还是上期数，未核对", f"{len(same)} values of last period, not confirmed"),
        Text("看过后在“已核对”列选“是”，或改数。", "Choose 是 under 已核对 after a look, or change them."),
        key=f"{letter}{at}",
        data={"field": same[0]},
    )


def _not_filled(ledger: Ledger, read: ReadWorkbook, at: int) -> Problem:
    first = values_beside(ledger)[0]
    return Problem(
        "workbook.only-names",
        read.sheet,
        Text("本期的数", "values of this period"),
        Text("只有带入的名目，没有填数", "only the name that was copied"),
        Text("填上本期数；本期没有的，删去这一行。", "Fill it in; delete the row when it is no more."),
        key=f"{read.columns.get(first, 'A')}{at}",
        data={"field": first},
    )
