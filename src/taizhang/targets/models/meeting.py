"""Meetings, visits and exchanges: registers whose decisions become tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.organisation.models import LeadingGroup, OrgUnit, Post
from taizhang.targets.models.document import BasisDocument


class MeetingKind(models.TextChoices):
    MOBILISATION = "mobilisation", _("mobilisation meeting")
    DISPATCH = "dispatch", _("dispatch meeting")
    GROUP = "group", _("leading-group meeting")
    REGULAR = "regular", _("regular meeting")
    SPECIAL = "special", _("special-topic meeting")
    TRAINING = "training", _("training meeting")


class MeetingLevel(models.TextChoices):
    COUNTY = "county", _("county level")
    BUREAU = "bureau", _("bureau level")
    SECTION = "section", _("section level")
    SCHOOL = "school", _("school level")


class Meeting(models.Model):
    """A meeting that was held. attendees: people in the room; participants: the org units they came from."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(LeadingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("type"), max_length=16, choices=MeetingKind)
    level = models.CharField(_("level"), max_length=10, choices=MeetingLevel)
    title = models.CharField(_("title"), max_length=200)
    chair = models.CharField(_("chair"), max_length=60)
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=100, blank=True)
    attendees = models.PositiveIntegerField(_("attendees"), default=0)
    participants = models.ManyToManyField(OrgUnit, blank=True, related_name="+")
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.ForeignKey(BasisDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    form_token = models.CharField(max_length=32, blank=True, editable=False)  # of the form that registered it, once

    class Meta:
        ordering = ("-held_on", "-id")
        indexes = [models.Index(fields=["held_on"])]
        constraints = [
            models.UniqueConstraint(
                fields=["form_token"], condition=~models.Q(form_token=""), name="meeting_of_a_form_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Direction(models.TextChoices):
    OUT = "out", _("we went to learn")
    IN = "in", _("others came to us")
    ON_SITE = "on_site", _("leader worked on site")
    EXCHANGE = "exchange", _("exchange of teachers or inspectors")


class Visit(models.Model):
    """A visit or exchange. partner: the body that was host or guest, in words; unit: when it is one of ours."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    on = models.DateField(_("day"))
    partner = models.CharField(_("host or guest"), max_length=100, blank=True)
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    leader = models.CharField(_("led by"), max_length=60, blank=True)
    place = models.CharField(_("place"), max_length=100, blank=True)
    purpose = models.CharField(_("purpose"), max_length=200)
    people = models.PositiveIntegerField(_("people"), default=0)
    outcome = models.TextField(_("what came of it"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    form_token = models.CharField(max_length=32, blank=True, editable=False)  # of the form that registered it, once

    class Meta:
        ordering = ("-on", "-id")
        indexes = [models.Index(fields=["on"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(partner="") | models.Q(unit__isnull=False), name="visit_has_a_partner"
            ),
            models.UniqueConstraint(
                fields=["form_token"], condition=~models.Q(form_token=""), name="visit_of_a_form_once"
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class Decision(models.Model):
    """What a meeting decided, or a visit is to lead to; one press makes a task of it.

    lead_unit, owner, deadline: as named in the room, where they were.
    """

    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    position = models.PositiveIntegerField()
    text = models.CharField(_("decision"), max_length=300)
    lead_unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    deadline = models.DateField(_("deadline"), null=True, blank=True)

    class Meta:
        ordering = ("meeting", "visit", "position", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=False, visit__isnull=True)
                | models.Q(meeting__isnull=True, visit__isnull=False),
                name="decision_of_one_source",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def settled(self) -> bool:
        """Whether the room named what a task needs; the owner may be the lead unit's head."""
        return self.lead_unit_id is not None and self.deadline is not None
