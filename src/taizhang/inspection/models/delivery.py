"""A notice that was not received is sent once more, or handed over and put on record by who issued it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.inspection.models.act import Act
from taizhang.inspection.models.notice import Notice


class Delivery(Act):
    """handed_to: whom it was handed to, with which the clock starts; empty: it was only sent again (催签)."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    on = models.DateField(_("delivered on"))
    handed_to = models.CharField(_("handed to"), max_length=200, blank=True)

    class Meta:
        ordering = ("notice", "on", "id")
        constraints = [models.UniqueConstraint(fields=["notice", "on", "handed_to"], name="notice_delivery_once_a_day")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.on}"
