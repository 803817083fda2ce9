"""Supervision zones (督学责任区)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models.dated import Dated, DatedQuerySet
from taizhang.organisation.models.org_unit import OrgUnit


class Zone(Dated):
    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=60)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class ZoneMembership(Dated):
    """A school in a zone. A school is in exactly one zone on a day: the service forbids overlaps, the database two
    open memberships."""

    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="memberships")
    school = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["school"], condition=models.Q(valid_to__isnull=True), name="school_in_one_open_zone"
            ),
            models.UniqueConstraint(fields=["school", "valid_from"], name="school_zone_one_start"),
        ]
        indexes = [models.Index(fields=["valid_from", "valid_to"])]

    def __str__(self) -> str:
        return f"{self.school_id} in {self.zone_id}"
