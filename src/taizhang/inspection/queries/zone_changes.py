"""Redraws of zones that are still to come."""

from __future__ import annotations

from datetime import date

from taizhang.core.actor import Actor
from taizhang.inspection.planning_types import ZoneComing
from taizhang.inspection.queries.scope import inspected_scope
from taizhang.inspection.queries.zones import zone_reach
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import ZoneMembership


def coming_changes(actor: Actor, day: date, *, zone: str = "", school: str = "") -> list[ZoneComing]:
    """Schools of the actor's that come into a zone after a day, the nearest first; of one zone, with those that
    leave it, or of one school."""
    rows = ZoneMembership.objects.filter(
        valid_from__gt=day, school__code__in=zone_reach(actor) | inspected_scope(actor)
    )
    if school:
        rows = rows.filter(school__code=school)
    found = list(rows.select_related("zone", "school").order_by("valid_from", "school__code"))
    codes = {row.school.code for row in found}
    names = org_queries.names(codes, day)
    earlier = ZoneMembership.objects.filter(school__code__in=codes, valid_to__gt=day).select_related("zone")
    before = {(row.school_id, row.valid_to): row.zone for row in earlier}
    changes = []
    for row in found:
        old = before.get((row.school_id, row.valid_from))
        if zone and zone not in (row.zone.code, old.code if old is not None else ""):
            continue
        name = names.get(row.school.code, row.school.code)
        changes.append(ZoneComing(row.pk, row.valid_from, name, old.name if old is not None else "", row.zone.name))
    return changes
