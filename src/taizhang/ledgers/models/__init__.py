"""Submissions with immutable versions, and uploads that wait to become one."""

from taizhang.ledgers.models.evidence import Evidence, StoredFile
from taizhang.ledgers.models.kept_upload import KeptUpload
from taizhang.ledgers.models.row import Row
from taizhang.ledgers.models.submission import (
    Submission,
    SubmissionEvent,
    SubmissionState,
    SubmissionVersion,
    VersionSource,
)

__all__ = [
    "Evidence",
    "KeptUpload",
    "Row",
    "StoredFile",
    "Submission",
    "SubmissionEvent",
    "SubmissionState",
    "SubmissionVersion",
    "VersionSource",
]
