"""Uploaded workbooks before any parser: what every reader of one goes through, whichever app it belongs to."""

from taizhang.core.workbooks.guards import check_short_upload, check_upload
from taizhang.core.workbooks.problems import UnreadableFile, unreadable

__all__ = ["UnreadableFile", "check_short_upload", "check_upload", "unreadable"]
