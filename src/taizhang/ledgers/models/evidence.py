"""Files: uploaded workbooks and evidence (佐证材料), stored by content hash outside the database."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.ledgers.models.row import Row
from taizhang.ledgers.models.submission import Submission


class StoredFile(models.Model):
    """Bytes in the store of files under <first two hex digits>/<sha256>; the same bytes are stored once. look:
    fingerprint of a picture as 16 hex digits; empty for what is none, or shows next to nothing."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    look = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.sha256[:12]


class PictureBand(models.Model):
    """A quarter of what a picture looks like: `place * 65536 + 16 bits` of its fingerprint. Two pictures of which few
    bits differ share a quarter, so that a join finds near ones; see `docs/algorithms/same-photo.md`."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="bands")
    band = models.PositiveIntegerField(db_index=True)

    class Meta:
        ordering = ("file", "band")

    def __str__(self) -> str:
        return f"{self.file_id} {self.band}"


class Evidence(models.Model):
    """A file that backs a submission, a row or one cell of a row."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="evidence")
    row = models.ForeignKey(Row, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence")
    field = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("submission", "id")

    def __str__(self) -> str:
        return self.name
