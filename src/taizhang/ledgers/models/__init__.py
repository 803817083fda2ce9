"""Submissions with immutable versions."""

from taizhang.ledgers.models.evidence import Evidence, StoredFile
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
    "Row",
    "StoredFile",
    "Submission",
    "SubmissionEvent",
    "SubmissionState",
    "SubmissionVersion",
    "VersionSource",
]
