"""Filing a visit: once, whole or not at all, its record becomes answers, findings, difficulties and re-checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.engine.checklist import Beside, ChecklistItem
from taizhang.engine.errors import Problem
from taizhang.inspection.models import ChecklistVersion, Finding, Visit
from taizhang.inspection.queries import HeldChecklist, asked_findings, filed_beside, held_checklist, outcome_of
from taizhang.inspection.record import Record
from taizhang.inspection.services.gaps import gap_problems, photo_problems, recheck_problems, require_settled
from taizhang.inspection.services.rules import InspectionError, inspected, refuse
from taizhang.inspection.services.taking import Judged, Taker


@transaction.atomic
def file_visit(*, actor: Actor, visit: Visit, visited_on: date, without: Collection[str] = ()) -> Visit:
    """Make of the record what follows from it. Filed again, nothing changes. Refuses a record with a conflict, and
    tells all that is missing or wrong in it at once; the entries stay as they are.

    visited_on: not after today; findings count from it. What the checklists ask follows from the versions that the
    visit was planned with, and from the limits in force on that day. without: ids of photos that nobody waits for, as
    they were refused.
    """
    locked = inspected(actor, visit)
    if locked.filed_at is not None:
        return locked
    require_past(visited_on)
    record = Record(locked.entries.select_related("by"))
    checklists = [held_or_refused(version) for version in locked.checklists.all()]
    require_settled(visit, record, checklists)
    filed = filed_beside([locked.org_unit.code], items_of(checklists), visited_on)
    asked = asked_findings([locked], visited_on)[locked.pk]
    awaited = photo_problems(locked, record, without)
    return take_in(actor, locked, visited_on, record, checklists, filed[locked.org_unit.code], asked, awaited)


def take_in(
    actor: Actor,
    visit: Visit,
    visited_on: date,
    record: Record,
    checklists: Sequence[HeldChecklist],
    filed: Mapping[Beside, Decimal],
    asked: Sequence[Finding],
    awaited: Sequence[Problem] = (),
) -> Visit:
    """What follows from a record that is settled, in the caller's transaction, which holds the visit. filed: by the
    unit beside items, as of the day. asked: what the visit looks at again. awaited: what else keeps it from being
    filed. Refuses as `file_visit` does."""
    if not record.standing:
        refuse(
            str(visit.planned_on),
            ("至少一项记录", "at least one entry"),
            ("空", "nothing"),
            ("先填检查结果再提交。", "Enter what was seen first."),
            code="visit.empty",
        )
    judged = [Judged(held, outcome_of(held, record.values, filed, visited_on)) for held in checklists]
    taker = Taker(actor, visit, visited_on, record, judged)
    taker.take()
    gaps = [gap for one in judged for gap in gap_problems(one.held, one.outcome, record)]
    gaps += [*recheck_problems(visit, asked, record), *awaited]
    if gaps or taker.problems:
        raise InspectionError([*gaps, *taker.problems])
    now = clock.now()
    visit.started_at = visit.started_at or now
    visit.visited_on, visit.filed_at = visited_on, now
    visit.filed_by_id, visit.filed_for_id = actor.user_id, actor.in_place_of
    visit.save()
    audit.record(
        actor=actor,
        action="visit.file",
        obj=visit,
        org_unit=visit.org_unit.code,
        detail={"on": visited_on, "count": taker.found},
    )
    return visit


def require_past(visited_on: date) -> None:
    if visited_on > clock.today():
        refuse(
            str(visited_on),
            (f"不晚于{clock.today()}", f"not after {clock.today()}"),
            (str(visited_on), str(visited_on)),
            ("请填实际走访日期。", "Enter the day of the visit."),
            code="visit.future",
        )


def items_of(checklists: Sequence[HeldChecklist]) -> list[ChecklistItem]:
    return [item for held in checklists for item in held.checklist.items]


def held_or_refused(version: ChecklistVersion) -> HeldChecklist:
    """Raises InspectionError where its pack was never installed in that version."""
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
