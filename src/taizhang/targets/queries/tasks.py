"""Tasks as lines of lists and boards: a constant number of queries, however many tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from taizhang.core.actor import Actor
from taizhang.organisation import queries as org_queries
from taizhang.targets import keys
from taizhang.targets.hooks import standings
from taizhang.targets.models import Milestone, Proof, Task, TaskReport
from taizhang.targets.states import compares, task_state
from taizhang.targets.types import BOARD_STATES, BoardRow, Lack, ProofRef, ProofView, Standing, TaskLine, TaskState

_EVIDENCE = ~Q(evidence="") | ~Q(evidence_url="") | ~Q(figure_key="")


def with_parts(tasks: QuerySet[Task]) -> list[Task]:
    """The tasks with their steps and proofs in force, `begun` and `evident`."""
    reports = TaskReport.objects.filter(task=OuterRef("pk"), returned=False)
    return list(
        tasks.annotate(begun=Exists(reports), evident=Exists(reports.filter(_EVIDENCE))).prefetch_related(
            Prefetch("milestones", Milestone.objects.filter(dropped_at__isnull=True), to_attr="steps"),
            Prefetch("proofs", Proof.objects.filter(dropped_at__isnull=True), to_attr="named_proofs"),
        )
    )


def is_begun(task: Task) -> bool:
    """Whether anything was reported of it; of tasks annotated with `begun`, as `with_parts` does."""
    return bool(getattr(task, "begun", False))


def steps_left(task: Task) -> list[Milestone]:
    """Its steps that are not done; of tasks read by `with_parts`."""
    return [step for step in _steps(task) if step.done_on is None]


def period_of(task: Task) -> str:
    """The days in which figures and filings prove a task: its plan's period, else the year of its deadline."""
    if task.target is not None:
        return task.target.plan.period_code
    day = task.deadline or task.start
    return str(day.year) if day is not None else ""


def _ref(task: Task, proof: Proof) -> ProofRef:
    return ProofRef(proof.key, task.org_unit.code, period_of(task))


def task_lines(actor: Actor, tasks: QuerySet[Task], day: date) -> list[TaskLine]:
    """See TaskLine. The tasks must be visible to the actor already."""
    rows = with_parts(tasks)
    stand = standings(actor, {_ref(task, proof) for task in rows for proof in _proofs(task) if period_of(task)})
    units = org_queries.names({task.lead_unit.code for task in rows if task.lead_unit}, day)
    persons = holders_of((task.owner_id for task in rows), day)
    return [_line(task, day, stand, units, persons) for task in rows]


def holders_of(posts: Iterable[int | None], day: date) -> dict[int, str]:
    """Post id -> who holds it on a day; vacant posts are left out."""
    wanted = {post for post in posts if post is not None}
    held = org_queries.holders(day).filter(post_id__in=wanted).order_by()
    return dict(held.values_list("post_id", "person_name"))


def _steps(task: Task) -> list[Milestone]:
    return getattr(task, "steps", [])


def _proofs(task: Task) -> list[Proof]:
    return getattr(task, "named_proofs", [])


def _line(
    task: Task, day: date, stand: dict[ProofRef, Standing], units: dict[str, str], persons: dict[int, str]
) -> TaskLine:
    target = task.target
    steps, proofs = _steps(task), _proofs(task)
    open_steps = steps_left(task)
    met = sum(_met(proof, stand.get(_ref(task, proof))) is True for proof in proofs)
    person = persons.get(task.owner_id, "") if task.owner_id else ""
    evident = bool(getattr(task, "evident", False)) or met > 0
    return TaskLine(
        id=task.pk,
        title=task.title,
        state=task_state(task, day, begun=is_begun(task)),
        plan=target.plan.title if target else "",
        plan_id=target.plan_id if target else None,
        target=target.title if target else "",
        target_id=target.pk if target else None,
        source=source_words(task),
        org_unit=task.org_unit.code,
        lead=task.lead_unit.code if task.lead_unit else "",
        lead_name=units.get(task.lead_unit.code, task.lead_unit.code) if task.lead_unit else "",
        post=task.owner.title if task.owner else "",
        owner=person,
        start=task.start,
        deadline=task.deadline,
        closed_on=task.closed_on,
        milestones=len(steps),
        milestones_done=len(steps) - len(open_steps),
        milestones_late=sum(step.on < day for step in open_steps) if task.reported_on is None else 0,
        next_step=open_steps[0].title if open_steps else "",
        next_day=open_steps[0].on if open_steps else task.deadline,
        proofs=len(proofs),
        proofs_met=met,
        evidence=evident,
        on_time=None if task.reported_on is None or task.deadline is None else task.reported_on <= task.deadline,
        lacks=_lacks(task, person, evident),
        post_id=task.owner_id or 0,
    )


def source_words(task: Task) -> str:
    """What the task comes from: its target, or the meeting or visit that decided it."""
    if task.target is not None:
        return task.target.title
    decision = task.decision
    if decision is None:
        return ""
    return str(decision.meeting or decision.visit)


def _lacks(task: Task, person: str, evident: bool) -> tuple[Lack, ...]:
    return tuple(
        lack
        for lack, missing in (
            (Lack.LEAD, task.lead_unit_id is None),
            (Lack.OWNER, task.owner_id is None),
            (Lack.VACANT, task.owner_id is not None and not person and task.closed_on is None),
            (Lack.DEADLINE, task.deadline is None),
            (Lack.EVIDENCE, not evident),
        )
        if missing
    )


def _met(proof: Proof, standing: Standing | None) -> bool | None:
    return compares(standing.value, proof.comparison, proof.number) if standing is not None else None


def proof_views(actor: Actor, task: Task, language: str) -> list[ProofView]:
    """The proofs of one task with how they stand today."""
    proofs = list(task.proofs.filter(dropped_at__isnull=True))
    stand = standings(actor, {_ref(task, proof) for proof in proofs if period_of(task)})
    return [
        ProofView(
            id=proof.pk,
            key=proof.key,
            title=keys.key_title(proof.key, language),
            wanted=keys.wanted_words(proof.key, proof.comparison, proof.number),
            standing=(standing := stand.get(_ref(task, proof))),
            met=_met(proof, standing),
        )
        for proof in proofs
    ]


def board(lines: Sequence[TaskLine]) -> list[BoardRow]:
    """Lead units by state, in the order of their codes; tasks without a lead unit last, under an empty code."""
    grouped: dict[str, list[TaskLine]] = {}
    for line in lines:
        grouped.setdefault(line.lead, []).append(line)
    return [
        BoardRow(
            code,
            found[0].lead_name,
            tuple((state, sum(line.state is state for line in found)) for state in BOARD_STATES),
            len(found),
        )
        for code, found in sorted(grouped.items(), key=lambda item: (not item[0], item[0]))
    ]


def is_open(line: TaskLine) -> bool:
    return line.state not in (TaskState.DONE, TaskState.DROPPED)
