"""Who stands in for whom."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

from django.db.models import Q, QuerySet

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.duties import Duty
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission, Role
from taizhang.organisation.models import Delegation, RoleGrant

# Who changes nothing, or no data, by the own role does not get to by somebody else's.
NO_STAND_IN = (Role.AUDITOR, Role.ADMINISTRATOR)
# Those who are inspected and those who inspect do not stand in for one another.
_SCHOOL_SIDE = frozenset({Role.SCHOOL_CLERK, Role.SCHOOL_HEAD})
_BUREAU_SIDE = frozenset(Role) - _SCHOOL_SIDE


def running_delegations(taker: int, day: date) -> QuerySet[Delegation]:
    """What colleagues on leave handed to a person for a day."""
    return Delegation.objects.on(day).filter(taker_id=taker, withdrawn_at__isnull=True).select_related("giver")


def delegations(actor: Actor) -> QuerySet[Delegation]:
    """Those that the actor gave or took; for who manages the organisation, also those of people in reach."""
    if actor.user_id is None or actor.by_token:
        return Delegation.objects.none()
    wanted = Q(giver_id=actor.user_id) | Q(taker_id=actor.user_id)
    if scope := actor.scope(Permission.MANAGE_ORGANISATION):
        within = RoleGrant.objects.filter(org_unit__code__in=scope).values("user_id")
        wanted |= Q(giver_id__in=within)
    return Delegation.objects.filter(wanted).select_related("giver", "taker", "made_by")


def duties_of_user(user: User, day: date) -> list[Duty]:
    """The same for anybody on a day; one query."""
    roles = RoleGrant.objects.on(day).filter(user=user).values_list("role", flat=True)
    held = frozenset().union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))
    return [duty for duty in Duty if duty.core & held]


def possible_givers(actor: Actor) -> QuerySet[User]:
    """Whose duties the actor may hand over: one's own, and for a manager those of everybody in reach."""
    wanted = Q(pk=actor.user_id or 0)
    if scope := actor.scope(Permission.MANAGE_ORGANISATION):
        wanted |= Q(pk__in=RoleGrant.objects.on(clock.today()).filter(org_unit__code__in=scope).values("user_id"))
    roles = [role for role, held in ROLE_PERMISSIONS.items() if any(duty.core & held for duty in Duty)]
    can = RoleGrant.objects.on(clock.today()).filter(role__in=roles).values("user_id")
    return User.objects.filter(wanted, pk__in=can, is_active=True).order_by("full_name", "pk")


def possible_takers(actor: Actor) -> QuerySet[User]:
    """Colleagues: people of the giver's side with a role at a unit that the giver's roles reach; for a manager
    everybody in reach."""
    reach, roles = actor.scope(Permission.MANAGE_ORGANISATION), frozenset(Role)
    if not reach:
        reach = frozenset().union(*(grant.scope for grant in actor.grants if grant.giver is None))
        roles = _same_side(actor.roles)
    today = RoleGrant.objects.on(clock.today())
    barred = today.filter(role__in=NO_STAND_IN).values("user_id")
    colleagues = today.filter(org_unit__code__in=reach, role__in=roles).values("user_id")
    return (
        User.objects.filter(pk__in=colleagues, is_active=True)
        .exclude(pk__in=barred)
        .exclude(pk=actor.user_id or 0)
        .order_by("full_name", "pk")
    )


def _same_side(roles: Set[Role]) -> frozenset[Role]:
    sides = [side for side in (_SCHOOL_SIDE, _BUREAU_SIDE) if side & roles]
    return frozenset().union(*sides)
