"""Changes of the organisation that were decided and take effect on a day to come."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models.org_unit import OrgUnit


class PlannedKind(models.TextChoices):
    RENAME = "rename", _("renamed")
    MOVE = "move", _("moved under")
    CLOSE = "close", _("closed")
    MERGE = "merge", _("merged into")


class PlannedChange(models.Model):
    """`org_unit` is renamed, moved, closed or merged on `on`; until then it can be called off.

    target: the new name, or the code of the new parent or successor. undo: [table, id, row of before or null, row
    written or null] for each dated row that the plan touched. follow: [old post, new post], whose open work goes over
    on the day; followed_at: it did.
    """

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="planned")
    kind = models.CharField(max_length=8, choices=PlannedKind)
    target = models.CharField(max_length=100, blank=True)
    on = models.DateField()
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undo = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    follow = models.JSONField(default=list)
    followed_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("on", "id")
        indexes = [models.Index(fields=["on"])]

    def __str__(self) -> str:
        return f"{self.org_unit_id} {self.kind} {self.on}"
