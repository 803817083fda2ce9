"""Evidence and the rows that it backs. A correction makes a new row of the same row key; the evidence stays with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q

from taizhang.ledgers.models import Evidence, Row, Submission
from taizhang.ledgers.queries.row_numbers import row_numbers


@dataclass(frozen=True, slots=True)
class BackedRow:
    """A row that evidence stands behind, with its number in the version."""

    id: int
    number: int


def evidence_counts(row_ids: Iterable[int]) -> dict[int, int]:
    """How many files back each row: those hung on it or on what it was, by its row key, in another version of its
    filing. One query; rows without evidence are left out."""
    itself = Q(submission__evidence__row=F("pk"))
    same_key = Q(submission__evidence__row__key=F("key")) & ~Q(key="")
    backed = Row.objects.filter(
        itself | same_key, pk__in=list(row_ids), submission__evidence__withdrawn_at__isnull=True
    )
    return dict(backed.order_by().values("pk").annotate(n=Count("submission__evidence")).values_list("pk", "n"))


def evidence_of(submission: Submission, version: int) -> list[tuple[Evidence, BackedRow | None]]:
    """A filing's evidence, oldest first, each with the row of this version that it backs.

    The row is None where the whole filing is backed (`evidence.row_id` is None too) and where the version has no such
    row any more.
    """
    found = list(
        Evidence.objects.filter(submission=submission, withdrawn_at__isnull=True)
        .select_related("file", "uploaded_by", "row")
        .order_by("pk")
    )
    hung = [item.row for item in found if item.row is not None]
    alive = Row.objects.filter(submission=submission, added_in__lte=version).exclude(removed_in__lte=version)
    rows = [
        *alive.filter(pk__in={row.pk for row in hung}),
        *alive.filter(key__in={row.key for row in hung if row.key}),
    ]
    numbers = row_numbers(submission.pk, version) if rows else {}
    now = {_sameness(row): BackedRow(row.pk, numbers[row.pk]) for row in rows}
    return [(item, now.get(_sameness(item.row)) if item.row is not None else None) for item in found]


def evidence_of_row(row: Row) -> list[Evidence]:
    """The files on a row or on what it was in another version, cells after the row itself, oldest first."""
    same = Q(row=row) | (Q(row__key=row.key) if row.key else Q(pk__in=[]))
    found = Evidence.objects.filter(same, submission=row.submission_id, withdrawn_at__isnull=True)
    return list(found.select_related("file", "uploaded_by", "submission").order_by("field", "pk"))


def _sameness(row: Row) -> str | int:
    """Rows of one filing are the same when their key is; without a row key each is only itself."""
    return row.key or row.pk
