"""Random draws: what a list is made of, what was drawn, and whether the list and the seed give it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.engine.drawing import (
    DrawInspector,
    DrawList,
    DrawUnit,
    Recusal,
    RecusalGround,
    draw,
    smallest_ticket,
)
from taizhang.engine.errors import TaizhangError
from taizhang.engine.periods import Period, PeriodKind
from taizhang.inspection.models import Draw, Round, Visit
from taizhang.inspection.planning_types import DrawLine, DrawPerson
from taizhang.inspection.queries.lines import units_in_scope
from taizhang.inspection.queries.people import complaint_weights, inspector_load, recusals
from taizhang.inspection.queries.scope import visible_campaigns, visible_visits

SHOWN_DIGITS = 8  # of a ticket: enough to see the order


def visible_draws(actor: Actor) -> QuerySet[Draw]:
    """Of campaigns that the actor sees."""
    campaigns = visible_campaigns(actor).order_by().values("pk")
    return Draw.objects.filter(round__campaign__in=campaigns).select_related(
        "round__campaign__org_unit", "by", "in_place_of", "drawn_by", "drawn_for"
    )


def units_to_draw(round: Round, day: date, *, without_visited: bool) -> list[str]:
    """Codes of the campaign's units on a day; without those that have a visit of the round."""
    units = units_in_scope(round.campaign, day)
    if not without_visited:
        return units
    visited = units_visited(round)
    return [code for code in units if code not in visited]


def units_visited(round: Round) -> set[str]:
    """Codes of units with a visit of the round, made or planned."""
    visits = Visit.objects.filter(round=round, called_off_at__isnull=True)
    return set(visits.values_list("org_unit__code", flat=True))


def draw_list(
    units: Collection[str], people: Collection[int], *, count: int, per_unit: int, since: date, day: date
) -> DrawList:
    """The list of a day, without a seed: weights 1 and what complaints received since a day add, inspectors with their
    visits of the term, recusals in force."""
    added = complaint_weights(units, since, day)
    term = Period.containing(day, PeriodKind.TERM)
    loads = inspector_load(term.first, term.last)
    barred = recusals(people, units, day)
    return DrawList(
        seed="",
        units=tuple(DrawUnit(code, 1 + added.get(code, 0)) for code in units),
        count=count,
        inspectors=tuple(DrawInspector(str(person), loads.get(person, 0)) for person in people),
        per_unit=per_unit,
        recusals=frozenset(
            Recusal(str(person), unit, RecusalGround(ground)) for (person, unit), (ground, _words) in barred.items()
        ),
    )


def list_of(kept: Draw, seed: str) -> DrawList:
    """The published list with a seed."""
    listed: dict[str, Any] = kept.listed
    return DrawList(
        seed=seed,
        units=tuple(DrawUnit(item["code"], item["weight"]) for item in listed["units"]),
        count=listed["count"],
        inspectors=tuple(DrawInspector(item["code"], item["load"]) for item in listed["inspectors"]),
        per_unit=listed["per_unit"],
        recusals=frozenset(
            Recusal(item["inspector"], item["unit"], RecusalGround(item["ground"])) for item in listed["recusals"]
        ),
    )


def drawn_again(kept: Draw) -> bool:
    """Whether the list and the seed give the result that was kept."""
    of = list_of(kept, kept.seed)
    try:
        return bool(of.as_json(draw(of))["result"] == kept.drawn)
    except TaizhangError:  # a row that was changed behind the services
        return False


def draw_lines(actor: Actor, kept: Draw) -> list[DrawLine]:
    """The numbered list, as it was published, with what was drawn and the visits that followed."""
    planned = visible_visits(actor).filter(round=kept.round, follows__isnull=True, called_off_at__isnull=True)
    planned = planned.prefetch_related("members").order_by("-planned_on", "-pk")
    visits = {visit.org_unit.code: visit for visit in planned}
    place = {item["unit"]: (number, item["inspectors"]) for number, item in enumerate(kept.drawn, 1)}
    people = _told_apart(kept.names["people"])
    lines = []
    for number, unit in enumerate(list_of(kept, kept.seed).units, 1):
        at, who = place.get(unit.code, (None, ()))
        visit = visits.get(unit.code) if at is not None else None
        lines.append(
            DrawLine(
                number=number,
                code=unit.code,
                name=kept.names["units"][unit.code],
                weight=unit.weight,
                ticket=smallest_ticket(kept.seed, unit)[:SHOWN_DIGITS] if kept.drawn_at else "",
                place=at,
                inspectors=tuple(people[code] for code in who),
                visit=visit.pk if visit is not None else None,
                planned_on=visit.planned_on if visit is not None else None,
                sends_others=visit is not None and bool(who) and not _goes(visit, who),
            )
        )
    return lines


def _goes(visit: Visit, people: Sequence[str]) -> bool:
    """Whether all of them go. people: keys as the list has them."""
    return set(people) <= {str(member.person_id) for member in visit.members.all()}


def _told_apart(people: Mapping[str, str]) -> dict[str, str]:
    """Id -> name, with the id where several have the name."""
    times = Counter(people.values())
    return {code: f"{name}（{code}）" if times[name] > 1 else name for code, name in people.items()}


def draw_people(kept: Draw) -> list[DrawPerson]:
    """The inspectors of the list, each with the units that they must not visit."""
    names, barred = kept.names, kept.listed["recusals"]
    return [
        DrawPerson(
            number=number,
            code=item["code"],
            name=names["people"][item["code"]],
            load=item["load"],
            recused=tuple(
                (names["units"][pair["unit"]], str(RecusalGround(pair["ground"]).label.zh))
                for pair in barred
                if pair["inspector"] == item["code"]
            ),
        )
        for number, item in enumerate(kept.listed["inspectors"], 1)
    ]


def left_to_plan(kept: Draw) -> Sequence[str]:
    """Codes of drawn units that have no visit in the round yet, in the order of the draw."""
    visited = units_visited(kept.round)
    return [item["unit"] for item in kept.drawn if item["unit"] not in visited]
