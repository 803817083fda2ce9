"""Everything that changes filings."""

from taizhang.ledgers.outcomes import BulkFiling, FilingResult
from taizhang.ledgers.services.bulk import load_submissions
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES, attach_evidence, withdraw_evidence
from taizhang.ledgers.services.filing import FilingRefused, file_from_command, file_workbook, save_rows
from taizhang.ledgers.services.review import accept, accept_many, reopen, return_, submit, withdraw
from taizhang.ledgers.services.uploads import (
    ROWS_AT_ONCE,
    delete_expired,
    discard,
    file_kept,
    kept_bytes,
    kept_upload,
    receive,
)

__all__ = [
    "MAX_EVIDENCE_BYTES",
    "ROWS_AT_ONCE",
    "BulkFiling",
    "FilingRefused",
    "FilingResult",
    "accept",
    "accept_many",
    "attach_evidence",
    "delete_expired",
    "discard",
    "file_from_command",
    "file_kept",
    "file_workbook",
    "kept_bytes",
    "kept_upload",
    "load_submissions",
    "receive",
    "reopen",
    "return_",
    "save_rows",
    "submit",
    "withdraw",
    "withdraw_evidence",
]
