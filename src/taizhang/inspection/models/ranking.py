"""Rankings of a month as they were issued; what is worked out again later never changes them."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from taizhang.inspection.models.act import Act
from taizhang.inspection.models.campaign import Campaign
from taizhang.organisation.models import OrgUnit


class RankingBand(models.TextChoices):
    REWARD = "reward", pgettext_lazy("ranking", "reward")
    PENALTY = "penalty", pgettext_lazy("ranking", "penalty")


class Ranking(Act):
    """The ranking (排名) of a campaign's month with its circular; at, by: who issued it.

    month: 2026-05. corrects: the one that it replaces, with the reason. rule: {name: [value, reference]} of the
    policy's parameters as they were in force; least: of them, units from which on a group is ranked. pack: whose
    words it uses.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rankings")
    month = models.CharField(_("month"), max_length=7)
    number = models.CharField(_("number"), max_length=40, unique=True)
    issued_on = models.DateField(_("issued on"))
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    least = models.PositiveSmallIntegerField()
    rule = models.JSONField(default=dict)
    pack_id = models.CharField(max_length=64)
    pack_version = models.CharField(max_length=32)

    class Meta:
        ordering = ("-month", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "month"], condition=Q(corrects__isnull=True), name="ranking_first_once"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="ranking_corrected_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class RankingLine(models.Model):
    """A unit in an issued ranking. name, group: in the words of the month. score: of 100, exact; empty: not scored.
    rank: null, not ranked. visits: those that it was scored by. findings: of these visits."""

    ranking = models.ForeignKey(Ranking, on_delete=models.PROTECT, related_name="lines")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=120)
    place = models.PositiveIntegerField()
    rank = models.PositiveIntegerField(null=True)
    tied = models.BooleanField(default=False)
    score = models.CharField(max_length=40, blank=True)
    visits = models.JSONField(default=list)
    findings = models.PositiveIntegerField(default=0)
    band = models.CharField(max_length=8, choices=RankingBand, blank=True)

    class Meta:
        ordering = ("ranking", "place")
        indexes = [models.Index(fields=["org_unit"])]
        constraints = [models.UniqueConstraint(fields=["ranking", "org_unit"], name="ranking_unit_once")]

    def __str__(self) -> str:
        return f"{self.ranking_id} {self.name}"

    @property
    def value(self) -> Decimal | None:
        return Decimal(self.score) if self.score else None
