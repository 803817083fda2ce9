"""Creating org units and changing what they are called and where they stand, from a day on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from django.db import transaction

from taizhang.accounts.models import User
from taizhang.core import audit, clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission, Role
from taizhang.core.pinyin import initials
from taizhang.organisation.models import OrgUnit, OrgUnitKind, OrgUnitSpell, RoleGrant
from taizhang.organisation.queries import names, planned_for, planned_words
from taizhang.organisation.services.planning import noted
from taizhang.organisation.services.rules import refuse

_CODE = re.compile(r"[0-9A-Za-z_-]{1,32}")
_ATTRIBUTES = (
    "name", "short_name", "stages", "ownership", "rural", "base_unit", "longitude", "latitude", "sort_order",
)  # fmt: skip


@transaction.atomic
def found_county(*, administrator: User, code: str, name: str, valid_from: date) -> OrgUnit:
    """The first org unit, with its first administrator: the only change that nobody can be entitled to beforehand.
    Refused as soon as any unit exists."""
    if OrgUnit.objects.exists():
        refuse(
            code,
            ("空的数据库", "an empty database"),
            ("已有机构", "there are org units already"),
            ("请由管理员新建机构。", "Let an administrator create units."),
            code="org.founded",
        )
    county = OrgUnit.objects.create(code=code, kind=OrgUnitKind.COUNTY)
    OrgUnitSpell.objects.create(org_unit=county, name=name, initials=initials(name)[:60], valid_from=valid_from)
    RoleGrant.objects.create(user=administrator, role=Role.ADMINISTRATOR, org_unit=county, valid_from=valid_from)
    audit.record(actor=administrator, action="org_unit.found", obj=county, org_unit=code, detail={"name": name})
    return county


@transaction.atomic
def create_org_unit(
    *,
    actor: Actor,
    code: str,
    kind: str,
    parent: OrgUnit,
    valid_from: date,
    name: str,
    **attributes: Any,
) -> OrgUnit:
    """A new unit under `parent` from a day on. attributes: of OrgUnitSpell (short_name, stages, ownership, rural,
    base_unit, longitude, latitude, sort_order)."""
    actor.require(Permission.MANAGE_ORGANISATION, parent.code)
    _check_code(code)
    _check_name(code, name)
    require_alive(parent, valid_from)
    unit = OrgUnit.objects.create(code=code, kind=OrgUnitKind(kind))
    spell = OrgUnitSpell.objects.create(
        org_unit=unit,
        parent=parent,
        name=name.strip(),
        initials=initials(name)[:60],
        valid_from=valid_from,
        **attributes,
    )
    audit.record(actor=actor, action="org_unit.create", obj=unit, org_unit=code, detail=_told(spell))
    return unit


@transaction.atomic
def rename_org_unit(
    *, actor: Actor, org_unit: OrgUnit, name: str, on: date, short_name: str | None = None, reason: str = ""
) -> OrgUnitSpell:
    """A new name from a day on; earlier documents keep the old one."""
    changes: dict[str, Any] = {"name": name.strip()}
    if short_name is not None:
        changes["short_name"] = short_name.strip()
    with noted(actor, "rename", org_unit, on, reason, target=name.strip()):
        return change_org_unit(
            actor=actor, org_unit=org_unit, on=on, changes=changes, reason=reason, action="org_unit.rename"
        )


@transaction.atomic
def move_org_unit(*, actor: Actor, org_unit: OrgUnit, parent: OrgUnit, on: date, reason: str = "") -> OrgUnitSpell:
    """Another parent from a day on; figures of earlier periods keep the old tree. Entitled at both places only."""
    actor.require(Permission.MANAGE_ORGANISATION, parent.code)
    require_alive(parent, on)
    require_not_below(org_unit, parent, on)
    with noted(actor, "move", org_unit, on, reason, target=parent.code):
        return change_org_unit(
            actor=actor, org_unit=org_unit, on=on, changes={"parent": parent}, reason=reason, action="org_unit.move"
        )


@transaction.atomic
def change_org_unit(
    *,
    actor: Actor,
    org_unit: OrgUnit,
    on: date,
    changes: Mapping[str, Any],
    reason: str = "",
    action: str = "org_unit.change",
) -> OrgUnitSpell:
    """A new spell from `on` with the changed attributes; the old spell ends that day. On a spell's first day the spell
    itself is corrected, because two spells cannot begin on one day; the audit event keeps what it said before."""
    actor.require(Permission.MANAGE_ORGANISATION, org_unit.code)
    _check_name(org_unit.code, str(changes.get("name", "-")))
    spell = open_spell(org_unit, on)
    before = _told(spell)
    if spell.valid_from < on:
        OrgUnitSpell.objects.filter(pk=spell.pk).update(valid_to=on)
        spell.pk, spell.valid_from = None, on
        spell._state.adding = True
    for field, value in changes.items():
        setattr(spell, field, value)
    spell.initials = initials(spell.name)[:60]
    spell.save()
    audit.record(
        actor=actor,
        action=action,
        obj=org_unit,
        org_unit=org_unit.code,
        detail={"on": on, "reason": reason, "before": before, "after": _told(spell)},
    )
    return spell


def open_spell(org_unit: OrgUnit, on: date) -> OrgUnitSpell:
    """The spell in force on a day, which must be the last one: what came after it cannot be changed from below.
    Locked until the transaction ends."""
    spell = (
        OrgUnitSpell.objects.select_for_update(of=("self",))
        .select_related("parent")
        .filter(org_unit=org_unit, valid_to__isnull=True)
        .first()
    )
    if spell is None:
        _refuse_closed(org_unit)
    if spell.valid_from > on:
        refuse(
            spell.name,
            (f"{spell.valid_from}及以后的日期", f"a day from {spell.valid_from} on"),
            (str(on), str(on)),
            ("此前的历史不能改，请改用较晚日期。", "History before it stays; choose a later day."),
            code="org.too-early",
        )
    return spell


def require_alive(org_unit: OrgUnit, day: date) -> None:
    """Raises OrganisationError unless the unit exists on the day and is not closed later."""
    if not OrgUnitSpell.objects.on(day).filter(org_unit=org_unit).exists():
        refuse(
            title_of(org_unit),
            (f"{day}在册的机构", f"a unit in force on {day}"),
            ("当日不存在", "it does not exist that day"),
            ("请换一个机构或日期。", "Choose another unit or day."),
            code="org.not-alive",
        )
    if not OrgUnitSpell.objects.filter(org_unit=org_unit, valid_to__isnull=True).exists():
        _refuse_closed(org_unit)


def title_of(org_unit: OrgUnit) -> str:
    return names([org_unit.code], clock.today()).get(org_unit.code, org_unit.code)


def _refuse_closed(org_unit: OrgUnit) -> NoReturn:
    """A unit without an open spell: what ends it, and when, whether that is over or still to come."""
    gone = OrgUnitSpell.objects.filter(org_unit=org_unit).order_by("-valid_from").values_list("valid_to", flat=True)[0]
    planned = planned_for(org_unit)
    if planned is not None and planned.kind in ("close", "merge"):
        words = planned_words(planned)
        cure = ("要改，请先在机构页取消。", "To change that, call it off on the unit's page first.")
        found = (f"已定{planned.on}{words}", f"planned for {planned.on}: {words}")
    else:
        cure = ("请核对机构。", "Check which unit you mean.")
        found = (f"{gone}起撤并", f"closed from {gone}")
    refuse(title_of(org_unit), ("以后仍在册的机构", "a unit that goes on"), found, cure, code="org.closed")


def require_not_below(org_unit: OrgUnit, parent: OrgUnit, day: date) -> None:
    """Raises OrganisationError when `parent` is the unit itself or stands below it from that day on at any time."""
    parents: dict[int, set[int]] = {}
    spells = OrgUnitSpell.objects.within(day, date.max).exclude(parent=None)
    for child, above in spells.values_list("org_unit_id", "parent_id"):
        if above is not None:
            parents.setdefault(child, set()).add(above)
    waiting, seen = [parent.pk], set()
    while waiting:
        code = waiting.pop()
        if code == org_unit.pk:
            refuse(
                title_of(org_unit),
                ("本机构以外、不在其下的上级", "a parent that is not the unit itself nor below it"),
                (title_of(parent), title_of(parent)),
                ("请另选上级机构。", "Choose another parent."),
                code="org.ring",
            )
        if code not in seen:
            seen.add(code)
            waiting += parents.get(code, ())


def _check_code(code: str) -> None:
    if not _CODE.fullmatch(code):
        refuse(
            "代码",
            ("1至32位字母或数字", "1 to 32 letters or digits"),
            (code or "空", code or "nothing"),
            ("请改正代码。", "Correct the code."),
            code="org.code",
        )
    if OrgUnit.objects.filter(code=code).exists():
        refuse(
            "代码",
            ("未用过的代码", "a code never used before"),
            (f"{code}已被使用", f"{code} is taken"),
            ("请另取代码，旧代码永不重用。", "Choose another one; codes are for ever."),
            code="org.code-taken",
        )


def _check_name(code: str, name: str) -> None:
    if not name.strip():
        refuse(code, ("名称", "a name"), ("空", "nothing"), ("请填写名称。", "Enter a name."), code="org.name")


def _told(spell: OrgUnitSpell) -> dict[str, object]:
    told = {field: getattr(spell, field) for field in _ATTRIBUTES}
    return {**told, "parent": spell.parent.code if spell.parent else "", "valid_from": spell.valid_from}
