"""Visits of a month, day by day."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.working_days import working_calendar
from taizhang.inspection.models import Visit, VisitMember, VisitState
from taizhang.inspection.planning_types import MonthDay, MonthVisit
from taizhang.inspection.queries.scope import visible_visits
from taizhang.inspection.queries.standing_aside import standing_aside
from taizhang.organisation import queries as org_queries


def visits_of_month(actor: Actor, first: date) -> QuerySet[Visit]:
    """Visits that the actor sees of the month that begins on a day, by the day they were made or are planned for."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return visible_visits(actor).filter(called_off_at__isnull=True, planned_on__range=(first, last))


def month_people(visits: QuerySet[Visit]) -> list[User]:
    """Whoever goes on one of some visits, by name."""
    members = VisitMember.objects.filter(visit__in=visits.order_by().values("pk"))
    return sorted(User.objects.filter(pk__in=members.values("person")), key=str)


def month_weeks(visits: Iterable[Visit], first: date, day: date) -> list[list[MonthDay]]:
    """The weeks that touch a month, Monday first; days of other months are there without visits. day: today."""
    rows = list(visits)
    names = org_queries.names({visit.org_unit.code for visit in rows}, day)
    barred = standing_aside(rows)
    by_day: dict[date, list[MonthVisit]] = {}
    for visit in sorted(rows, key=lambda row: (row.planned_on, row.org_unit.code, row.pk)):
        late = visit.state is VisitState.PLANNED and visit.planned_on < day
        people = "、".join(str(member.person) for member in visit.members.all())
        state = "late" if late else visit.state.value
        name = names.get(visit.org_unit.code, visit.org_unit.code)
        line = MonthVisit(visit.pk, name, state, people, tuple(barred.get(visit.pk, ())))
        by_day.setdefault(visit.planned_on, []).append(line)
    holidays = working_calendar()
    return [
        [
            MonthDay(at, at.month == first.month, holidays.day(at).working, at == day, tuple(by_day.get(at, ())))
            for at in week
        ]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
