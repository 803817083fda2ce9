"""Which phone took which visit along, and what it told since: a phone that is lost or emptied is missed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import ngettext

from taizhang.inspection.models.visit import Visit


class CarriedVisit(models.Model):
    """A visit on a phone. left: entries and photos that were still only there when it last told; None: it never did.
    skew_seconds: how far its clock was behind ours (negative: ahead) then."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="carried")
    device = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    carried_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    left = models.PositiveIntegerField(null=True)
    skew_seconds = models.IntegerField(default=0)

    class Meta:
        ordering = ("visit", "carried_at", "id")
        constraints = [models.UniqueConstraint(fields=["visit", "device"], name="carried_once_a_device")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.device}"

    @property
    def is_safe(self) -> bool:
        return self.left == 0

    @property
    def off_words(self) -> str:
        """How wrong its clock is, in the largest unit of which it is two; "" when nobody need know."""
        minutes = abs(self.skew_seconds) // 60
        if minutes < 2:
            return ""
        if minutes < 120:
            return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
        if minutes < 2880:
            hours = round(minutes / 60)
            return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
        days = round(minutes / 1440)
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
