"""Plans: begin, publish, close, carry over."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem
from taizhang.engine.periods import Period, PeriodError
from taizhang.engine.text import Text
from taizhang.organisation.models import OrgUnit
from taizhang.targets.models import BasisDocument, Plan, PlanState, Target
from taizhang.targets.queries import plan_gaps, plan_targets
from taizhang.targets.services.rules import TargetsError, amend, differences, refuse, require_words, writable_plan

_COPIED = (
    "title", "indicator_key", "comparison", "number", "measure", "lead_unit", "owner", "weight",
)  # fmt: skip


@transaction.atomic
def create_plan(
    *, actor: Actor, org_unit: OrgUnit, period: str, title: str, basis: BasisDocument | None = None
) -> Plan:
    """A draft. period: a code, of a year as a rule."""
    actor.require(Permission.WRITE_TARGETS, org_unit.code)
    words = require_words(title, "计划名称", "a title")
    code = _period(period)
    if Plan.objects.filter(org_unit=org_unit, period_code=code, title=words).exists():
        refuse(
            words,
            ("没有用过的名称", "a title not used yet"),
            ("同期已有同名计划", "a plan of that period has it"),
            ("请换一个名称，或打开已有的计划。", "Choose another title or open that plan."),
            code="plan.twice",
        )
    plan = Plan.objects.create(
        org_unit=org_unit,
        period_code=code,
        title=words,
        basis=basis,
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )
    audit.record(actor=actor, action="plan.create", obj=plan, org_unit=org_unit.code, detail={"period": code})
    return plan


def _period(text: str) -> str:
    try:
        return Period.parse(text.strip()).code
    except PeriodError:
        refuse(
            "期间",
            ("期间代码，如 2026 或 2026H1", "a period code such as 2026 or 2026H1"),
            (text or "空", text or "nothing"),
            ("请按示例填写。", "Write it like the example."),
            code="plan.period",
        )


@transaction.atomic
def change_plan(*, actor: Actor, plan: Plan, title: str, basis: BasisDocument | None, reason: str = "") -> Plan:
    """Title and basis document; with a reason once published."""
    locked = writable_plan(actor, plan)
    values: dict[str, Any] = {"title": require_words(title, "计划名称", "a title"), "basis": basis}
    changes = differences(locked, values)
    amend(actor=actor, plan=locked, reason=reason, changes=changes)
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save()
    audit.record(actor=actor, action="plan.change", obj=locked, org_unit=plan.org_unit.code, detail=dict(changes))
    return locked


@transaction.atomic
def publish_plan(*, actor: Actor, plan: Plan) -> Plan:
    """From now on it binds. Raises TargetsError with one problem for every gap: no leaf without task, lead unit,
    owner in person, and deadline."""
    actor = actor.acting(Permission.PUBLISH_PLAN, plan.org_unit.code)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    if locked.state != PlanState.DRAFT:
        refuse(
            locked.title,
            ("草稿", "a draft"),
            ("已经发布", "it is published already"),
            ("请刷新页面。", "Load the page anew."),
            code="plan.published",
        )
    if gaps := plan_gaps(locked, clock.today()):
        raise TargetsError(
            [
                Problem(
                    f"plan.gap.{gap.lack.value}",
                    "",
                    Text("没有缺口的计划", "a plan without gaps"),
                    gap.message,
                    Text("补上后再发布。", "Fill it, then publish."),
                )
                for gap in gaps
            ]
        )
    locked.state, locked.published_at, locked.published_by_id = PlanState.PUBLISHED, clock.now(), actor.user_id
    locked.save()
    audit.record(
        actor=actor,
        action="plan.publish",
        obj=locked,
        org_unit=plan.org_unit.code,
        detail={"targets": plan_targets(locked).count()},
    )
    return locked


@transaction.atomic
def close_plan(*, actor: Actor, plan: Plan) -> Plan:
    """The period is over. Raises TargetsError while a leaf target has no answer, met or not."""
    actor = actor.acting(Permission.PUBLISH_PLAN, plan.org_unit.code)
    locked = writable_plan(actor, plan)
    targets = list(plan_targets(locked))
    parents = {target.parent_id for target in targets}
    silent = [target for target in targets if target.pk not in parents and target.met is None]
    if locked.state != PlanState.PUBLISHED or silent:
        words = "、".join(target.title[:20] for target in silent[:5])
        refuse(
            locked.title,
            ("每个目标都有答复的已发布计划", "a published plan whose targets are all answered"),
            (f"{len(silent)}个目标没有答复：{words}", f"{len(silent)} targets have no answer: {words}"),
            ("逐个写明是否达到。", "Say of each whether it was met."),
            code="plan.unanswered",
        )
    locked.state, locked.closed_at = PlanState.CLOSED, clock.now()
    locked.save()
    audit.record(actor=actor, action="plan.close", obj=locked, org_unit=plan.org_unit.code)
    return locked


@transaction.atomic
def carry_over(*, actor: Actor, plan: Plan) -> Plan:
    """What was not met goes into the next period's plan, as new targets that name the old ones. Repeating it adds only
    what is not there yet. Tasks stay behind: how it is done this time is decided anew."""
    actor.require(Permission.WRITE_TARGETS, plan.org_unit.code)
    unmet = list(plan_targets(plan).filter(met=False))
    if not unmet:
        refuse(
            plan.title,
            ("未达到的目标", "a target that was not met"),
            ("没有", "none"),
            ("无须结转。", "There is nothing to carry over."),
            code="plan.nothing-unmet",
        )
    following = next_plan(actor=actor, org_unit=plan.org_unit, period=plan.period.next(), carried_from=plan)
    there = set(following.targets.filter(carried_from__isnull=False).values_list("carried_from_id", flat=True))
    added = []
    for target in unmet:
        if target.pk in there:
            continue
        new = Target(plan=following, position=next_position(following), carried_from=target)
        for name in _COPIED:
            setattr(new, name, getattr(target, name))
        new.save()
        added.append(new.title)
        reason = f"结转自{plan.title}"
        amend(actor=actor, plan=following, target=new, reason=reason, changes={"added": ["", new.title]})
    audit.record(
        actor=actor,
        action="plan.carry",
        obj=plan,
        org_unit=plan.org_unit.code,
        detail={"into": following.pk, "targets": added},
    )
    return following


def next_plan(*, actor: Actor, org_unit: OrgUnit, period: Period, carried_from: Plan | None = None) -> Plan:
    """The open plan of a unit whose period holds the one given, the longest first; begun as a draft when there is
    none."""
    plans = Plan.objects.select_for_update().filter(org_unit=org_unit).exclude(state=PlanState.CLOSED)
    fitting = [plan for plan in plans.order_by("id") if period in plan.period]
    if fitting:
        return max(fitting, key=lambda plan: plan.period.days)
    year = next((parent for parent in period.parents() if parent.code.isdigit()), period)
    title = f"{year.title.zh}目标任务"
    return Plan.objects.create(
        org_unit=org_unit,
        period_code=year.code,
        title=title,
        carried_from=carried_from,
        created_at=clock.now(),
        created_by_id=actor.user_id,
    )


def next_position(plan: Plan) -> int:
    last = plan.targets.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1
