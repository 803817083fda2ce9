"""Who must stand aside where, who keeps contact with which school, and zones drawn anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.inspection.models import Liaison, Recusal, Visit
from taizhang.inspection.queries.sending import people_reach
from taizhang.inspection.services.rules import refuse, require_inspectors, require_planner_of, require_words
from taizhang.organisation import services as org_services
from taizhang.organisation.models import OrgUnit, Post, Zone, ZoneMembership

_Row = TypeVar("_Row", Recusal, Liaison)


@transaction.atomic
def record_recusal(
    *, actor: Actor, person: User, org_unit: OrgUnit, ground: str, valid_from: date, note: str = ""
) -> Recusal:
    require_planner_of(actor, org_unit.code)
    if (reach := people_reach(actor)) is not None:  # in the county also before somebody's right to inspect begins
        require_inspectors([person.pk], reach)
    recusal, created = Recusal.objects.get_or_create(
        person=person,
        org_unit=org_unit,
        ground=ground,
        valid_to=None,
        defaults={"valid_from": valid_from, "note": note.strip()},
    )
    if created:
        audit.record(
            actor=actor,
            action="recusal.record",
            obj=recusal,
            org_unit=org_unit.code,
            detail={"user": person.pk, "kind": ground, "from": valid_from},
        )
    return recusal


@transaction.atomic
def set_liaison(*, actor: Actor, post: Post, school: OrgUnit, valid_from: date) -> Liaison:
    """The post's holder keeps contact with the school from a day on."""
    require_planner_of(actor, school.code)
    liaison, created = Liaison.objects.get_or_create(
        post=post, school=school, valid_to=None, defaults={"valid_from": valid_from}
    )
    if created:
        audit.record(
            actor=actor,
            action="liaison.set",
            obj=liaison,
            org_unit=school.code,
            detail={"post": post.pk, "from": valid_from},
        )
    return liaison


@transaction.atomic
def end_recusal(*, actor: Actor, recusal: Recusal, on: date) -> Recusal:
    """From a day on the person may inspect there again."""
    require_planner_of(actor, recusal.org_unit.code)
    return _ended(actor, recusal, on, "recusal.end", recusal.org_unit.code)


@transaction.atomic
def end_liaison(*, actor: Actor, liaison: Liaison, on: date) -> Liaison:
    require_planner_of(actor, liaison.school.code)
    return _ended(actor, liaison, on, "liaison.end", liaison.school.code)


def _ended(actor: Actor, row: _Row, on: date, action: str, unit: str) -> _Row:
    if on <= row.valid_from:
        refuse(
            "",
            (f"晚于{row.valid_from}", f"after {row.valid_from}"),
            (str(on), str(on)),
            ("请改结束日期。", "Change the day."),
            code="dated.end",
        )
    row.valid_to = on
    row.save()
    audit.record(actor=actor, action=action, obj=row, org_unit=unit, detail={"on": on})
    return row


@transaction.atomic
def redraw_zones(*, actor: Actor, moves: Mapping[str, str], on: date, reason: str) -> int:
    """Schools (code -> code of the zone that they go to) from a day on. Visits planned for that day or later go with
    their school. Returns how many schools moved."""
    reason = require_words(reason, "调整的原因", "a reason")
    if not moves:
        refuse(
            "",
            ("至少一所要调整的学校", "a school that moves"),
            ("没有", "none"),
            ("请勾选学校，点“划到”。", "Choose schools and move them."),
            code="zone.none",
        )
    schools = OrgUnit.objects.in_bulk(list(moves), field_name="code")
    zones = Zone.objects.in_bulk(list(set(moves.values())), field_name="code")
    assignments = {schools[school]: zones[zone] for school, zone in moves.items()}
    org_services.redraw_zones(actor=actor, assignments=assignments, on=on, reason=reason)
    for school, zone in assignments.items():
        Visit.objects.filter(org_unit=school, filed_at__isnull=True, planned_on__gte=on).update(zone=zone)
    return len(assignments)


@transaction.atomic
def withdraw_zone_change(*, actor: Actor, change: ZoneMembership) -> None:
    """A redraw of a school that is still to come does not take place; visits planned for then go with it."""
    on, school = change.valid_from, change.school
    zone = org_services.withdraw_zone_change(actor=actor, membership=change)
    Visit.objects.filter(org_unit=school, filed_at__isnull=True, planned_on__gte=on).update(zone=zone)
