"""What changed after publication, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.targets.models.plan import Plan, Target
from taizhang.targets.models.task import Task


class Amendment(models.Model):
    """One change of a published plan or of a task. changes: {field: [old, new]} as text, so that a moved deadline
    keeps the old one. plan is empty for a task that came from a meeting or a visit."""

    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.reason[:40]
