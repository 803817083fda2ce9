"""What a reviewer marked when sending a filing back, as the clerk reads it."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Ledger
from taizhang.ledgers.differences import row_label
from taizhang.ledgers.models import Row, Submission, SubmissionState
from taizhang.ledgers.queries.row_numbers import numbers_where_they_stood
from taizhang.ledgers.queries.submissions import last_return, sees_personal
from taizhang.ledgers.showing import shown
from taizhang.ledgers.validation import code_lists_of


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked cell, with the number of its row; field and title are empty when the whole row is meant."""

    row: int
    number: int
    label: str
    field: str
    title: str
    value: str


def marked_rows(submission: Submission) -> list[tuple[Row, str]]:
    """What the last return marked: the row as it is now, and the field id, "" for the whole row. [] when it was not
    sent back, nothing was marked, or no row is left to be mended. A row that was corrected since is the one that took
    its place: the one with its row key; where that itself was mended, by its turn among the rows that changed."""
    event = last_return(submission) if submission.state == SubmissionState.RETURNED else None
    if event is None or not event.cells:
        return []
    pairs = [(int(row), str(name)) for row, name in event.cells]
    if not Row.objects.filter(submission=submission, removed_in__isnull=True).exists():
        return []
    rows = Row.objects.filter(submission=submission).in_bulk({row for row, _name in pairs})
    now = _taking_their_place(submission, list(rows.values()))
    return [(now.get(row, rows[row]), name) for row, name in pairs if row in rows]


def _taking_their_place(submission: Submission, marked: list[Row]) -> dict[int, Row]:
    """Row id -> the row that stands for it now, for those of the marked that are gone."""
    removals = [row.removed_in for row in marked if row.removed_in is not None]
    if not removals:
        return {}
    whole = min(removals) - 1  # the newest version that has all of them
    rows = Row.objects.filter(submission=submission).order_by("position", "pk")
    gone = list(rows.filter(added_in__lte=whole, removed_in__gt=whole))
    fresh = list(rows.filter(added_in__gt=whole, removed_in__isnull=True))
    by_key = {row.key: row for row in fresh if row.key}
    found = {row.pk: by_key.pop(row.key) for row in gone if row.key in by_key}
    taken = {row.pk for row in found.values()}
    left = [row for row in fresh if row.pk not in taken]
    return found | {row.pk: new for row, new in zip((row for row in gone if row.pk not in found), left, strict=False)}


def marks_of(actor: Actor, submission: Submission, ledger: Ledger) -> list[Mark]:
    """Cells marked by the last return, in row and column order; none once the filing was handed in again. Personal
    fields as in `rows_of`."""
    whole = sees_personal(actor, ledger, submission.org_unit.code)
    codes = code_lists_of(ledger, installed_packs())
    places = {field.id: place for place, field in enumerate(ledger.fields)}
    language = language_of()
    marks = []
    marked = marked_rows(submission)
    numbers = numbers_where_they_stood((row for row, _name in marked), {submission.pk: submission.version})
    for row, name in sorted(marked, key=lambda one: (one[0].position, one[0].pk, places.get(one[1], -1))):
        field = ledger.field(name) if name else None
        if name and field is None:
            continue  # a column that a later pack version dropped
        values = orjson.loads(row.data)
        marks.append(
            Mark(
                row.pk,
                numbers[row.pk],
                row_label(values, numbers[row.pk], ledger, codes, whole=whole),
                name,
                field.title.get(language) if field is not None else "",
                shown(values.get(name), field, codes, whole=whole) if field is not None else "",
            )
        )
    return marks
