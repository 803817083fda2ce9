"""A day's tours: the visits of each inspector in a proposed order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, time

from taizhang.core.actor import Actor
from taizhang.engine.tour import Pace, Place, tour
from taizhang.inspection.models import Visit, VisitHours
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.inspection.planning_types import DayTour, StandsAside, TourStop
from taizhang.inspection.queries.policy import TOUR_BEGINS, TOUR_ENDS, TOUR_SPEED, TOUR_STAY, policy_number
from taizhang.inspection.queries.scope import visible_visits
from taizhang.inspection.queries.standing_aside import standing_aside
from taizhang.organisation import queries as org_queries


def places_of(units: Collection[str], day: date) -> dict[str, Place]:
    """Units whose positions are known, with the hours at which they can be visited."""
    spells = org_queries.spells_on(day).filter(
        org_unit__code__in=list(units), longitude__isnull=False, latitude__isnull=False
    )
    hours = {
        code: (_minutes(opens), _minutes(closes))
        for code, opens, closes in VisitHours.objects.on(day)
        .filter(org_unit__code__in=list(units))
        .values_list("org_unit__code", "opens", "closes")
    }
    return {
        code: Place(code, float(longitude), float(latitude), *hours.get(code, (None, None)))
        for code, longitude, latitude in spells.values_list("org_unit__code", "longitude", "latitude")
        if longitude is not None and latitude is not None
    }


def tour_begins(day: date) -> time:
    """When a day's tour begins unless somebody says otherwise: by the packs, else at midnight."""
    return time(policy_number(TOUR_BEGINS, day) or 0)


def day_tours(actor: Actor, day: date, begins: time) -> list[DayTour]:
    """For whoever leads a visit of the day that the actor sees, those that are still to be made, in the proposed order.
    Without a pace in the packs there are no times, and hours are left out of account."""
    visits = visible_visits(actor).filter(IS_OPEN, planned_on=day, members__leads=True)
    rows = list(visits.prefetch_related("members__person").order_by("pk"))
    codes = {visit.org_unit.code for visit in rows}
    names, places = org_queries.names(codes, day), places_of(codes, day)
    stay, speed = policy_number(TOUR_STAY, day), policy_number(TOUR_SPEED, day)
    timed = stay is not None and bool(speed)
    if not timed:
        places = {code: replace(place, opens=None, closes=None) for code, place in places.items()}
    ends = policy_number(TOUR_ENDS, day) if timed else None
    pace = Pace(_minutes(begins), stay or 0, speed or 1, ends * 60 if ends is not None else None)
    barred = standing_aside(rows)
    by_person: dict[int, list[Visit]] = {}
    for visit in rows:
        leader = next(member for member in visit.members.all() if member.leads)
        by_person.setdefault(leader.person_id, []).append(visit)
    found = [_tour(own, names, places, pace, barred, timed=timed, ends=ends) for own in by_person.values()]
    return sorted(found, key=lambda one: one.person)


def _tour(
    visits: list[Visit],
    names: dict[str, str],
    places: dict[str, Place],
    pace: Pace,
    barred: Mapping[int, list[StandsAside]],
    *,
    timed: bool,
    ends: int | None,
) -> DayTour:
    """ends: the hour at which the working day is over."""
    by_id = {str(visit.pk): visit for visit in visits}
    placed = [
        replace(places[visit.org_unit.code], code=key) for key, visit in by_id.items() if visit.org_unit.code in places
    ]
    stops = [
        TourStop(
            visit=by_id[stop.code].pk,
            name=names.get(by_id[stop.code].org_unit.code, ""),
            km=stop.km,
            arrives=_clock(stop.arrives) if timed else "",
            hours=_hours(places[by_id[stop.code].org_unit.code]),
            late=stop.late,
            after_work=ends is not None and stop.arrives + pace.stay > ends * 60,
            aside=tuple(barred.get(by_id[stop.code].pk, ())),
        )
        for stop in tour(placed, pace)
    ]
    leader = next(member for member in visits[0].members.all() if member.leads)
    unplaced = [
        (visit.pk, names.get(visit.org_unit.code, ""), tuple(barred.get(visit.pk, ())))
        for visit in visits
        if visit.org_unit.code not in places
    ]
    return DayTour(str(leader.person), tuple(stops), tuple(unplaced))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _hours(place: Place) -> str:
    if place.opens is None or place.closes is None:
        return ""
    return f"{_clock(place.opens)}–{_clock(place.closes)}"
