"""What targets and tasks ask of a person today, and what changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.core.today import ChangeItem, TodayItem
from taizhang.organisation import queries as org_queries
from taizhang.targets import queries
from taizhang.targets.models import Amendment, Plan, PlanState, Task, TaskReport
from taizhang.targets.types import Lack, TaskLine, TaskState

AHEAD = timedelta(days=30)  # a step or deadline later than that is not today's work
CHANGES = 10  # lines


def to_do(actor: Actor, day: date) -> list[TodayItem]:
    """Own tasks whose next day is near or past; what waits for confirmation; drafts with unowned tasks."""
    if not actor.can(Permission.VIEW_TARGETS):
        return []
    return [*own_steps(actor, day), *_to_confirm(actor), *_unowned(actor, day)]


def _own_tasks(actor: Actor, day: date) -> QuerySet[Task]:
    """Open tasks of the actor's posts, in plans that bind: who answers for them sees them all. Every page asks for
    these, so not by way of all that the actor sees."""
    posts = org_queries.posts_held_by(actor.user_id, day)
    if not posts or not actor.can(Permission.VIEW_TARGETS):
        return Task.objects.none()
    return (
        queries.tasks_in_force()
        .filter(owner_id__in=posts, reported_on__isnull=True, closed_on__isnull=True)
        .exclude(target__plan__state__in=(PlanState.DRAFT, PlanState.CLOSED))
    )


def own_steps(actor: Actor, day: date) -> list[TodayItem]:
    """Own tasks, and those of colleagues on leave, with their next day; the daily letter says the same."""
    if not actor.can(Permission.REPORT_TASK):
        return []
    items = []
    posts = org_queries.posts_held(actor.user_id, day)
    for line in queries.task_lines(actor, _own_tasks(actor, day), day):
        due = min((one for one in (line.next_day, line.deadline) if one is not None), default=None)
        if due is None or due > day + AHEAD:
            continue
        thing = f"{line.title} · {line.next_step}" if line.next_step else line.title
        verb = _("Report progress") if line.next_step else _("Report done")
        url = reverse("targets:task-detail", args=[line.id])
        giver = str(posts.get(line.post_id) or "")
        items.append(TodayItem(verb, thing, due, _missing(line), url, in_place_of=giver))
    return items


def _missing(line: TaskLine) -> str:
    """What still lacks before the task can be reported done."""
    left = line.milestones - line.milestones_done
    words = []
    if left:
        words.append(ngettext("%(n)d milestone to go", "%(n)d milestones to go", left) % {"n": left})
    if Lack.EVIDENCE in line.lacks:
        words.append(_("no evidence yet"))
    return "，".join(words) if words else _("ready to be reported done")


def _confirming(actor: Actor) -> QuerySet[Task]:
    """Reported by others, in units for which the actor writes."""
    return (
        queries.tasks_in_force()
        .filter(
            org_unit__code__in=actor.scope(Permission.WRITE_TARGETS),
            reported_on__isnull=False,
            closed_on__isnull=True,
        )
        .exclude(reported_by_id=actor.user_id)
        .exclude(reported_for_id=actor.user_id)
    )


def _to_confirm(actor: Actor) -> list[TodayItem]:
    """One line, however many: each is opened and read before it is confirmed."""
    if not actor.can(Permission.WRITE_TARGETS):
        return []
    found = list(_confirming(actor).order_by("reported_on", "id").values_list("pk", "title"))
    if not found:
        return []
    thing = found[0][1] if len(found) == 1 else _("tasks reported done")
    url = (
        reverse("targets:task-detail", args=[found[0][0]])
        if len(found) == 1
        else f"{reverse('targets:board')}?state={TaskState.REPORTED.value}"
    )
    return [TodayItem(_("Confirm"), thing, None, _("%(n)d to confirm") % {"n": len(found)}, url, "review")]


def _unowned(actor: Actor, day: date) -> list[TodayItem]:
    """Open plans that somebody must still complete: one line a plan."""
    scope = actor.scope(Permission.WRITE_TARGETS)
    if not scope:
        return []
    items = []
    others = Q(state=PlanState.DRAFT, created_by__isnull=False) & ~Q(created_by=actor.user_id)  # still at their desk
    plans = Plan.objects.filter(org_unit__code__in=scope).exclude(state=PlanState.CLOSED).exclude(others)
    for plan in plans.order_by("id")[:CHANGES]:
        if gaps := queries.plan_gaps(plan, day):
            missing = _("%(count)d gaps") % {"count": len(gaps)}
            url = f"{reverse('targets:plan-detail', args=[plan.pk])}#gaps"
            items.append(TodayItem(_("Complete"), plan.title, None, missing, url))
    return items


def waiting(actor: Actor) -> int:
    """The count at the navigation entry: own tasks that are late, and those that wait for confirmation."""
    day = clock.today()
    late = _own_tasks(actor, day).filter(deadline__lt=day).count()
    return late + (_confirming(actor).count() if actor.can(Permission.WRITE_TARGETS) else 0)


def changes(actor: Actor, since: datetime) -> list[ChangeItem]:
    """Reports and amendments of others since then, on tasks and plans that the actor sees."""
    if not actor.can(Permission.VIEW_TARGETS):
        return []
    tasks = queries.visible_tasks(actor).values("pk")
    reports = TaskReport.objects.filter(task__in=tasks, at__gte=since, at__lte=clock.now()).exclude(by=actor.user_id)
    found = [
        _reported(report)
        for report in reports.select_related("task", "by", "in_place_of").order_by("-at", "-id")[:CHANGES]
    ]
    plans = queries.visible_plans(actor).values("pk")
    amended = Amendment.objects.filter(plan__in=plans, at__gte=since, at__lte=clock.now()).exclude(by=actor.user_id)
    for change in amended.select_related("plan", "by").order_by("-at", "-id")[:CHANGES]:
        if change.plan is not None:
            text = _("%(plan)s was amended: %(reason)s") % {"plan": change.plan.title, "reason": change.reason}
            url = reverse("targets:plan-detail", args=[change.plan.pk])
            found.append(ChangeItem(change.at, text, url, str(change.by or "")))
    return found


def _reported(report: TaskReport) -> ChangeItem:
    colon = ": " if language_of() == "en" else "："
    if report.returned:
        words = _("sent back")
    else:
        words = _("reported done") if report.finishes else _("progress")
    url = reverse("targets:task-detail", args=[report.task_id])
    return ChangeItem(report.at, f"{report.task.title}{colon}{words}", url, report.by_whom)
