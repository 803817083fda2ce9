"""Who did it and when: every record of inspection is an act of somebody, perhaps for a colleague on leave."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.core.actor import named_act


class Act(models.Model):
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    in_place_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def by_whom(self) -> str:
        return named_act(self.by, self.in_place_of)
