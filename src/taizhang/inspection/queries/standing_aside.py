"""Visits that are still to be made, on which somebody stands planned who must not go there on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Recusal, Visit, VisitMember
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.inspection.planning_types import StandsAside
from taizhang.inspection.queries.people import recusals, recused
from taizhang.inspection.queries.scope import may_plan, visible_visits
from taizhang.inspection.queries.sending import inspectors_of
from taizhang.organisation.models import OrgUnit, PostHolding


def _barred(person: Any, visit: str = "") -> Q:
    """Whether a person (a reference or an id) must not go on the visit under a prefix."""
    day, unit = OuterRef(f"{visit}planned_on"), OuterRef(f"{visit}org_unit")
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    recorded = Recusal.objects.filter(in_force, valid_from__lte=day, person=person, org_unit=unit)
    held = PostHolding.objects.filter(in_force, valid_from__lte=day, user=person, post__org_unit=unit)
    return Q(Exists(recorded.order_by())) | Q(Exists(held.order_by()))


def without_barred(visits: QuerySet[Visit], person: int) -> QuerySet[Visit]:
    """Those of the visits from which the person need not stand aside."""
    return visits.exclude(_barred(person))


def standing_aside(visits: Iterable[Visit]) -> dict[int, list[StandsAside]]:
    """Visit id -> who of those planned must stand aside; of visits that are still to be made. One query for any number
    of visits, two more for each that is touched."""
    open_ones = [visit.pk for visit in visits if visit.filed_at is None and visit.called_off_at is None]
    members = VisitMember.objects.filter(visit__in=open_ones).filter(_barred(OuterRef("person"), "visit__"))
    found: dict[int, list[StandsAside]] = {}
    for member in members.select_related("person", "visit__org_unit"):
        grounds = recused([member.person_id], member.visit.org_unit.code, member.visit.planned_on)
        line = StandsAside(member.person_id, str(member.person), grounds[member.person_id])
        found.setdefault(member.visit_id, []).append(line)
    return found


def stands_aside(actor: Actor, visit: Visit) -> bool:
    """Whether the actor must not make the visit on its planned day."""
    return bool(ground_to_stand_aside(actor, visit))


def ground_to_stand_aside(actor: Actor, visit: Visit) -> str:
    """Why the actor must not make the visit on its planned day, in words; "" for who may."""
    if actor.user_id is None:
        return ""
    return recused([actor.user_id], visit.org_unit.code, visit.planned_on).get(actor.user_id, "")


def may_change_people(actor: Actor, visit: Visit) -> bool:
    """Who says who goes: who plans the campaign, or inspects the unit."""
    return may_plan(actor, visit.round.campaign) or actor.can(Permission.INSPECT, visit.org_unit.code)


def visits_of_recusal(actor: Actor, recusal: Recusal) -> list[Visit]:
    """Visits to the unit that are still to be made, for which the person stands planned while the recusal is in
    force."""
    visits = visible_visits(actor).filter(
        IS_OPEN, org_unit=recusal.org_unit, members__person=recusal.person, planned_on__gte=recusal.valid_from
    )
    if recusal.valid_to is not None:
        visits = visits.filter(planned_on__lt=recusal.valid_to)
    return list(visits.order_by("planned_on", "pk").prefetch_related("members__person"))


def who_could_go(visit: Visit, day: date) -> tuple[list[User], list[tuple[int, str]]]:
    """Whom its campaign sends on the day, who are not on the visit and need not stand aside: of its zone, and all
    others as (id, name and where they come from)."""
    there = {member.person_id for member in visit.members.all()}
    people = {
        person.pk: (person, name)
        for person, _unit, name in inspectors_of(visit.round.campaign, day)
        if person.pk not in there
    }
    barred = recusals(list(people), [visit.org_unit.code], visit.planned_on)
    free = {pk: one for pk, one in people.items() if (pk, visit.org_unit.code) not in barred}
    held = PostHolding.objects.on(day).filter(post__zone=visit.zone_id) if visit.zone_id else PostHolding.objects.none()
    of_zone = set(held.values_list("user", flat=True))
    near = [person for pk, (person, _name) in free.items() if pk in of_zone]
    return near, [(pk, f"{person}（{name}）") for pk, (person, name) in free.items() if pk not in of_zone]


def section_of(person: User, visit: Visit, day: date) -> OrgUnit | None:
    """Where an inspector comes from; None for whom the visit's campaign does not send on the day."""
    return next((unit for one, unit, _name in inspectors_of(visit.round.campaign, day) if one.pk == person.pk), None)
