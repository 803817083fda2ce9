"""Notices, findings and campaigns in the site's search."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.core.search import SearchHit
from taizhang.inspection import queries

_EACH = 3


def find(actor: Actor, text: str) -> list[SearchHit]:
    """Up to three of each kind whose number, title or words hold the text; three queries."""
    if not actor.can(Permission.VIEW_INSPECTION):
        return []
    notices = [
        SearchHit(_("Notice"), row.number, reverse("inspection:notice-detail", args=[row.pk]), str(row.round.campaign))
        for row in queries.visible_notices(actor).filter(number__icontains=text).order_by("-id")[:_EACH]
    ]
    worded = Q(number__icontains=text) | Q(problem__icontains=text)
    findings = [
        SearchHit(_("Finding"), row.problem, reverse("inspection:visit-detail", args=[row.visit_id]), row.number)
        for row in queries.visible_findings(actor).filter(worded).order_by("-id")[:_EACH]
    ]
    campaigns = [
        SearchHit(_("Campaign"), row.title, reverse("inspection:campaign-detail", args=[row.pk]))
        for row in queries.visible_campaigns(actor).filter(title__icontains=text)[:_EACH]
    ]
    return [*notices, *findings, *campaigns]
