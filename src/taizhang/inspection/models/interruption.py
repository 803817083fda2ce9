"""What stops a notice for a while, or for good: pauses of its clock, and its withdrawal."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from taizhang.inspection.models.act import Act
from taizhang.inspection.models.notice import Finding, Notice


class NoticePause(Act):
    """Days that the clock of a notice does not count (中止计算), the first and the last among them. lifted_on: the day
    from which on it counts again; the first one when the pause never began."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="pauses")
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=300)
    lifted_on = models.DateField(null=True)
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("notice", "first_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | ~Q(lifted_why=""), name="notice_pause_lifted_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="notice_pause_days"),
            models.CheckConstraint(condition=~Q(reason=""), name="notice_pause_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.first_on}"

    @property
    def until(self) -> date | None:
        """The last day that is not counted; None, it was withdrawn before it began."""
        if self.lifted_on is None or self.lifted_on > self.last_on:
            return self.last_on
        return self.lifted_on - timedelta(days=1) if self.lifted_on > self.first_on else None


class Withdrawal(Act):
    """A notice is taken back (撤回), once; its number stays used. findings: those that it named, of which each was
    dropped or has no notice any more."""

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="withdrawal")
    on = models.DateField()
    reason = models.CharField(_("reason"), max_length=300)
    findings = models.ManyToManyField(Finding, related_name="withdrawals")

    class Meta:
        ordering = ("on", "id")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.on}"
