"""Users and the roles they were given."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.models import RoleGrant


def people(actor: Actor, search: str = "") -> QuerySet[User]:
    """Users with a grant in the actor's reach, and those without any; each with `current_grants`."""
    scope = actor.scope(Permission.MANAGE_ORGANISATION)
    if not scope:
        return User.objects.none()
    grants = RoleGrant.objects.on(clock.today()).select_related("org_unit", "zone")
    found = (
        User.objects.filter(Q(role_grants__org_unit__code__in=scope) | Q(role_grants__isnull=True))
        .distinct()
        .prefetch_related(Prefetch("role_grants", queryset=grants, to_attr="current_grants"))
    )
    if search.strip():
        found = found.filter(Q(full_name__icontains=search.strip()) | Q(username__icontains=search.strip()))
    return found.order_by("username")


def user_grants(actor: Actor, user: User) -> QuerySet[RoleGrant]:
    """All grants of a user in the actor's reach, ended ones too, last first."""
    return (
        RoleGrant.objects.filter(user=user, org_unit__code__in=actor.scope(Permission.MANAGE_ORGANISATION))
        .select_related("org_unit", "zone")
        .order_by("-valid_from", "-id")
    )
