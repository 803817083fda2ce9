"""What a unit said of the columns of its own workbooks, so that it is asked once."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.organisation.models import OrgUnit


class RememberedColumns(models.Model):
    """One a unit and ledger. answers: key of a title (reading/mapping.py) -> field id, or "" for not needed."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    ledger_key = models.CharField(max_length=100)
    answers = models.JSONField(default=dict)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["org_unit", "ledger_key"], name="columns_once")]

    def __str__(self) -> str:
        return f"{self.ledger_key} {len(self.answers)}"
