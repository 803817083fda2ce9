"""Org units (机构) and their dated places in the tree."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models.dated import Dated, DatedQuerySet


class OrgUnitKind(models.TextChoices):
    COUNTY = "county", _("county")
    BUREAU = "bureau", _("bureau")
    SECTION = "section", _("section")
    TOWNSHIP = "township", _("township")
    VILLAGE = "village", _("village")
    SCHOOL = "school", _("school")
    CAMPUS = "campus", _("campus")
    EXTERNAL = "external", _("outside body")


class OrgUnit(models.Model):
    """What keeps its identity while name and place change. `code` is for ever."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=OrgUnitKind)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code

    def merges_into(self, other: OrgUnit) -> bool:
        """A school goes over into a school or campus, a section into a section: never into another sort of body."""
        schools = {OrgUnitKind.SCHOOL, OrgUnitKind.CAMPUS}
        return self != other and (self.kind == other.kind or {self.kind, other.kind} <= schools)


class OrgUnitSpell(Dated):
    """Name, parent and attributes of an org unit over a stretch of days; an org unit's spells never overlap.

    stages: stage codes taught (kindergarten, primary, junior, senior, vocational). base_unit: code of the base unit
    (基层单位) that a school is run under, when it is not the school itself.
    """

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="spells")
    parent = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    initials = models.CharField(max_length=60, blank=True)  # pinyin initials of the name, for search
    stages = models.JSONField(_("stages"), default=list, blank=True)
    ownership = models.CharField(_("ownership"), max_length=12, blank=True)  # public | private
    rural = models.BooleanField(_("rural"), default=False)
    base_unit = models.CharField(_("base unit"), max_length=32, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    sort_order = models.PositiveIntegerField(default=0)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ("sort_order", "org_unit__code", "valid_from")
        indexes = [models.Index(fields=["valid_from", "valid_to"]), models.Index(fields=["parent", "valid_from"])]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["org_unit", "valid_from"], name="one_spell_a_day"),
            models.UniqueConstraint(
                fields=["org_unit"], condition=models.Q(valid_to__isnull=True), name="one_open_spell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from}–{self.valid_to or ''})"


class SuccessionKind(models.TextChoices):
    MERGE = "merge", _("merged into")
    SPLIT = "split", _("split into")
    RENAME = "replace", _("replaced by")


class Succession(models.Model):
    """On `on`, what `predecessor` was went over to `successor`; restated comparisons follow it."""

    predecessor = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=SuccessionKind)
    on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succession_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id} {self.on}"
