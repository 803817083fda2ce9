"""Reading filings; every function keeps to the actor's scope."""

from taizhang.ledgers.queries.evidence import evidence_counts, evidence_of
from taizhang.ledgers.queries.filings import (
    due_date,
    expected_filings,
    filing_periods,
    is_one_unit,
    last_filing,
    ledgers_filed_at,
    my_filings,
    open_filings,
    review_queue,
    visible_ledgers,
)
from taizhang.ledgers.queries.marks import Mark, marks_of
from taizhang.ledgers.queries.submissions import (
    RowView,
    current_rows,
    evidence_for,
    last_import,
    note_personal_view,
    personal_fields,
    rows_alive,
    rows_of,
    sees_drafts,
    sees_personal,
    submission_for,
    version_difference,
)

__all__ = [
    "Mark",
    "RowView",
    "current_rows",
    "due_date",
    "evidence_counts",
    "evidence_for",
    "evidence_of",
    "expected_filings",
    "filing_periods",
    "is_one_unit",
    "last_filing",
    "last_import",
    "ledgers_filed_at",
    "marks_of",
    "my_filings",
    "note_personal_view",
    "open_filings",
    "personal_fields",
    "review_queue",
    "rows_alive",
    "rows_of",
    "sees_drafts",
    "sees_personal",
    "submission_for",
    "version_difference",
    "visible_ledgers",
]
