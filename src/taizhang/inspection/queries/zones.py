"""Zones on a day: their schools and inspectors, how much each carries, and what drawing them anew would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.engine.tour import spread_km
from taizhang.inspection.models import Liaison, Recusal, VisitHours
from taizhang.inspection.planning_types import (
    TermLoad,
    TermVisits,
    ZoneChange,
    ZoneInspector,
    ZoneMeasure,
    ZoneMoves,
    ZoneSchool,
    ZoneStand,
)
from taizhang.inspection.queries.called import called_by
from taizhang.inspection.queries.people import recusals
from taizhang.inspection.queries.policy import MOST_SCHOOLS, ROTATION_YEARS, policy_number
from taizhang.inspection.queries.scope import inspecting_scope, planning_reach
from taizhang.inspection.queries.term import inspector_terms, required_visits, school_terms, term_of
from taizhang.inspection.queries.tours import places_of
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnitKind, PostHolding, Zone, ZoneMembership


def zone_reach(actor: Actor) -> frozenset[str]:
    """Units whose zones the actor sees: those that they look after, and those that they plan for."""
    return inspecting_scope(actor) | planning_reach(actor)


def visible_zones(actor: Actor, day: date) -> QuerySet[Zone]:
    """Zones in force on a day with a school that the actor looks after; all of them, empty ones too, for who
    plans for schools."""
    zones = Zone.objects.on(day)
    if planning_reach(actor) and called_by(actor).schools:
        return zones
    members = ZoneMembership.objects.on(day).filter(school__code__in=inspecting_scope(actor))
    return zones.filter(pk__in=members.values("zone"))


def zone_inspectors(zones: QuerySet[Zone], day: date) -> dict[str, list[ZoneInspector]]:
    """Zone code -> who holds a post of it on the day, and since when without a break: that is the rotation."""
    found: dict[str, list[ZoneInspector]] = {}
    held = PostHolding.objects.filter(post__zone__in=zones, valid_from__lte=day).select_related("post__zone")
    spells: dict[tuple[str, str], list[PostHolding]] = {}
    years = policy_number(ROTATION_YEARS, day)
    for holding in held.order_by("-valid_from", "-pk"):
        spells.setdefault((holding.post.zone.code, holding.person_name), []).append(holding)  # type: ignore[union-attr]
    for (code, name), holdings in spells.items():
        newest = holdings[0]
        if newest.valid_to is not None and newest.valid_to <= day:
            continue
        since = newest.valid_from
        for earlier in holdings[1:]:
            if earlier.valid_to is not None and earlier.valid_to >= since:
                since = min(since, earlier.valid_from)
        months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
        due_on = _years_after(since, years) if years is not None else None
        due = due_on is not None and due_on <= day
        found.setdefault(code, []).append(
            ZoneInspector(newest.user_id, name, newest.post_id, since, months, due_on, due)
        )
    return {code: sorted(people, key=lambda item: (item.since, item.name)) for code, people in found.items()}


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1)


def schools_by_zone(actor: Actor, day: date) -> dict[str, str]:
    """School code -> zone code ("" for none) of the schools that the actor sees on a day."""
    reach = zone_reach(actor)
    schools = org_queries.spells_on(day).filter(org_unit__kind=OrgUnitKind.SCHOOL, org_unit__code__in=reach)
    members = ZoneMembership.objects.on(day).filter(school__code__in=reach)
    zoned = dict(members.values_list("school__code", "zone__code"))
    return {code: zoned.get(code, "") for code in schools.values_list("org_unit__code", flat=True)}


def zone_stands(actor: Actor, day: date) -> list[ZoneStand]:
    """Each zone with what it carries in the term of the day."""
    zones, drawn, term = visible_zones(actor, day), schools_by_zone(actor, day), term_of(day)
    people, visits = zone_inspectors(zones, day), school_terms(list(drawn), term, day)
    stands = []
    for zone in zones:
        schools = [visits[school] for school in _of(drawn, zone.code)]
        total = sum(schools, TermVisits(0, 0, 0, 0))
        missing = sum(item.missing for item in schools)
        stands.append(ZoneStand(zone.code, zone.name, tuple(people.get(zone.code, ())), len(schools), total, missing))
    return stands


def _of(drawn: Mapping[str, str], zone: str) -> list[str]:
    return [school for school, code in drawn.items() if code == zone]


def inspector_loads(actor: Actor, day: date) -> list[tuple[ZoneInspector, str, int, TermLoad]]:
    """Each inspector of a visible zone: (who, the zone's name, schools to each inspector of it, visits of the term)."""
    zones, drawn = visible_zones(actor, day), schools_by_zone(actor, day)
    people = zone_inspectors(zones, day)
    loads = inspector_terms([one.user for found in people.values() for one in found if one.user], term_of(day), day)
    return [
        (one, zone.name, len(_of(drawn, zone.code)), loads.get(one.user or 0, TermLoad(0, 0, 0)))
        for zone in zones
        for one in people.get(zone.code, ())
    ]


def zone_schools(actor: Actor, zone: Zone, day: date) -> list[ZoneSchool]:
    """The schools of a zone on a day, by name, with their liaison posts, their visits, and inspectors of the zone who
    must stand aside there."""
    drawn = schools_by_zone(actor, day)
    codes = _of(drawn, zone.code)
    names, visits = org_queries.names(codes, day), school_terms(codes, term_of(day), day)
    since = dict(
        ZoneMembership.objects.on(day)
        .filter(zone=zone, school__code__in=codes)
        .values_list("school__code", "valid_from")
    )
    people = zone_inspectors(Zone.objects.filter(pk=zone.pk), day).get(zone.code, [])
    barred = recusals([one.user for one in people if one.user], codes, day)
    by_id = {one.user: one.name for one in people}
    contacts: dict[str, list[tuple[int, str]]] = {}
    holders = {holding.post_id: holding.person_name for holding in PostHolding.objects.on(day)}
    for liaison in Liaison.objects.on(day).filter(school__code__in=codes).select_related("post", "school"):
        who = holders.get(liaison.post_id, "")
        contacts.setdefault(liaison.school.code, []).append((liaison.pk, f"{liaison.post.title} {who}".strip()))
    hours = {row.org_unit.code: str(row) for row in VisitHours.objects.on(day).select_related("org_unit")}
    return sorted(
        (
            ZoneSchool(
                code=code,
                name=names.get(code, code),
                since=since[code],
                liaisons=tuple(contacts.get(code, ())),
                visits=visits[code],
                recused=tuple((by_id[who], words) for (who, unit), (_g, words) in barred.items() if unit == code),
                hours=hours.get(code, ""),
            )
            for code in codes
        ),
        key=lambda school: school.name,
    )


def missing_visits(actor: Actor, zone: Zone, day: date) -> list[str]:
    """Codes of a zone's schools, one for each visit that is missing: every school's first before any second, those
    that were visited longest ago first."""
    schools = zone_schools(actor, zone, day)
    schools.sort(key=lambda school: (school.visits.last_on or date.min, school.code))
    rounds = max((school.visits.missing for school in schools), default=0)
    return [school.code for number in range(rounds) for school in schools if school.visits.missing > number]


def visible_recusals(actor: Actor) -> QuerySet[Recusal]:
    """Of units that the actor plans for, and the actor's own."""
    own = Recusal.objects.filter(person_id=actor.user_id) if actor.user_id else Recusal.objects.none()
    return (own | Recusal.objects.filter(org_unit__code__in=planning_reach(actor))).select_related("person", "org_unit")


def visible_liaisons(actor: Actor) -> QuerySet[Liaison]:
    return Liaison.objects.filter(school__code__in=zone_reach(actor)).select_related("post", "school")


def zone_moves(actor: Actor, moves: Mapping[str, str], day: date) -> ZoneMoves:
    """What moving schools (code -> zone code) from a day on would change: each zone touched, before and after, and who
    of the inspectors of the zone to which a school comes must stand aside there."""
    drawn = schools_by_zone(actor, day)
    moved = {school: zone for school, zone in moves.items() if school in drawn and drawn[school] != zone}
    after = drawn | moved
    zones = visible_zones(actor, day)
    people = zone_inspectors(zones, day)
    places = places_of(drawn, day)
    names = org_queries.names(moved, day)
    titles = {zone.code: zone.name for zone in zones}
    touched = set(moved.values()) | {drawn[school] for school in moved}
    required, most = required_visits(term_of(day)), policy_number(MOST_SCHOOLS, day)

    def measure(of: Mapping[str, str], zone: str) -> ZoneMeasure:
        schools = _of(of, zone)
        known = [places[code] for code in schools if code in places]
        who = len(people.get(zone, ()))
        return ZoneMeasure(len(schools), len(schools) * required, who, spread_km(known), len(schools) - len(known))

    users = {one.user: one.name for found in people.values() for one in found if one.user}
    barred = recusals(list(users), list(moved), day)
    hits = [
        (names.get(school, school), titles.get(zone, zone), users[one.user], barred[one.user, school][1])
        for school, zone in moved.items()
        for one in people.get(zone, ())
        if one.user is not None and (one.user, school) in barred
    ]
    changes = [
        ZoneChange(zone.name, measure(drawn, zone.code), measure(after, zone.code), most)
        for zone in zones
        if zone.code in touched
    ]
    told = [(school, names.get(school, school), titles.get(drawn[school], ""), titles.get(zone, zone))
            for school, zone in sorted(moved.items())]  # fmt: skip
    return ZoneMoves(tuple(told), tuple(changes), tuple(hits))
