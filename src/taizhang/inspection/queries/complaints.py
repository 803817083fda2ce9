"""Complaints, and the rounds in which a visit may follow one."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, QuerySet

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Complaint, Round, Visit
from taizhang.inspection.queries.scope import inspecting_scope, may_plan, planning_reach, visible_campaigns
from taizhang.inspection.queries.sending import campaign_reach


def visible_complaints(actor: Actor) -> QuerySet[Complaint]:
    """About units that the actor looks after or plans for, never for the inspected side; each with `standing_visits`,
    those that were not called off."""
    standing = Visit.objects.filter(called_off_at__isnull=True).order_by("pk")
    return (
        Complaint.objects.filter(org_unit__code__in=inspecting_scope(actor) | planning_reach(actor))
        .select_related("org_unit", "by", "in_place_of")
        .prefetch_related(Prefetch("visits", queryset=standing, to_attr="standing_visits"))
    )


def open_rounds(actor: Actor, unit: str, day: date) -> list[Round]:
    """Rounds not yet over in which the actor may plan a visit to a unit, newest first; of what a village or township
    runs only for places of its own."""
    rounds = Round.objects.filter(
        campaign__in=visible_campaigns(actor).order_by().values("pk"), last_on__gte=day
    ).select_related("campaign__org_unit")
    own = actor.can(Permission.INSPECT, unit)
    open_ones = [
        item for item in rounds.order_by("-campaign__first_on", "-number") if own or may_plan(actor, item.campaign)
    ]
    reach = {item.campaign.org_unit.code: campaign_reach(item.campaign, day) for item in open_ones}
    return [item for item in open_ones if (of := reach[item.campaign.org_unit.code]) is None or unit in of]
