"""A summary (工作总结) of one org unit and period."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.core.actor import named_act
from taizhang.organisation.models import OrgUnit


class SummaryState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")
    SUPERSEDED = "superseded", _("superseded")


class BlockKind(models.TextChoices):
    HEADING = "heading", _("heading")
    PARAGRAPH = "paragraph", _("paragraph")
    TABLE = "table", _("table")
    LIST = "list", _("list")
    PROBLEMS = "problems", _("problems and measures")
    MEASURES_DUE = "measures_due", _("answers to last period")
    PLAN = "plan", _("next period")


class Summary(models.Model):
    """Draft text lives in `blocks`; at issue all of it is frozen into `issued_json` (with every slot's trace), and
    `issued_hash` = sha256 of its canonical bytes. An issued summary never changes: a correction is a new issue that
    names the one it supersedes."""

    template_key = models.CharField(max_length=100)
    pack_version = models.CharField(max_length=32)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(max_length=24)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=10, choices=SummaryState, default=SummaryState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    number = models.CharField(_("number"), max_length=40, blank=True)  # 青教总〔2026〕1号
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_json = models.TextField(blank=True)
    issued_hash = models.CharField(max_length=64, blank=True)
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~models.Q(number=""), name="summary_number_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def issuer(self) -> str:
        """Who issued it, and in whose place when the duty was lent."""
        return named_act(self.issued_by, self.issued_for)


class Block(models.Model):
    """One block of a draft. `text` is template text (words, slots, claims); `humans` the words typed in its places."""

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=BlockKind)
    level = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    humans = models.JSONField(default=dict)  # human id -> text, may itself hold {{ slots }}
    version = models.PositiveIntegerField(default=1)  # optimistic lock: two editors never overwrite each other

    class Meta:
        ordering = ("summary", "position")

    def __str__(self) -> str:
        return f"{self.summary_id} {self.position} {self.kind}"


class Override(models.Model):
    """A finding that a person answered with a reason instead of curing it; it stays with the document."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="overrides")
    finding = models.CharField(max_length=200)  # stable id of the finding
    reason = models.CharField(max_length=300)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("summary", "id")
        constraints = [models.UniqueConstraint(fields=["summary", "finding"], name="override_once")]

    def __str__(self) -> str:
        return self.finding


class FrozenSlot(models.Model):
    """A printed figure of an issued summary with the hash of its inputs; verifying recomputes it."""

    summary = models.ForeignKey(Summary, on_delete=models.PROTECT, related_name="slots")
    position = models.PositiveIntegerField()  # order in the document, the anchor of its trace
    indicator_key = models.CharField(max_length=100)
    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(max_length=24)
    value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    shown = models.CharField(max_length=200)
    status = models.CharField(max_length=12)
    input_hash = models.CharField(max_length=64)
    inputs = models.JSONField(default=list)
    trace = models.JSONField(default=dict)  # definition, formula with numbers, parts: as at issue

    class Meta:
        ordering = ("summary", "position")
        constraints = [models.UniqueConstraint(fields=["summary", "position"], name="slot_position_once")]

    def __str__(self) -> str:
        return f"{self.indicator_key} = {self.shown}"
