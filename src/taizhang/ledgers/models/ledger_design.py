"""A ledger that somebody is designing: theirs alone until it is published."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.organisation.models import OrgUnit


class LedgerDesign(models.Model):
    """data: `designing.Design` as plain data. sample: first cells of the workbook by field, for the preview only; they
    may name people, so nobody else sees them, and they go when it is published. source: the workbook's name or the key
    of the ledger that it began from; changes: the key of the published ledger that it will replace. seen: hash over
    that ledger's files when it was begun. window: which page of the browser wrote last; revision grows with every
    change, so that of two pages the second to write is told.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    county = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)
    changes = models.CharField(max_length=100, blank=True)
    seen = models.CharField(max_length=64, blank=True)
    data = models.JSONField()
    sample = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    ledger_key = models.CharField(max_length=100, blank=True)  # what it was published as

    class Meta:
        ordering = ("-saved_at", "-id")
        indexes = [models.Index(fields=["user", "published_at"])]

    def __str__(self) -> str:
        return self.title


class RehearsalResult(models.Model):
    """What a rehearsal that ran in the background found, for the person who asked. digest: over the ledger, the rows
    and what the person may see, so that it is never shown for another ledger."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-made_at",)
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_rehearsal")]

    def __str__(self) -> str:
        return self.digest
