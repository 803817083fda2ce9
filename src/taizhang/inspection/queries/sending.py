"""Who may be sent: a township or village sends people of its own, a bureau and its sections all of the county's."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission
from taizhang.inspection.models import Campaign
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitKind, PostHolding, RoleGrant

OWN_PEOPLE = (OrgUnitKind.TOWNSHIP, OrgUnitKind.VILLAGE)


def _inspecting(day: date, reach: frozenset[str] | None) -> QuerySet[RoleGrant]:
    """Roles that inspect on a day, of units in reach; None: of any."""
    roles = [role.value for role, held in ROLE_PERMISSIONS.items() if Permission.INSPECT in held]
    grants = RoleGrant.objects.on(day).filter(role__in=roles, user__is_active=True)
    return grants if reach is None else grants.filter(org_unit__code__in=reach)


def _inspectors(day: date, reach: frozenset[str] | None) -> list[tuple[User, OrgUnit, str]]:
    """By name: (person, the section of their post or else the unit of their role, its name)."""
    grants = _inspecting(day, reach).select_related("user", "org_unit")
    found = {grant.user_id: (grant.user, grant.org_unit) for grant in grants.order_by("-id")}
    posts = PostHolding.objects.on(day).filter(user__in=found, post__org_unit__kind=OrgUnitKind.SECTION)
    if reach is not None:
        posts = posts.filter(post__org_unit__code__in=reach)
    for holding in posts.select_related("post__org_unit", "user"):
        if holding.user is not None:
            found[holding.user.pk] = (holding.user, holding.post.org_unit)
    names = org_queries.names({unit.code for _person, unit in found.values()}, day)
    people = [(person, unit, names.get(unit.code, unit.code)) for person, unit in found.values()]
    return sorted(people, key=lambda item: (str(item[0]), item[0].pk))


def campaign_reach(campaign: Campaign, day: date) -> frozenset[str] | None:
    """Units whose people a campaign sends; None: of all the county."""
    unit = campaign.org_unit
    return org_queries.subtree(unit.code, day=day) if unit.kind in OWN_PEOPLE else None


def people_reach(actor: Actor) -> frozenset[str] | None:
    """Units whose people the actor sends or keeps away, whatever the campaign; None: of all the county."""
    grants = {*actor.granting(Permission.PLAN_INSPECTION), *actor.granting(Permission.INSPECT)}
    homes = OrgUnit.objects.filter(code__in={grant.org_unit for grant in grants})
    if homes.exclude(kind__in=OWN_PEOPLE).exists():
        return None
    return frozenset().union(*(grant.scope for grant in grants)) if grants else frozenset()


def inspectors_of(campaign: Campaign, day: date) -> list[tuple[User, OrgUnit, str]]:
    """Whom a campaign may send on a day, by name: (person, the section of their post or else the unit of their role,
    its name). Of all sections: joint teams are made of several."""
    return _inspectors(day, campaign_reach(campaign, day))


def inspectors_for(actor: Actor, day: date) -> list[tuple[User, OrgUnit, str]]:
    """The same, of those whom the actor may name without a campaign."""
    return _inspectors(day, people_reach(actor))


def strangers(people: Collection[int], reach: frozenset[str] | None, day: date) -> set[int]:
    """Of some people (user ids) those who inspect nothing on a day, or not in reach; one query."""
    known = _inspecting(day, reach).filter(user__in=people).values_list("user_id", flat=True)
    return set(people) - set(known)
