"""What the start page tells those who run the system: work that failed, and what others did to units, posts, roles,
accounts and packs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.audit_words import action_words
from taizhang.core.models import AuditEvent, Job, JobState
from taizhang.core.permissions import Permission
from taizhang.core.today import ChangeItem, TodayItem

_NOUNS = ("org_unit.", "zone.", "post.", "group.", "role.", "delegation.", "pack.")
_ACCOUNTS = ("account.create", "account.open", "account.close", "account.locked")
_FAILED_FOR = timedelta(days=7)  # later a failure is history, and stands in the list of background work
_LINES = 10


def failed_work(actor: Actor, day: date) -> list[TodayItem]:
    """One line for the background work of the last week that failed; for administrators."""
    if not actor.can(Permission.MANAGE_ORGANISATION):
        return []
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__date__gt=day - _FAILED_FOR).count()
    if not failed:
        return []
    count = _("%(count)d failed") % {"count": failed}
    url = f"{reverse('core:job-list')}?state={JobState.FAILED.value}"
    return [TodayItem(_("Look into"), _("Background work"), None, count, url)]


def changes(actor: Actor, since: datetime) -> list[ChangeItem]:
    """What others did in the actor's reach, one line a day and kind of deed, each into the audit log. One query."""
    scope = actor.scope(Permission.MANAGE_ORGANISATION)
    if not scope or not actor.can(Permission.VIEW_AUDIT):
        return []
    kinds = Q(action__in=_ACCOUNTS)
    for noun in _NOUNS:
        kinds |= Q(action__startswith=noun)
    done = (
        AuditEvent.objects.filter(kinds, Q(org_unit__in=scope) | Q(org_unit=""), at__gte=since, at__lte=clock.now())
        .exclude(actor_id=actor.user_id)
        .values("action", day=TruncDate("at"))
        .annotate(count=Count("pk"), newest=Max("at"))
        .order_by("-newest", "action")[:_LINES]
    )
    return [
        ChangeItem(
            line["newest"],
            action_words(line["action"]),
            f"{reverse('core:audit-list')}?action={line['action']}",
            _("%(count)d times") % {"count": line["count"]} if line["count"] > 1 else "",
        )
        for line in done
    ]
