"""What filing and review ask of a person today, and what changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.today import ChangeItem, TodayItem
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import SubmissionEvent, SubmissionState
from taizhang.ledgers.queries import my_filings, review_queue


def filings_to_do(actor: Actor, day: date) -> list[TodayItem]:
    """Own units' filings of the last ended period that are not handed in."""
    if not actor.can(Permission.FILE_LEDGER):
        return []
    language = get_language() or "zh"
    items = []
    for line in my_filings(actor, day):
        if not line.waits_for_filer:
            continue
        thing = f"{line.ledger.title.get(language)} · {line.period.title.get(language)}"
        if line.submission is None:
            url = reverse("ledgers:filing-page", args=[line.ledger.key, line.period.code, line.org_unit])
            items.append(TodayItem(pgettext("verb", "File"), thing, line.due, _("nothing filed yet"), url))
            continue
        # What came back is told on the filing's own page, with the reviewer's words.
        url = reverse("ledgers:submission-detail", args=[line.submission])
        if line.state == SubmissionState.RETURNED:
            items.append(TodayItem(_("Mend"), thing, line.due, _("came back"), url, "returned"))
        elif line.state == SubmissionState.REOPENED:
            items.append(TodayItem(_("Mend"), thing, line.due, _("open for correction"), url))
        else:
            items.append(TodayItem(pgettext("verb", "File"), thing, line.due, _("drafted, not handed in"), url))
    return items


def reviews_to_do(actor: Actor, day: date) -> list[TodayItem]:
    """One line a ledger that waits for review."""
    if not actor.can(Permission.REVIEW_LEDGER):
        return []
    language = get_language() or "zh"
    waiting_by_ledger = (
        review_queue(actor).order_by().values("ledger_key").annotate(n=Count("pk"), oldest=Min("submitted_at"))
    )
    packs = installed_packs()
    return [
        TodayItem(
            _("Review"),
            packs.ledger(item["ledger_key"]).title.get(language),
            None,
            _("%(count)d waiting") % {"count": item["n"]},
            f"{reverse('ledgers:review-queue')}?ledger={item['ledger_key']}",
            "review",
        )
        for item in waiting_by_ledger
    ]


def waiting(actor: Actor) -> int:
    """The count at the navigation entry: filings that wait for this person's review."""
    return review_queue(actor).count() if actor.can(Permission.REVIEW_LEDGER) else 0


def changes(actor: Actor, since: datetime) -> list[ChangeItem]:
    """Moves of submissions in the actor's scope, made by others."""
    scope = actor.scope(Permission.VIEW_LEDGER)
    if not scope:
        return []
    packs, language = installed_packs(), get_language() or "zh"
    events = (
        SubmissionEvent.objects.filter(at__gte=since, at__lte=clock.now(), submission__org_unit__code__in=scope)
        .exclude(actor_id=actor.user_id)
        .select_related("submission__org_unit", "actor")
        .order_by("-at")[:10]
    )
    return [
        ChangeItem(
            event.at,
            _change(event, packs.ledgers[event.submission.ledger_key], language),
            reverse("ledgers:submission-detail", args=[event.submission_id]),
            str(event.actor or ""),
        )
        for event in events
        if event.submission.ledger_key in packs.ledgers
    ]


def _change(event: SubmissionEvent, ledger: Ledger, language: str) -> str:
    period = Period.parse(event.submission.period_code).title.get(language)
    return f"{ledger.title.get(language)} · {period}：{event.get_to_state_display()}"
