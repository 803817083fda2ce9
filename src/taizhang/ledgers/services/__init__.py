"""Everything that changes filings."""

from taizhang.ledgers.outcomes import BulkFiling, FilingResult
from taizhang.ledgers.services.asking import add_units, call_off, excuse_units, move_deadline, send_filing_task
from taizhang.ledgers.services.bulk import load_submissions
from taizhang.ledgers.services.copies import copy_name, marked_copy
from taizhang.ledgers.services.drafts import (
    DraftFiled,
    DraftMoved,
    Filing,
    Handed,
    discard_draft,
    draft_for,
    file_draft,
    keep_draft,
    keep_row,
    merge_draft,
    stored_draft,
    with_last_period,
)
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES, attach_evidence, row_at, withdraw_evidence
from taizhang.ledgers.services.filing import FilingMoved, FilingRefused, check_some, file_workbook, no_rows, save_rows
from taizhang.ledgers.services.from_command import file_from_command
from taizhang.ledgers.services.outside import compare_outside, delete_outside, run_comparison, take_outside
from taizhang.ledgers.services.photos import MAX_CHUNK, begin_photo, delete_leftovers, drop_photo, receive_piece
from taizhang.ledgers.services.reminding import note_due_reminders, remind, send_letters
from taizhang.ledgers.services.review import accept, accept_many, note_look, reopen, return_, submit, withdraw
from taizhang.ledgers.services.signing import send_back_unsigned, sign, sign_many
from taizhang.ledgers.services.uploads import (
    ROWS_AT_ONCE,
    delete_expired,
    discard,
    file_kept,
    kept_upload,
    receive,
)

__all__ = [
    "MAX_CHUNK",
    "MAX_EVIDENCE_BYTES",
    "ROWS_AT_ONCE",
    "BulkFiling",
    "DraftFiled",
    "DraftMoved",
    "Filing",
    "FilingMoved",
    "FilingRefused",
    "FilingResult",
    "Handed",
    "accept",
    "accept_many",
    "add_units",
    "attach_evidence",
    "begin_photo",
    "call_off",
    "check_some",
    "compare_outside",
    "copy_name",
    "delete_expired",
    "delete_leftovers",
    "delete_outside",
    "discard",
    "discard_draft",
    "draft_for",
    "drop_photo",
    "excuse_units",
    "file_draft",
    "file_from_command",
    "file_kept",
    "file_workbook",
    "keep_draft",
    "keep_row",
    "kept_upload",
    "load_submissions",
    "marked_copy",
    "merge_draft",
    "move_deadline",
    "no_rows",
    "note_due_reminders",
    "note_look",
    "receive",
    "receive_piece",
    "remind",
    "reopen",
    "return_",
    "row_at",
    "run_comparison",
    "save_rows",
    "send_back_unsigned",
    "send_filing_task",
    "send_letters",
    "sign",
    "sign_many",
    "stored_draft",
    "submit",
    "take_outside",
    "with_last_period",
    "withdraw",
    "withdraw_evidence",
]
