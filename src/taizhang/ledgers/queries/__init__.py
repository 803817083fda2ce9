"""Reading filings; every function keeps to the actor's scope."""

from taizhang.ledgers.queries.filings import (
    due_date,
    expected_filings,
    filing_periods,
    my_filings,
    review_queue,
    visible_ledgers,
)
from taizhang.ledgers.queries.submissions import (
    RowView,
    evidence_for,
    rows_of,
    submission_for,
    version_difference,
)

__all__ = [
    "RowView",
    "due_date",
    "evidence_for",
    "expected_filings",
    "filing_periods",
    "my_filings",
    "review_queue",
    "rows_of",
    "submission_for",
    "version_difference",
    "visible_ledgers",
]
