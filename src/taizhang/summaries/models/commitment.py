"""Problems with measures, and plan items: what one summary promises and the next one answers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.summaries.models.summary import Summary


class CommitmentKind(models.TextChoices):
    PROBLEM = "problem", _("problem with its measure")
    PLAN = "plan", _("plan item")


class Commitment(models.Model):
    """A problem and its measure stand in one row, so neither can be lost; a plan item may name an indicator and the
    value it promises."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="commitments")
    kind = models.CharField(max_length=8, choices=CommitmentKind)
    position = models.PositiveIntegerField()
    problem = models.TextField(_("problem"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    measure = models.TextField(_("measure"), blank=True)
    owner = models.CharField(_("owner"), max_length=60, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    indicator_key = models.CharField(max_length=100, blank=True)
    promised = models.DecimalField(max_digits=38, decimal_places=12, null=True, blank=True)

    class Meta:
        ordering = ("summary", "kind", "position")

    def __str__(self) -> str:
        return (self.problem or self.measure)[:40]


class Answer(models.Model):
    """What this period's summary says of a commitment of the last one."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="answers")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="+")
    met = models.BooleanField(_("met"), null=True)
    text = models.TextField(_("answer"), blank=True)

    class Meta:
        ordering = ("summary", "commitment")
        constraints = [models.UniqueConstraint(fields=["summary", "commitment"], name="answer_once")]

    def __str__(self) -> str:
        return self.text[:40]
