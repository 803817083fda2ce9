"""Figures that a correction touched: what they said before, and what they say since."""

from __future__ import annotations

from django.db import models

from taizhang.ledgers.models import Submission
from taizhang.organisation.models import OrgUnit


class FigureMove(models.Model):
    """One figure that read the old rows of a filing corrected after its acceptance.

    version: the accepted version that took the old one's place. old_value: stored when it was accepted. new_value: of
    the first computation since; settled: it was made. A value that does not move is kept too: it was looked at.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    indicator_key = models.CharField(max_length=100)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(max_length=24)
    old_value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    new_value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    settled = models.BooleanField(default=False)

    class Meta:
        ordering = ("submission", "version", "indicator_key", "period_code", "org_unit")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "version", "indicator_key", "org_unit", "period_code"], name="one_move"
            )
        ]
        indexes = [models.Index(fields=["period_code"], condition=models.Q(settled=False), name="moves_to_settle")]

    def __str__(self) -> str:
        return f"{self.indicator_key} {self.old_value} -> {self.new_value}"
