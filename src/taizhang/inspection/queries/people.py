"""Who inspects where, how much of it, and who must not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Sum

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Campaign, Complaint, Recusal, RecusalGround, VisitMember
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.organisation.models import PostHolding


def recusals(people: Collection[int], units: Collection[str], day: date) -> dict[tuple[int, str], tuple[str, str]]:
    """(user id, unit) -> (ground, the ground in words) of all pairs that must not meet on a day: a recusal on record,
    or a post that the person holds there."""
    found: dict[tuple[int, str], tuple[str, str]] = {}
    held = PostHolding.objects.on(day).filter(user__in=people, post__org_unit__code__in=units)
    for holding in held.select_related("post__org_unit"):
        if holding.user_id is not None:
            own = RecusalGround.OWN_SCHOOL.value
            found[holding.user_id, holding.post.org_unit.code] = own, holding.post.title
    recorded = Recusal.objects.on(day).filter(person__in=people, org_unit__code__in=units)
    for recusal in recorded.select_related("org_unit").order_by("pk"):
        found[recusal.person_id, recusal.org_unit.code] = recusal.ground, recusal.get_ground_display()
    return found


def recused(people: Collection[int], unit: str, day: date) -> dict[int, str]:
    """Of some people (user ids) those who must not inspect a unit on a day, each with the ground in words."""
    return {person: words for (person, _unit), (_ground, words) in recusals(people, [unit], day).items()}


def inspector_load(first: date, last: date) -> dict[int, int]:
    """User id -> visits that were filed or stand planned within some days."""
    members = VisitMember.objects.filter(visit__planned_on__range=(first, last), visit__called_off_at__isnull=True)
    return dict(members.values_list("person_id").annotate(n=Count("pk")).order_by())


def complaint_weights(units: Iterable[str], first: date, last: date) -> dict[str, int]:
    """Unit -> tickets that complaints received within some days add in a draw."""
    found = Complaint.objects.filter(org_unit__code__in=list(units), received_on__range=(first, last))
    return dict(found.values_list("org_unit__code").annotate(n=Sum("weight")).order_by())


def units_to_plan(actor: Actor, campaign: Campaign, day: date) -> list[str]:
    """Codes of a campaign's units to which the actor may plan a visit: all of them for who plans it, else those that
    they inspect themselves."""
    units = units_in_scope(campaign, day)
    if actor.can(Permission.PLAN_INSPECTION, campaign.org_unit.code):
        return units
    own = actor.scope(Permission.INSPECT)
    return [code for code in units if code in own]
