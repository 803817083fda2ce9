"""One task: its page, its form, steps, proofs, progress and confirmation."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import clock
from taizhang.core.form_pages import command
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.core.requests import actor_of
from taizhang.organisation import queries as org_queries
from taizhang.targets import forms, queries, services
from taizhang.targets.models import Milestone, PlanState, Proof, Task
from taizhang.targets.views.common import crumbs_to, form_page, viewer

PARTS = ("title", "owner", "start", "deadline", "basis")


@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts left, history right: who leads, until when, the steps, what proves it, what was reported and changed."""
    actor, day = viewer(request), clock.today()
    task = _task(request, pk)
    line = queries.task_lines(actor, queries.visible_tasks(actor).filter(pk=pk), day)[0]
    units = {unit.code for unit in [*task.cooperating.all(), *task.receiving.all(), task.org_unit]}
    names = org_queries.names(units, day)
    plan = task.target.plan if task.target else None
    context = {
        "tab": "board",
        "task": task,
        "line": line,
        "plan": plan,
        "plan_open": plan is not None and queries.visible_plans(actor).filter(pk=plan.pk).exists(),
        "set_by": names.get(task.org_unit.code, task.org_unit.code),
        "cooperating": [names.get(unit.code, unit.code) for unit in task.cooperating.all()],
        "receiving": [names.get(unit.code, unit.code) for unit in task.receiving.all()],
        "steps": task.milestones.filter(dropped_at__isnull=True),
        "proofs": queries.proof_views(actor, task, language_of()),
        "reports": task.reports.select_related("by", "in_place_of", "milestone"),
        "amendments": task.amendments.select_related("by"),
        "writes": queries.may_write(actor, task),
        "reports_it": queries.may_report(actor, task),
        "confirms": queries.may_confirm(actor, task),
        "holds": queries.holds(actor, task),
        "holds_now": plan is None or plan.state != PlanState.DRAFT,
        "today": day,
        "crumbs": crumbs_to((task.title, "")),
    }
    return render_page(request, "targets/task_detail.html", context)


def _task(request: HttpRequest, pk: int) -> Task:
    return queries.one_of(queries.visible_tasks(actor_of(request)), pk)


def _published(task: Task) -> bool:
    return task.target is None or task.target.plan.state != PlanState.DRAFT


def task_create(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)
    target = queries.one_of(queries.visible_targets(actor), pk)

    def run(values: dict[str, Any]) -> str:
        parts = {name: values.pop(name) for name in ("cooperating", "receiving")}
        reason = values.pop("reason", "")
        task = services.add_task(actor=actor, target=target, values=values, reason=reason, **parts)
        return reverse("targets:task-detail", args=[task.pk])

    form = forms.TaskForm(
        request.POST or None,
        actor=actor,
        published=target.plan.state != PlanState.DRAFT,
        initial={"lead_unit": target.lead_unit.code if target.lead_unit else "", "owner": target.owner},
    )
    return form_page(
        request,
        form,
        run,
        heading=_("New task"),
        lead=target.title,
        submit=_("Add the task"),
        back=reverse("targets:target-detail", args=[pk]),
    )


def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    address = reverse("targets:task-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        parts = {name: values.pop(name) for name in ("cooperating", "receiving")}
        reason = values.pop("reason", "")
        services.change_task(actor=actor, task=task, values=values, reason=reason, **parts)
        return address

    initial = {name: getattr(task, name) for name in PARTS}
    initial |= {
        "lead_unit": task.lead_unit.code if task.lead_unit else "",
        "cooperating": [unit.code for unit in task.cooperating.all()],
        "receiving": [unit.code for unit in task.receiving.all()],
    }
    form = forms.TaskForm(request.POST or None, actor=actor, published=_published(task), initial=initial)
    return form_page(
        request,
        form,
        run,
        heading=_("Change the task"),
        lead=_("A moved deadline moves the milestones that count back from it; the old day stays in the history."),
        submit=_("Save"),
        back=address,
    )


@require_POST
def task_drop(request: HttpRequest, pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    reason = request.POST.get("reason", "")
    address = reverse("targets:target-detail", args=[task.target_id]) if task.target_id else reverse("targets:board")
    done = _("The task was taken out; its record stays.")
    return command(request, lambda: services.drop_task(actor=actor, task=task, reason=reason), address, done)


def milestone_create(request: HttpRequest, pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    address = reverse("targets:task-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        services.set_milestone(actor=actor, task=task, **values)
        return address

    form = forms.MilestoneForm(request.POST or None, actor=actor, published=_published(task))
    return form_page(
        request,
        form,
        run,
        heading=_("New milestone: %(task)s") % {"task": task.title},
        lead=_("Counted back from the deadline, it moves with it."),
        submit=_("Add the milestone"),
        back=address,
    )


@require_POST
def milestone_drop(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    step = get_object_or_404(Milestone, pk=step_pk, task=task, dropped_at__isnull=True)
    reason = request.POST.get("reason", "")
    address = reverse("targets:task-detail", args=[pk])
    return command(request, lambda: services.drop_milestone(actor=actor, milestone=step, reason=reason), address)


def proof_create(request: HttpRequest, pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    address = reverse("targets:task-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        services.name_proof(actor=actor, task=task, **values)
        return address

    form = forms.ProofForm(request.POST or None, actor=actor, published=_published(task))
    return form_page(
        request,
        form,
        run,
        heading=_("What proves it: %(task)s") % {"task": task.title},
        submit=_("Add the proof"),
        back=address,
    )


@require_POST
def proof_drop(request: HttpRequest, pk: int, proof_pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    proof = get_object_or_404(Proof, pk=proof_pk, task=task, dropped_at__isnull=True)
    reason = request.POST.get("reason", "")
    address = reverse("targets:task-detail", args=[pk])
    return command(request, lambda: services.drop_proof(actor=actor, proof=proof, reason=reason), address)


def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress by whoever holds the task's post."""
    actor, task = viewer(request, Permission.REPORT_TASK), _task(request, pk)
    if not queries.may_report(actor, task):
        raise NotAllowed(Permission.REPORT_TASK)
    address = reverse("targets:task-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        services.report_progress(actor=actor, task=task, **values)
        return address

    steps = task.milestones.filter(dropped_at__isnull=True, done_on__isnull=True)
    form = forms.ReportForm(
        request.POST or None, actor=actor, milestones=steps, initial={"finishes": request.GET.get("done") == "1"}
    )
    return form_page(
        request,
        form,
        run,
        heading=_("Report progress: %(task)s") % {"task": task.title},
        lead=_("Done needs every milestone reached and some evidence; then whoever set the task confirms it."),
        submit=_("Report"),
        back=address,
    )


@require_POST
def task_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    address = reverse("targets:task-detail", args=[pk])
    done = _("The task is confirmed done.")
    return command(request, lambda: services.confirm_task(actor=actor, task=task), address, done)


@require_POST
def task_return(request: HttpRequest, pk: int) -> HttpResponse:
    actor, task = viewer(request, Permission.WRITE_TARGETS), _task(request, pk)
    reason = request.POST.get("reason", "")
    address = reverse("targets:task-detail", args=[pk])
    done = _("Sent back to its owner.")
    return command(request, lambda: services.send_back(actor=actor, task=task, reason=reason), address, done)
