"""Re-checks: planned for one notice, and entered at a desk for a visit that is under way or filed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.inspection import queries
from taizhang.inspection.models import Finding, Mode, Notice, Recheck, Visit
from taizhang.inspection.services.rules import inspected, locked_notice, refuse, require_running
from taizhang.inspection.services.taking import record_result
from taizhang.inspection.services.visits import plan_visit
from taizhang.organisation.models import OrgUnit


@transaction.atomic
def plan_recheck(
    *, actor: Actor, notice: Notice, planned_on: date, members: Sequence[tuple[User, OrgUnit | None]]
) -> Visit:
    """The follow-up visit of a notice, in the newest round of its campaign that the day falls into. Refuses a notice
    with nothing left to look at, one whose re-check is planned already, and a day in no round."""
    locked = locked_notice(notice)
    require_running(locked)
    if (waiting := queries.planned_recheck(locked)) is not None:
        refuse(
            locked.number,
            ("一份通知书一次待办的复查", "one re-check at a time"),
            (f"{waiting.planned_on}已排", f"planned for {waiting.planned_on}"),
            ("请打开已排的走访。", "Open the visit that is planned."),
            code="recheck.planned",
        )
    if not queries.left_to_recheck(locked, clock.today()):
        refuse(
            locked.number,
            ("还要复查的问题", "a finding to look at again"),
            ("都已复查为已整改或销号", "all are fixed or closed"),
            ("已整改的请销号。", "Close what is fixed."),
            code="recheck.nothing",
        )
    rounds = locked.round.campaign.rounds.filter(number__gte=locked.round.number).order_by("-number")
    found = rounds.filter(first_on__lte=planned_on, last_on__gte=planned_on).first()
    if found is None:
        last = max(item.last_on for item in rounds)
        refuse(
            locked.number,
            (f"轮次内的日期，至{last}", f"a day of a round, the last ends on {last}"),
            (str(planned_on), str(planned_on)),
            ("请改日期或新增一轮。", "Change the day, or add a round."),
            code="recheck.round",
        )
    return plan_visit(
        actor=actor,
        round=found,
        org_unit=locked.addressee,
        planned_on=planned_on,
        members=members,
        mode=Mode.FOLLOW_UP,
        follows=locked,
    )


@transaction.atomic
def record_recheck(
    *, actor: Actor, visit: Visit, finding: Finding, result: str, on: date | None = None, note: str = ""
) -> Recheck:
    """What a visit found of an earlier finding: fixed | partly | not_fixed. Once a visit and finding; said again, the
    first stands. on: not before the finding, not after today (when it is None)."""
    locked = inspected(actor, visit)
    day = on or clock.today()
    addressee = finding.notice.addressee_id if finding.notice is not None else finding.org_unit_id
    if locked.org_unit_id not in (finding.org_unit_id, addressee) or finding.visit_id == locked.pk:
        refuse(
            finding.number,
            ("另一次到该校的走访", "another visit to the unit"),
            ("别校的走访，或发现问题的那次", "a visit elsewhere, or the one that found it"),
            ("请从该校的复查走访里填写。", "Enter it in a visit to the unit."),
            code="recheck.visit",
        )
    if not finding.found_on <= day <= clock.today():
        refuse(
            finding.number,
            (f"{finding.found_on}到{clock.today()}", f"{finding.found_on} to {clock.today()}"),
            (str(day), str(day)),
            ("请填实际复查日期。", "Enter the day of the re-check."),
            code="recheck.day",
        )
    recheck = record_result(actor=actor, visit=locked, finding=finding, on=day, result=result, note=note)
    audit.record(
        actor=actor,
        action="finding.recheck",
        obj=finding,
        org_unit=finding.org_unit.code,
        detail={"number": finding.number, "kind": recheck.result, "on": day},
    )
    return recheck
