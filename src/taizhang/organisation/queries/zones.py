"""Supervision zones on a day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, QuerySet

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.models import OrgUnit, OrgUnitKind, OrgUnitSpell, PostHolding, Zone, ZoneMembership
from taizhang.organisation.queries.tree import org_units_as_of, spells_on
from taizhang.organisation.types import ZoneLine


def visible_zones(actor: Actor) -> QuerySet[Zone]:
    """All of the county's for who has schools among their units, or those of their county, or keeps the organisation:
    zones are of schools. None for a village or a township without one."""
    if actor.can(Permission.MANAGE_ORGANISATION):
        return Zone.objects.all()
    grants = actor.granting(Permission.VIEW_ORGANISATION)
    reach = frozenset().union(*(grant.scope | grant.county for grant in grants)) if grants else frozenset()
    schools = OrgUnit.objects.filter(kind=OrgUnitKind.SCHOOL, code__in=reach)
    return Zone.objects.all() if schools.exists() else Zone.objects.none()


def zone_lines(actor: Actor, day: date) -> list[ZoneLine]:
    """Zones in force with their number of schools and their inspectors; four queries."""
    zones = list(Zone.objects.on(day).filter(pk__in=visible_zones(actor).values("pk")))
    members = ZoneMembership.objects.on(day).values("zone_id").annotate(schools=Count("id")).order_by()
    counts = {row["zone_id"]: row["schools"] for row in members}
    inspectors: dict[int, list[str]] = {}
    for zone_id, name in (
        PostHolding.objects.on(day)
        .filter(post__zone__isnull=False)
        .order_by("id")
        .values_list("post__zone_id", "person_name")
    ):
        inspectors.setdefault(zone_id, []).append(name)
    return [
        ZoneLine(zone.code, zone.name, counts.get(zone.pk, 0), tuple(inspectors.get(zone.pk, ())), zone.valid_from)
        for zone in zones
    ]


def zone_schools(actor: Actor, zone: Zone, day: date) -> QuerySet[OrgUnitSpell]:
    """Schools of a zone on a day that the actor may see."""
    members = ZoneMembership.objects.on(day).filter(zone=zone).values("school_id")
    return org_units_as_of(day, actor).filter(org_unit_id__in=members)


def zone_of(code: str, day: date) -> Zone | None:
    """The zone that a school is in on a day."""
    member = ZoneMembership.objects.on(day).filter(school__code=code).select_related("zone").first()
    return member.zone if member else None


def zones_of(codes: Collection[str], day: date) -> dict[str, Zone]:
    """School code -> the zone that it is in on a day; one query."""
    members = ZoneMembership.objects.on(day).filter(school__code__in=codes).select_related("zone", "school")
    return {member.school.code: member.zone for member in members}


def zone_names(codes: Collection[str], _day: date) -> dict[str, str]:
    """Zone code -> its name, also of one that has ended."""
    return dict(Zone.objects.filter(code__in=codes).values_list("code", "name"))


def schools_of_zones(zones: Collection[str], day: date) -> frozenset[str]:
    """Codes of the schools that are in some zones (codes) on a day."""
    members = ZoneMembership.objects.on(day).filter(zone__code__in=zones)
    return frozenset(members.values_list("school__code", flat=True))


def schools_without_zone(actor: Actor, day: date) -> QuerySet[OrgUnitSpell]:
    """Schools that no zone inspects on a day."""
    members = ZoneMembership.objects.on(day).values("school_id")
    return (
        spells_on(day)
        .filter(org_unit__kind=OrgUnitKind.SCHOOL, org_unit__code__in=actor.scope(Permission.VIEW_ORGANISATION))
        .exclude(org_unit_id__in=members)
    )


def coming_rotation(day: date, *, on: date | None = None) -> list[tuple[PostHolding, PostHolding]]:
    """(post that is left, post that is taken) of everybody who changes from one zone to another after a day, on one
    day when it is given; by day and post. Two queries."""
    taken = PostHolding.objects.filter(valid_from__gt=day, post__zone__isnull=False)
    if on is not None:
        taken = taken.filter(valid_from=on)
    new = list(taken.select_related("post__zone", "post__org_unit", "user").order_by("valid_from", "post_id"))
    left = PostHolding.objects.filter(valid_to__in={row.valid_from for row in new}, post__zone__isnull=False)
    old = {
        (row.valid_to, row.user_id or row.person_name): row
        for row in left.select_related("post__zone", "post__org_unit")
    }
    pairs = [(old.get((row.valid_from, row.user_id or row.person_name)), row) for row in new]
    return [(before, row) for before, row in pairs if before is not None and before.post.zone_id != row.post.zone_id]
