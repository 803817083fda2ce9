"""Files that were dropped together: one line each, with where it belongs and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class DroppedState(models.TextChoices):
    TAKEN = "taken"  # checked, or being imported: its upload says more
    SAME = "same"  # the same bytes as a file before it
    SECOND = "second"  # another file for the same filing as one before it
    UNPLACED = "unplaced"  # readable, and nobody can say for which ledger
    REFUSED = "refused"  # with the problems


class DroppedFile(models.Model):
    """One file of a drop. drop: what holds the files of one drop together. number: from 1, in the order they came.

    told: problems as JSON, or for SAME and SECOND the number of the file before. by: how its place was found ("meta",
    "heading", "person"). upload: the check; it goes when it expires, then the file must be dropped again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    drop = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=DroppedState)
    by = models.CharField(max_length=12, blank=True)
    told = models.JSONField(default=dict)
    upload = models.ForeignKey("ledgers.KeptUpload", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["drop", "number"], name="dropped_once")]
        indexes = [models.Index(fields=["created_at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
