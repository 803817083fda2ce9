"""What a person may do, from the role grants in force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from taizhang.core import clock
from taizhang.core.actor import Actor, Grant
from taizhang.core.duties import Duty
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission, Role
from taizhang.core.scopes import narrowed
from taizhang.organisation.models import OrgUnitKind, OrgUnitSpell, RoleGrant, Succession, ZoneMembership
from taizhang.organisation.queries.delegations import running_delegations

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from taizhang.accounts.models import ApiToken, User

NOBODY = Actor(None, "")


def actor_for(user: User | AnonymousUser) -> Actor:
    """The actor of a user, by today's grants and what colleagues on leave handed over: two queries for a person without
    either, four otherwise, one more for what was handed over and for a zone.

    A grant reaches the unit and all below it: where each stands today or stood last, and what was merged into them, so
    that the records of a school that is gone stay in sight of those who answer for them.
    """
    if user.pk is None or not user.is_active:
        return NOBODY
    today = clock.today()
    lent: dict[int, _Lent] = {}
    for item in running_delegations(user.pk, today):
        before = lent.get(item.giver_id, _Lent(str(item.giver), frozenset()))
        lent[item.giver_id] = _Lent(before.name, before.duties | {Duty(duty) for duty in item.duties})
    grants = list(
        RoleGrant.objects.on(today)
        .filter(user_id__in=[user.pk, *lent])
        .order_by("id")
        .values_list("user_id", "role", "org_unit__code", "org_unit__kind", "ledger_group", "zone_id")
    )
    if not grants:
        return Actor(user.pk, str(user), (), ROLE_PERMISSIONS)
    children = _children()
    zones = _zone_schools([zone for *_rest, zone in grants if zone is not None])
    made = []
    for holder, role, code, kind, group, zone in sorted(grants, key=lambda grant: grant[0] != user.pk):
        grant = Grant(
            Role(role),
            code,
            scope_of_units([code] if zone is None else zones.get(zone, []), children),
            group,
            county=_county_of(code, children) if _works_for_all(role, kind) and not zone else frozenset(),
        )
        made += [grant] if holder == user.pk else _lent(grant, holder, lent[holder])
    return Actor(user.pk, str(user), tuple(made), ROLE_PERMISSIONS)


@dataclass(frozen=True, slots=True)
class _Lent:
    """What one colleague on leave handed over."""

    name: str
    duties: frozenset[Duty]


def _lent(grant: Grant, giver: int, lent: _Lent) -> list[Grant]:
    """The giver's grant as the taker has it: cut to the duties handed over, where the grant carries any of them."""
    duties = [duty for duty in lent.duties if duty.core & ROLE_PERMISSIONS[grant.role]]
    if not duties:
        return []
    only = frozenset().union(*(duty.permissions for duty in duties))
    return [replace(grant, giver=giver, giver_name=lent.name, only=only)]


def actor_for_token(token: ApiToken) -> Actor:
    """The owner as of today, with the permissions that the token's scopes let through, on the units below its own."""
    owner = actor_for(token.owner)
    grants = tuple(grant for grant in owner.grants if grant.giver is None)  # a program stands in for nobody on leave
    if token.org_unit:
        below = scope_of_units([token.org_unit])
        cut = (replace(grant, scope=grant.scope & below, county=grant.county & below) for grant in grants)
        grants = tuple(grant for grant in cut if grant.scope or grant.county)
    name = gettext("%(person)s (token: %(token)s)") % {"person": owner.name, "token": token.name}
    return Actor(owner.user_id, name, grants, narrowed(owner.permissions, token.scopes), by_token=True)


def scope_of_units(codes: Iterable[str], children: Mapping[str, Iterable[str]] | None = None) -> frozenset[str]:
    """The units and all that stand or stood last below them, or went over into them."""
    below = _children() if children is None else children
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += below.get(code, ())
    return frozenset(found)


def _works_for_all(role: str, kind: str) -> bool:
    """A section reviews for all of its county; a township or a village only for what stands below it."""
    reviews = Permission.REVIEW_LEDGER in ROLE_PERMISSIONS[Role(role)]
    return reviews and kind in (OrgUnitKind.COUNTY, OrgUnitKind.BUREAU, OrgUnitKind.SECTION)


def _county_of(code: str, children: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Every unit of the tree in which a unit stands."""
    above = {below: unit for unit, units in children.items() for below in units}
    top, seen = code, {code}
    while top in above and above[top] not in seen:
        top = above[top]
        seen.add(top)
    return scope_of_units([top], children)


def _children() -> dict[str, set[str]]:
    """Unit -> units that stand (or stood last, or will first stand) directly below it, or were merged into it."""
    today = clock.today()
    parents: dict[str, str | None] = {}
    spells = OrgUnitSpell.objects.order_by("valid_from").values_list("org_unit__code", "parent__code", "valid_from")
    for code, parent, first in spells:
        if first <= today or code not in parents:
            parents[code] = parent
    below: dict[str, set[str]] = {}
    for unit, above in parents.items():
        if above is not None:
            below.setdefault(above, set()).add(unit)
    gone = Succession.objects.filter(on__lte=today).exclude(kind="split")
    for predecessor, successor in gone.values_list("predecessor__code", "successor__code"):
        below.setdefault(successor, set()).add(predecessor)
    return below


def _zone_schools(zones: list[int]) -> dict[int, list[str]]:
    if not zones:
        return {}
    found: dict[int, list[str]] = {}
    members = ZoneMembership.objects.on(clock.today()).filter(zone_id__in=zones)
    for zone, school in members.values_list("zone_id", "school__code"):
        found.setdefault(zone, []).append(school)
    return found
