"""What targets and tasks say of a post that changes hands or moves, and of a unit that is merged, moved or closed."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.core.status import status_of
from taizhang.organisation.models import Post
from taizhang.organisation.types import Effect, PostWork, UnitChange
from taizhang.targets.models import PlanState, Target, Task
from taizhang.targets.queries.tasks import is_begun, steps_left, with_parts
from taizhang.targets.states import task_state
from taizhang.targets.types import TaskState

_CLOSED = (PlanState.DRAFT, PlanState.CLOSED)


def _open_tasks() -> Q:
    return Q(dropped_at__isnull=True, closed_on__isnull=True) & ~Q(target__plan__state__in=_CLOSED)


def work_of_post(post: Post, _holder: int | None, day: date) -> list[PostWork]:
    """Open tasks of the post with their next milestone, and the targets that it answers for."""
    found = []
    for task in with_parts(Task.objects.filter(_open_tasks(), owner=post).select_related("target")):
        left = steps_left(task)
        state = task_state(task, day, begun=is_begun(task))
        if state is not TaskState.REPORTED and any(step.on < day for step in left):
            state = TaskState.OVERDUE
        found.append(
            PostWork(
                "task",
                task.title,
                task.deadline,
                _("reported done, to be confirmed")
                if state is TaskState.REPORTED
                else str(status_of(state, "task").word),
                "；".join(f"{step.title} {step.on.isoformat()}" for step in left),
                reverse("targets:task-detail", args=[task.pk]),
            )
        )
    targets = Target.objects.filter(
        owner=post, dropped_at__isnull=True, plan__state=PlanState.PUBLISHED, met__isnull=True
    )
    found += [
        PostWork("target", target.title, note=target.measure, url=reverse("targets:target-detail", args=[target.pk]))
        for target in targets
    ]
    return found


def follow_post(old: Post, new: Post) -> None:
    """A merge gave the post a new seat at the other unit: what is open goes along, what is over stays as it was."""
    Task.objects.filter(_open_tasks() | Q(target__plan__state=PlanState.DRAFT), owner=old).update(owner=new)
    Target.objects.filter(owner=old, dropped_at__isnull=True).exclude(plan__state=PlanState.CLOSED).update(owner=new)


def effects(actor: Actor, change: UnitChange) -> list[Effect]:
    """Tasks that the unit leads, and those that its posts answer for."""
    tasks = Task.objects.filter(_open_tasks())
    led_by = tasks.filter(lead_unit__code=change.org_unit)
    led = led_by.filter(reported_on__isnull=True).count()
    reported = led_by.filter(reported_on__isnull=False).count()
    owned = tasks.filter(owner__org_unit__code=change.org_unit).count()
    url = reverse("targets:board") if actor.can(Permission.VIEW_TARGETS) else ""
    ends, merges = change.kind in ("close", "merge"), change.kind == "merge"
    return [
        Effect(
            _("open tasks that the unit leads"),
            led,
            _("Name another lead unit.") if ends else "",
            url,
            decide=ends,
        ),
        Effect(
            _("tasks that the unit leads and reported done"),
            reported,
            _("They wait to be confirmed as reported."),
            url,
            stays=True,
        ),
        Effect(
            _("open tasks of its posts"),
            owned,
            _("They go along with the posts.") if merges else _("Name another post.") if ends else "",
            url,
            decide=ends and not merges,
        ),
    ]


def late_steps(day: date, ahead: int) -> list[tuple[Task, date, str]]:
    """(task, day, step or "") of open tasks with a post whose next day is past, or at most `ahead` days away."""
    tasks = (
        Task.objects.filter(_open_tasks(), owner__isnull=False, reported_on__isnull=True)
        .select_related("owner__org_unit", "lead_unit")
        .prefetch_related("milestones")
        .order_by("pk")
    )
    found = []
    for task in tasks:
        steps = [(step.on, step.title) for step in task.milestones.all() if not step.dropped_at and not step.done_on]
        days = sorted([*steps, *([(task.deadline, "")] if task.deadline else [])])
        if days and (days[0][0] - day).days <= ahead:
            found.append((task, *days[0]))
    return sorted(found, key=lambda item: (item[1], item[0].pk))
