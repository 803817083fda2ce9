"""Plans, targets, tasks, meetings and documents in the site's search."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.core.search import SearchHit
from taizhang.targets import queries

_EACH = 3


def find(actor: Actor, text: str) -> list[SearchHit]:
    """Up to three of each kind whose title, or document number, holds the text; five queries."""
    if not actor.can(Permission.VIEW_TARGETS):
        return []
    titled = Q(title__icontains=text)
    tasks = [
        SearchHit(_("Task"), row.title, reverse("targets:task-detail", args=[row.pk]), queries.source_words(row))
        for row in queries.visible_tasks(actor).filter(titled).order_by("-id")[:_EACH]
    ]
    targets = [
        SearchHit(_("Target"), row.title, reverse("targets:target-detail", args=[row.pk]), row.plan.title)
        for row in queries.visible_targets(actor).filter(titled).order_by("-id")[:_EACH]
    ]
    plans = [
        SearchHit(_("Plan"), row.title, reverse("targets:plan-detail", args=[row.pk]))
        for row in queries.visible_plans(actor).filter(titled)[:_EACH]
    ]
    meetings = [
        SearchHit(_("Meeting"), row.title, reverse("targets:meeting-detail", args=[row.pk]), row.held_on.isoformat())
        for row in queries.visible_meetings(actor).filter(titled)[:_EACH]
    ]
    documents = [
        SearchHit(_("Basis document"), row.title, reverse("targets:document-detail", args=[row.pk]), row.number)
        for row in queries.visible_documents(actor).filter(titled | Q(number__icontains=text))[:_EACH]
    ]
    return [*tasks, *targets, *plans, *meetings, *documents]
