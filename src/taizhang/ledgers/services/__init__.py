"""Everything that changes filings."""

from taizhang.ledgers.outcomes import BulkFiling, FilingResult
from taizhang.ledgers.services.bulk import load_submissions
from taizhang.ledgers.services.evidence import attach_evidence, withdraw_evidence
from taizhang.ledgers.services.filing import FilingRefused, file_from_command, file_workbook, save_rows
from taizhang.ledgers.services.review import accept, accept_many, reopen, return_, submit, withdraw

__all__ = [
    "BulkFiling",
    "FilingRefused",
    "FilingResult",
    "accept",
    "accept_many",
    "attach_evidence",
    "file_from_command",
    "file_workbook",
    "load_submissions",
    "reopen",
    "return_",
    "save_rows",
    "submit",
    "withdraw",
    "withdraw_evidence",
]
