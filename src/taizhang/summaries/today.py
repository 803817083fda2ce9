"""What summaries ask of a person today, and what changed in them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.today import ChangeItem, TodayItem
from taizhang.engine.periods import Period
from taizhang.summaries import queries
from taizhang.summaries.models import SummaryState
from taizhang.summaries.ripple import overtaken

WORK_SUMMARY = "period-work-summary"  # the mechanism of documents that every period asks for
DUE_DAYS = 20  # an office writes up a period within three weeks


def to_do(actor: Actor, day: date) -> list[TodayItem]:
    """Drafts of the writer, drafts of others for the issuer, and periods that ended without a summary."""
    items = []
    drafts = queries.visible_summaries(actor).filter(state=SummaryState.DRAFT)
    for summary in drafts.select_related("supersedes"):
        due: date | None = Period.parse(summary.period_code).last + timedelta(days=DUE_DAYS)
        code, told, verb = summary.org_unit.code, "", _("Write")
        if summary.supersedes is not None:  # the deadline was the first issue's, which was kept
            due, verb = None, _("Correct")
            told = _("corrected issue of %(number)s") % {"number": summary.supersedes.number}
        if actor.can(Permission.WRITE_SUMMARY, code):
            url = reverse("summaries:summary-edit", args=[summary.pk])
            items.append(TodayItem(verb, summary.title, due, told, url))
        elif actor.can(Permission.ISSUE_SUMMARY, code):
            url = reverse("summaries:summary-detail", args=[summary.pk])
            items.append(TodayItem(_("Read and issue"), summary.title, due, told, url, "review"))
    return [*items, *_overtaken(actor, day), *_not_begun(actor, day)]


def _overtaken(actor: Actor, day: date) -> list[TodayItem]:
    """Issued documents whose printed figures corrections have changed, until a corrected issue is begun."""
    if not (actor.can(Permission.WRITE_SUMMARY) or actor.can(Permission.ISSUE_SUMMARY)):
        return []
    items = []
    for document in overtaken(actor, day):
        summary, n = document.summary, len(document.carried)
        may = (Permission.WRITE_SUMMARY, Permission.ISSUE_SUMMARY)
        if queries.correction_begun(summary) or not any(actor.can(right, summary.org_unit.code) for right in may):
            continue
        told = ngettext("%(n)d printed figure was corrected", "%(n)d printed figures were corrected", n) % {"n": n}
        url = reverse("summaries:summary-detail", args=[summary.pk])
        items.append(TodayItem(_("Correct"), f"{summary.title} {summary.number}", None, told, f"{url}#overtaken"))
    return items


def _not_begun(actor: Actor, day: date) -> list[TodayItem]:
    if not actor.can(Permission.WRITE_SUMMARY):
        return []
    language = language_of()
    written = {
        (summary.template_key, summary.org_unit_id, summary.period_code) for summary in queries.visible_summaries(actor)
    }
    items = []
    for template, units in queries.templates_for(actor):
        if template.serves and WORK_SUMMARY not in template.serves:
            continue  # a circular is written when there is something to say
        period = Period.containing(day, template.period_kind).previous()
        due = period.last + timedelta(days=DUE_DAYS)
        if due < day:
            continue  # long past: not today's work
        for unit in units:
            if (template.key, unit.pk, period.code) not in written:
                thing = f"{period.title.get(language)} {template.title.get(language)}"
                items.append(TodayItem(_("Begin"), thing, due, "", reverse("summaries:summary-create")))
    return items


def changes(actor: Actor, since: datetime) -> list[ChangeItem]:
    """Issues since the last visit."""
    if not actor.can(Permission.VIEW_SUMMARY):
        return []
    issued = queries.visible_summaries(actor).filter(issued_at__gte=since).order_by("-issued_at")[:10]
    return [
        ChangeItem(
            summary.issued_at,
            _("%(title)s was issued as %(number)s") % {"title": summary.title, "number": summary.number},
            reverse("summaries:summary-detail", args=[summary.pk]),
            summary.issuer,
        )
        for summary in issued
        if summary.issued_at is not None
    ]
