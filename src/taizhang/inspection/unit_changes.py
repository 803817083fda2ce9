"""What a change of a unit touches here: visits that are planned, findings and notices that are open."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.models import Finding, Notice, Visit
from taizhang.inspection.models.visit import IS_OPEN
from taizhang.organisation.types import Effect, UnitChange


def effects(actor: Actor, change: UnitChange) -> list[Effect]:
    """Three counts. A finding keeps the unit at which it was made; what took it over answers the notice."""
    sees = actor.can(Permission.VIEW_INSPECTION)
    visits, findings, notices = (
        reverse(f"inspection:{page}") if sees else "" for page in ("visit-list", "finding-list", "notice-list")
    )
    planned = Visit.objects.filter(IS_OPEN, org_unit__code=change.org_unit, planned_on__gte=change.on)
    open_findings = Finding.objects.filter(org_unit__code=change.org_unit, closing__isnull=True)
    running = Notice.objects.filter(
        addressee__code=change.org_unit, withdrawal__isnull=True, findings__closing__isnull=True
    ).distinct()
    ends, merges = change.kind in ("close", "merge"), change.kind == "merge"
    return [
        Effect(
            _("visits planned from that day on"),
            planned.count(),
            _("Call them off, or make them at the other unit.") if merges else _("Call them off.") if ends else "",
            visits,
            decide=ends,
        ),
        Effect(
            _("findings that are not closed"),
            open_findings.count(),
            _("They stay with the unit at which they were made.") if ends else "",
            findings,
            stays=True,
        ),
        Effect(
            _("notices that are not answered to the end"),
            running.count(),
            _("The unit that takes it over answers them.") if merges else _("Close or withdraw them.") if ends else "",
            notices,
            stays=merges,
            decide=ends and not merges,
        ),
    ]
