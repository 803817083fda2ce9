"""What campaigns, visits, findings and notices are called in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from taizhang.core.audit_objects import register_audit_names
from taizhang.inspection.models import Visit
from taizhang.organisation.audit_names import units_found, units_named


def register_all() -> None:
    register_audit_names(
        "inspection.Visit", _visits, finder=lambda words: Visit.objects.filter(org_unit__code__in=units_found(words))
    )
    register_audit_names("inspection.Campaign", columns=("title",))
    register_audit_names("inspection.Notice", columns=("number",))
    for noun in ("Finding", "Ranking"):
        register_audit_names(f"inspection.{noun}", columns=("number",))


def _visits(ids: Sequence[str]) -> dict[str, str]:
    found = Visit.objects.filter(pk__in=ids).order_by().values_list("pk", "planned_on", "org_unit__code")
    units = units_named({str(pk): code for pk, _day, code in found})
    return {str(pk): f"{units[str(pk)]} {day}" for pk, day, _code in found}
