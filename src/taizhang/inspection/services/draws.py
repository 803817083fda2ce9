"""Random draws: the list first, then the seed, then the visits of who was drawn."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.engine.drawing import DrawList, check_list, draw
from taizhang.engine.spreading import spread
from taizhang.inspection.models import Draw, Round, Visit
from taizhang.inspection.queries import draw_list, left_to_plan, list_of, working_days_between
from taizhang.inspection.queries.sending import inspectors_of
from taizhang.inspection.services.rules import (
    InspectionError,
    act_of,
    problem,
    refuse,
    require_order,
    require_planner,
    require_sent,
    require_words,
)
from taizhang.inspection.services.visits import plan_visit
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

SEED_BYTES = 8


@transaction.atomic
def publish_draw_list(
    *,
    actor: Actor,
    round: Round,
    units: Collection[str],
    people: Collection[int],
    count: int,
    per_unit: int,
    complaints_since: date,
) -> Draw:
    """The numbered list of which is drawn, as of today. units: codes; people: ids of inspectors; per_unit: how many go
    to each. It cannot be changed afterwards, so that no seed can be chosen for it nor it for a seed.

    Refuses a list from which nothing can be drawn as asked, and a unit that too few of the people may visit.
    """
    require_planner(actor, round.campaign)
    require_sent(round.campaign, people)
    day = clock.today()
    of = draw_list(sorted(units), sorted(people), count=count, per_unit=per_unit, since=complaints_since, day=day)
    check_list(of)
    names = org_queries.names(units, day)
    by_id = {str(user.pk): str(user) for user in User.objects.filter(pk__in=people)}
    _require_enough(of, names, by_id)
    listed = {key: value for key, value in of.as_json().items() if key not in ("seed", "result")}
    kept = Draw.objects.create(
        round=round,
        listed=listed,
        names={"units": {code: names.get(code, code) for code in units}, "people": by_id},
        **act_of(actor),
    )
    _record(actor, "campaign.draw_list", kept, {"count": len(of.units)})
    return kept


def _require_enough(of: DrawList, names: dict[str, str], people: dict[str, str]) -> None:
    """Every unit could be drawn, so every unit must have enough people who may go."""
    barred = Counter(unit for unit, _person in {(item.unit, item.inspector) for item in of.recusals})
    problems = []
    for unit in of.units:
        free = len(of.inspectors) - barred[unit.code]
        if free < of.per_unit:
            who = "、".join(sorted({people[item.inspector] for item in of.recusals if item.unit == unit.code}))
            problems.append(
                problem(
                    names.get(unit.code, unit.code),
                    (f"{of.per_unit}名可去的人员", f"{of.per_unit} inspectors who may go"),
                    (f"{free}名，{who}回避", f"{free}, recused: {who}"),
                    ("请加人员。", "Add inspectors."),
                    code="draw.recused",
                )
            )
    if problems:
        raise InspectionError(problems)


@transaction.atomic
def run_draw(*, actor: Actor, draw_of: Draw, seed: str = "", seed_from: str = "") -> Draw:
    """Draw once, from a published list. seed: empty for one of the computer's; seed_from: where it comes from.

    Refuses a second draw from the list, and a seed that the round used before.
    """
    require_planner(actor, draw_of.round.campaign)
    kept = Draw.objects.select_for_update(of=("self",)).select_related("round__campaign__org_unit").get(pk=draw_of.pk)
    if kept.drawn_at is not None:
        refuse(
            "",
            ("一份名单只抽一次", "one draw of a list"),
            ("已抽过", "it was drawn"),
            ("如需重抽，请另公布名单。", "Publish another list."),
            code="draw.once",
        )
    seed = seed.strip()
    if seed and Draw.objects.filter(round=kept.round, seed=seed).exists():
        refuse(
            seed,
            ("本轮没有用过的种子", "a seed that this round has not used"),
            ("已用过", "used before"),
            ("请换一个种子。", "Take another seed."),
            code="draw.seed",
        )
    if seed:
        kept.seed_from = require_words(seed_from, "种子的来源", "where the seed comes from")
    else:
        seed, kept.seed_from = secrets.token_hex(SEED_BYTES), "计算机" if language_of() == "zh" else "computer"
    of = list_of(kept, seed)
    kept.drawn = of.as_json(draw(of))["result"]
    kept.seed, kept.drawn_at, kept.drawn_by_id, kept.drawn_for_id = (
        seed, clock.now(), actor.user_id, actor.in_place_of,
    )  # fmt: skip
    kept.save()
    _record(actor, "campaign.draw", kept, {"seed": seed, "count": len(kept.drawn)})
    return kept


@transaction.atomic
def plan_drawn(*, actor: Actor, draw_of: Draw, first_on: date, last_on: date) -> list[Visit]:
    """A visit for each drawn unit that has none in the round, with who was drawn, spread over the working days between
    two days in the order of the draw."""
    require_planner(actor, draw_of.round.campaign)
    require_order(first_on, last_on, str(draw_of.round.campaign))
    Round.objects.select_for_update(of=("self",)).get(pk=draw_of.round_id)
    days = working_days_between(first_on, last_on)
    if not days:
        refuse(
            "",
            ("至少一个工作日", "a working day"),
            (f"{first_on}至{last_on}没有", f"none from {first_on} to {last_on}"),
            ("请放宽日期。", "Take more days."),
            code="days",
        )
    codes = left_to_plan(draw_of)
    people = {
        str(person.pk): (person, section)
        for person, section, _name in inspectors_of(draw_of.round.campaign, clock.today())
    }
    sent = {item["unit"]: item["inspectors"] for item in draw_of.drawn}
    units = OrgUnit.objects.in_bulk(codes, field_name="code")
    _require_there({code for unit in codes for code in sent[unit]} - people.keys(), draw_of)
    return [
        plan_visit(
            actor=actor,
            round=draw_of.round,
            org_unit=units[code],
            planned_on=day,
            members=[people[who] for who in sent[code]],
        )
        for code, day in zip(codes, spread(len(codes), days), strict=True)
    ]


def _require_there(gone: Collection[str], draw_of: Draw) -> None:
    if gone:
        raise InspectionError(
            [
                problem(
                    draw_of.names["people"][code],
                    ("仍可督查的人", "somebody who still inspects"),
                    ("已无督查权限", "the right has ended"),
                    ("请在走访里换人，或重抽。", "Plan with another, or draw again."),
                    code="draw.person",
                )
                for code in sorted(gone)
            ]
        )


def _record(actor: Actor, action: str, kept: Draw, detail: dict[str, object]) -> None:
    campaign = kept.round.campaign
    audit.record(
        actor=actor,
        action=action,
        obj=campaign,
        org_unit=campaign.org_unit.code,
        detail={"round": kept.round.number, **detail},
    )
