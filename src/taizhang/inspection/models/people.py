"""Who looks after which school, and who may not inspect it. Zones, their schools and their inspectors are the
organisation's: a zone inspector is whoever holds a post of the zone on the day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models import OrgUnit, Post
from taizhang.organisation.models.dated import Dated, DatedQuerySet


class Liaison(Dated):
    """A post whose holder keeps contact with a school (联系点)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("school", "-valid_from", "id")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["post", "school"], condition=models.Q(valid_to__isnull=True), name="liaison_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.school_id}"


class RecusalGround(models.TextChoices):
    OWN_SCHOOL = "own_school", _("own school")
    RELATIVE = "relative", _("close relative there")
    FORMER_POST = "former_post", _("held a post there")


class Recusal(Dated):
    """A person does not inspect a unit (回避)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=12, choices=RecusalGround)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("person", "org_unit", "-valid_from", "id")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "org_unit", "ground"],
                condition=models.Q(valid_to__isnull=True),
                name="recusal_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.org_unit_id} {self.ground}"


class VisitHours(Dated):
    """When a unit can be visited on a school day, for the order of a day's tour; without a row at any time."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("org_unit", "-valid_from")
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=models.Q(closes__gt=models.F("opens")), name="visit_hours_order"),
            models.UniqueConstraint(
                fields=["org_unit"], condition=models.Q(valid_to__isnull=True), name="visit_hours_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"
