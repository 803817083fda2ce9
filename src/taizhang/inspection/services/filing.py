"""Filing a visit: once, whole or not at all, its record becomes answers, findings, difficulties and re-checks."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.inspection.models import ChecklistVersion, Visit
from taizhang.inspection.queries import HeldChecklist, asked_findings, filed_beside, held_checklist, outcome_of
from taizhang.inspection.record import Record
from taizhang.inspection.services.gaps import gap_problems, recheck_problems, require_settled
from taizhang.inspection.services.rules import InspectionError, inspected, refuse
from taizhang.inspection.services.taking import Judged, Taker


@transaction.atomic
def file_visit(*, actor: Actor, visit: Visit, visited_on: date) -> Visit:
    """Make of the record what follows from it. Filed again, nothing changes. Refuses a record with a conflict, and
    tells all that is missing or wrong in it at once; the entries stay as they are.

    visited_on: not after today; findings count from it. What the checklists ask follows from the versions that the
    visit was planned with, and from the limits in force on that day.
    """
    locked = inspected(actor, visit)
    if locked.filed_at is not None:
        return locked
    if visited_on > clock.today():
        refuse(
            str(visited_on),
            (f"不晚于{clock.today()}", f"not after {clock.today()}"),
            (str(visited_on), str(visited_on)),
            ("请填实际到校日期。", "Enter the day of the visit."),
            code="visit.future",
        )
    record = Record(locked.entries.select_related("by"))
    checklists = [_held(version) for version in locked.checklists.all()]
    require_settled(record, checklists)
    if not record.standing:
        refuse(
            str(locked.planned_on),
            ("至少一项记录", "at least one entry"),
            ("空", "nothing"),
            ("先填检查结果再提交。", "Enter what was seen first."),
            code="visit.empty",
        )
    judged = _judged(locked, record, checklists, visited_on)
    asked = asked_findings([locked], visited_on)[locked.pk]
    taker = Taker(actor, locked, visited_on, record, judged)
    taker.take()
    gaps = [gap for one in judged for gap in gap_problems(one.held, one.outcome, record)]
    gaps += recheck_problems(locked, asked, record)
    if gaps or taker.problems:
        raise InspectionError([*gaps, *taker.problems])
    now = clock.now()
    locked.started_at = locked.started_at or now
    locked.visited_on, locked.filed_at = visited_on, now
    locked.filed_by_id, locked.filed_for_id = actor.user_id, actor.in_place_of
    locked.save()
    audit.record(
        actor=actor,
        action="visit.file",
        obj=locked,
        org_unit=locked.org_unit.code,
        detail={"on": visited_on, "count": taker.found},
    )
    return locked


def _held(version: ChecklistVersion) -> HeldChecklist:
    found = held_checklist(version)
    if found is None:
        refuse(
            version.key.split(".")[-1][:10],
            (f"装过规则包{version.pack_version}版", f"version {version.pack_version} of its pack"),
            ("没有", "not there"),
            ("请管理员装回它。", "Ask the administrator to install it again."),
            code="visit.checklist-gone",
        )
    return found


def _judged(visit: Visit, record: Record, checklists: list[HeldChecklist], day: date) -> list[Judged]:
    unit = visit.org_unit.code
    filed = filed_beside([unit], [item for held in checklists for item in held.checklist.items], day)
    return [Judged(held, outcome_of(held, record.values, filed[unit], day)) for held in checklists]
