"""Everything that changes filings."""

from taizhang.ledgers.outcomes import BulkFiling, FilingResult
from taizhang.ledgers.services.asking import add_units, call_off, excuse_units, move_deadline, send_filing_task
from taizhang.ledgers.services.bulk import load_submissions
from taizhang.ledgers.services.columns import answers_said
from taizhang.ledgers.services.copies import copy_name, marked_copy
from taizhang.ledgers.services.designing import (
    DesignMoved,
    begin_empty,
    begin_from_ledger,
    begin_from_workbook,
    delete_design,
    keep_design,
    new_window,
    publish_design,
)
from taizhang.ledgers.services.draft_checks import Filing, check_draft, filed_submission
from taizhang.ledgers.services.draft_windows import DraftUndecided, differences_of_windows, settle_windows
from taizhang.ledgers.services.drafts import (
    DraftFiled,
    DraftMoved,
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
from taizhang.ledgers.services.dropping import Dropped, drop_files, file_dropped, is_ready, lines_of, place_file
from taizhang.ledgers.services.evidence import MAX_EVIDENCE_BYTES, attach_evidence, row_at, withdraw_evidence
from taizhang.ledgers.services.filing import check_unsaved, file_workbook, save_rows
from taizhang.ledgers.services.from_command import file_from_command
from taizhang.ledgers.services.locked import locked_changes
from taizhang.ledgers.services.older_draft import go_on, is_older, own_changes, put_aside
from taizhang.ledgers.services.outside import compare_outside, delete_outside, run_comparison, take_outside
from taizhang.ledgers.services.photos import MAX_CHUNK, begin_photo, delete_leftovers, drop_photo, receive_piece
from taizhang.ledgers.services.placing import FilingPlace, Places
from taizhang.ledgers.services.refusing import FilingMoved, FilingRefused, no_rows
from taizhang.ledgers.services.rehearsing import (
    rehearsal_of,
    start_rehearsal,
    wanted_by_outlook,
    wanted_of_design,
    wanted_of_task,
    work_out,
)
from taizhang.ledgers.services.reminding import letter_lines, note_due_reminders, remind
from taizhang.ledgers.services.review import accept, accept_many, note_look, reopen, return_, submit, withdraw
from taizhang.ledgers.services.signing import send_back_unsigned, sign, sign_many
from taizhang.ledgers.services.uploads import (
    ROWS_AT_ONCE,
    delete_expired,
    discard,
    explain_columns,
    file_kept,
    file_later,
    kept_upload,
    receive,
)
from taizhang.ledgers.services.waiting_draft import (
    DraftWaits,
    Waiting,
    aside_of,
    drafts_of_others,
    submit_saved,
    waiting_draft,
)

__all__ = [
    "MAX_CHUNK",
    "MAX_EVIDENCE_BYTES",
    "ROWS_AT_ONCE",
    "BulkFiling",
    "DesignMoved",
    "DraftFiled",
    "DraftMoved",
    "DraftUndecided",
    "DraftWaits",
    "Dropped",
    "Filing",
    "FilingMoved",
    "FilingPlace",
    "FilingRefused",
    "FilingResult",
    "Handed",
    "Places",
    "Waiting",
    "accept",
    "accept_many",
    "add_units",
    "answers_said",
    "aside_of",
    "attach_evidence",
    "begin_empty",
    "begin_from_ledger",
    "begin_from_workbook",
    "begin_photo",
    "call_off",
    "check_draft",
    "check_unsaved",
    "compare_outside",
    "copy_name",
    "delete_design",
    "delete_expired",
    "delete_leftovers",
    "delete_outside",
    "differences_of_windows",
    "discard",
    "discard_draft",
    "draft_for",
    "drafts_of_others",
    "drop_files",
    "drop_photo",
    "excuse_units",
    "explain_columns",
    "file_draft",
    "file_dropped",
    "file_from_command",
    "file_kept",
    "file_later",
    "file_workbook",
    "filed_submission",
    "go_on",
    "is_older",
    "is_ready",
    "keep_design",
    "keep_draft",
    "keep_row",
    "kept_upload",
    "letter_lines",
    "lines_of",
    "load_submissions",
    "locked_changes",
    "marked_copy",
    "merge_draft",
    "move_deadline",
    "new_window",
    "no_rows",
    "note_due_reminders",
    "note_look",
    "own_changes",
    "place_file",
    "publish_design",
    "put_aside",
    "receive",
    "receive_piece",
    "rehearsal_of",
    "remind",
    "reopen",
    "return_",
    "row_at",
    "run_comparison",
    "save_rows",
    "send_back_unsigned",
    "send_filing_task",
    "settle_windows",
    "sign",
    "sign_many",
    "start_rehearsal",
    "stored_draft",
    "submit",
    "submit_saved",
    "take_outside",
    "waiting_draft",
    "wanted_by_outlook",
    "wanted_of_design",
    "wanted_of_task",
    "with_last_period",
    "withdraw",
    "withdraw_evidence",
    "work_out",
]
