"""Filing tasks: asking units for a ledger, adding some later, giving more time, excusing, calling off."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers import after_asking
from taizhang.ledgers.models import FilingDuty, FilingTask
from taizhang.ledgers.queries import standing_task
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

MOST_REMINDERS = 5
REMIND_WITHIN = 60  # days before a deadline
MOST_MINUTES = 10_000


@transaction.atomic
def send_filing_task(
    *,
    actor: Actor,
    ledger: Ledger,
    period: Period,
    org_units: Collection[str],
    due_on: date,
    minutes: int,
    note: str = "",
    remind_days: Sequence[int] = (),
) -> FilingTask:
    """Ask units (codes) for a ledger; from now on they owe it until `due_on`, and nobody else does.

    minutes: what one filing costs a unit. remind_days: days before a unit's deadline on which it is reminded.
    Raises NotAllowed for a unit out of the actor's reach, TaizhangError for units that the ledger is not made for, a
    deadline in the past, or a task that stands already.
    """
    if ledger.system or period.kind is not ledger.period_kind or actor.user_id is None:
        raise NotAllowed(Permission.ASK_LEDGER)
    units = _askable(actor, ledger, period, org_units, due_on)
    days = _reminder_days(remind_days)
    _require_ahead(due_on)
    if not 1 <= minutes <= MOST_MINUTES:
        raise _error(
            Text(f"1 到 {MOST_MINUTES} 分钟", f"1 to {MOST_MINUTES} minutes"),
            Text(str(minutes)),
            Text("估计一个单位填一次要多久。", "Estimate what one filing costs a unit."),
        )
    if standing_task(ledger, period) is not None:
        raise _error(
            Text("本期还没下发的台账", "a ledger not yet asked for in this period"),
            Text("本期已经下发过", "one that was"),
            Text("在原任务里增加单位或改期限。", "Add units or move deadlines there."),
        )
    now = clock.now()
    task = FilingTask.objects.create(
        ledger_key=ledger.key,
        period_code=period.code,
        period_last=period.last,
        note=note.strip()[:500],
        due_on=due_on,
        remind_days=days,
        minutes=minutes,
        sent_at=now,
        sent_by_id=actor.user_id,
    )
    FilingDuty.objects.bulk_create(FilingDuty(task=task, org_unit=unit, due_on=due_on, added_at=now) for unit in units)
    _record(actor, "filing_task.send", task, {"units": len(units), "due_on": due_on.isoformat(), "minutes": minutes})
    after_asking.follow(ledger.key, period)
    return task


@transaction.atomic
def add_units(*, actor: Actor, task: FilingTask, org_units: Collection[str], due_on: date) -> int:
    """Ask more units, with a deadline of their own; one that was excused is asked again. Returns how many are new."""
    task, ledger, period = _locked(task)
    units = _askable(actor, ledger, period, org_units, due_on)
    _require_ahead(due_on)
    now, asked = clock.now(), {duty.org_unit_id: duty for duty in task.duties.all()}
    fresh = [unit for unit in units if unit.pk not in asked]
    again = [asked[unit.pk] for unit in units if unit.pk in asked and asked[unit.pk].excused_at is not None]
    FilingDuty.objects.bulk_create(FilingDuty(task=task, org_unit=unit, due_on=due_on, added_at=now) for unit in fresh)
    FilingDuty.objects.filter(pk__in=[duty.pk for duty in again]).update(excused_at=None, excuse="", due_on=due_on)
    added = [
        *(unit.code for unit in fresh),
        *(unit.code for unit in units if unit.pk in {d.org_unit_id for d in again}),
    ]
    _record(actor, "filing_task.add_units", task, {"units": sorted(added), "due_on": due_on.isoformat()})
    after_asking.follow(task.ledger_key, period)
    return len(added)


@transaction.atomic
def move_deadline(*, actor: Actor, task: FilingTask, org_units: Collection[str], due_on: date) -> int:
    """Another deadline for some of its units; the log keeps the old ones. Returns how many moved."""
    task, ledger, _period = _locked(task)
    duties = _duties(actor, task, ledger, org_units)
    _require_ahead(due_on)
    _require_open([duty.org_unit.code for duty in duties], due_on)
    before = {duty.org_unit.code: duty.due_on.isoformat() for duty in duties if duty.due_on != due_on}
    FilingDuty.objects.filter(pk__in=[duty.pk for duty in duties]).update(due_on=due_on)
    _record(actor, "filing_task.move_deadline", task, {"before": before, "due_on": due_on.isoformat()})
    return len(before)


@transaction.atomic
def excuse_units(*, actor: Actor, task: FilingTask, org_units: Collection[str], reason: str) -> int:
    """These need not file; they no longer count as missing. Returns how many."""
    if len(reason.strip()) < 2:
        raise _error(
            Text("一句理由", "a reason"),
            Text("空白", "nothing"),
            Text("写明为什么免报。", "Say why they need not file."),
        )
    task, ledger, period = _locked(task)
    duties = _duties(actor, task, ledger, org_units)
    FilingDuty.objects.filter(pk__in=[duty.pk for duty in duties]).update(
        excused_at=clock.now(), excuse=reason.strip()[:200]
    )
    detail = {"units": sorted(duty.org_unit.code for duty in duties), "reason": reason.strip()[:200]}
    _record(actor, "filing_task.excuse", task, detail)
    after_asking.follow(task.ledger_key, period)
    return len(duties)


@transaction.atomic
def call_off(*, actor: Actor, task: FilingTask) -> None:
    """The ledger's own rule holds again; what was filed stays."""
    task, ledger, period = _locked(task)
    _require_reach(actor, ledger, {duty.org_unit.code for duty in task.duties.select_related("org_unit")})
    FilingTask.objects.filter(pk=task.pk).update(called_off_at=clock.now())
    _record(actor, "filing_task.call_off", task, {})
    after_asking.follow(task.ledger_key, period)


def _locked(task: FilingTask) -> tuple[FilingTask, Ledger, Period]:
    task = FilingTask.objects.select_for_update().get(pk=task.pk)
    if task.called_off_at is not None:
        raise _error(
            Text("有效的任务", "a task that stands"),
            Text("已撤销的任务", "one that was called off"),
            Text("刷新后再看。", "Reload."),
        )
    return task, installed_packs().ledger(task.ledger_key), Period.parse(task.period_code)


def _askable(actor: Actor, ledger: Ledger, period: Period, codes: Collection[str], due_on: date) -> list[OrgUnit]:
    """The units of the codes, all of which may be asked for this ledger."""
    if not codes:
        raise _error(
            Text("至少一个单位", "at least one unit"),
            Text("一个也没选", "none"),
            Text("勾选要填报的单位。", "Choose who is to file."),
        )
    _require_reach(actor, ledger, codes)
    units = {unit.code: unit for unit in org_queries.filing_units(ledger.filed_by, period)}
    if strange := sorted(set(codes) - units.keys()):
        raise _error(
            Text("这张台账的填报单位", "units that this ledger is made for"),
            Text("、".join(strange[:10])),
            Text("去掉这些单位。", "Leave these out."),
        )
    _require_open(codes, due_on)
    wanted = set(codes)
    return [unit for code, unit in units.items() if code in wanted]


def _require_open(codes: Collection[str], due_on: date) -> None:
    """Raises TaizhangError for units that are merged away or closed by the deadline: nobody there could file."""
    if gone := org_queries.closed_by(codes, due_on):
        titles = org_queries.names(list(gone), due_on)
        told = [f"{titles[code]}（{day.isoformat()}）" for code, day in sorted(gone.items())]
        raise _error(
            Text("期限那天还在的单位", "units that are still there on the deadline"),
            Text("、".join(told[:5]) + "起撤并", "closed from: " + ", ".join(told[:5])),
            Text("去掉这些单位，或提前期限。", "Leave them out, or set an earlier deadline."),
        )


def _require_reach(actor: Actor, ledger: Ledger, codes: Collection[str]) -> None:
    if not set(codes) <= actor.scope(Permission.ASK_LEDGER, ledger):
        raise NotAllowed(Permission.ASK_LEDGER)


def _duties(actor: Actor, task: FilingTask, ledger: Ledger, codes: Collection[str]) -> list[FilingDuty]:
    _require_reach(actor, ledger, codes)
    found = task.duties.filter(org_unit__code__in=codes, excused_at__isnull=True).select_related("org_unit")
    duties = list(found.order_by("org_unit__code"))
    if not duties:
        raise _error(
            Text("任务里的单位", "units of the task"),
            Text("一个也没选", "none"),
            Text("先在表里勾选单位。", "Choose units in the table first."),
        )
    return duties


def _reminder_days(days: Sequence[int]) -> list[int]:
    chosen = sorted(set(days), reverse=True)
    if len(chosen) > MOST_REMINDERS or any(not 0 <= day <= REMIND_WITHIN for day in chosen):
        raise _error(
            Text(
                f"至多 {MOST_REMINDERS} 个，0 到 {REMIND_WITHIN} 天",
                f"at most {MOST_REMINDERS} days from 0 to {REMIND_WITHIN}",
            ),
            Text("、".join(map(str, chosen)) or "—"),
            Text("如“3、1”，表示提前 3 天和 1 天。", "Such as “3, 1”: three days and one day before."),
        )
    return chosen


def _require_ahead(due_on: date) -> None:
    if due_on < clock.today():
        raise _error(
            Text("今天或以后的期限", "a deadline from today on"),
            Text(due_on.isoformat()),
            Text("改期限。", "Choose a later day."),
        )


def _record(actor: Actor, action: str, task: FilingTask, detail: Mapping[str, object]) -> None:
    ledger = installed_packs().ledger(task.ledger_key)
    audit.record(
        actor=actor.acting(Permission.ASK_LEDGER, ledger=ledger),
        action=action,
        obj=task,
        detail={"ledger": task.ledger_key, "period": task.period_code, **detail},
    )


def _error(expected: Text, found: Text, cure: Text) -> TaizhangError:
    return TaizhangError([Problem("filing-task", "", expected, found, cure)])
