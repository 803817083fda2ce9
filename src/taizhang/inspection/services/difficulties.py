"""Difficulties that schools raised: who helps, and what came of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Difficulty
from taizhang.inspection.services.rules import refuse, require_words
from taizhang.organisation.models import OrgUnit


@transaction.atomic
def assign_difficulty(*, actor: Actor, difficulty: Difficulty, section: OrgUnit, due_on: date) -> Difficulty:
    """Who helps, until when: said by who plans the campaign in which it was raised."""
    actor.require(Permission.PLAN_INSPECTION, difficulty.visit.round.campaign.org_unit.code)
    locked = Difficulty.objects.select_for_update(of=("self",)).select_related("org_unit").get(pk=difficulty.pk)
    if due_on < locked.raised_on:
        refuse(
            locked.number,
            (f"不早于{locked.raised_on}", f"not before {locked.raised_on}"),
            (str(due_on), str(due_on)),
            ("办理期限不能早于提出日期。", "It cannot be due before it was raised."),
            code="difficulty.due",
        )
    locked.section, locked.due_on = section, due_on
    locked.save()
    audit.record(
        actor=actor,
        action="difficulty.assign",
        obj=locked,
        org_unit=locked.org_unit.code,
        detail={"to": section.code, "deadline": due_on},
    )
    return locked


@transaction.atomic
def solve_difficulty(*, actor: Actor, difficulty: Difficulty, outcome: str, on: date) -> Difficulty:
    """What came of it; said by the section that helps, or who planned the visit. Said once."""
    campaign = difficulty.visit.round.campaign
    helps = difficulty.section is not None and actor.can(Permission.PLAN_INSPECTION, difficulty.section.code)
    if not helps:
        actor.require(Permission.PLAN_INSPECTION, campaign.org_unit.code)
    locked = Difficulty.objects.select_for_update(of=("self",)).select_related("org_unit").get(pk=difficulty.pk)
    if locked.solved_on is not None:
        return locked
    locked.outcome, locked.solved_on = require_words(outcome, "办理结果", "the outcome", where=locked.number), on
    locked.save()
    audit.record(
        actor=actor,
        action="difficulty.solve",
        obj=locked,
        org_unit=locked.org_unit.code,
        detail={"on": on, "text": locked.outcome},
    )
    return locked
