"""Progress: reported by the owner, confirmed by whoever set the task."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.targets import keys, queries
from taizhang.targets.hooks import standings
from taizhang.targets.models import Milestone, Task, TaskReport
from taizhang.targets.services.rules import refuse, require_words
from taizhang.targets.types import ProofRef


@transaction.atomic
def report_progress(
    *,
    actor: Actor,
    task: Task,
    text: str,
    on: date | None = None,
    milestone: Milestone | None = None,
    evidence: str = "",
    evidence_url: str = "",
    figure: str = "",
    finishes: bool = False,
) -> TaskReport:
    """What was done, in words. milestone: a step that is done with it. figure: a figure's key; its value of today is
    kept beside the words. finishes: the task is reported done, which needs evidence and every step done."""
    locked = Task.objects.select_for_update().get(pk=task.pk)
    task = Task.objects.select_related(*_RELATED).get(pk=task.pk)  # as it is now, not as the caller read it
    if not queries.may_report(actor, task):
        raise NotAllowed(Permission.REPORT_TASK)
    actor = queries.reporter(actor, task)
    day = on or clock.today()
    words = require_words(text, "进展情况", "what was done")
    if day > clock.today():
        refuse(
            "",
            ("今天或以前的日期", "today or a day before"),
            (str(day), str(day)),
            ("还没有发生的事不能报。", "What has not happened cannot be reported."),
            code="report.future",
        )
    if milestone is not None and (milestone.task_id != task.pk or milestone.done_on is not None):
        raise NotAllowed(Permission.REPORT_TASK)
    key, shown = _figure(actor, task, figure)
    report = TaskReport.objects.create(
        task=locked,
        at=clock.now(),
        by_id=actor.user_id,
        in_place_of_id=actor.in_place_of,
        on=day,
        text=words,
        milestone=milestone,
        evidence=evidence.strip(),
        evidence_url=_address(evidence_url),
        figure_key=key,
        figure_shown=shown,
        finishes=finishes,
    )
    if milestone is not None:
        Milestone.objects.filter(pk=milestone.pk).update(done_on=day)
    if finishes:
        _require_finished(actor, task)
        locked.reported_on, locked.reported_by_id = day, actor.user_id
        locked.reported_for_id = actor.in_place_of
        locked.save()
    audit.record(
        actor=actor,
        action="task.report",
        obj=locked,
        org_unit=task.org_unit.code,
        detail={"report": report.pk, "finishes": finishes, "milestone": milestone.pk if milestone else None},
    )
    return report


def _figure(actor: Actor, task: Task, typed: str) -> tuple[str, str]:
    if not typed.strip():
        return "", ""
    key = keys.known_key(typed)
    if key is None:
        refuse(
            "指标",
            ("已安装的指标或台账", "an installed figure or ledger"),
            (f"“{typed}”", repr(typed)),
            ("从提示里选一个。", "Choose one that is offered."),
            code="report.figure",
        )
    ref = ProofRef(key, task.org_unit.code, queries.period_of(task))
    standing = standings(actor, {ref}).get(ref)
    return key, standing.shown if standing is not None and standing.value is not None else ""


def _address(text: str) -> str:
    """A page of this site or of the web; anything else could run in the reader's browser."""
    found = text.strip()
    if (found and not found.startswith(("/", "http://", "https://"))) or found.startswith("//"):
        refuse(
            "佐证地址",
            ("网址，或本系统里的页面", "a web address, or a page of this system"),
            (found, found),
            ("请从浏览器地址栏复制。", "Copy it from the browser's address bar."),
            code="report.address",
        )
    return found


def _require_finished(actor: Actor, task: Task) -> None:
    line = queries.task_lines(actor, Task.objects.filter(pk=task.pk).select_related(*_RELATED), clock.today())[0]
    open_steps = line.milestones - line.milestones_done
    if open_steps:
        refuse(
            task.title,
            ("所有节点都已完成", "every step done"),
            (f"还有{open_steps}个节点未完成", f"{open_steps} steps are open"),
            ("先逐个报节点完成。", "Report each step done first."),
            code="report.steps",
        )
    if not line.evidence:
        refuse(
            task.title,
            ("至少一份佐证", "some evidence"),
            ("没有", "none"),
            ("写明佐证材料或指标再报完成。", "Name evidence or a figure, then report it done."),
            code="report.evidence",
        )


_RELATED = (
    "org_unit",
    "target__plan__org_unit",
    "decision__meeting",
    "decision__visit",
    "lead_unit",
    "owner__org_unit",
)


@transaction.atomic
def confirm_task(*, actor: Actor, task: Task) -> Task:
    """The task is done. Who reported it does not confirm it."""
    locked = Task.objects.select_for_update().select_related("org_unit").get(pk=task.pk)
    if not queries.may_confirm(actor, locked):
        raise NotAllowed(Permission.WRITE_TARGETS)
    locked.closed_on, locked.closed_by_id = clock.today(), actor.user_id
    locked.save()
    audit.record(
        actor=actor,
        action="task.confirm",
        obj=locked,
        org_unit=locked.org_unit.code,
        detail={"deadline": locked.deadline, "reported_on": locked.reported_on},
    )
    return locked


@transaction.atomic
def send_back(*, actor: Actor, task: Task, reason: str) -> Task:
    """Not done yet: the task is open again, and its owner reads why."""
    locked = Task.objects.select_for_update().select_related("org_unit").get(pk=task.pk)
    if not queries.may_confirm(actor, locked):
        raise NotAllowed(Permission.WRITE_TARGETS)
    words = require_words(reason, "退回的原因", "a reason")
    now = clock.now()
    TaskReport.objects.create(task=locked, at=now, by_id=actor.user_id, on=clock.today(), text=words, returned=True)
    locked.reported_on, locked.reported_by_id, locked.reported_for_id = None, None, None
    locked.save()
    audit.record(
        actor=actor, action="task.returned", obj=locked, org_unit=locked.org_unit.code, detail={"reason": words}
    )
    return locked
