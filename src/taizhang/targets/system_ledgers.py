"""Targets, tasks and registers as ledgers, so that packs count "tasks closed on time" like anything that is filed.

Journals by their own day: a task by its deadline, a target by the last day of its plan's period, meetings and visits
by the day they were held. Documents are a register. States are as of the period's last day, or of today when that is
still to come. Drafts and what was taken out never count.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from django.db.models import Count, Exists, OuterRef, Q

from taizhang.core import clock
from taizhang.core.system_ledgers import count_field, day_field, register_system_ledger, table_of, text_field, yes_field
from taizhang.engine.pack import Field, FiledBy, Ledger, LedgerKind
from taizhang.engine.periods import Period, PeriodKind
from taizhang.engine.text import Text
from taizhang.targets.models import BasisDocument, Meeting, PlanState, Target, Task, TaskReport, Visit
from taizhang.targets.queries.tasks import is_begun
from taizhang.targets.states import task_state
from taizhang.targets.types import TaskState


def _journal(name: str, title: Text, date_field: str, *fields: Field) -> Ledger:
    return Ledger(
        id=name,
        pack="targets",
        title=title,
        kind=LedgerKind.JOURNAL,
        period_kind=PeriodKind.YEAR,
        filed_by=FiledBy(()),
        fields=fields,
        date_field=date_field,
        system=True,
    )


TASKS = _journal(
    "tasks",
    Text("任务", "tasks"),
    "deadline",
    text_field("title", "任务", "task"),
    text_field("plan", "计划", "plan"),
    text_field("target", "目标", "target"),
    text_field("source", "来源", "source"),
    text_field("lead_unit", "牵头单位代码", "lead org unit"),
    text_field("post", "责任岗位", "post"),
    day_field("start", "开始日期", "start"),
    day_field("deadline", "完成时限", "deadline"),
    text_field("state", "状态", "state"),
    yes_field("closed", "已办结", "closed"),
    yes_field("on_time", "按期完成", "on time"),
    yes_field("evidence", "有佐证", "has evidence"),
    yes_field("moved", "调整过时限", "deadline was moved"),
    count_field("milestones", "节点数", "milestones", "个"),
    count_field("milestones_done", "完成节点数", "milestones reached", "个"),
)
TARGETS = _journal(
    "targets",
    Text("目标", "targets"),
    "due",
    text_field("title", "目标", "target"),
    text_field("plan", "计划", "plan"),
    text_field("indicator", "指标", "figure"),
    text_field("lead_unit", "牵头单位代码", "lead org unit"),
    day_field("due", "计划期末", "last day of the plan"),
    text_field("answer", "答复", "answer"),
    yes_field("promised", "总结承诺", "promised in a summary"),
    yes_field("carried", "上期结转", "carried over"),
    count_field("tasks", "任务数", "tasks", "项"),
)
MEETINGS = _journal(
    "meetings",
    Text("会议", "meetings"),
    "held_on",
    text_field("title", "会议", "meeting"),
    text_field("kind", "类型", "type"),
    text_field("level", "层级", "level"),
    text_field("group", "领导小组", "leading group"),
    text_field("chair", "主持人", "chair"),
    day_field("held_on", "日期", "held on"),
    count_field("attendees", "参会人数", "people present", "人"),
    count_field("decisions", "议定事项数", "decisions", "项"),
    count_field("tasks", "转任务数", "tasks made", "项"),
)
VISITS = _journal(
    "visits",
    Text("走访交流", "visits and exchanges"),
    "on_day",
    text_field("purpose", "事由", "purpose"),
    text_field("direction", "方向", "direction"),
    text_field("partner", "对方单位", "host or guest"),
    text_field("leader", "带队人", "led by"),
    day_field("on_day", "日期", "day"),
    count_field("people", "人次", "people", "人次"),
    count_field("tasks", "转任务数", "tasks made", "项"),
)
DOCUMENTS = Ledger(
    id="documents",
    pack="targets",
    title=Text("依据文件", "basis documents"),
    kind=LedgerKind.REGISTER,
    period_kind=PeriodKind.YEAR,
    filed_by=FiledBy(()),
    fields=(
        text_field("number", "文号", "document number"),
        text_field("title", "文件名称", "title"),
        text_field("issuer", "发文机关", "issuing body"),
        text_field("kind", "文种", "kind"),
        yes_field("numbered", "有文号", "has a number"),
        day_field("valid_from", "发文日期", "issued on"),
        day_field("valid_until", "失效日期", "in force until"),
    ),
    valid_from="valid_from",
    valid_to="valid_until",
    system=True,
)
_MADE = Count("decisions__tasks", filter=Q(decisions__tasks__dropped_at__isnull=True), distinct=True)


def register_all() -> None:
    for ledger, rows in (
        (TASKS, tasks),
        (TARGETS, targets),
        (MEETINGS, meetings),
        (VISITS, visits),
        (DOCUMENTS, documents),
    ):
        register_system_ledger(ledger, rows)


def tasks(period: Period) -> pa.Table:
    """One row a task, at whoever set it, by its deadline."""
    day = min(period.last, clock.today())
    reports = TaskReport.objects.filter(task=OuterRef("pk"), returned=False, on__lte=day)
    evidence = reports.filter(~Q(evidence="") | ~Q(evidence_url="") | ~Q(figure_key=""))
    binding = Q(target__isnull=True) | ~Q(target__plan__state=PlanState.DRAFT) & Q(target__dropped_at__isnull=True)
    found = (
        Task.objects.filter(binding, dropped_at__isnull=True, deadline__range=(period.first, period.last))
        .select_related("org_unit", "target__plan", "decision", "lead_unit", "owner")
        .annotate(
            begun=Exists(reports),
            evident=Exists(evidence),
            steps=Count("milestones", filter=Q(milestones__dropped_at__isnull=True), distinct=True),
            reached=Count(
                "milestones",
                filter=Q(milestones__dropped_at__isnull=True, milestones__done_on__lte=day),
                distinct=True,
            ),
            moves=Count("amendments", filter=Q(amendments__changes__has_key="deadline"), distinct=True),
        )
        .order_by("id")
    )
    return table_of(TASKS, period, (_task(task, day) for task in found))


def _task(task: Task, day: date) -> dict[str, object]:
    state = task_state(task, day, begun=is_begun(task))
    reported = task.reported_on is not None and task.reported_on <= day
    return {
        "_row_id": task.pk,
        "org_unit": task.org_unit.code,
        "title": task.title,
        "plan": task.target.plan.title if task.target else None,
        "target": task.target.title if task.target else None,
        "source": "plan" if task.target_id else "meeting" if task.decision and task.decision.meeting_id else "visit",
        "lead_unit": task.lead_unit.code if task.lead_unit else None,
        "post": task.owner.title if task.owner else None,
        "start": task.start,
        "deadline": task.deadline,
        "state": state.value,
        "closed": state is TaskState.DONE,
        "on_time": reported
        and task.reported_on is not None
        and task.deadline is not None
        and task.reported_on <= task.deadline,
        "evidence": getattr(task, "evident", False),
        "moved": getattr(task, "moves", 0) > 0,
        "milestones": getattr(task, "steps", 0),
        "milestones_done": getattr(task, "reached", 0),
    }


def targets(period: Period) -> pa.Table:
    """One row a leaf target of plans that end in the period."""
    below = Target.objects.filter(parent=OuterRef("pk"), dropped_at__isnull=True)
    found = (
        Target.objects.filter(dropped_at__isnull=True)
        .exclude(plan__state=PlanState.DRAFT)
        .filter(~Exists(below))
        .select_related("plan__org_unit", "lead_unit")
        .annotate(made=Count("tasks", filter=Q(tasks__dropped_at__isnull=True), distinct=True))
        .order_by("id")
    )
    return table_of(
        TARGETS,
        period,
        (
            {
                "_row_id": target.pk,
                "org_unit": target.plan.org_unit.code,
                "title": target.title,
                "plan": target.plan.title,
                "indicator": target.indicator_key or None,
                "lead_unit": target.lead_unit.code if target.lead_unit else None,
                "due": target.plan.period.last,
                "answer": "unanswered" if target.met is None else "met" if target.met else "not_met",
                "promised": bool(target.source_key),
                "carried": target.carried_from_id is not None,
                "tasks": target.made,
            }
            for target in found
            if period.first <= target.plan.period.last <= period.last
        ),
    )


def meetings(period: Period) -> pa.Table:
    """One row a meeting, at whoever held it."""
    found = (
        Meeting.objects.filter(held_on__range=(period.first, period.last))
        .select_related("org_unit", "group")
        .annotate(decided=Count("decisions", distinct=True), made=_MADE)
        .order_by("id")
    )
    return table_of(
        MEETINGS,
        period,
        (
            {
                "_row_id": meeting.pk,
                "org_unit": meeting.org_unit.code,
                "title": meeting.title,
                "kind": meeting.kind,
                "level": meeting.level,
                "group": meeting.group.name if meeting.group else None,
                "chair": meeting.chair,
                "held_on": meeting.held_on,
                "attendees": meeting.attendees,
                "decisions": meeting.decided,
                "tasks": meeting.made,
            }
            for meeting in found
        ),
    )


def visits(period: Period) -> pa.Table:
    """One row a visit, at whoever registered it."""
    found = (
        Visit.objects.filter(on__range=(period.first, period.last))
        .select_related("org_unit", "unit")
        .annotate(made=_MADE)
        .order_by("id")
    )
    return table_of(
        VISITS,
        period,
        (
            {
                "_row_id": visit.pk,
                "org_unit": visit.org_unit.code,
                "purpose": visit.purpose,
                "direction": visit.direction,
                "partner": visit.unit.code if visit.unit else visit.partner,
                "leader": visit.leader,
                "on_day": visit.on,
                "people": visit.people,
                "tasks": visit.made,
            }
            for visit in found
        ),
    )


def documents(period: Period) -> pa.Table:
    """Documents in force on at least one day of the period; one without a date counts always."""
    found = BasisDocument.objects.filter(
        Q(issued_on__isnull=True) | Q(issued_on__lte=period.last),
        Q(valid_to__isnull=True) | Q(valid_to__gt=period.first),
    ).select_related("org_unit")
    return table_of(
        DOCUMENTS,
        period,
        (
            {
                "_row_id": item.pk,
                "org_unit": item.org_unit.code,
                "number": item.number or None,
                "title": item.title,
                "issuer": item.issuer,
                "kind": item.kind,
                "numbered": bool(item.number),
                "valid_from": item.issued_on,
                "valid_until": item.valid_to,
            }
            for item in found.order_by("id")
        ),
    )
