"""Figures (指标值): indicator x org unit x period x pack version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.engine.figure import FigureStatus
from taizhang.organisation.models import OrgUnit


class InputSet(models.Model):
    """The submission versions that a figure read, content-addressed: many figures of one ledger, period and org unit
    share one. `members` = sorted [[submission id, version], …]; `hash` = sha256 of its canonical JSON."""

    hash = models.CharField(max_length=64, primary_key=True)
    ledger_key = models.CharField(max_length=100)
    members = models.JSONField()

    class Meta:
        ordering = ("hash",)

    def __str__(self) -> str:
        return self.hash[:12]


class FigureRun(models.Model):
    """One computation of all indicators of some packs for a period."""

    period_code = models.CharField(max_length=24)
    packs = models.JSONField(default=list)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    figure_count = models.PositiveIntegerField(default=0)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.period_code} {self.started_at}"


class Figure(models.Model):
    """A value that can be thrown away and computed again; what was printed is frozen in the summary's own slots.

    value is in the indicator's unit, unrounded. filed/expected: org units with an accepted filing / that should file.
    terms: {"value"|"numerator"|"denominator": {"value": text|null, "rows": n}}. missing: codes of units that have not
    filed (at most 200, the count is exact).
    """

    indicator_key = models.CharField(max_length=100)
    pack_version = models.CharField(max_length=32)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(max_length=24)
    period_first = models.DateField()
    period_last = models.DateField()
    value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    numerator = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    denominator = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    terms = models.JSONField(default=dict)
    rows = models.PositiveBigIntegerField(default=0)
    status = models.CharField(
        max_length=12,
        choices=[
            (FigureStatus.CONFIRMED.value, _("final")),
            (FigureStatus.PROVISIONAL.value, _("provisional")),
            (FigureStatus.STALE.value, _("stale")),
            (FigureStatus.NO_DATA.value, _("no data")),
        ],
    )
    reason_zh = models.CharField(max_length=200, blank=True)
    reason_en = models.CharField(max_length=200, blank=True)
    filed = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    input_hash = models.CharField(max_length=64, blank=True)  # over the hashes of `inputs`
    inputs = models.JSONField(default=list)  # InputSet hashes
    fingerprint = models.CharField(max_length=64, blank=True)  # of all of the above; empty: the next run writes it
    run = models.ForeignKey(FigureRun, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("indicator_key", "period_first", "org_unit")
        constraints = [
            models.UniqueConstraint(fields=["indicator_key", "org_unit", "period_code"], name="one_figure"),
        ]
        indexes = [
            models.Index(fields=["org_unit", "period_code"]),
            models.Index(fields=["indicator_key", "period_first", "period_last"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_key} {self.org_unit_id} {self.period_code}"
