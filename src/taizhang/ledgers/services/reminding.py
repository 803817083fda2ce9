"""Reminding units that have not filed (催报): words for the chat group, and letters on set days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.template.defaultfilters import date as format_date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from taizhang.accounts.letters import LetterLine, Maker
from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.duties import Duty
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import ROLE_PERMISSIONS, Permission, Role
from taizhang.engine.periods import Period
from taizhang.ledgers.models import FilingDuty, FilingReminder, FilingTask, Submission, SubmissionState
from taizhang.ledgers.queries import reminder_words, waited_for
from taizhang.ledgers.queries.corrected import opened_again
from taizhang.organisation.models import Delegation, RoleGrant

BY_HAND = "by_hand"
OVERDUE = "-1"
OVERDUE_WITHIN = 30  # days after which nobody is written to any more


@transaction.atomic
def remind(*, actor: Actor, task: FilingTask) -> tuple[str, int]:
    """Note at each unit that has not filed that it was reminded, and compose the words for the chat group.

    Returns the words in Chinese, since a group of schools reads them, and how many units they name; 0: all have filed.
    """
    actor = actor.acting(Permission.ASK_LEDGER, ledger=installed_packs().ledger(task.ledger_key))
    late = waited_for(actor, task)
    if not late:
        return "", 0
    now = clock.now()
    FilingReminder.objects.bulk_create(
        FilingReminder(duty_id=line.duty, kind=BY_HAND, at=now, by_id=actor.user_id)
        for line in late
        if line.duty is not None
    )
    audit.record(
        actor=actor,
        action="filing_task.remind",
        obj=task,
        detail={"ledger": task.ledger_key, "period": task.period_code, "units": [line.org_unit for line in late]},
    )
    return reminder_words(task, late), len(late)


@transaction.atomic
def note_due_reminders(day: date) -> list[int]:
    """Note the reminders that are due on a day and were not noted yet; returns their ids.

    The most urgent one a unit: after days without a worker nobody gets three letters at once. Doing it again on the
    same day finds nothing more.
    """
    duties = list(
        FilingDuty.objects.standing()
        .filter(due_on__gte=day - timedelta(days=OVERDUE_WITHIN))
        .select_related("task")
        .order_by("pk")
    )
    handed_in = _handed_in(duties)
    noted = set(FilingReminder.objects.filter(duty__in=duties).values_list("duty_id", "kind"))
    now = clock.now()
    fresh = [
        FilingReminder(duty=duty, kind=kind, at=now)
        for duty in duties
        if (kind := _kind(duty, day)) and (duty.pk, kind) not in noted and duty.pk not in handed_in
    ]
    made = FilingReminder.objects.bulk_create(fresh)
    if made:
        audit.record(actor=None, action="filing_task.remind_due", obj=day.isoformat(), detail={"units": len(made)})
    return [reminder.pk for reminder in made]


def _kind(duty: FilingDuty, day: date) -> str:
    """Which reminder a unit should have had by a day: the nearest to its deadline, or that it is overdue."""
    left = (duty.due_on - day).days
    if left < 0:
        return OVERDUE
    reached = [before for before in duty.task.remind_days if left <= before]
    return str(min(reached)) if reached else ""


def _handed_in(duties: Sequence[FilingDuty]) -> set[int]:
    """Ids of those that wait for nobody. What was accepted once was handed in, whatever is corrected of it now, unless
    its deadline is of a day after it was opened."""
    found = Submission.objects.filter(
        Q(state__in=(SubmissionState.SIGNING, SubmissionState.SUBMITTED)) | Q(accepted_version__isnull=False),
        ledger_key__in={duty.task.ledger_key for duty in duties},
        period_code__in={duty.task.period_code for duty in duties},
    )
    by_place = {(item.ledger_key, item.period_code, item.org_unit_id): item for item in found}
    corrected = [item for item in found if item.state in (SubmissionState.REOPENED, SubmissionState.RETURNED)]
    opened = opened_again(corrected)
    handed_in = set()
    for duty in duties:
        item = by_place.get((duty.task.ledger_key, duty.task.period_code, duty.org_unit_id))
        again = opened.get(item.pk) if item is not None else None
        if item is not None and (again is None or duty.due_on < timezone.localtime(again.at).date()):
            handed_in.add(duty.pk)
    return handed_in


def letter_lines(day: date) -> Mapping[int, Maker]:
    """Who files for a unit that was reminded on a day, or stands in for who does, and what the daily letter says."""
    noted = FilingReminder.objects.filter(at__date=day).exclude(kind=BY_HAND)
    by_unit: dict[int, list[FilingReminder]] = {}
    for reminder in noted.select_related("duty__task", "duty__org_unit").order_by("pk"):
        by_unit.setdefault(reminder.duty.org_unit_id, []).append(reminder)
    by_user: dict[int, list[FilingReminder]] = {}
    for unit, users in _filers(by_unit).items():
        for user in users:
            by_user.setdefault(user, []).extend(by_unit[unit])
    returned = _returned([reminder.duty for found in by_unit.values() for reminder in found])
    return {user: partial(_lines, list(found), returned) for user, found in by_user.items()}


def _returned(duties: Sequence[FilingDuty]) -> set[int]:
    """Ids of those whose filing came back: who filed is not told to have filed nothing."""
    back = Submission.objects.filter(
        state__in=(SubmissionState.RETURNED, SubmissionState.REOPENED),
        ledger_key__in={duty.task.ledger_key for duty in duties},
        period_code__in={duty.task.period_code for duty in duties},
        org_unit__in={duty.org_unit_id for duty in duties},
    )
    places = set(back.values_list("ledger_key", "period_code", "org_unit_id"))
    return {duty.pk for duty in duties if (duty.task.ledger_key, duty.task.period_code, duty.org_unit_id) in places}


def _filers(units: Collection[int]) -> dict[int, set[int]]:
    """Who files for each unit: by a role there, or in the place of a colleague on leave."""
    roles = [role for role in Role if Permission.FILE_LEDGER in ROLE_PERMISSIONS[role]]
    grants = RoleGrant.objects.on(clock.today()).filter(org_unit__in=units, role__in=roles, user__is_active=True)
    lent = Delegation.objects.on(clock.today()).filter(withdrawn_at__isnull=True)
    takers: dict[int, set[int]] = {}
    for item in lent:
        if Duty.FILING in item.duties:
            takers.setdefault(item.giver_id, set()).add(item.taker_id)
    found: dict[int, set[int]] = {}
    for unit, user in grants.values_list("org_unit_id", "user_id"):
        found.setdefault(unit, set()).update({user, *takers.get(user, ())})
    return found


def _lines(reminders: Sequence[FilingReminder], returned: Collection[int], _user: User) -> list[LetterLine]:
    return [_line(reminder, came_back=reminder.duty_id in returned) for reminder in reminders]


def _line(reminder: FilingReminder, *, came_back: bool) -> LetterLine:
    duty, task = reminder.duty, reminder.duty.task
    ledger, period = installed_packs().ledger(task.ledger_key), Period.parse(task.period_code)
    language = language_of()
    thing = f"{ledger.title.get(language)} · {period.title.get(language)}"
    overdue = reminder.kind == OVERDUE
    if came_back:
        subject = _("To mend, overdue: %(thing)s") if overdue else _("To mend: %(thing)s")
        body = (
            _("%(thing)s came back to be mended; it was due on %(day)s.")
            if overdue
            else _("%(thing)s came back to be mended; it is due on %(day)s.")
        )
    else:
        subject = _("Overdue: %(thing)s") if overdue else _("To file: %(thing)s")
        body = (
            _("%(thing)s was due on %(day)s and is not handed in.")
            if overdue
            else _("%(thing)s is due on %(day)s and is not handed in.")
        )
    day = format_date(duty.due_on, gettext("F j, Y"))
    address = reverse("ledgers:filing-page", args=[ledger.key, period.code, duty.org_unit.code])
    return LetterLine(subject % {"thing": thing}, body % {"thing": thing, "day": day}, address, duty.due_on, task.note)
