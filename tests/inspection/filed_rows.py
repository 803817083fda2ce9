"""Accepted filings laid down as the ledgers lay them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from taizhang.engine.periods import Period
from taizhang.ledgers.hashing import canonical_row, content_hash, row_hash
from taizhang.ledgers.models import Row, Submission, SubmissionState, SubmissionVersion, VersionSource
from taizhang.organisation.models import OrgUnit

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


def file_rows(ledger: str, unit: str, period: str, *rows: Mapping[str, Any], accepted: bool = True) -> None:
    """No rows: a nil report."""
    days = Period.parse(period)
    submission = Submission.objects.create(
        org_unit=OrgUnit.objects.get(code=unit), ledger_key=ledger, period_code=period, period_first=days.first,
        period_last=days.last, pack_version="1.0.0", version=1, accepted_version=1 if accepted else None,
        state=SubmissionState.ACCEPTED if accepted else SubmissionState.SUBMITTED, accepted_at=AT if accepted else None,
    )  # fmt: skip
    hashes = []
    for position, values in enumerate(rows, start=1):
        data = canonical_row(dict(values))
        hashes.append(row_hash(data))
        Row.objects.create(
            submission=submission, position=position, key=str(position), data=data, hash=hashes[-1], added_in=1
        )
    SubmissionVersion.objects.create(
        submission=submission, number=1, at=AT, source=VersionSource.GRID, row_count=len(rows),
        content_hash=content_hash(hashes),
    )  # fmt: skip
