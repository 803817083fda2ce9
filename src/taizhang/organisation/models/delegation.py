"""Duties handed to a colleague during leave (代理)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models.dated import Dated, DatedQuerySet


class Delegation(Dated):
    """`taker` does duties of `giver` from a day to another; it ends by itself. duties: values of `core.duties.Duty`.

    withdrawn_at: it holds no more; valid_to keeps the day that was agreed, so that the record says what was meant.
    """

    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    duties = models.JSONField(_("duties"))
    reason = models.CharField(_("reason"), max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("-valid_from", "-id")
        indexes = [models.Index(fields=["taker", "valid_to"])]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_to_another"),
            models.CheckConstraint(condition=Q(valid_to__isnull=False), name="delegation_ends"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} -> {self.taker_id} {self.valid_from}"
