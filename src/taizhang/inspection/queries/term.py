"""Visits of a term, by school and by inspector: made, planned, late, and those still missing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Max, Q

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.engine.periods import Period, PeriodKind
from taizhang.inspection.models import Round, Visit, VisitMember
from taizhang.inspection.planning_types import TermLoad, TermVisits
from taizhang.inspection.queries.complaints import open_rounds
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.inspection.queries.policy import VISITS_A_TERM, policy_number

_MADE = Q(filed_at__isnull=False)


def term_of(day: date) -> Period:
    return Period.containing(day, PeriodKind.TERM)


def required_visits(term: Period) -> int:
    """How many visits a school is due in a term; 0 when no pack says so."""
    return policy_number(VISITS_A_TERM, term.last) or 0


def term_rounds(actor: Actor, schools: Collection[str], term: Period) -> list[Round]:
    """Rounds with days of a term still to come, in which the actor may plan a visit to one of a zone's schools and
    whose campaign is about any of them, newest first."""
    day = max(term.first, clock.today())
    rounds = open_rounds(actor, next(iter(schools), ""), day)
    return [
        item for item in rounds if item.first_on <= term.last and {*units_in_scope(item.campaign, day)} & {*schools}
    ]


def school_terms(units: Collection[str], term: Period, day: date) -> dict[str, TermVisits]:
    """Unit -> its visits of a term as of a day; two queries. Of a day to come nothing is late that is not so today."""
    required, today = required_visits(term), min(day, clock.today())
    late = Q(filed_at__isnull=True, planned_on__lt=today)
    visits = Visit.objects.filter(
        org_unit__code__in=units, called_off_at__isnull=True, planned_on__range=(term.first, term.last)
    )
    counts = {
        code: (made, overdue, ahead)
        for code, made, overdue, ahead in visits.values_list("org_unit__code")
        .annotate(
            made=Count("pk", filter=_MADE),
            overdue=Count("pk", filter=late),
            ahead=Count("pk", filter=Q(filed_at__isnull=True, planned_on__gte=today)),
        )
        .order_by()
    }
    made_before = Visit.objects.filter(_MADE, org_unit__code__in=units, visited_on__lte=day).order_by()
    last = dict(made_before.values_list("org_unit__code").annotate(last=Max("visited_on")))
    return {code: TermVisits(required, *counts.get(code, (0, 0, 0)), last_on=last.get(code)) for code in units}


def inspector_terms(people: Collection[int], term: Period, day: date) -> dict[int, TermLoad]:
    """User id -> their visits of a term as of a day; late as in `school_terms`."""
    today = min(day, clock.today())
    members = VisitMember.objects.filter(
        person__in=people, visit__called_off_at__isnull=True, visit__planned_on__range=(term.first, term.last)
    )
    unfiled = Q(visit__filed_at__isnull=True)
    found = {
        person: TermLoad(made, overdue, ahead)
        for person, made, overdue, ahead in members.values_list("person_id")
        .annotate(
            made=Count("pk", filter=Q(visit__filed_at__isnull=False)),
            overdue=Count("pk", filter=unfiled & Q(visit__planned_on__lt=today)),
            ahead=Count("pk", filter=unfiled & Q(visit__planned_on__gte=today)),
        )
        .order_by()
    }
    return {person: found.get(person, TermLoad(0, 0, 0)) for person in people}
