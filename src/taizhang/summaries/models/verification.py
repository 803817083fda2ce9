"""What verifying an issued summary found, kept so that it can be read again and shown to others."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.summaries.models.summary import Summary


class VerificationRecord(models.Model):
    """One verification. report: {document_intact, slots: [...]}, see `services.verify_report`; slots that hold and have
    not moved are only counted."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ok = models.BooleanField()
    figure_count = models.PositiveIntegerField()
    broken_count = models.PositiveIntegerField()
    moved_count = models.PositiveIntegerField()
    report = models.JSONField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.summary_id} {self.at} {'ok' if self.ok else 'broken'}"
