"""Rows of submissions."""

from __future__ import annotations

from django.db import models

from taizhang.ledgers.models.submission import Submission


class Row(models.Model):
    """A row lives from version `added_in` up to, not including, `removed_in` (null: still there), so a version of many
    rows costs only its changes and an unchanged row keeps its id.

    data: canonical JSON text of {field id: value}; dates as ISO text, exact decimals as text, codes as codes.
    hash: sha256 of `data`. key: the ledger's row_key values joined, what makes it the same row in the next filing.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True)
    data = models.TextField()
    hash = models.CharField(max_length=64)
    added_in = models.PositiveIntegerField()
    removed_in = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("submission", "position", "id")
        indexes = [models.Index(fields=["submission", "added_in", "removed_in"])]

    def __str__(self) -> str:
        return f"{self.submission_id} #{self.position}"
