"""Plans: list, one plan with its tree and gaps, and what can be done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import clock
from taizhang.core.form_pages import command
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.status import status_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.organisation import queries as org_queries
from taizhang.targets import forms, queries, services
from taizhang.targets.models import Plan, PlanState
from taizhang.targets.types import Lack, Standing, TargetLine
from taizhang.targets.views.common import crumbs_to, form_page, viewer


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    actor = viewer(request)
    plans = queries.visible_plans(actor)
    names = org_queries.names(list(plans.values_list("org_unit__code", flat=True)), clock.today())
    table = Table(
        request,
        plans,
        [
            Column("title", _("Plan"), url=lambda plan: reverse("targets:plan-detail", args=[plan.pk])),
            Column("period_code", _("Period"), value=lambda plan: plan.period.title),
            Column(
                "org_unit", _("Org unit"), value=lambda plan: names.get(plan.org_unit.code, ""),
                order_by="org_unit__code",
            ),
            Column(
                "state", _("State"), template="targets/_plan_state_cell.html",
                value=lambda plan: str(status_of(plan.state, "plan").word),
            ),
            Column("basis", _("Basis document"), value=lambda plan: str(plan.basis or ""), sortable=False),
            Column("published_at", _("Published")),
        ],
        filters=[
            Filter("state", _("State"), [(state.value, status_of(state.value, "plan").word) for state in PlanState]),
            Filter("q", _("Search"), kind="search", apply=lambda rows, text: rows.filter(title__icontains=text)),
        ],
        title=_("Plans"),
        default_sort="-period_code",
        empty=(_("No plan yet."), _("A plan holds the year's targets with their tasks."), "", ""),
    )  # fmt: skip
    context = {"tab": "plans", "writes": actor.can(Permission.WRITE_TARGETS)}
    return table_response(request, "targets/plan_list.html", table, context)


@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree of targets with their tasks, the gaps, and what was changed since it was published."""
    actor, day = viewer(request), clock.today()
    plan = queries.one_of(queries.visible_plans(actor), pk)
    lines = queries.target_lines(actor, queries.plan_targets(plan), day)
    tasks = queries.task_lines(actor, queries.visible_tasks(actor).filter(target__plan=plan), day)
    code = plan.org_unit.code
    writes = actor.can(Permission.WRITE_TARGETS, code) and plan.state != PlanState.CLOSED
    leaves = [line for line in lines if line.leaf]
    context = {
        "tab": "plans",
        "plan": plan,
        "unit_name": org_queries.names([code], day).get(code, code),
        "tree": [(line, [task for task in tasks if task.target_id == line.id]) for line in lines],
        "gaps": queries.plan_gaps(plan, day) if plan.state != PlanState.CLOSED else [],
        "leaves": len(leaves),
        "met": sum(line.answer == "met" for line in leaves),
        "unanswered": sum(line.answer == "unanswered" for line in leaves),
        "not_met": sum(line.answer == "not_met" for line in leaves),
        "tasks": len(tasks),
        "done": sum(not queries.is_open(task) for task in tasks),
        "overdue": sum(task.state.value == "overdue" for task in tasks),
        "amendments": plan.amendments.select_related("by", "target", "task"),
        "writes": writes,
        "publishes": actor.can(Permission.PUBLISH_PLAN, code),
        "crumbs": crumbs_to((_("Plans"), reverse("targets:plan-list")), (plan.title, "")),
    }
    return render_page(request, "targets/plan_detail.html", context)


def plan_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)

    def run(values: dict[str, Any]) -> str:
        return reverse("targets:plan-detail", args=[services.create_plan(actor=actor, **values).pk])

    initial = {"org_unit": actor.home, "period": str(clock.today().year)}
    return form_page(
        request,
        forms.PlanForm(request.POST or None, actor=actor, initial=initial),
        run,
        heading=_("New plan"),
        lead=_("It starts as a draft; targets and tasks are added on its page."),
        submit=_("Begin the plan"),
        back=reverse("targets:plan-list"),
    )


def plan_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor, plan = viewer(request, Permission.WRITE_TARGETS), _plan(request, pk)
    address = reverse("targets:plan-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        services.change_plan(actor=actor, plan=plan, **values)
        return address

    form = forms.PlanChangeForm(
        request.POST or None,
        actor=actor,
        published=plan.state != PlanState.DRAFT,
        initial={"title": plan.title, "basis": plan.basis},
    )
    return form_page(request, form, run, heading=_("Change the plan"), submit=_("Save"), back=address)


def _plan(request: HttpRequest, pk: int) -> Plan:
    return queries.one_of(queries.visible_plans(actor_of(request)), pk)


@require_POST
def plan_publish(request: HttpRequest, pk: int) -> HttpResponse:
    actor, plan = viewer(request, Permission.PUBLISH_PLAN), _plan(request, pk)
    address = reverse("targets:plan-detail", args=[pk])
    return command(request, lambda: services.publish_plan(actor=actor, plan=plan), address, _("The plan is published."))


@require_POST
def plan_close(request: HttpRequest, pk: int) -> HttpResponse:
    actor, plan = viewer(request, Permission.PUBLISH_PLAN), _plan(request, pk)
    address = reverse("targets:plan-detail", args=[pk])
    return command(request, lambda: services.close_plan(actor=actor, plan=plan), address, _("The plan is closed."))


@require_POST
def plan_carry(request: HttpRequest, pk: int) -> HttpResponse:
    """What was not met goes into the next plan."""
    actor, plan = viewer(request, Permission.WRITE_TARGETS), _plan(request, pk)
    done = _("What was not met stands in the plan of the next period now.")
    address = reverse("targets:plan-detail", args=[pk])
    return command(request, lambda: services.carry_over(actor=actor, plan=plan), address, done)


@require_safe
def target_list(request: HttpRequest) -> HttpResponse:
    """All targets with their answers: those without a task, those promised in a summary, those carried over."""
    actor, day = viewer(request), clock.today()
    lines = queries.target_lines(actor, queries.visible_targets(actor), day)
    table = Table(
        request,
        lines,
        [
            Column("title", _("Target"), url=lambda line: reverse("targets:target-detail", args=[line.id])),
            Column("measure", pgettext_lazy("of a target", "Measure")),
            Column("now", _("Now"), template="targets/_standing_cell.html", value=lambda line: _shown(line.standing)),
            Column("owner", _("Owner"), template="targets/_owner_cell.html"),
            Column("lead_name", _("Lead org unit"), shown=False),
            Column("tasks", _("Tasks"), numeric=True, total=True),
            Column("tasks_overdue", _("Overdue"), numeric=True, total=True),
            Column(
                "answer", _("Answer"), template="targets/_answer_cell.html",
                value=lambda line: str(status_of(line.answer, "task").word),
            ),
            Column("result", _("What came of it"), shown=False),
            Column("promised_in", _("Promised in"), shown=False),
            Column("plan", _("Plan"), template="targets/_plan_cell.html", value=_plan_words),
            Column("weight", _("Weight"), shown=False),
        ],
        filters=[
            Filter("q", _("Search"), kind="search"),
            Filter("plan", _("Plan"), _plans(lines), apply=lambda rows, value: [
                line for line in rows if str(line.plan_id) == value
            ]),
            Filter("only", _("Only"), ONLY, apply=_only),
        ],
        title=_("Targets"),
        row_id=lambda line: line.id,
    )  # fmt: skip
    counts = [(value, label, len(_only(lines, value))) for value, label in ONLY]
    return table_response(request, "targets/target_list.html", table, {"tab": "targets", "counts": counts})


ONLY = (
    ("no_task", _("targets without a task")),
    ("promised", _("promised in a summary")),
    ("silent", _("promised and not answered")),
    ("carried", _("carried over")),
    ("not_met", pgettext_lazy("target", "not met")),
)


_TESTS: dict[str, Callable[[TargetLine], bool]] = {
    "no_task": lambda line: Lack.TASK in line.lacks,
    "promised": lambda line: bool(line.promised_in),
    "silent": lambda line: bool(line.promised_in) and line.answer == "unanswered",
    "carried": lambda line: line.carried,
    "not_met": lambda line: line.answer == "not_met",
}


def _only(lines: list[TargetLine], value: str) -> list[TargetLine]:
    return [line for line in lines if _TESTS[value](line)] if value in _TESTS else lines


def _plans(lines: list[TargetLine]) -> list[tuple[str, str]]:
    return [(str(key), title) for key, title in dict.fromkeys((line.plan_id, line.plan) for line in lines)]


def _plan_words(line: TargetLine) -> str:
    draft = line.plan_state == PlanState.DRAFT
    return f"{line.plan}（{status_of(line.plan_state, 'plan').word}）" if draft else line.plan


def _shown(standing: Standing | None) -> str:
    return f"{standing.shown}（{standing.period.get(language_of())}）" if standing is not None else ""
