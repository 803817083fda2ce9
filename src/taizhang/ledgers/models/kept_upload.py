"""A checked workbook that waits for its user's word, so that one upload is enough."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.organisation.models import OrgUnit


class KeptUpload(models.Model):
    """Belongs to one user, ledger, period and org unit; the bytes lie outside the database and go after use.

    seal: keyed hash over the facts and the bytes; what does not fit it is not filed. report: what the check found.
    base_version: the version it was compared with. submission, version: what became of it, set in the transaction that
    saved it, so that work which a crash interrupted knows that it is done.
    """

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    ledger_key = models.CharField(max_length=100)
    period_code = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    seal = models.CharField(max_length=64)
    reason = models.CharField(max_length=300, blank=True)
    report = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(default=0)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    submission = models.ForeignKey("ledgers.Submission", null=True, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return f"{self.ledger_key} {self.period_code} {self.name}"
