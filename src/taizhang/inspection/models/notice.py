"""Findings and what follows: notice, extension, report, re-check, closing. No state is stored: see `standing`."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import named_act
from taizhang.inspection.models.act import Act
from taizhang.inspection.models.campaign import ChecklistVersion, Round
from taizhang.inspection.models.visit import Visit, VisitEntry
from taizhang.ledgers.models import StoredFile
from taizhang.organisation.models import OrgUnit


class Severity(models.TextChoices):
    MINOR = "minor", _("minor")
    ORDINARY = "ordinary", _("ordinary")
    SERIOUS = "serious", _("serious")


class NumberSeries(models.Model):
    """The last number given of a kind in a year; locked while one is given, so that none is doubled or left out."""

    name = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("name", "year")
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class Notice(Act):
    """A rectification notice (整改通知书) to one unit; at, by: who issued it.

    addressee: who answers: the unit itself, or what it went over into. received_*: the school's receipt, on which the
    clock starts.
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("issued on"))
    received_on = models.DateField(_("received on"), null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    received_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-issued_on", "-id")
        indexes = [models.Index(fields=["issued_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(received_on__gte=models.F("issued_on")),
                name="notice_received_after_issue",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def received_by_whom(self) -> str:
        return named_act(self.received_by, self.received_for)


class Finding(models.Model):
    """A problem (问题). Exactly one of days (working days after receipt), hours (at once: after the unit was told, when
    the visit was filed) and deadline (a day that was set) says until when.

    client_id: of the entry's path. item: of the checklist; empty for what no item asked. carried_from: the finding of
    an earlier round that was still open.
    """

    client_id = models.UUIDField(unique=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    entry = models.ForeignKey(VisitEntry, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, null=True, on_delete=models.PROTECT, related_name="findings")
    number = models.CharField(_("number"), max_length=40, unique=True)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    found_on = models.DateField(_("found on"))
    checklist = models.ForeignKey(ChecklistVersion, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=64, blank=True)
    problem = models.CharField(_("problem"), max_length=500)
    rule = models.CharField(_("rule"), max_length=64)
    rule_source = models.CharField(_("source of the rule"), max_length=200, blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity)
    opinion = models.CharField(_("opinion"), max_length=500)
    responsible = models.CharField(_("person responsible"), max_length=60)
    responsible_heads = models.BooleanField(default=False)  # the person is the head of the unit
    days = models.PositiveSmallIntegerField(_("working days"), null=True)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True)
    deadline = models.DateField(_("deadline"), null=True)
    action = models.CharField(_("action on the spot"), max_length=300, blank=True)
    carried_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-found_on", "-id")
        indexes = [models.Index(fields=["org_unit", "item", "found_on"]), models.Index(fields=["found_on"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__isnull=False, hours__isnull=True, deadline__isnull=True)
                | Q(days__isnull=True, hours__isnull=False, deadline__isnull=True)
                | Q(days__isnull=True, hours__isnull=True, deadline__isnull=False),
                name="finding_one_deadline",
            ),
            models.CheckConstraint(
                condition=Q(deadline__isnull=True) | Q(deadline__gte=models.F("found_on")),
                name="finding_deadline_after_found",
            ),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="finding_severity"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def immediate(self) -> bool:
        return self.hours is not None

    @property
    def dropped(self) -> bool:
        """It turned out to be none: it is closed, and counts nowhere."""
        closing: Closing | None = getattr(self, "closing", None)
        return closing is not None and closing.dropped


class Extension(Act):
    """A request for more time; at, by: who asked. granted_days: working days after the deadline of before; 0: refused,
    null: not decided yet. findings: those whose deadlines it moves; none: all of the notice, as before one named them.
    """

    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="extensions")
    findings = models.ManyToManyField(Finding, related_name="extensions")
    asked_on = models.DateField()
    asked_days = models.PositiveSmallIntegerField(_("working days"))
    reason = models.CharField(_("reason"), max_length=300)
    granted_days = models.PositiveSmallIntegerField(null=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("notice", "asked_on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(asked_days__gt=0), name="extension_asks_days"),
            models.CheckConstraint(
                condition=Q(granted_days__isnull=True, decided_on__isnull=True)
                | Q(granted_days__isnull=False, decided_on__isnull=False),
                name="extension_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(decided_on__isnull=True), name="extension_one_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.asked_days}"

    @property
    def decided_by_whom(self) -> str:
        return named_act(self.decided_by, self.decided_for)


class ReportKind(models.TextChoices):
    PLAN = "plan", _("plan of rectification")
    REPORT = "report", _("report of rectification")


class Report(Act):
    """What the unit wrote of some findings of a notice: its plan, or that they are done. text: of all of them; empty
    when each has words of its own."""

    client_id = models.UUIDField(unique=True, default=uuid.uuid4)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(_("kind"), max_length=8, choices=ReportKind)
    on = models.DateField()
    text = models.TextField(_("text"), max_length=4000)

    class Meta:
        ordering = ("notice", "at", "id")
        constraints = [models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="report_kind")]

    def __str__(self) -> str:
        return self.text[:40]


class ReportedFinding(models.Model):
    """A finding that a report is about; the others of its notice stay with the unit. words: what was done about this
    one; empty: the report's text says it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="about")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="reported")
    words = models.CharField(_("words"), max_length=1000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["report", "finding"], name="reported_finding_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.finding_id}"


class Moment(models.TextChoices):
    BEFORE = "before", _("before")
    AFTER = "after", _("after")


class ReportPhoto(models.Model):
    """A photo of a report, of one finding, before or after. The same bytes twice are one photo."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="photos")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="photos")
    moment = models.CharField(_("before or after"), max_length=6, choices=Moment)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("report", "finding", "-moment", "id")
        constraints = [
            models.UniqueConstraint(fields=["report", "finding", "moment", "file"], name="report_photo_once"),
            models.CheckConstraint(condition=Q(moment__in=Moment.values), name="report_photo_moment"),
        ]

    def __str__(self) -> str:
        return self.name


class RecheckResult(models.TextChoices):
    FIXED = "fixed", _("fixed")
    PARTLY = "partly", _("partly fixed")
    NOT_FIXED = "not_fixed", _("not fixed")


class Recheck(Act):
    """What a visit found of an earlier finding (复查)."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="rechecks")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="rechecks")
    on = models.DateField()
    result = models.CharField(_("result"), max_length=10, choices=RecheckResult)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ("finding", "on", "at", "id")
        constraints = [
            models.UniqueConstraint(fields=["finding", "visit"], name="recheck_once_a_visit"),
            models.CheckConstraint(condition=Q(result__in=RecheckResult.values), name="recheck_result"),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.result}"


class Closing(Act):
    """The finding is struck off (销号), once. dropped: it was not fixed but turned out to be none; note says why."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="closing")
    on = models.DateField()
    note = models.CharField(_("note"), max_length=300, blank=True)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ("on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(dropped=False) | ~Q(note=""), name="closing_dropped_for_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.on}"
