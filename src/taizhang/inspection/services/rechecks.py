"""Re-checks entered at a desk for a visit that is under way or filed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.inspection.models import Finding, Recheck, Visit
from taizhang.inspection.services.rules import inspected, refuse
from taizhang.inspection.services.taking import record_result


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
