"""Tasks: who leads what until when, its steps, and what proves it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem
from taizhang.engine.text import Text
from taizhang.organisation.models import OrgUnit
from taizhang.targets import keys
from taizhang.targets.models import Decision, Milestone, Plan, PlanState, Proof, Target, Task
from taizhang.targets.queries import holders_of, task_gaps
from taizhang.targets.services.rules import (
    Changes,
    TargetsError,
    amend,
    differences,
    refuse,
    require_reachable,
    require_words,
    writable_plan,
    writable_task,
)
from taizhang.targets.states import counted_back

FIELDS = ("title", "lead_unit", "owner", "basis", "start", "deadline")


@transaction.atomic
def add_task(
    *,
    actor: Actor,
    target: Target,
    values: Mapping[str, Any],
    cooperating: Collection[OrgUnit] = (),
    receiving: Collection[OrgUnit] = (),
    reason: str = "",
) -> Task:
    """values: some of FIELDS. In a published plan with a reason, and only a task that somebody owns."""
    plan = writable_plan(actor, target.plan)
    task = Task(target=target, org_unit=target.plan.org_unit, position=target.tasks.count() + 1, **_checked(values))
    _store(task, plan, cooperating, receiving)
    amend(actor=actor, plan=plan, target=target, task=task, reason=reason, changes={"added": ["", task.title]})
    _record(actor, "task.create", task, {"title": task.title})
    return task


def task_of_decision(*, actor: Actor, decision: Decision, org_unit: OrgUnit, values: Mapping[str, Any]) -> Task:
    """In the caller's transaction. Such a task holds from the start, so somebody must own it."""
    actor.require(Permission.WRITE_TARGETS, org_unit.code)
    task = Task(decision=decision, org_unit=org_unit, position=decision.tasks.count() + 1, **_checked(values))
    _store(task, None, (), ())
    _record(actor, "task.create", task, {"title": task.title, "decision": decision.pk})
    return task


@transaction.atomic
def change_task(
    *,
    actor: Actor,
    task: Task,
    values: Mapping[str, Any],
    cooperating: Collection[OrgUnit] | None = None,
    receiving: Collection[OrgUnit] | None = None,
    reason: str = "",
) -> Task:
    """values: some of FIELDS; units None: as they were. A moved deadline moves the steps that count back from it, and
    the old day stays in the amendment."""
    locked = writable_task(actor, task)
    plan = task.target.plan if task.target else None
    checked = _checked({**{name: getattr(locked, name) for name in FIELDS}, **values})
    changes = differences(locked, checked)
    changes |= _unit_changes("cooperating", locked, cooperating) | _unit_changes("receiving", locked, receiving)
    amend(actor=actor, plan=plan, task=locked, target=task.target, reason=reason, changes=changes)
    for name, value in checked.items():
        setattr(locked, name, value)
    _store(locked, plan, cooperating, receiving)
    _record(actor, "task.change", locked, dict(changes))
    return locked


@transaction.atomic
def drop_task(*, actor: Actor, task: Task, reason: str) -> None:
    """Take a task out; the row stays, with the reason."""
    locked = writable_task(actor, task)
    words = require_words(reason, "撤下的原因", "a reason")
    locked.dropped_at = clock.now()
    locked.save()
    plan = task.target.plan if task.target else None
    amend(actor=actor, plan=plan, target=task.target, task=locked, reason=words, changes={"dropped": [task.title, ""]})
    _record(actor, "task.drop", locked, {"reason": words})


@transaction.atomic
def set_milestone(
    *,
    actor: Actor,
    task: Task,
    title: str,
    days_before: int | None = None,
    working_days: bool = True,
    on: date | None = None,
    reason: str = "",
) -> Milestone:
    """A step, by its day or counted back from the task's deadline. Refuses one outside the task's days."""
    locked = writable_task(actor, task)
    words = require_words(title, "节点名称", "a name for the step")
    if on is not None and days_before is not None:
        refuse(
            words,
            ("日期或天数，只填一个", "a day or a number of days, one of them"),
            (f"{on}和{days_before}天", f"{on} and {days_before} days"),
            ("按时限倒排就清空日期。", "To count back from the deadline, clear the day."),
            code="milestone.both",
        )
    if days_before is not None and locked.deadline is not None:
        day = counted_back(locked.deadline, days_before, working=working_days)
    elif on is not None:
        day = on
    else:
        first = ("先定任务的完成时限，再倒排节点。", "Set the task's deadline first, then count back.")
        either = ("填一个日期，或填提前的天数。", "Enter a day, or how many days before.")
        refuse(
            words,
            ("日期，或距完成时限的天数", "a day, or days before the deadline"),
            ("没有", "neither"),
            first if days_before is not None else either,
            code="milestone.day",
        )
    if locked.deadline is not None and day > locked.deadline:
        expected = (f"不晚于{locked.deadline}", f"not after {locked.deadline}")
        cure = ("节点不能晚于任务的完成时限。", "A step cannot be later than its task.")
        refuse(words, expected, (str(day), str(day)), cure, code="milestone.late")
    if locked.start is not None and day < locked.start:
        expected = (f"不早于{locked.start}", f"not before {locked.start}")
        cure = ("节点不能早于任务的开始日期。", "A step cannot be earlier than its task.")
        refuse(words, expected, (str(day), str(day)), cure, code="milestone.early")
    step = Milestone.objects.create(
        task=locked, title=words, days_before=days_before, working_days=working_days, on=day
    )
    _amend_part(actor, task, reason, {"milestone": ["", f"{words} {day}"]})
    _record(actor, "task.milestone", locked, {"title": words, "on": day})
    return step


@transaction.atomic
def drop_milestone(*, actor: Actor, milestone: Milestone, reason: str = "") -> None:
    task = milestone.task
    writable_task(actor, task)
    if milestone.done_on is not None:
        refuse(
            milestone.title,
            ("未完成的节点", "an open step"),
            ("已完成", "it is done"),
            ("完成的节点留存备查。", "Done steps are kept."),
            code="milestone.done",
        )
    Milestone.objects.filter(pk=milestone.pk).update(dropped_at=clock.now())
    _amend_part(actor, task, reason, {"milestone": [f"{milestone.title} {milestone.on}", ""]})
    _record(actor, "task.milestone", task, {"dropped": milestone.title})


@transaction.atomic
def name_proof(
    *, actor: Actor, task: Task, key: str, comparison: str = "", number: Decimal | None = None, reason: str = ""
) -> Proof:
    """What will show that the task is done: a figure or a ledger of the installed packs."""
    locked = writable_task(actor, task)
    known = keys.known_key(key)
    if known is None or Proof.objects.filter(task=locked, key=known, dropped_at__isnull=True).exists():
        refuse(
            "佐证",
            ("已安装的指标或台账，每个只列一次", "an installed figure or ledger, each once"),
            (f"“{key}”", repr(key)),
            ("从提示里选一个。", "Choose one that is offered."),
            code="proof.key",
        )
    require_reachable(known, number)
    if bool(comparison) != (number is not None):
        comparison, number = ("ge", number) if number is not None else ("", None)
    proof = Proof.objects.create(task=locked, key=known, comparison=comparison, number=number)
    wanted = f"{known} {keys.wanted_words(known, comparison, number)}".strip()
    _amend_part(actor, task, reason, {"proof": ["", wanted]})
    _record(actor, "task.proof", locked, {"key": known})
    return proof


@transaction.atomic
def drop_proof(*, actor: Actor, proof: Proof, reason: str = "") -> None:
    writable_task(actor, proof.task)
    Proof.objects.filter(pk=proof.pk).update(dropped_at=clock.now())
    _amend_part(actor, proof.task, reason, {"proof": [proof.key, ""]})
    _record(actor, "task.proof", proof.task, {"dropped": proof.key})


def _amend_part(actor: Actor, task: Task, reason: str, changes: Changes) -> None:
    plan = task.target.plan if task.target else None
    amend(actor=actor, plan=plan, target=task.target, task=task, reason=reason, changes=changes)


def _store(
    task: Task, plan: Plan | None, cooperating: Collection[OrgUnit] | None, receiving: Collection[OrgUnit] | None
) -> None:
    if plan is None or plan.state == PlanState.PUBLISHED:
        _require_owned(task)
    task.save()
    if cooperating is not None:
        task.cooperating.set(cooperating)
    if receiving is not None:
        task.receiving.set(receiving)
    if task.deadline is not None:
        for step in task.milestones.filter(days_before__isnull=False, done_on__isnull=True, dropped_at__isnull=True):
            step.on = counted_back(task.deadline, step.days_before or 0, working=step.working_days)
            step.save()


def _require_owned(task: Task) -> None:
    """What binds has a lead unit, a named person and a deadline, on every day."""
    if gaps := task_gaps(task, holders_of([task.owner_id], clock.today())):
        raise TargetsError(
            [
                Problem(
                    f"task.gap.{gap.lack.value}",
                    "",
                    Text("牵头单位、责任人、完成时限都有", "a lead unit, an owner and a deadline"),
                    gap.message,
                    Text("请补上。", "Fill it in."),
                )
                for gap in gaps
            ]
        )


def _unit_changes(name: str, task: Task, units: Collection[OrgUnit] | None) -> Changes:
    if units is None:
        return {}
    before = sorted(getattr(task, name).values_list("code", flat=True))
    after = sorted(unit.code for unit in units)
    return {name: ["、".join(before), "、".join(after)]} if before != after else {}


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {**dict.fromkeys(FIELDS), **values}
    found["title"] = require_words(found["title"] or "", "任务内容", "the task")
    if found["start"] and found["deadline"] and found["deadline"] < found["start"]:
        refuse(
            "",
            (f"不早于{found['start']}", f"not before {found['start']}"),
            (str(found["deadline"]), str(found["deadline"])),
            ("完成时限不能早于开始日期。", "The deadline cannot be before the start."),
            code="task.days",
            data={"field": "deadline"},
        )
    return found


def _record(actor: Actor, action: str, task: Task, detail: Mapping[str, object]) -> None:
    audit.record(actor=actor, action=action, obj=task, org_unit=task.org_unit.code, detail=detail)
