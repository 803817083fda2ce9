"""Tasks (任务) with milestones, proofs and reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import named_act
from taizhang.organisation.models import OrgUnit, Post
from taizhang.targets.models.document import BasisDocument
from taizhang.targets.models.meeting import Decision
from taizhang.targets.models.plan import Comparison, Target


class Task(models.Model):
    """A piece of a target, or of a decision, that one lead org unit and one post answer for.

    org_unit: who set the task (of the plan, meeting or visit). The state is never stored: it follows from the days
    below and the reports. reported_on: the owner said it is done, or a colleague in the place of `reported_for`;
    closed_on: whoever set it confirmed, with evidence.
    """

    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=1)
    title = models.CharField(_("task"), max_length=300)
    lead_unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cooperating = models.ManyToManyField(OrgUnit, blank=True, related_name="+")
    receiving = models.ManyToManyField(OrgUnit, blank=True, related_name="+")
    basis = models.ForeignKey(BasisDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    start = models.DateField(_("start"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    reported_on = models.DateField(null=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reported_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("target", "position", "id")
        indexes = [models.Index(fields=["deadline", "closed_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(target__isnull=False) | models.Q(decision__isnull=False), name="task_has_a_source"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(reported_on__isnull=False),
                name="task_reported_before_closed",
            ),
            # Four eyes: who reports a task done does not confirm it.
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True)
                | models.Q(reported_by__isnull=True)
                | ~models.Q(closed_by=models.F("reported_by")),
                name="reporter_does_not_confirm",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True)
                | models.Q(reported_for__isnull=True)
                | ~models.Q(closed_by=models.F("reported_for")),
                name="reported_for_does_not_confirm",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(models.Model):
    """A step (节点) of a task. With days_before it is counted back from the task's deadline and moves with it; `on` is
    the day that came out, or the day that was set."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    days_before = models.PositiveIntegerField(_("days before the deadline"), null=True, blank=True)
    working_days = models.BooleanField(_("count working days"), default=True)
    on = models.DateField(_("day"))
    done_on = models.DateField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("task", "on", "id")

    def __str__(self) -> str:
        return self.title


class Proof(models.Model):
    """What shows that a task is done: a figure by its key, or what is filed in a ledger (`pack.ledger` or
    `pack.ledger:field`). With a number it is compared; without one, having any is enough."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="proofs")
    key = models.CharField(_("figure or ledger"), max_length=200)
    comparison = models.CharField(max_length=2, choices=Comparison, blank=True)
    number = models.DecimalField(max_digits=38, decimal_places=12, null=True, blank=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("task", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "key"], condition=models.Q(dropped_at__isnull=True), name="proof_once"
            )
        ]

    def __str__(self) -> str:
        return self.key


class TaskReport(models.Model):
    """Progress in words, with the evidence beside it. Never a percentage: nobody can open one.

    milestone: the step that is reported done. finishes: the task is reported done. returned: the words of whoever sent
    a finished task back.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reports")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    in_place_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    text = models.CharField(_("what was done"), max_length=1000)
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    evidence_url = models.CharField(_("address of the evidence"), max_length=300, blank=True)
    figure_key = models.CharField(_("figure"), max_length=100, blank=True)
    figure_shown = models.CharField(max_length=100, blank=True)  # as it stood when reported
    finishes = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)

    class Meta:
        ordering = ("task", "-at", "-id")

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def by_whom(self) -> str:
        return named_act(self.by, self.in_place_of)
