"""The board: tasks by lead unit and state, with counts that filter the list below."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.permissions import Permission
from taizhang.core.status import status_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.periods import Period
from taizhang.organisation import queries as org_queries
from taizhang.targets import queries
from taizhang.targets.models import Plan, PlanState, Task
from taizhang.targets.types import BOARD_STATES, UNOWNED, Lack, TaskLine, TaskState
from taizhang.targets.views.common import viewer

NO_UNIT = "none"
LACKS = (
    ("evidence", _("tasks without evidence")),
    ("owner", _("tasks without a named owner")),
    ("late_step", _("tasks with a late milestone")),
    ("mine", _("tasks of my post")),
)


def task_columns() -> list[Column]:
    return [
        Column("title", _("Task"), url=lambda line: reverse("targets:task-detail", args=[line.id])),
        Column("state", _("State"), template="targets/_state_cell.html", value=lambda line: str(_word(line.state))),
        Column("lead_name", _("Lead org unit")),
        Column("owner", _("Owner"), template="targets/_owner_cell.html"),
        Column("deadline", _("Deadline"), template="targets/_due_cell.html"),
        Column("progress", _("Steps and proofs"), template="targets/_progress_cell.html", sortable=False),
        Column("evidence", _("Evidence")),
        Column("source", _("Target or meeting"), shown=False),
        Column("plan", _("Plan"), shown=False),
        Column("post", _("Post"), shown=False),
        Column("start", _("Start"), shown=False),
        Column("next_step", _("Next milestone"), shown=False),
        Column("next_day", _("On"), shown=False),
        Column("closed_on", _("Confirmed on"), shown=False),
        Column("on_time", _("In time"), shown=False),
    ]


def _word(state: TaskState) -> object:
    return status_of(state.value, "task").word


def apply_lack(lines: list[TaskLine], value: str, own: frozenset[int]) -> list[TaskLine]:
    """Lines that lack something, or are one's own."""
    if value == "evidence":
        return [line for line in lines if Lack.EVIDENCE in line.lacks]
    if value == "owner":
        return [line for line in lines if UNOWNED & set(line.lacks)]
    if value == "late_step":
        return [line for line in lines if line.milestones_late]
    return [line for line in lines if line.id in own] if value == "mine" else lines


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The tasks of a year's plans, meetings and visits. Counts tell all; a press narrows the list."""
    actor, day = viewer(request), clock.today()
    years = _years(queries.visible_plans(actor), day)
    asked = request.GET.get("year", "")
    year = asked if asked in years else str(day.year)
    tasks = _of_year(queries.visible_tasks(actor), int(year))
    lines = sorted(queries.task_lines(actor, tasks, day), key=_urgency)
    posts = org_queries.posts_held_by(actor.user_id, day)
    own = frozenset(tasks.filter(owner_id__in=posts).values_list("pk", flat=True))
    rows = queries.board(lines)
    table = Table(
        request,
        lines,
        task_columns(),
        filters=[
            Filter("q", _("Search"), kind="search"),
            Filter("state", _("State"), [(state.value, _word(state)) for state in BOARD_STATES]),
            Filter(
                "lead",
                _("Lead org unit"),
                [(row.code or NO_UNIT, row.name or _("no lead org unit")) for row in rows],
                apply=lambda found, value: [line for line in found if (line.lead or NO_UNIT) == value],
            ),
            Filter("lack", _("Only"), LACKS, apply=lambda found, value: apply_lack(found, value, own)),
        ],
        title=_("Tasks"),
        row_id=lambda line: line.id,
        empty=(
            _("No tasks in this year."),
            _("Break a plan's targets into tasks, or make one of a meeting's decision."),
            reverse("targets:plan-list"),
            _("Plans"),
        ),
    )
    context = {
        "tab": "board",
        "year": year,
        "years": years,
        "rows": rows,
        "states": [(state.value, _word(state)) for state in BOARD_STATES],
        "totals": [(state.value, sum(line.state is state for line in lines)) for state in BOARD_STATES],
        "count": len(lines),
        "no_unit": NO_UNIT,
        "lacks": [(value, label, len(apply_lack(lines, value, own))) for value, label in LACKS],
        "writes": actor.can(Permission.WRITE_TARGETS),
    }
    return table_response(request, "targets/board.html", table, context)


def _urgency(line: TaskLine) -> tuple[bool, date]:
    """Open tasks first, by deadline: what is overdue stands at the top."""
    return not queries.is_open(line), line.deadline or date.max


def _years(plans: QuerySet[Plan], day: date) -> list[str]:
    """Years of visible plans and this one, newest first."""
    codes = plans.order_by().values_list("period_code", flat=True).distinct()
    return sorted({str(day.year), *(str(Period.parse(code).last.year) for code in codes)}, reverse=True)


def _of_year(tasks: QuerySet[Task], year: int) -> QuerySet[Task]:
    """Tasks of the year's plans that are in force; of meetings and visits those due in it. A draft binds nobody."""
    codes = Plan.objects.exclude(state=PlanState.DRAFT).order_by().values_list("period_code", flat=True).distinct()
    planned = [code for code in codes if Period.parse(code).last.year == year]
    in_force = Q(target__plan__period_code__in=planned) & ~Q(target__plan__state=PlanState.DRAFT)
    return tasks.filter(in_force | Q(target__isnull=True, deadline__year=year))
