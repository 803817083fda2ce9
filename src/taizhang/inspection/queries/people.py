"""Who inspects where, how much of it, and who must not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Sum

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission
from taizhang.inspection.models import Campaign, Complaint, Recusal, RecusalGround, VisitMember
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitKind, PostHolding, RoleGrant


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


def inspectors(day: date) -> list[tuple[User, OrgUnit, str]]:
    """Who may inspect on a day, by name: (person, the section of their post or else the unit of their role, its name).
    Of all sections: joint teams are made of several."""
    roles = [role.value for role, held in ROLE_PERMISSIONS.items() if Permission.INSPECT in held]
    grants = RoleGrant.objects.on(day).filter(role__in=roles, user__is_active=True).select_related("user", "org_unit")
    found = {grant.user_id: (grant.user, grant.org_unit) for grant in grants.order_by("-id")}
    posts = PostHolding.objects.on(day).filter(user__in=found, post__org_unit__kind=OrgUnitKind.SECTION)
    for holding in posts.select_related("post__org_unit", "user"):
        if holding.user is not None:
            found[holding.user.pk] = (holding.user, holding.post.org_unit)
    names = org_queries.names({unit.code for _person, unit in found.values()}, day)
    people = [(person, unit, names.get(unit.code, unit.code)) for person, unit in found.values()]
    return sorted(people, key=lambda item: (str(item[0]), item[0].pk))


def units_to_plan(actor: Actor, campaign: Campaign, day: date) -> list[str]:
    """Codes of a campaign's units to which the actor may plan a visit: all of them for who plans it, else those that
    they inspect themselves."""
    units = units_in_scope(campaign, day)
    if actor.can(Permission.PLAN_INSPECTION, campaign.org_unit.code):
        return units
    own = actor.scope(Permission.INSPECT)
    return [code for code in units if code in own]
