"""Which pack versions this installation has seen."""

from __future__ import annotations

from django.db import models

from taizhang.core import clock


class InstalledPack(models.Model):
    """A pack version as it was first seen; `files` keeps its texts so that versions can be compared for ever."""

    pack_id = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)
    files = models.JSONField(default=dict)  # relative path -> text
    installed_at = models.DateTimeField(default=clock.now)
    current = models.BooleanField(default=True)
    designed = models.BooleanField(default=False)  # made in the browser: `files` is the truth, a folder only shows it

    class Meta:
        ordering = ("pack_id", "-id")
        constraints = [
            models.UniqueConstraint(fields=["pack_id", "version", "content_hash"], name="pack_version_once"),
            models.UniqueConstraint(fields=["pack_id"], condition=models.Q(current=True), name="one_current_version"),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.version}"
