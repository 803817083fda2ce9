"""A visit to a unit: its record as an append-only set of entries, and what filing made of it, once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import named_act
from taizhang.inspection.models.act import Act
from taizhang.inspection.models.campaign import ANNOUNCED, ChecklistVersion, Complaint, Mode, Round, Team
from taizhang.ledgers.models import StoredFile
from taizhang.organisation.models import OrgUnit, Zone

_CLOCKS_DIFFER = timedelta(minutes=10)
IS_OPEN = Q(filed_at__isnull=True, called_off_at__isnull=True)  # of visits that are still to be made or filed


class VisitState(models.TextChoices):
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    FILED = "filed", _("filed")
    CALLED_OFF = "called_off", _("called off")


class Visit(Act):
    """at, by: who planned it. The state follows from the moments below and is never stored.

    client_id: made by whoever plans, so that the same plan sent twice is one visit. base_unit, zone: as they were on
    the planned day. follows: the notice that the visit re-checks; complaint: what it
    goes after. stations: {station: "seen" | "absent"}.
    """

    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="visits")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    base_unit = models.CharField(_("base unit"), max_length=32, blank=True)
    zone = models.ForeignKey(Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(_("mode"), max_length=12, choices=Mode)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    follows = models.ForeignKey(
        "Notice", null=True, blank=True, on_delete=models.PROTECT, related_name="recheck_visits"
    )
    complaint = models.ForeignKey(Complaint, null=True, blank=True, on_delete=models.PROTECT, related_name="visits")
    checklists = models.ManyToManyField(ChecklistVersion, blank=True, related_name="+")
    planned_on = models.DateField(_("planned for"))
    started_at = models.DateTimeField(null=True)
    visited_on = models.DateField(_("visited on"), null=True)
    filed_at = models.DateTimeField(null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    filed_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    stations = models.JSONField(default=dict)
    teachers_met = models.PositiveIntegerField(_("teachers met"), default=0)
    pupils_met = models.PositiveIntegerField(_("pupils met"), default=0)
    called_off_at = models.DateTimeField(null=True)
    called_off_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-planned_on", "-id")
        indexes = [models.Index(fields=["planned_on"]), models.Index(fields=["visited_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True) | Q(started_at__isnull=False, visited_on__isnull=False),
                name="visit_made_before_filed",
            ),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True) | Q(filed_at__isnull=True), name="visit_filed_or_called_off"
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="visit_mode"),
        ]

    def __str__(self) -> str:
        return f"{self.org_unit_id} {self.planned_on}"

    @property
    def state(self) -> VisitState:
        if self.called_off_at is not None:
            return VisitState.CALLED_OFF
        if self.filed_at is not None:
            return VisitState.FILED
        return VisitState.PLANNED if self.started_at is None else VisitState.UNDER_WAY

    @property
    def announced(self) -> bool:
        return self.mode in ANNOUNCED

    @property
    def filed_by_whom(self) -> str:
        return named_act(self.filed_by, self.filed_for)


class VisitMember(models.Model):
    """Who goes. section: where the person comes from; leads: signs for the visit."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        ordering = ("visit", "-leads", "id")
        constraints = [
            models.UniqueConstraint(fields=["visit", "person"], name="visit_member_once"),
            models.UniqueConstraint(fields=["visit"], condition=Q(leads=True), name="visit_one_leader"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class VisitEntry(models.Model):
    """One thing that was entered; never changed, never deleted. What stands at a path says taizhang.engine.entries.

    id: made on the device. supersedes: ids of the entries that whoever made this one had seen in the path. made_at: by
    the device's clock; received_at: by ours, so that a wrong clock shows. late: it came after the visit was filed.
    """

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="entries")
    path = models.CharField(max_length=200)
    value = models.JSONField(null=True)  # a scalar; null: taken back
    supersedes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    device = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    late = models.BooleanField(default=False)

    class Meta:
        ordering = ("visit", "path", "made_at", "id")
        indexes = [models.Index(fields=["visit", "path"])]

    def __str__(self) -> str:
        return self.path


class VisitPhoto(models.Model):
    """A photo of a visit; its bytes lie in the store of evidence, by their hash.

    id: made on the device. path: the entry's path that it belongs to. original_sha256: of the picture before the device
    made it smaller; equal to the file's when it was not. original: that picture, where it was handed in later.
    """

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    path = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    original_sha256 = models.CharField(max_length=64)
    original = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    taken_at = models.DateTimeField(null=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    received_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("visit", "received_at", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def doubted_since(self) -> datetime | None:
        """When it came in, where what the camera's clock told does not fit: a moment that had not come then, or of
        another day than that of the visit; None where its time may be true."""
        if self.taken_at is None:
            return None
        day = self.visit.visited_on
        early = self.taken_at > self.received_at + _CLOCKS_DIFFER
        other_day = day is not None and timezone.localtime(self.taken_at).date() != day
        return self.received_at if early or other_day else None

    @property
    def unaltered(self) -> StoredFile | None:
        """What the camera made, byte for byte; None where only its hash is kept."""
        return self.original or (self.file if self.file.sha256 == self.original_sha256 else None)

    @property
    def place(self) -> str:
        """Latitude and longitude in degrees; "" where the phone might not tell."""
        return f"{self.latitude}, {self.longitude}" if self.latitude is not None else ""


class Result(models.TextChoices):
    PASS = "pass", _("pass")
    FAIL = "fail", _("fail")
    NOT_APPLICABLE = "not_applicable", _("not applicable")


class Answer(models.Model):
    """What filing took as the answer to an item. value: a count, number, choice or text where the item asks for one."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    checklist = models.ForeignKey(ChecklistVersion, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=64)
    result = models.CharField(max_length=16, choices=Result, blank=True)
    value = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    entry = models.ForeignKey(VisitEntry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("visit", "checklist", "id")
        constraints = [models.UniqueConstraint(fields=["visit", "checklist", "item"], name="visit_answer_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.result}"


class Difficulty(models.Model):
    """What the unit asked help with (困难); never a finding. section, due_on: who was told to help, until when."""

    client_id = models.UUIDField(unique=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="difficulties")
    number = models.CharField(_("number"), max_length=40, unique=True)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("raised on"))
    text = models.CharField(_("difficulty"), max_length=500)
    section = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    solved_on = models.DateField(_("solved on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=500, blank=True)

    class Meta:
        ordering = ("-raised_on", "-id")
        indexes = [models.Index(fields=["raised_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(solved_on__isnull=True) | ~Q(outcome=""), name="difficulty_solved_has_outcome"
            )
        ]

    def __str__(self) -> str:
        return self.number
