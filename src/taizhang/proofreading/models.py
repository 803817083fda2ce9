"""What people keep of their checks. Nothing is stored before somebody saves it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedCheck(models.Model):
    """A document that a person kept, byte for byte, to go on with later. It is theirs alone.

    text_hash: sha256 of its text, by which the same document is known again whatever file it came in. name: "" for
    text that was pasted.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    data = models.BinaryField()
    text_hash = models.CharField(max_length=64, db_index=True)
    numbers = models.PositiveIntegerField()
    contradictions = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-saved_at", "-id")
        constraints = [models.UniqueConstraint(fields=["owner", "text_hash", "name"], name="saved_check_once")]

    def __str__(self) -> str:
        return self.name or self.text_hash[:8]


class NotAnError(models.Model):
    """Somebody's word that a finding of a saved document is no error. Whoever checks the same text is told."""

    saved = models.ForeignKey(SavedCheck, on_delete=models.CASCADE, related_name="not_errors")
    finding = models.CharField(max_length=64)  # see marks.finding_key
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("saved", "id")
        constraints = [models.UniqueConstraint(fields=["saved", "finding"], name="not_an_error_once")]

    def __str__(self) -> str:
        return self.finding
