"""Who owes a ledger for a period, and until when: a standing filing task says so, else the ledger's own rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from taizhang.engine.pack import FiledBy, Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.models import FilingDuty, FilingTask, Submission, SubmissionState
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

Asked = tuple[str, str]  # ledger key, period code


@dataclass(frozen=True, slots=True)
class Owed:
    """One unit's part: until when it files. duty: of a filing task; None where the ledger's own rule asks. note: the
    task's words."""

    unit: OrgUnit
    due: date
    duty: int | None = None
    reminders: int = 0
    reminded_on: date | None = None
    note: str = ""


def due_date(ledger: Ledger, period: Period) -> date:
    """By the ledger's own rule."""
    return period.last + timedelta(days=ledger.deadline_days)


def proposed_due_on(ledger: Ledger, period: Period, task: FilingTask | None, today: date) -> date:
    """The deadline to begin with. A new task: the ledger's own, or when that is over, its days from today. A unit that
    is added to a task: never less time than the others have, and its days from today."""
    usual = today + timedelta(days=ledger.deadline_days)
    if task is not None:
        return max(task.due_on, usual)
    by_rule = due_date(ledger, period)
    return by_rule if by_rule >= today else usual


def standing_task(ledger: Ledger, period: Period) -> FilingTask | None:
    return (
        FilingTask.objects.filter(ledger_key=ledger.key, period_code=period.code, called_off_at__isnull=True)
        .select_related("sent_by")
        .first()
    )


def standing_tasks(wanted: Collection[Asked]) -> dict[Asked, FilingTask]:
    """The tasks that stand among some ledgers and periods; one query."""
    found = FilingTask.objects.filter(
        ledger_key__in={key for key, _period in wanted},
        period_code__in={period for _key, period in wanted},
        called_off_at__isnull=True,
    )
    return {(task.ledger_key, task.period_code): task for task in found}


def owed_by(wanted: Iterable[tuple[Ledger, Period]], only: Collection[str] | None = None) -> dict[Asked, list[Owed]]:
    """Per ledger key and period code the units that owe it, in the order of pages. only: no others than these codes.

    Two queries for tasks, and one a period's last day where none stands.
    """
    asked = {(ledger.key, period.code): (ledger, period) for ledger, period in wanted}
    tasks = standing_tasks(asked)
    duties = _duties(tasks, only)
    rules: dict[date, set[FiledBy]] = defaultdict(set)
    for key, (ledger, period) in asked.items():
        if key not in tasks and ledger.asks_for(period):
            rules[period.last].add(ledger.filed_by)
    by_rule = {day: org_queries.filing_units_by_rule(rules[day], day, only) for day in rules}
    return {
        key: duties[tasks[key].pk]
        if key in tasks
        else [Owed(unit, due_date(ledger, period)) for unit in by_rule[period.last][ledger.filed_by]]
        if ledger.asks_for(period)
        else []
        for key, (ledger, period) in asked.items()
    }


def asked_units(wanted: Collection[Asked]) -> dict[Asked, frozenset[str]]:
    """Codes of the units that owe a filing where a task stands; what is not in the answer goes by its own rule."""
    tasks = standing_tasks(wanted)
    duties = _duties(tasks)
    return {key: frozenset(owed.unit.code for owed in duties[task.pk]) for key, task in tasks.items()}


def _duties(tasks: Mapping[Asked, FilingTask], only: Collection[str] | None = None) -> dict[int, list[Owed]]:
    found: dict[int, list[Owed]] = defaultdict(list)
    if not tasks:
        return found
    notes = {task.pk: task.note for task in tasks.values()}
    duties = (
        FilingDuty.objects.standing()
        .filter(task__in=notes)
        .select_related("org_unit")
        .annotate(reminded=Count("reminders"), last=Max("reminders__at"))
        .order_by("pk")  # as they were asked: in the order of pages
    )
    if only is not None:
        duties = duties.filter(org_unit__code__in=only)
    for duty in duties:
        times, last = duty.reminded, duty.last  # type: ignore[attr-defined]  # annotated above
        on = timezone.localtime(last).date() if last is not None else None
        found[duty.task_id].append(Owed(duty.org_unit, duty.due_on, duty.pk, times, on, notes[duty.task_id]))
    return found


def open_duties(units: Collection[str], since: date) -> list[tuple[str, str]]:
    """(ledger key, period code) of standing tasks that ask one of these units, with a deadline on or after `since`, or
    with an earlier one and still open there."""
    handed_in = Submission.objects.filter(
        org_unit=OuterRef("org_unit"),
        ledger_key=OuterRef("task__ledger_key"),
        period_code=OuterRef("task__period_code"),
        state__in=(SubmissionState.SIGNING, SubmissionState.SUBMITTED, SubmissionState.ACCEPTED),
    )
    asked = FilingDuty.objects.standing().filter(org_unit__code__in=units)
    found = asked.filter(Q(due_on__gte=since) | ~Exists(handed_in))
    return sorted(set(found.values_list("task__ledger_key", "task__period_code")))


def excused_units(task: FilingTask) -> list[FilingDuty]:
    """Units that need not file, with the reason."""
    return list(task.duties.filter(excused_at__isnull=False).select_related("org_unit").order_by("org_unit__code"))


def owed_codes(task: FilingTask) -> frozenset[str]:
    """Codes of the units that the task asks, without those excused."""
    found = FilingDuty.objects.standing().filter(task=task)
    return frozenset(found.values_list("org_unit__code", flat=True))
