"""What a person types in the grid or the phone form before it is filed, exactly as typed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.organisation.models import OrgUnit


class GridDraft(models.Model):
    """One a user and filing; it outlives signing out, another device takes it up.

    base_version: the version it was begun on. rows: [{"id", "v": {field id: text}, "c": [fields copied from the last
    period and not confirmed]}], null while nothing was typed; "r<pk>" is a row of the base version, "n…" a new one.
    set_aside: [{"at", "base", "rows"}] as they were when the clerk went on from a filing that had come back; kept until
    this draft is filed or thrown away.
    revision: grows with every change, so that of two windows the second to write is told. client, sequence: the window
    that wrote last and its running number, so that an answer that was lost may be asked for again. filed_token: the
    handing over that last became a version, so that it never becomes two; filed_ids: its rows in the version's order.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    ledger_key = models.CharField(max_length=100)
    period_code = models.CharField(max_length=24)
    base_version = models.PositiveIntegerField(default=0)
    rows = models.JSONField(null=True, default=None)
    set_aside = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=0)
    client = models.CharField(max_length=40, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    filed_token = models.CharField(max_length=64, blank=True)
    filed_version = models.PositiveIntegerField(default=0)
    filed_ids = models.JSONField(default=list)
    submission = models.ForeignKey("ledgers.Submission", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["user", "org_unit", "ledger_key", "period_code"], name="one_grid_draft")
        ]

    def __str__(self) -> str:
        return f"{self.ledger_key} {self.period_code} r{self.revision}"


class DraftPhoto(models.Model):
    """Evidence that arrives piece by piece and waits for its row to be filed. key: chosen by the browser, so that an
    upload that broke off goes on where it stopped. received: bytes that are on disk. field: empty for a whole row."""

    draft = models.ForeignKey(GridDraft, on_delete=models.CASCADE, related_name="photos")
    key = models.CharField(max_length=40)
    row = models.CharField(max_length=40)
    field = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    evidence = models.ForeignKey("ledgers.Evidence", null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["draft", "key"], name="draft_photo_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.received}/{self.size}"

    @property
    def is_whole(self) -> bool:
        return self.received == self.size
