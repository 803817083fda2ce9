"""The visits that a zone's schools are still due in a term, planned in one press; and when schools can be visited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.spreading import spread
from taizhang.inspection.models import Round, Visit, VisitHours
from taizhang.inspection.queries import (
    may_plan,
    missing_visits,
    planning_reach,
    recusals,
    term_of,
    working_days_between,
)
from taizhang.inspection.services.rules import InspectionError, problem, refuse, require_order
from taizhang.inspection.services.visits import plan_visit
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, Zone
from taizhang.organisation.services.ending import end_or_drop


@transaction.atomic
def plan_term(
    *,
    actor: Actor,
    zone: Zone,
    round: Round,
    first_on: date,
    last_on: date,
    members: Sequence[tuple[User, OrgUnit | None]],
) -> list[Visit]:
    """Visits of a round for what the schools of a zone are still due in the term of the first day, each school's apart
    from each other, spread over the working days. Of the members those go who need not stand aside; the first leads.

    The zone is that of the first day. Refuses days of two terms, a span without working days, a term of which nothing
    is missing, and a school to which none of them may go.
    """
    require_order(first_on, last_on, zone.name)
    term = term_of(first_on)
    if last_on > term.last:
        refuse(
            zone.name,
            (f"不晚于{term.last}", f"{term.last} at the latest"),
            (str(last_on), str(last_on)),
            ("请分学期补排。", "Plan each term by itself."),
            code="days.term",
        )
    Zone.objects.select_for_update(of=("self",)).get(pk=zone.pk)  # two presses at once plan the visits once
    days = working_days_between(first_on, last_on)
    if not days:
        refuse(
            zone.name,
            ("至少一个工作日", "a working day"),
            (f"{first_on}至{last_on}没有", f"none from {first_on} to {last_on}"),
            ("请放宽日期。", "Take more days."),
            code="days",
        )
    _require_planner_of_zone(actor, zone, round, first_on)
    order = missing_visits(actor, zone, first_on)
    if not order:
        refuse(
            zone.name,
            (f"{term.title.zh}还没排的走访", f"visits of {term.title.en} that nobody planned"),
            ("没有", "none"),
            ("不用再排。", "Nothing is left to plan."),
            code="term.planned",
        )
    units = OrgUnit.objects.in_bulk(order, field_name="code")
    sent = _sent(members, order, first_on)
    return [
        plan_visit(actor=actor, round=round, org_unit=units[code], planned_on=day, members=sent[code])
        for code, day in zip(order, spread(len(order), days), strict=True)
    ]


def _require_planner_of_zone(actor: Actor, zone: Zone, round: Round, day: date) -> None:
    schools = org_queries.schools_of_zones([zone.code], day)
    if not may_plan(actor, round.campaign) and not schools & actor.scope(Permission.INSPECT):
        raise NotAllowed(Permission.INSPECT)


def _sent(
    members: Sequence[tuple[User, OrgUnit | None]], units: Sequence[str], day: date
) -> dict[str, list[tuple[User, OrgUnit | None]]]:
    """Unit -> who of the members may go there."""
    barred = recusals([person.pk for person, _section in members], units, day)
    found = {unit: [item for item in members if (item[0].pk, unit) not in barred] for unit in units}
    names = org_queries.names(units, day)
    problems = [
        problem(
            names.get(unit, unit),
            ("不需回避的人员", "an inspector who need not stand aside"),
            ("所选的都应回避", "all of them are recused"),
            ("请加一人。", "Add another."),
            code="term.recused",
        )
        for unit, who in found.items()
        if not who
    ]
    if problems:
        raise InspectionError(problems)
    return found


@transaction.atomic
def set_visit_hours(*, actor: Actor, org_unit: OrgUnit, opens: time, closes: time, valid_from: date) -> VisitHours:
    """When the unit can be visited, from a day on: by who plans for it or inspects it."""
    if org_unit.code not in planning_reach(actor) | actor.scope(Permission.INSPECT):
        raise NotAllowed(Permission.INSPECT)
    if closes <= opens:
        refuse(
            "",
            (f"晚于{opens:%H:%M}", f"after {opens:%H:%M}"),
            (f"{closes:%H:%M}", f"{closes:%H:%M}"),
            ("请改结束时间。", "Change the end."),
            code="hours.order",
        )
    end_or_drop(VisitHours.objects.filter(org_unit=org_unit), valid_from)
    hours = VisitHours.objects.create(org_unit=org_unit, opens=opens, closes=closes, valid_from=valid_from)
    audit.record(
        actor=actor,
        action="visit_hours.set",
        obj=hours,
        org_unit=org_unit.code,
        detail={"from": valid_from, "hours": str(hours)},
    )
    return hours
