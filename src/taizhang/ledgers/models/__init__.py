"""Submissions with immutable versions, uploads that wait to become one, and who is asked for them."""

from taizhang.ledgers.models.dropped_file import DroppedFile, DroppedState
from taizhang.ledgers.models.evidence import Evidence, PictureBand, StoredFile
from taizhang.ledgers.models.filing_task import FilingDuty, FilingReminder, FilingTask
from taizhang.ledgers.models.grid_draft import DraftPhoto, GridDraft
from taizhang.ledgers.models.kept_upload import KeptUpload
from taizhang.ledgers.models.ledger_design import LedgerDesign, RehearsalResult
from taizhang.ledgers.models.outside_list import MatchKind, OutsideList, OutsideMatch
from taizhang.ledgers.models.remembered_columns import RememberedColumns
from taizhang.ledgers.models.review_look import ReviewLook
from taizhang.ledgers.models.row import Row
from taizhang.ledgers.models.submission import (
    OPEN_STATES,
    Submission,
    SubmissionEvent,
    SubmissionState,
    SubmissionVersion,
    VersionSource,
)

__all__ = [
    "OPEN_STATES",
    "DraftPhoto",
    "DroppedFile",
    "DroppedState",
    "Evidence",
    "FilingDuty",
    "FilingReminder",
    "FilingTask",
    "GridDraft",
    "KeptUpload",
    "LedgerDesign",
    "MatchKind",
    "OutsideList",
    "OutsideMatch",
    "PictureBand",
    "RehearsalResult",
    "RememberedColumns",
    "ReviewLook",
    "Row",
    "StoredFile",
    "Submission",
    "SubmissionEvent",
    "SubmissionState",
    "SubmissionVersion",
    "VersionSource",
]
