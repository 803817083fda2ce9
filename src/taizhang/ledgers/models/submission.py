"""A submission (上报): what one org unit files to one ledger for one period."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import named_act
from taizhang.organisation.models import OrgUnit


class SubmissionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SIGNING = "signing", _("awaiting the head's signature")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")
    REOPENED = "reopened", _("reopened for correction")


OPEN_STATES = (SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.REOPENED)  # the clerk may write


class VersionSource(models.TextChoices):
    WORKBOOK = "workbook", _("workbook")
    GRID = "grid", _("web grid")
    PHONE = "phone", _("phone form")
    API = "api", _("API")
    DEMO = "demo", _("demo data")


class Submission(models.Model):
    """`version` is the newest version number (0: nothing filed yet); figures read `accepted_version`, which stays the
    old one while a correction is under way. submitted_for: the colleague on leave in whose place it was handed in.
    period_first/last repeat the period's days so that queries can range. submitted_at, submitted_by: the filer's
    handing in, by which the deadline is judged; signed_*: the head's word."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    ledger_key = models.CharField(max_length=100)
    period_code = models.CharField(max_length=24)
    period_first = models.DateField()
    period_last = models.DateField()
    state = models.CharField(max_length=10, choices=SubmissionState, default=SubmissionState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    accepted_version = models.PositiveIntegerField(null=True)
    pack_version = models.CharField(max_length=32)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("ledger_key", "period_first", "org_unit")
        constraints = [
            models.UniqueConstraint(fields=["org_unit", "ledger_key", "period_code"], name="one_submission"),
            # Four eyes: who files does not accept. Demo and system loads leave both empty.
            models.CheckConstraint(
                condition=models.Q(accepted_by__isnull=True)
                | models.Q(submitted_by__isnull=True)
                | ~models.Q(accepted_by=models.F("submitted_by")),
                name="filer_does_not_accept",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_by__isnull=True)
                | models.Q(submitted_for__isnull=True)
                | ~models.Q(accepted_by=models.F("submitted_for")),
                name="filed_for_does_not_accept",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by__isnull=True)
                | models.Q(submitted_by__isnull=True)
                | ~models.Q(signed_by=models.F("submitted_by")),
                name="filer_does_not_sign",
            ),
        ]
        indexes = [models.Index(fields=["ledger_key", "period_first", "period_last", "state"])]

    def __str__(self) -> str:
        return f"{self.ledger_key} {self.period_code} {self.org_unit_id}"


class SubmissionVersion(models.Model):
    """One immutable state of a submission's rows. content_hash = sha256 over the row hashes in position order.

    explanations: check id -> the clerk's words for a warning. sums: field id -> exact sum of the column as text, so
    that filings of many units are compared without reading their rows.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    in_place_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=10, choices=VersionSource)
    file = models.ForeignKey("ledgers.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    row_count = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    warnings = models.JSONField(default=list)
    explanations = models.JSONField(default=dict)
    sums = models.JSONField(default=dict)

    class Meta:
        ordering = ("submission", "number")
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} v{self.number}"

    @property
    def by(self) -> str:
        return named_act(self.actor, self.in_place_of)


class SubmissionEvent(models.Model):
    """A move between states, with who, when and the words said."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    from_state = models.CharField(max_length=10, choices=SubmissionState)
    to_state = models.CharField(max_length=10, choices=SubmissionState)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    in_place_of = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    comment = models.CharField(max_length=500, blank=True)
    cells = models.JSONField(default=list)  # a return names [row id, field id] pairs

    class Meta:
        ordering = ("submission", "id")
        indexes = [models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.from_state}->{self.to_state}"

    @property
    def by(self) -> str:
        return named_act(self.actor, self.in_place_of)

    @property
    def taken_back(self) -> bool:
        """By its clerk; who sends back leaves words."""
        return self.to_state in OPEN_STATES and not self.comment

    @property
    def signed(self) -> bool:
        """By the unit's head: what was handed in goes on to the reviewer."""
        return self.from_state == SubmissionState.SIGNING and self.to_state == SubmissionState.SUBMITTED

    @property
    def receipt_number(self) -> str:
        """Of a handing in: day and running number, never given twice."""
        return f"{timezone.localtime(self.at):%Y%m%d}-{self.pk:06d}"
