"""A version's rows as values that file again: what the pages show as words, here by field id and code."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import orjson

from taizhang.core.actor import Actor
from taizhang.core.masking import mask
from taizhang.engine.pack import Ledger, Mask
from taizhang.ledgers.models import Row, Submission
from taizhang.ledgers.queries.submissions import note_personal_view, rows_alive, sees_personal

Place = tuple[int, int]  # position and id: where a page ended


@dataclass(frozen=True, slots=True)
class RowValues:
    """number: in the version. values: field id -> what was stored (dates as ISO text, exact decimals as text, codes as
    codes)."""

    id: int
    number: int
    values: dict[str, object]
    place: Place


def masked_fields(actor: Actor, submission: Submission, ledger: Ledger) -> list[str]:
    """Ids of the personal fields that this reader sees masked; rows that hold any do not file again."""
    if sees_personal(actor, ledger, submission.org_unit.code):
        return []
    return [field.id for field in ledger.fields if field.mask is not Mask.NONE]


def row_values(
    actor: Actor,
    submission: Submission,
    ledger: Ledger,
    *,
    version: int,
    after: Sequence[int] | None = None,
    limit: int | None = None,
) -> Iterator[RowValues]:
    """In order, after a place, at most `limit`. Seen whole, the view is written to the audit log before the first."""
    hidden = frozenset(masked_fields(actor, submission, ledger))
    found = rows_alive(submission, version).order_by("position", "pk")
    start = 1
    if after is not None:
        position, pk = after
        start += (found.filter(position__lt=position) | found.filter(position=position, pk__lte=pk)).count()
        found = found.filter(position__gt=position) | found.filter(position=position, pk__gt=pk)
    if not hidden and found.exists():
        note_personal_view(actor, submission, ledger)
    lines = found if limit is None else found[:limit]
    numbered = enumerate(lines.iterator(chunk_size=2_000), start=start)
    return (_values(number, row, ledger, hidden) for number, row in numbered)


def _values(number: int, row: Row, ledger: Ledger, hidden: Collection[str]) -> RowValues:
    stored = orjson.loads(row.data)
    values = {field.id: stored.get(field.id) for field in ledger.fields}
    for field in ledger.fields:
        if field.id in hidden and values[field.id] is not None:
            values[field.id] = mask(values[field.id], field.mask)
    return RowValues(row.pk, number, values, (row.position, row.pk))
