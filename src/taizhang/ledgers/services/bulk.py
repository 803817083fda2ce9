"""Many accepted filings at once: the demo's load and data brought over from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from taizhang.core import audit
from taizhang.engine.pack import Ledger
from taizhang.ledgers.hashing import content_hash
from taizhang.ledgers.models import (
    Row,
    Submission,
    SubmissionEvent,
    SubmissionState,
    SubmissionVersion,
    VersionSource,
)
from taizhang.ledgers.outcomes import BulkFiling
from taizhang.ledgers.services.versions import BATCH, NewRow, make_row
from taizhang.ledgers.sums import sums_of_rows
from taizhang.organisation.models import OrgUnit


@transaction.atomic
def load_submissions(*, ledger: Ledger, pack_version: str, filings: Iterable[BulkFiling]) -> int:
    """Store accepted filings, each as its first version; returns the number of rows. Values are typed Python values.

    One transaction a call; statements grow with rows / 2,000, not with filings. One audit event for the lot names
    every content hash. Raises KeyError for an unknown org unit.
    """
    units = dict(OrgUnit.objects.values_list("code", "pk"))
    source = iter(filings)
    total, hashes = 0, []
    while chunk := list(islice(source, 200)):
        count, found = _store(ledger, pack_version, chunk, units)
        total += count
        hashes += found
    audit.record(
        actor=None,
        action="submission.load",
        obj=ledger.key,
        detail={"filings": len(hashes), "rows": total, "hashes": content_hash(hashes)},
    )
    return total


def _store(
    ledger: Ledger, pack_version: str, chunk: Sequence[BulkFiling], units: dict[str, int]
) -> tuple[int, list[str]]:
    submissions = Submission.objects.bulk_create(
        Submission(
            org_unit_id=units[filing.org_unit],
            ledger_key=ledger.key,
            period_code=filing.period.code,
            period_first=filing.period.first,
            period_last=filing.period.last,
            state=SubmissionState.ACCEPTED,
            version=1,
            accepted_version=1,
            pack_version=pack_version,
            submitted_at=filing.filed_at,
            submitted_by_id=filing.filed_by,
            accepted_at=filing.accepted_at,
            accepted_by_id=filing.accepted_by,
        )
        for filing in chunk
    )
    rows = [[make_row(row, number, ledger) for number, row in enumerate(filing.rows, start=1)] for filing in chunk]
    hashes = [content_hash(row.hash for row in mine) for mine in rows]
    _store_rows(submissions, rows)
    SubmissionVersion.objects.bulk_create(
        SubmissionVersion(
            submission=submission,
            number=1,
            at=filing.filed_at,
            actor_id=filing.filed_by,
            source=VersionSource.DEMO,
            row_count=len(mine),
            content_hash=hash_,
            sums=sums_of_rows(filing.rows, ledger),
        )
        for submission, filing, mine, hash_ in zip(submissions, chunk, rows, hashes, strict=True)
    )
    SubmissionEvent.objects.bulk_create(
        event
        for submission, filing in zip(submissions, chunk, strict=True)
        for event in (
            _event(submission, SubmissionState.DRAFT, SubmissionState.SUBMITTED, filing.filed_at, filing.filed_by),
            _event(
                submission, SubmissionState.SUBMITTED, SubmissionState.ACCEPTED, filing.accepted_at, filing.accepted_by
            ),
        )
    )
    return sum(len(mine) for mine in rows), hashes


def _store_rows(submissions: Sequence[Submission], rows: Sequence[Sequence[NewRow]]) -> None:
    Row.objects.bulk_create(
        (
            Row(submission=submission, position=row.position, key=row.key, data=row.data, hash=row.hash, added_in=1)
            for submission, mine in zip(submissions, rows, strict=True)
            for row in mine
        ),
        batch_size=BATCH,
    )


def _event(
    submission: Submission, from_state: SubmissionState, to_state: SubmissionState, at: datetime, actor: int | None
) -> SubmissionEvent:
    return SubmissionEvent(
        submission=submission, version=1, from_state=from_state, to_state=to_state, at=at, actor_id=actor
    )
