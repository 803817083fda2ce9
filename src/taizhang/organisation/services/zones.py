"""Drawing supervision zones: every school in one zone a day, history kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, Zone, ZoneMembership
from taizhang.organisation.services.ending import end_or_drop
from taizhang.organisation.services.rules import refuse
from taizhang.organisation.services.units import require_alive, title_of


@transaction.atomic
def create_zone(*, actor: Actor, code: str, name: str, valid_from: date) -> Zone:
    """A new zone without schools."""
    actor.require(Permission.MANAGE_ORGANISATION)
    if not code.strip() or not name.strip() or Zone.objects.filter(code=code).exists():
        refuse(
            code or "代码",
            ("未用过的代码和名称", "an unused code and a name"),
            ("已有或未填", "taken or missing"),
            ("请改正后再保存。", "Correct it and save again."),
            code="zone.code",
        )
    zone = Zone.objects.create(code=code.strip(), name=name.strip(), valid_from=valid_from)
    audit.record(actor=actor, action="zone.create", obj=zone, detail={"code": code, "name": name, "from": valid_from})
    return zone


@transaction.atomic
def close_zone(*, actor: Actor, zone: Zone, on: date, reason: str) -> Zone:
    """The zone ends; refused while schools are in it."""
    actor.require(Permission.MANAGE_ORGANISATION)
    left = ZoneMembership.objects.within(on, date.max).filter(zone=zone).count()
    if left:
        refuse(
            zone.name,
            ("没有学校的责任区", "a zone without schools"),
            (f"还有{left}所学校", f"{left} schools are in it"),
            ("请先把学校划入别的责任区。", "Assign them to another zone first."),
            code="zone.schools",
        )
    end_or_drop(Zone.objects.filter(pk=zone.pk), on)
    audit.record(actor=actor, action="zone.close", obj=zone, detail={"on": on, "reason": reason})
    return zone


@transaction.atomic
def assign_zone(*, actor: Actor, school: OrgUnit, zone: Zone, on: date, reason: str = "") -> ZoneMembership:
    """A school belongs to `zone` from `on`; the membership before it ends that day."""
    actor.require(Permission.MANAGE_ORGANISATION, school.code)
    membership, before = _assign(school, zone, on)
    audit.record(
        actor=actor,
        action="zone.assign",
        obj=zone,
        org_unit=school.code,
        detail={"school": school.code, "from": before, "to": zone.code, "on": on, "reason": reason},
    )
    return membership


@transaction.atomic
def redraw_zones(*, actor: Actor, assignments: Mapping[OrgUnit, Zone], on: date, reason: str) -> list[ZoneMembership]:
    """Many schools at once, all or none; one audit event that names each school with its old and new zone. A section
    that may do it does so for all of its county."""
    done, told = [], {}
    reach = [grant.scope | grant.county for grant in actor.granting(Permission.DRAW_ZONES)]
    for school, zone in assignments.items():
        if not any(school.code in units for units in reach):
            raise NotAllowed(Permission.DRAW_ZONES)
        membership, before = _assign(school, zone, on)
        done.append(membership)
        told[school.code] = [before, zone.code]
    audit.record(actor=actor, action="zone.redraw", obj="zones", detail={"on": on, "reason": reason, "schools": told})
    return done


@transaction.atomic
def withdraw_zone_change(*, actor: Actor, membership: ZoneMembership) -> Zone | None:
    """A school that was to come into a zone on a day that is still ahead stays where it is then; the row goes, the
    audit log keeps it. By who redraws zones there. Returns the zone in which it stays, None for none.

    Refuses one that has begun, and one that another follows: the last goes first.
    """
    school = membership.school
    reach = [grant.scope | grant.county for grant in actor.granting(Permission.DRAW_ZONES)]
    if not any(school.code in units for units in reach):
        raise NotAllowed(Permission.DRAW_ZONES)
    rows = ZoneMembership.objects.select_for_update(of=("self",)).filter(school=school).select_related("zone")
    locked = rows.get(pk=membership.pk)
    if locked.valid_from <= clock.today():
        refuse(
            title_of(school),
            ("还没有到日子的调整", "a change that is still to come"),
            (f"{locked.valid_from}已生效", f"in force since {locked.valid_from}"),
            ("请另作一次调整。", "Redraw it once more."),
            code="zone.begun",
        )
    if rows.filter(valid_from__gt=locked.valid_from).exists():
        refuse(
            title_of(school),
            ("最后一次调整", "the last change"),
            ("其后还有调整", "another follows it"),
            ("请先撤回最后一次。", "Withdraw the last one first."),
            code="zone.followed",
        )
    before = rows.filter(valid_to=locked.valid_from).first()
    ends = locked.valid_to
    locked.delete()
    if before is not None:
        before.valid_to = ends
        before.save()
    told = {school.code: [locked.zone.code, before.zone.code if before is not None else ""]}
    audit.record(actor=actor, action="zone.withdraw", obj="zones", detail={"on": locked.valid_from, "schools": told})
    return before.zone if before is not None else None


def _assign(school: OrgUnit, zone: Zone, on: date) -> tuple[ZoneMembership, str]:
    """Returns the membership and the code of the zone before ("" for none)."""
    require_alive(school, on)
    if not Zone.objects.on(on).filter(pk=zone.pk).exists():
        refuse(
            zone.name,
            (f"{on}有效的责任区", f"a zone in force on {on}"),
            ("当日未设或已撤销", "it is not in force that day"),
            ("请换一个责任区或日期。", "Choose another zone or day."),
            code="zone.not-alive",
        )
    later = ZoneMembership.objects.filter(school=school, valid_from__gt=on).order_by("valid_from").first()
    if later is not None:
        refuse(
            title_of(school),
            (f"{later.valid_from}及以后的日期", f"a day from {later.valid_from} on"),
            (str(on), str(on)),
            (
                "请改用较晚日期，或先撤回。",
                "It is assigned again later: choose a later day, or withdraw that.",
            ),
            code="zone.later",
        )
    current = (
        ZoneMembership.objects.select_for_update(of=("self",))
        .on(on)
        .filter(school=school)
        .select_related("zone")
        .first()
    )
    if current is not None and current.zone_id == zone.pk and current.valid_to is None:
        return current, zone.code
    before = current.zone.code if current else ""
    end_or_drop(ZoneMembership.objects.filter(school=school), on)
    # A school that closes later than `on` takes its membership with it.
    ends = OrgUnitSpell.objects.filter(org_unit=school).order_by("-valid_from").values_list("valid_to", flat=True)[0]
    membership = ZoneMembership.objects.create(school=school, zone=zone, valid_from=on, valid_to=ends)
    return membership, before
