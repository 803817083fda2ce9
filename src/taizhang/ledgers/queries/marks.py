"""What a reviewer marked when sending a filing back, as the clerk reads it."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.engine.pack import Ledger
from taizhang.ledgers.differences import row_label, shown
from taizhang.ledgers.models import Row, Submission, SubmissionState
from taizhang.ledgers.queries.submissions import last_return, sees_personal
from taizhang.ledgers.validation import code_lists_of


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked cell; field and title are empty when the whole row is meant."""

    row: int
    position: int
    label: str
    field: str
    title: str
    value: str


def marks_of(actor: Actor, submission: Submission, ledger: Ledger) -> list[Mark]:
    """Cells marked by the last return, in row and column order; none once the filing was handed in again. Personal
    fields as in `rows_of`."""
    if submission.state != SubmissionState.RETURNED:
        return []
    event = last_return(submission)
    pairs = [(int(row), str(field)) for row, field in event.cells] if event is not None else []
    rows = {row.pk: row for row in Row.objects.filter(submission=submission, pk__in={row for row, _field in pairs})}
    whole = sees_personal(actor, ledger, submission.org_unit.code)
    codes = code_lists_of(ledger, installed_packs())
    places = {field.id: place for place, field in enumerate(ledger.fields)}
    language = language_of()
    marks = []
    for pk, name in sorted(
        pairs, key=lambda pair: (getattr(rows.get(pair[0]), "position", 0), places.get(pair[1], -1))
    ):
        field = ledger.field(name) if name else None
        if pk not in rows or (name and field is None):
            continue  # a column that a later pack version dropped
        row, values = rows[pk], orjson.loads(rows[pk].data)
        marks.append(
            Mark(
                pk,
                row.position,
                row_label(values, row.position, ledger, codes, whole=whole),
                name,
                field.title.get(language) if field is not None else "",
                shown(values.get(name), field, codes, whole=whole) if field is not None else "",
            )
        )
    return marks
