"""Plans (年度目标任务) and their targets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from taizhang.engine.periods import Period
from taizhang.organisation.models import OrgUnit, Post
from taizhang.targets.models.document import BasisDocument


class PlanState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    CLOSED = "closed", _("closed")


class Comparison(models.TextChoices):
    AT_LEAST = "ge", "≥"
    AT_MOST = "le", "≤"
    EQUAL = "eq", "="
    MORE = "gt", ">"
    LESS = "lt", "<"


class Plan(models.Model):
    """What an org unit wants to reach in a period. Once published it changes only by amendments with a reason."""

    org_unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    period_code = models.CharField(_("period"), max_length=24)
    title = models.CharField(_("title"), max_length=200)
    basis = models.ForeignKey(BasisDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="plans")
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-period_code", "org_unit", "id")
        constraints = [
            models.UniqueConstraint(fields=["org_unit", "period_code", "title"], name="plan_title_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        return Period.parse(self.period_code)


class Target(models.Model):
    """One thing to reach: by an indicator and a number, or in words. Targets without targets below are leaves.

    owner: a post, so that the target stays when people change; who holds it on a day is the named person.
    source_key: whence it was adopted (a promise of a summary), once. dropped_at: taken out, never deleted.
    met: None while nobody has answered; result_value and result_text say what came of it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    position = models.PositiveIntegerField()
    title = models.CharField(_("target"), max_length=300)
    indicator_key = models.CharField(_("figure"), max_length=100, blank=True)
    comparison = models.CharField(_("comparison"), max_length=2, choices=Comparison, blank=True)
    number = models.DecimalField(_("number"), max_digits=38, decimal_places=12, null=True, blank=True)
    period_code = models.CharField(max_length=24, blank=True)  # what the number is of; empty: the plan's period
    measure = models.CharField(_("measure in words"), max_length=300, blank=True)
    lead_unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    weight = models.CharField(_("weight"), max_length=40, blank=True)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_key = models.CharField(max_length=200, blank=True)
    source_document = models.CharField(max_length=60, blank=True)  # number of the summary that promised it
    source_sentence = models.CharField(max_length=500, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    source_owner = models.CharField(max_length=60, blank=True)  # who the summary named, in its words
    dropped_at = models.DateTimeField(null=True)
    met = models.BooleanField(_("met"), null=True)
    result_value = models.DecimalField(max_digits=38, decimal_places=12, null=True)
    result_text = models.CharField(_("result"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer_document = models.CharField(max_length=60, blank=True)  # number of the summary that answered

    class Meta:
        ordering = ("plan", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["source_key"], condition=~models.Q(source_key=""), name="promise_adopted_once"
            ),
            models.CheckConstraint(
                condition=models.Q(indicator_key="") | (models.Q(number__isnull=False) & ~models.Q(comparison="")),
                name="target_figure_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title
