"""Which filings a reviewer has opened."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.ledgers.models.submission import Submission


class Looks(models.QuerySet["ReviewLook"]):
    def at_what_waits(self) -> Looks:
        """Those at the newest version since it was handed in: what came back unchanged is to be looked at again."""
        return self.filter(version=models.F("submission__version"), at__gte=models.F("submission__submitted_at"))


class ReviewLook(models.Model):
    """A reviewer opened this version of a filing while it waited for review. at: the last time."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    objects = Looks.as_manager()

    class Meta:
        ordering = ("submission", "version", "actor")
        constraints = [models.UniqueConstraint(fields=["submission", "version", "actor"], name="one_look")]

    def __str__(self) -> str:
        return f"{self.submission_id} v{self.version} {self.actor_id}"
