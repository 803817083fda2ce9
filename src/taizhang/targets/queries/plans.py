"""Plans: their targets as lines, and what keeps them from being published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from taizhang.core.actor import Actor
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.organisation import queries as org_queries
from taizhang.targets import keys
from taizhang.targets.hooks import standings
from taizhang.targets.models import Plan, Target, Task
from taizhang.targets.queries.tasks import holders_of
from taizhang.targets.states import compares, task_state
from taizhang.targets.types import Gap, Lack, ProofRef, TargetLine, TaskState


def plan_targets(plan: Plan) -> QuerySet[Target]:
    return plan.targets.filter(dropped_at__isnull=True).select_related(
        "plan__org_unit", "lead_unit", "owner__org_unit", "answered_by"
    )


def plan_tasks(plan: Plan) -> QuerySet[Task]:
    return Task.objects.filter(
        target__plan=plan, target__dropped_at__isnull=True, dropped_at__isnull=True
    ).select_related("target", "lead_unit", "owner")


def target_lines(actor: Actor, targets: QuerySet[Target], day: date) -> list[TargetLine]:
    """Targets in the order of reading, each with its tasks counted: a constant number of queries."""
    rows = list(targets)
    tasks: dict[int, list[Task]] = {}
    for task in Task.objects.filter(target__in=[row.pk for row in rows], dropped_at__isnull=True):
        tasks.setdefault(task.target_id or 0, []).append(task)
    stand = standings(actor, {_ref(row) for row in rows if row.indicator_key})
    units = org_queries.names({row.lead_unit.code for row in rows if row.lead_unit}, day)
    persons = holders_of((row.owner_id for row in rows), day)
    numbered = _numbers(rows)
    parents = set(
        Target.objects.filter(parent__in=[row.pk for row in rows], dropped_at__isnull=True).values_list(
            "parent_id", flat=True
        )
    )
    lines = []
    for row in sorted(rows, key=lambda row: (-row.plan.period.last.toordinal(), row.plan_id, _path(numbered[row.pk]))):
        own = [task_state(task, day, begun=False) for task in tasks.get(row.pk, [])]
        standing = stand.get(_ref(row)) if row.indicator_key else None
        lines.append(
            TargetLine(
                id=row.pk,
                title=row.title,
                number=numbered[row.pk],
                depth=numbered[row.pk].count("."),
                leaf=row.pk not in parents,
                plan=row.plan.title,
                plan_id=row.plan_id,
                plan_state=row.plan.state,
                measure=measure_words(row),
                counted=bool(row.indicator_key),
                within=Period.parse(row.period_code).title if _apart(row) else Text(""),
                lead_name=units.get(row.lead_unit.code, "") if row.lead_unit else "",
                post=row.owner.title if row.owner else "",
                owner=persons.get(row.owner_id, "") if row.owner_id else "",
                weight=row.weight,
                tasks=len(own),
                tasks_done=own.count(TaskState.DONE),
                tasks_overdue=own.count(TaskState.OVERDUE),
                standing=standing,
                reached=compares(standing.value, row.comparison, row.number) if standing else None,
                answer="unanswered" if row.met is None else "met" if row.met else "not_met",
                result=row.result_text,
                promised_in=row.source_document,
                answered_in=row.answer_document,
                carried=row.carried_from_id is not None,
                lacks=_target_lacks(row, leaf=row.pk not in parents, tasks=len(own)),
            )
        )
    return lines


def _apart(target: Target) -> bool:
    """Whether it is counted in another period than its plan's, as a number is that a half-year's summary promised."""
    return target.period_code not in ("", target.plan.period_code)


def _ref(target: Target) -> ProofRef:
    return ProofRef(target.indicator_key, target.plan.org_unit.code, target.period_code or target.plan.period_code)


def _path(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def _numbers(rows: Iterable[Target]) -> dict[int, str]:
    """Target id -> 3.2, as it is read in its plan: by position among those with the same parent."""
    by_parent: dict[tuple[int, int | None], list[Target]] = {}
    present = {row.pk for row in rows}
    for row in rows:
        parent = row.parent_id if row.parent_id in present else None
        by_parent.setdefault((row.plan_id, parent), []).append(row)
    found: dict[int, str] = {}

    def walk(plan: int, parent: int | None, prefix: str) -> None:
        for at, row in enumerate(sorted(by_parent.get((plan, parent), []), key=lambda row: (row.position, row.pk)), 1):
            found[row.pk] = f"{prefix}{at}"
            walk(plan, row.pk, f"{prefix}{at}.")

    for plan in {row.plan_id for row in rows}:
        walk(plan, None, "")
    return found


def measure_words(target: Target, language: str = "zh") -> str:
    """What is measured: the figure with what is wanted of it, or the words."""
    if not target.indicator_key:
        return target.measure
    wanted = keys.wanted_words(target.indicator_key, target.comparison, target.number)
    return f"{keys.key_title(target.indicator_key, language)} {wanted}".strip()


def _target_lacks(target: Target, *, leaf: bool, tasks: int) -> tuple[Lack, ...]:
    return tuple(
        lack
        for lack, missing in (
            (Lack.TASK, leaf and not tasks),
            (Lack.MEASURE, leaf and not target.indicator_key and not target.measure),
            (Lack.LEAD, target.lead_unit_id is None),
            (Lack.OWNER, target.owner_id is None),
        )
        if missing
    )


def plan_gaps(plan: Plan, day: date) -> list[Gap]:
    """Everything that keeps a plan from being published, in the order of reading; six queries."""
    targets = list(plan_targets(plan))
    if not targets:
        return [Gap(Lack.TASK, Text("计划里还没有目标。", "The plan has no target yet."))]
    tasks = list(plan_tasks(plan))
    persons = holders_of([*(task.owner_id for task in tasks), *(target.owner_id for target in targets)], day)
    parents = {target.parent_id for target in targets}
    gaps: list[Gap] = []
    for target in targets:
        own = [task for task in tasks if task.target_id == target.pk]
        if target.pk not in parents:
            gaps += _leaf_gaps(target, own)
        if target.owner_id is not None and target.owner_id not in persons:
            gaps.append(_gap(Lack.VACANT, target.title, target=target.pk))
        for task in own:
            gaps += task_gaps(task, persons)
    return gaps


def _leaf_gaps(target: Target, tasks: list[Task]) -> list[Gap]:
    lacks = _target_lacks(target, leaf=True, tasks=len(tasks))
    return [_gap(lack, target.title, target=target.pk) for lack in lacks]


def task_gaps(task: Task, persons: dict[int, str]) -> list[Gap]:
    """persons: who holds which post, see holders_of."""
    missing = (
        (Lack.LEAD, task.lead_unit_id is None),
        (Lack.OWNER, task.owner_id is None),
        (Lack.VACANT, task.owner_id is not None and task.owner_id not in persons),
        (Lack.DEADLINE, task.deadline is None),
    )
    return [_gap(lack, task.title, task=task.pk) for lack, lacks in missing if lacks]


_WORDS = {
    Lack.TASK: ("还没有分解任务", "has no task"),
    Lack.MEASURE: ("没有写怎样算达到", "does not say how it is measured"),
    Lack.LEAD: ("没有牵头单位", "has no lead org unit"),
    Lack.OWNER: ("没有责任人", "has no owner"),
    Lack.VACANT: ("责任岗位空缺，没有责任人", "has an owner's post that nobody holds"),
    Lack.DEADLINE: ("没有完成时限", "has no deadline"),
}


def _gap(lack: Lack, title: str, *, target: int | None = None, task: int | None = None) -> Gap:
    zh, en = _WORDS[lack]
    return Gap(lack, Text(f"“{title}”{zh}。", f"“{title}” {en}."), target, task)
