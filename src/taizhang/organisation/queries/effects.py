"""What a change of the organisation would touch: counted before anybody confirms it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.organisation.hooks import effects_of
from taizhang.organisation.models import (
    GroupMember,
    OrgUnit,
    OrgUnitSpell,
    PostHolding,
    PostKind,
    RoleGrant,
    Zone,
    ZoneMembership,
)
from taizhang.organisation.queries.tree import names
from taizhang.organisation.types import Effect, UnitChange

_ENDS = ("close", "merge")


def unit_effects(actor: Actor, change: UnitChange) -> list[Effect]:
    """Moves first, then what stays with the tree of before, then what somebody has to decide; nothing that is zero."""
    found = [*_own(change), *effects_of(actor, change)]
    return sorted((effect for effect in found if effect.count), key=lambda effect: (effect.decide, effect.stays))


def _own(change: UnitChange) -> list[Effect]:
    on, code, ends = change.on, change.org_unit, change.kind in _ENDS
    url = f"{reverse('organisation:unit-detail', args=[code])}?day={on.isoformat()}"
    below = OrgUnitSpell.objects.on(on).filter(parent__code=code).count()
    held = list(PostHolding.objects.on(on).filter(post__org_unit__code=code).select_related("post").order_by("pk"))
    people = "、".join(f"{item.post.title} {item.person_name}" for item in held[:6])
    if not ends:
        same = _("They stay where they are in the unit.")
        return [
            Effect(_("units below, which go along"), below, same, url),
            Effect(_("posts with a holder, which stay"), len(held), people, url),
            *_zone(code, on, ends=False),
        ]
    moves = change.kind == "merge"
    heads = _two_heads(held, change)
    if heads:  # the head's post ends: said there, with the name
        held = [item for item in held if item.post.kind != PostKind.UNIT_HEAD]
        people = "、".join(f"{item.post.title} {item.person_name}" for item in held[:6])
    effects = [
        Effect(_("units below, which move"), below, "", url),
        Effect(_("posts that move with their holders") if moves else _("posts that end"), len(held), people, url),
        *_zone(code, on, ends=True),
        Effect(
            _("roles of people that end"),
            RoleGrant.objects.on(on).filter(org_unit__code=code).count(),
            _("Grant them anew where these people go on working."),
            decide=True,
        ),
        Effect(
            _("seats in leading groups that move") if moves else _("seats in leading groups that end"),
            GroupMember.objects.on(on).filter(post__org_unit__code=code).count(),
        ),
    ]
    return [*effects, *heads]


def _zone(code: str, on: date, *, ends: bool) -> list[Effect]:
    member = ZoneMembership.objects.on(on).filter(school__code=code).select_related("zone").first()
    if member is None:
        return []
    url = reverse("organisation:zone-detail", args=[member.zone.code])
    return [Effect(_("place in a zone that ends") if ends else _("zone, which stays"), 1, member.zone.name, url)]


def _two_heads(held: Iterable[PostHolding], change: UnitChange) -> list[Effect]:
    """When both units have a head, one of the two posts ends; said by name, because a person is behind it."""
    head = next((item for item in held if item.post.kind == PostKind.UNIT_HEAD), None)
    other = (
        PostHolding.objects.on(change.on)
        .filter(post__org_unit__code=change.successor, post__kind=PostKind.UNIT_HEAD)
        .first()
    )
    if change.kind != "merge" or head is None or other is None:
        return []
    words = _("%(other)s stays head and takes over open tasks; the post of %(head)s ends that day.")
    return [Effect(_("two heads"), 2, words % {"other": other.person_name, "head": head.person_name}, decide=True)]


def zone_effects(zone: Zone, schools: Iterable[OrgUnit], on: date) -> list[tuple[str, str, str]]:
    """(school, its zone of before or "", who inspects it from then on), for each school that would be assigned."""
    chosen = list(schools)
    members = ZoneMembership.objects.on(on).filter(school__in=chosen).select_related("zone", "school")
    before = {member.school.code: member.zone.name for member in members}
    inspectors = PostHolding.objects.on(on).filter(post__zone=zone).order_by("pk").values_list("person_name", flat=True)
    who = "、".join(inspectors)
    titles = names([school.code for school in chosen], on)
    return [(titles.get(school.code, school.code), before.get(school.code, ""), who) for school in chosen]
