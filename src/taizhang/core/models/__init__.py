"""Rows that every app leans on."""

from taizhang.core.models.audit import AuditEvent, AuditHead
from taizhang.core.models.daily import DailyRun
from taizhang.core.models.job import Job, JobState
from taizhang.core.models.pack import InstalledPack

__all__ = ["AuditEvent", "AuditHead", "DailyRun", "InstalledPack", "Job", "JobState"]
