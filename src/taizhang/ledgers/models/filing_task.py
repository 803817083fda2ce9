"""Filing tasks (填报任务): a ledger asked of chosen units for one period, with deadlines of their own."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from taizhang.organisation.models import OrgUnit, OrgUnitSpell


class FilingTask(models.Model):
    """While it stands, its duties say who owes the ledger for the period, in place of the ledger's own rule.

    remind_days: days before a unit's deadline on which it is reminded, largest first. minutes: what one filing costs a
    unit, as the sender put it. called_off_at: the ledger's own rule holds again.
    """

    ledger_key = models.CharField(max_length=100)
    period_code = models.CharField(max_length=24)
    period_last = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    due_on = models.DateField()
    remind_days = models.JSONField(default=list)
    minutes = models.PositiveIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-sent_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["ledger_key", "period_code"],
                condition=models.Q(called_off_at__isnull=True),
                name="one_filing_task",
            )
        ]
        indexes = [models.Index(fields=["period_last"])]

    def __str__(self) -> str:
        return f"{self.ledger_key} {self.period_code}"


class FilingDutyQuerySet(models.QuerySet["FilingDuty"]):
    def standing(self) -> Self:
        """Those that are still to be met: neither excused nor called off, and of a unit that is there on the period's
        last day. One that is merged away or closed before cannot file for it any more."""
        there = OrgUnitSpell.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("task__period_last")),
            org_unit=OuterRef("org_unit"),
            valid_from__lte=OuterRef("task__period_last"),
        )
        return self.filter(Exists(there), excused_at__isnull=True, task__called_off_at__isnull=True)


class FilingDuty(models.Model):
    """One unit's part in a task. due_on: the unit's own deadline. excused_at: it need not file, and why."""

    task = models.ForeignKey(FilingTask, on_delete=models.PROTECT, related_name="duties")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    added_at = models.DateTimeField()
    excused_at = models.DateTimeField(null=True)
    excuse = models.CharField(max_length=200, blank=True)

    objects = FilingDutyQuerySet.as_manager()

    class Meta:
        ordering = ("task", "org_unit")
        constraints = [models.UniqueConstraint(fields=["task", "org_unit"], name="one_filing_duty")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.org_unit_id}"


class FilingReminder(models.Model):
    """That a unit was reminded; by the calendar once a day and kind at most, by a person as often as one likes.

    kind: "by_hand", or the days before the deadline as text ("3", "1"; "-1" when it is overdue).
    """

    duty = models.ForeignKey(FilingDuty, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("duty", "at", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "kind"], condition=~models.Q(kind="by_hand"), name="one_reminder_a_day_before"
            )
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.kind}"
