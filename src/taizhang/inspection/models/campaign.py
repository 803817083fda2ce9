"""Campaigns (督查活动) with their rounds, teams and draws, and the complaints that weigh in a draw."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import named_act
from taizhang.inspection.models.act import Act
from taizhang.organisation.models import OrgUnit
from taizhang.targets.models import BasisDocument


class Mode(models.TextChoices):
    SCHEDULED = "scheduled", _("scheduled")
    UNANNOUNCED = "unannounced", _("unannounced")
    FOLLOW_UP = "follow_up", _("follow-up")
    COMPLAINT = "complaint", _("after a complaint")


# The school is told of these beforehand.
ANNOUNCED = (Mode.SCHEDULED, Mode.FOLLOW_UP)


class ChecklistVersion(models.Model):
    """A checklist of a pack as it stood in a version: a visit keeps the one that it was made with."""

    pack_id = models.CharField(max_length=64)
    pack_version = models.CharField(max_length=32)
    checklist_id = models.CharField(max_length=64)

    class Meta:
        ordering = ("pack_id", "checklist_id", "pack_version")
        constraints = [
            models.UniqueConstraint(fields=["pack_id", "pack_version", "checklist_id"], name="checklist_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.pack_id}.{self.checklist_id} {self.pack_version}"

    @property
    def key(self) -> str:
        """What stays the same from version to version."""
        return f"{self.pack_id}.{self.checklist_id}"


class Campaign(Act):
    """What is looked at, where and when. org_unit: the section that runs it.

    theme: code of the theme as packs count it. scope: either {"units": [codes]}, or a rule {"kinds", "stages",
    "ownerships", "zones", "townships"}, each a list of codes or left out. number_prefix: the issuing body's part of a
    notice's number (发文机关代字). overdue_steps: [[working days after the deadline, what is done then], …], ascending.
    """

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    theme = models.CharField(_("theme"), max_length=40)
    basis = models.ForeignKey(BasisDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(_("mode"), max_length=12, choices=Mode)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))
    scope = models.JSONField(default=dict)
    checklists = models.ManyToManyField(ChecklistVersion, blank=True, related_name="+")
    number_prefix = models.CharField(_("issuing body in the number"), max_length=20, blank=True)
    overdue_steps = models.JSONField(default=list)

    class Meta:
        ordering = ("-first_on", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="campaign_days"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="campaign_mode"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def steps(self) -> tuple[tuple[int, str], ...]:
        return tuple((int(after), str(words)) for after, words in self.overdue_steps)


class Team(models.Model):
    """A team of a campaign, often of several sections (联合检查组)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(_("team"), max_length=40)

    class Meta:
        ordering = ("campaign", "id")
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """section: where the person comes from."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        ordering = ("team", "-leads", "id")
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="team_member_once"),
            models.UniqueConstraint(fields=["team"], condition=Q(leads=True), name="team_one_leader"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Round(models.Model):
    """A round (轮次) of a campaign; what stayed open in the rounds before is looked at again."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("to"))

    class Meta:
        ordering = ("campaign", "number")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="round_number_once"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="round_days"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.number}"


class Draw(Act):
    """A random draw (双随机). at, by: when and by whom its list was published; the seed comes after it.

    listed: count, per_unit, units, inspectors and recusals as `engine.drawing.DrawList.as_json` has them, an inspector
    by the user's id as text. names: {"units": {code: name}, "people": {id: name}} of that day. drawn: the result, in
    order: [{"unit", "inspectors"}, …].
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="draws")
    listed = models.JSONField()
    names = models.JSONField(default=dict)
    seed = models.CharField(_("seed"), max_length=64, blank=True)
    seed_from = models.CharField(_("where the seed comes from"), max_length=100, blank=True)
    drawn = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drawn_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("round", "-at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["round", "seed"], condition=~Q(seed=""), name="draw_seed_once"),
            models.CheckConstraint(condition=Q(drawn_at__isnull=True) | ~Q(seed=""), name="draw_by_a_seed"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.seed}"

    @property
    def published(self) -> dict[str, Any]:
        """What the script that draws again reads."""
        return {"seed": self.seed, **self.listed, "result": self.drawn}

    @property
    def drawn_by_whom(self) -> str:
        return named_act(self.drawn_by, self.drawn_for)


class ComplaintSource(models.TextChoices):
    HOTLINE = "hotline", _("hotline")
    LETTER = "letter", _("letter")
    CALLER = "caller", _("in person")
    ONLINE = "online", _("online")
    HIGHER = "higher", _("handed down")
    OTHER = "other", _("other")


class Complaint(Act):
    """A complaint about a unit. weight: tickets that it adds in draws. A visit may follow it."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(_("received on"))
    matter = models.CharField(_("matter"), max_length=300)
    source = models.CharField(_("source"), max_length=8, choices=ComplaintSource, default=ComplaintSource.OTHER)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        ordering = ("-received_on", "-id")
        indexes = [models.Index(fields=["org_unit", "received_on"])]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=ComplaintSource.values), name="complaint_source"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="complaint_weighs"),
        ]

    def __str__(self) -> str:
        return self.matter[:40]
