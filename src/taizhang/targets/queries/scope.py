"""Which rows an actor may see. What is not one's own reads as not there."""

from __future__ import annotations

from typing import TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation import queries as org_queries
from taizhang.targets.models import BasisDocument, Decision, Meeting, Plan, PlanState, Target, Task, Visit

_M = TypeVar("_M", bound=models.Model)


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    return Plan.objects.filter(org_unit__code__in=actor.scope(Permission.VIEW_TARGETS)).select_related(
        "org_unit", "basis", "published_by"
    )


def visible_targets(actor: Actor) -> QuerySet[Target]:
    """Targets in force of visible plans."""
    return Target.objects.filter(
        dropped_at__isnull=True, plan__org_unit__code__in=actor.scope(Permission.VIEW_TARGETS)
    ).select_related("plan__org_unit", "lead_unit", "owner__org_unit", "answered_by")


def tasks_in_force() -> QuerySet[Task]:
    """Tasks that nobody took out, nor their target; whoever shows them narrows them to what an actor may see."""
    return (
        Task.objects.filter(dropped_at__isnull=True)
        .filter(Q(target__isnull=True) | Q(target__dropped_at__isnull=True))
        .select_related(
            "org_unit", "target__plan__org_unit", "decision__meeting", "decision__visit", "lead_unit",
            "owner__org_unit", "basis",
        )
    )  # fmt: skip


def visible_tasks(actor: Actor) -> QuerySet[Task]:
    """Tasks that the actor's units set; and of published plans those they lead, help with or receive, and those of the
    actor's own posts. A draft is its writers'."""
    scope = actor.scope(Permission.VIEW_TARGETS)
    if not scope:
        return Task.objects.none()
    helping = Task.cooperating.through.objects.filter(task=OuterRef("pk"), orgunit__code__in=scope)
    receiving = Task.receiving.through.objects.filter(task=OuterRef("pk"), orgunit__code__in=scope)
    posts = org_queries.posts_held_by(actor.user_id, clock.today())
    concerned = Q(lead_unit__code__in=scope) | Q(owner_id__in=posts) | Exists(helping) | Exists(receiving)
    published = Q(target__isnull=True) | ~Q(target__plan__state=PlanState.DRAFT)
    return tasks_in_force().filter(Q(org_unit__code__in=scope) | (published & concerned))


def visible_meetings(actor: Actor) -> QuerySet[Meeting]:
    return Meeting.objects.filter(org_unit__code__in=actor.scope(Permission.VIEW_TARGETS)).select_related(
        "org_unit", "group", "minutes", "recorded_by"
    )


def visible_visits(actor: Actor) -> QuerySet[Visit]:
    return Visit.objects.filter(org_unit__code__in=actor.scope(Permission.VIEW_TARGETS)).select_related(
        "org_unit", "unit", "recorded_by"
    )


def visible_documents(actor: Actor) -> QuerySet[BasisDocument]:
    return BasisDocument.objects.filter(org_unit__code__in=actor.scope(Permission.VIEW_TARGETS)).select_related(
        "org_unit"
    )


def visible_decisions(actor: Actor) -> QuerySet[Decision]:
    scope = actor.scope(Permission.VIEW_TARGETS)
    return Decision.objects.filter(
        Q(meeting__org_unit__code__in=scope) | Q(visit__org_unit__code__in=scope)
    ).select_related("meeting__org_unit", "visit__org_unit", "lead_unit", "owner__org_unit")


def one_of(rows: QuerySet[_M], pk: int) -> _M:
    """The row, or Http404: one that is not there and one that is somebody else's look alike."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def holds(actor: Actor, task: Task) -> bool:
    """Whether the actor holds the task's post today."""
    return task.owner_id is not None and task.owner_id in org_queries.posts_held_by(actor.user_id, clock.today())


def may_report(actor: Actor, task: Task) -> bool:
    """The holder of the post reports, or whoever writes targets for the lead unit in the holder's stead; both only
    with the permission to report."""
    if task.closed_on is not None or task.lead_unit is None or not actor.can(Permission.REPORT_TASK):
        return False
    if task.target is not None and task.target.plan.state != PlanState.PUBLISHED:
        return False
    return holds(actor, task) or actor.can(Permission.WRITE_TARGETS, task.lead_unit.code)


def reporter(actor: Actor, task: Task) -> Actor:
    """The actor as the report names it: for the holder on leave, unless post or lead unit are the actor's own."""
    giver = org_queries.posts_held(actor.user_id, clock.today()).get(task.owner_id or 0)
    own = task.lead_unit is not None and actor.can(Permission.WRITE_TARGETS, task.lead_unit.code)
    return actor if giver is None or own else actor.standing_in(giver.pk, str(giver))


def may_confirm(actor: Actor, task: Task) -> bool:
    """Whoever writes targets where the task was set, but not who reported it done."""
    return (
        task.reported_on is not None
        and task.closed_on is None
        and actor.user_id not in (task.reported_by_id, task.reported_for_id)
        and actor.can(Permission.WRITE_TARGETS, task.org_unit.code)
    )


def may_write(actor: Actor, task: Task) -> bool:
    closed = task.target is not None and task.target.plan.state == PlanState.CLOSED
    return not closed and task.closed_on is None and actor.can(Permission.WRITE_TARGETS, task.org_unit.code)
