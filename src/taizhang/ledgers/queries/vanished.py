"""Rows of the accepted filing of the period before that are not in this one, where a ledger keeps its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import orjson
from django.db.models import F, Q, QuerySet

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.differences import row_label
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.queries.row_numbers import numbers_where_they_stood
from taizhang.ledgers.queries.submissions import note_personal_view, sees_personal
from taizhang.ledgers.validation import code_lists_of

UNIT = "submission__org_unit"


def vanished_counts(ledger: Ledger, period: Period, units: Iterable[int]) -> dict[int, int]:
    """Org unit id -> how many rows, of those handed in for one period. Two queries, linear in the rows."""
    return dict(Counter(unit for unit, _row in _vanished(ledger, period, list(units))))


def vanished_rows(actor: Actor, submission: Submission, ledger: Ledger) -> list[str]:
    """Of one filing, by row key, in the order of the period before. Personal fields as in `rows_of`."""
    whole = sees_personal(actor, ledger, submission.org_unit.code)
    codes = code_lists_of(ledger, installed_packs())
    found = [row for _unit, row in _vanished(ledger, Period.parse(submission.period_code), [submission.org_unit_id])]
    if whole and found:
        note_personal_view(actor, submission, ledger)
    accepted = {row.submission_id: row.submission.accepted_version or 0 for row in found}
    numbers = numbers_where_they_stood(found, accepted)
    return [row_label(orjson.loads(row.data), numbers[row.pk], ledger, codes, whole=whole) for row in found]


def _vanished(ledger: Ledger, period: Period, units: list[int]) -> list[tuple[int, Row]]:
    """With the unit. A row whose own end stood in it already is rightly gone."""
    if not ledger.keeps_rows:
        return []
    now = _of(ledger, period, units).filter(removed_in__isnull=True)
    accepted = F("submission__accepted_version")
    before = _of(ledger, period.previous(), units).filter(
        Q(removed_in__isnull=True) | Q(removed_in__gt=accepted), added_in__lte=accepted
    )
    # The database tells the few that differ; looking for each row's key in turn would be quadratic without an index.
    gone = set(before.values_list(UNIT, "key").difference(now.values_list(UNIT, "key")))
    rows = before.filter(submission__org_unit__in={unit for unit, _key in gone}).select_related("submission")
    found = ((row.submission.org_unit_id, row) for row in rows.order_by(UNIT, "position", "pk").iterator())
    return [(unit, row) for unit, row in found if (unit, row.key) in gone and not _ended(row, ledger, period)]


def _of(ledger: Ledger, period: Period, units: list[int]) -> QuerySet[Row]:
    return (
        Row.objects.filter(
            submission__ledger_key=ledger.key, submission__period_code=period.code, submission__org_unit__in=units
        )
        .exclude(key="")
        .order_by()
    )


def _ended(row: Row, ledger: Ledger, period: Period) -> bool:
    end = orjson.loads(row.data).get(ledger.valid_to) if ledger.valid_to else None
    return bool(end) and date.fromisoformat(str(end)[:10]) < period.first
