"""Giving and taking roles."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from taizhang.accounts.models import User
from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import NotAllowed, Permission, Role
from taizhang.organisation.models import OrgUnit, OrgUnitKind, RoleGrant, Zone
from taizhang.organisation.services.ending import end_or_drop
from taizhang.organisation.services.rules import refuse
from taizhang.organisation.services.units import require_alive


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    user: User,
    role: str,
    org_unit: OrgUnit,
    on: date,
    ledger_group: str = "",
    zone: Zone | None = None,
) -> RoleGrant:
    """`user` acts in `role` on the unit and all below it from a day on. Nobody gives a role to oneself: an
    administrator who could would also file and review."""
    actor.require(Permission.MANAGE_ORGANISATION, org_unit.code)
    require_other(actor, user)
    require_alive(org_unit, on)
    wanted = Role(role)
    if wanted is Role.ZONE_INSPECTOR and zone is None:
        refuse(
            str(wanted.label),
            ("责任区", "a zone"),
            ("未选", "none"),
            ("请选择督学责任区。", "Choose a supervision zone."),
            code="role.zone",
        )
    if wanted is Role.SCHOOL_HEAD and org_unit.kind in (OrgUnitKind.COUNTY, OrgUnitKind.BUREAU, OrgUnitKind.SECTION):
        refuse(
            str(wanted.label),
            ("一所学校", "a school"),
            ("县、局或股室", f"a {org_unit.kind}"),
            ("请选一所学校，或换一个角色。", "Choose a school, or another role."),
            code="role.unit",
        )
    same = RoleGrant.objects.filter(user=user, role=wanted, org_unit=org_unit, ledger_group=ledger_group, zone=zone)
    if same.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on)).exists():
        refuse(
            str(user),
            ("尚未授予的角色", "a role not granted yet"),
            ("已有此角色", "the person has it"),
            ("无需重复授予。", "Nothing to do."),
            code="role.twice",
        )
    grant = RoleGrant.objects.create(
        user=user, role=wanted, org_unit=org_unit, ledger_group=ledger_group, zone=zone, valid_from=on
    )
    audit.record(
        actor=actor,
        action="role.grant",
        obj=grant,
        org_unit=org_unit.code,
        detail={
            "user": user.pk,
            "role": wanted.value,
            "group": ledger_group,
            "zone": zone.code if zone else "",
            "on": on,
        },
    )
    return grant


@transaction.atomic
def revoke_role(*, actor: Actor, grant: RoleGrant, on: date) -> None:
    """The role ends on a day. Nobody takes one's own administrator role: the office must keep one."""
    actor.require(Permission.MANAGE_ORGANISATION, grant.org_unit.code)
    require_other(actor, grant.user)
    told = {"user": grant.user_id, "role": grant.role, "on": on}
    audit.record(actor=actor, action="role.revoke", obj=grant, org_unit=grant.org_unit.code, detail=told)
    end_or_drop(RoleGrant.objects.filter(pk=grant.pk), on)


def require_other(actor: Actor, user: User) -> None:
    if user.pk == actor.user_id:
        raise NotAllowed(_("Nobody changes one's own roles. Ask another administrator."))
