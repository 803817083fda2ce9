"""Lists from outside (外部名单), such as the registry's or public security's, laid beside what units filed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.ledgers.models.evidence import StoredFile
from taizhang.ledgers.models.row import Row
from taizhang.ledgers.models.submission import Submission
from taizhang.organisation.models import OrgUnit


class OutsideList(models.Model):
    """One file for a ledger and period. sha256, counts and who did it stay when file and matches are deleted.

    columns: the file's headings; heading_row: its line, from 1. keys, compared: [field id, column number] pairs by
    which rows are matched, and which are compared; unit_column: names the unit of a row, None where nothing does.
    counts: kind -> rows. compared_at: None until it was compared.
    """

    ledger_key = models.CharField(max_length=100)
    period_code = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=100)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100)
    columns = models.JSONField(default=list)
    heading_row = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField()
    keys = models.JSONField(default=list)
    compared = models.JSONField(default=list)
    unit_column = models.PositiveIntegerField(null=True)
    counts = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    compared_at = models.DateTimeField(null=True)
    job = models.ForeignKey("core.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-uploaded_at", "-id")
        indexes = [models.Index(fields=["ledger_key", "period_code"])]

    def __str__(self) -> str:
        return f"{self.ledger_key} {self.period_code} {self.name}"


class MatchKind(models.TextChoices):
    DIFFERS = "differs", _("differs")
    ONLY_OURS = "only_ours", _("only in the ledger")
    ONLY_THEIRS = "only_theirs", _("only in the list")
    MATCHED = "matched", _("matched")


class OutsideMatch(models.Model):
    """A row of ours, of theirs, or both. version: of the filing that was compared. line: in their sheet. unit_text: the
    unit that only the list has, as it is written there, where no unit of ours is called so.

    key: [field id, text] pairs; key_text: the same to search in. differences: [field id, ours, theirs].
    """

    outside = models.ForeignKey(OutsideList, on_delete=models.CASCADE, related_name="matches")
    kind = models.CharField(max_length=12, choices=MatchKind)
    org_unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    unit_text = models.CharField(max_length=200, blank=True)
    submission = models.ForeignKey(Submission, null=True, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(null=True)
    row = models.ForeignKey(Row, null=True, on_delete=models.CASCADE, related_name="+")
    line = models.PositiveIntegerField(null=True)
    key = models.JSONField(default=list)
    key_text = models.CharField(max_length=300, blank=True)
    differences = models.JSONField(default=list)

    class Meta:
        ordering = ("outside", "id")
        indexes = [models.Index(fields=["outside", "kind"]), models.Index(fields=["submission", "kind"])]

    def __str__(self) -> str:
        return f"{self.outside_id} {self.kind}"
