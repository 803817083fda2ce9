"""One target: its page, its form, its answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import clock
from taizhang.core.form_pages import command
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.organisation import queries as org_queries
from taizhang.targets import forms, keys, queries, services
from taizhang.targets.models import PlanState, Target
from taizhang.targets.views.common import crumbs_to, form_page, viewer


@require_safe
def target_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wanted, how it stands today, its tasks, where it came from and what came of it."""
    actor, day = viewer(request), clock.today()
    target = _target(request, pk)
    plan = target.plan
    every = queries.target_lines(actor, queries.plan_targets(plan), day)
    line = next(line for line in every if line.id == pk)
    below = [item for item in every if item.number.startswith(f"{line.number}.")]
    writes = actor.can(Permission.WRITE_TARGETS, plan.org_unit.code) and plan.state != PlanState.CLOSED
    context = {
        "tab": "targets",
        "target": target,
        "plan": plan,
        "line": line,
        "below": below,
        "tasks": queries.task_lines(actor, queries.visible_tasks(actor).filter(target=target), day),
        "lead_name": org_queries.names([target.lead_unit.code], day).get(target.lead_unit.code, "")
        if target.lead_unit
        else "",
        "amendments": target.amendments.select_related("by", "task"),
        "writes": writes,
        "answers": writes and plan.state == PlanState.PUBLISHED and line.leaf and not target.answer_document,
        "crumbs": crumbs_to(
            (_("Plans"), reverse("targets:plan-list")),
            (plan.title, reverse("targets:plan-detail", args=[plan.pk])),
            (target.title, ""),
        ),
    }
    return render_page(request, "targets/target_detail.html", context)


def _target(request: HttpRequest, pk: int) -> Target:
    return queries.one_of(queries.visible_targets(actor_of(request)), pk)


def target_create(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)
    plan = queries.one_of(queries.visible_plans(actor), pk)

    def run(values: dict[str, Any]) -> str:
        reason = values.pop("reason", "")
        target = services.add_target(actor=actor, plan=plan, values=values, reason=reason)
        return reverse("targets:target-detail", args=[target.pk])

    form = forms.TargetForm(
        request.POST or None,
        actor=actor,
        plan=plan,
        published=plan.state != PlanState.DRAFT,
        initial={"parent": request.GET.get("parent", "")},
    )
    return form_page(
        request,
        form,
        run,
        heading=_("New target"),
        lead=plan.title,
        submit=_("Add the target"),
        back=reverse("targets:plan-detail", args=[pk]),
    )


def target_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor, target = viewer(request, Permission.WRITE_TARGETS), _target(request, pk)
    address = reverse("targets:target-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        reason = values.pop("reason", "")
        services.change_target(actor=actor, target=target, values=values, reason=reason)
        return address

    names = ("title", "parent", "comparison", "measure", "owner", "weight")
    initial = {name: getattr(target, name) for name in names}
    initial |= {
        "lead_unit": target.lead_unit.code if target.lead_unit else "",
        "number": None if target.number is None else target.number.normalize(),
        "indicator_key": keys.key_title(target.indicator_key, language_of()) if target.indicator_key else "",
    }
    form = forms.TargetForm(
        request.POST or None,
        actor=actor,
        plan=target.plan,
        target=target,
        published=target.plan.state != PlanState.DRAFT,
        initial=initial,
    )
    return form_page(request, form, run, heading=_("Change the target"), submit=_("Save"), back=address)


def target_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Met or not, and what came of it."""
    actor, target = viewer(request, Permission.WRITE_TARGETS), _target(request, pk)
    address = reverse("targets:target-detail", args=[pk])
    line = next(iter(queries.target_lines(actor, queries.visible_targets(actor).filter(pk=pk), clock.today())))

    def run(values: dict[str, Any]) -> str:
        value = line.standing.value if line.standing else None
        services.record_result(
            actor=actor,
            target=target,
            met=values["met"] == "yes",
            text=values["text"],
            value=value,
            reason=values.get("reason", ""),
        )
        return address

    answered = {} if target.met is None else {"met": "yes" if target.met else "no", "text": target.result_text}
    form = forms.ResultForm(request.POST or None, actor=actor, published=bool(answered), initial=answered)
    lead = f"{line.measure}" + (f" · {line.standing.shown}" if line.standing else "")
    return form_page(
        request,
        form,
        run,
        heading=_("Answer: %(target)s") % {"target": target.title},
        lead=lead,
        submit=_("Save the answer"),
        back=address,
    )


@require_POST
def target_drop(request: HttpRequest, pk: int) -> HttpResponse:
    actor, target = viewer(request, Permission.WRITE_TARGETS), _target(request, pk)
    reason = request.POST.get("reason", "")
    address = reverse("targets:plan-detail", args=[target.plan_id])
    return command(
        request,
        lambda: services.drop_target(actor=actor, target=target, reason=reason),
        address,
        _("The target was taken out; its record stays."),
    )
