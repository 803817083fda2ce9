"""Importing org units from a workbook: a plan first, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import IO, Any

from django.db import transaction

from taizhang.core import audit
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.engine.errors import Problem
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, Zone
from taizhang.organisation.queries import spells_on
from taizhang.organisation.services.rules import OrganisationError, problem
from taizhang.organisation.services.units import change_org_unit, create_org_unit, move_org_unit
from taizhang.organisation.services.workbook import SheetRow, cell_problem, read_org_units
from taizhang.organisation.services.zones import assign_zone

_COMPARED = ("name", "short_name", "stages", "ownership", "rural", "base_unit", "longitude", "latitude")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one line will do: `create`, `change` (with the fields that change) or `keep`."""

    line: int
    code: str
    name: str
    action: str
    fields: tuple[str, ...]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """rows: parents before children. problems: empty when the plan can be carried out."""

    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]
    on: date

    def count(self, action: str) -> int:
        return sum(row.action == action for row in self.rows)

    @property
    def created(self) -> int:
        return self.count("create")

    @property
    def changed(self) -> int:
        return self.count("change")

    @property
    def kept(self) -> int:
        return self.count("keep")


def plan_import(*, actor: Actor, file: IO[bytes], name: str, on: date) -> ImportPlan:
    """Read and check a workbook without changing anything. on: the day from which rows without their own date hold.

    Raises UnreadableFile or OrganisationError when the file cannot be read at all; wrong cells are in the plan.
    """
    actor.require(Permission.MANAGE_ORGANISATION)
    rows, problems, letters = read_org_units(file, name)
    present = {spell.org_unit.code: spell for spell in spells_on(on)}
    problems += _cross_problems(actor, rows, present, letters)
    wrong = {item.where for item in problems}
    planned = [_planned(row, present.get(row.values.get("code", ""))) for row in rows if "code" in row.values]
    ordered = _parents_first(planned, present)
    if len(ordered) < len(planned) and not wrong:
        ring = next(row for row in planned if row not in ordered)
        problems.append(
            cell_problem(
                ring.line, letters["parent"], ("不成环的上级", "a parent that is not below"), (ring.code, ring.code)
            )
        )
    return ImportPlan(tuple(ordered), tuple(sorted(problems, key=_place)), on)


@transaction.atomic
def import_org_units(*, actor: Actor, file: IO[bytes], name: str, on: date) -> ImportPlan:
    """Carry out a workbook: all rows or none. Raises OrganisationError with every wrong cell."""
    plan = plan_import(actor=actor, file=file, name=name, on=on)
    if plan.problems:
        raise OrganisationError(plan.problems)
    for row in plan.rows:
        if row.action != "keep":
            _carry_out(actor, row, on)
    audit.record(
        actor=actor,
        action="org_unit.import",
        obj=name,
        detail={"created": plan.created, "changed": plan.changed, "kept": plan.kept, "on": on},
    )
    return plan


def _carry_out(actor: Actor, row: PlannedRow, on: date) -> None:
    values = dict(row.values)
    day = values.pop("valid_from", None) or on
    code, kind, zone = values.pop("code"), values.pop("kind"), values.pop("zone", "")
    parent = OrgUnit.objects.get(code=values.pop("parent"))
    if row.action == "create":
        reach = _with_new(actor, parent)
        unit = create_org_unit(actor=reach, code=code, kind=kind, parent=parent, valid_from=day, **values)
    else:
        unit = OrgUnit.objects.get(code=code)
        changes = {field: values[field] for field in row.fields if field in values}
        if "parent" in row.fields:
            move_org_unit(actor=_with_new(actor, parent), org_unit=unit, parent=parent, on=day)
        if changes:
            change_org_unit(actor=actor, org_unit=unit, on=day, changes=changes)
    if zone and (row.action == "create" or "zone" in row.fields):
        assign_zone(actor=_with_new(actor, unit), school=unit, zone=Zone.objects.get(code=zone), on=day)


def _with_new(actor: Actor, unit: OrgUnit) -> Actor:
    """The actor with a unit that this import made a moment ago: the scope was read before it existed."""
    if actor.can(Permission.MANAGE_ORGANISATION, unit.code):
        return actor
    grants = tuple(
        replace(grant, scope=grant.scope | {unit.code})
        if grant in actor.granting(Permission.MANAGE_ORGANISATION)
        else grant
        for grant in actor.grants
    )
    return Actor(actor.user_id, actor.name, grants, actor.permissions)


def _cross_problems(
    actor: Actor, rows: list[SheetRow], present: dict[str, OrgUnitSpell], letters: dict[str, str]
) -> list[Problem]:
    """What no single cell shows: codes twice, unknown parents and zones, units out of reach, codes of closed units."""
    found: list[Problem] = []
    codes = [row.values.get("code") for row in rows]
    taken = set(OrgUnit.objects.values_list("code", flat=True)) - set(present)
    zones = set(Zone.objects.values_list("code", flat=True))
    scope = actor.scope(Permission.MANAGE_ORGANISATION)
    for row in rows:
        code, parent, zone = (row.values.get(field) for field in ("code", "parent", "zone"))
        if code and codes.count(code) > 1:
            found.append(cell_problem(row.line, letters["code"], ("不重复的代码", "a code once only"), (code, code)))
        if code in taken:
            found.append(
                cell_problem(row.line, letters["code"], ("在册或全新的代码", "a code in force or new"), (code, code))
            )
        if code in present and row.values.get("kind") not in (None, present[code].org_unit.kind):
            kind = present[code].org_unit.get_kind_display()
            found.append(
                cell_problem(row.line, letters["kind"], (f"原类别“{kind}”", f"its kind {kind}"), ("不同", "another"))
            )
        if parent and parent not in present and parent not in codes:
            found.append(
                cell_problem(row.line, letters["parent"], ("在册的上级", "a parent in force"), (parent, parent))
            )
        if (parent in present and parent not in scope) or (code in present and code not in scope):
            found.append(_out_of_reach(row, letters))
        if zone and zone not in zones:
            found.append(cell_problem(row.line, letters["zone"], ("已有的责任区", "a zone that exists"), (zone, zone)))
    return found


def _out_of_reach(row: SheetRow, letters: dict[str, str]) -> Problem:
    return problem(
        f"{letters['code']}{row.line}",
        ("您管理的机构", "a unit that you manage"),
        ("不在您的范围", "out of your reach"),
        ("请删除此行。", "Remove this row."),
        code="import.scope",
    )


def _planned(row: SheetRow, spell: OrgUnitSpell | None) -> PlannedRow:
    values = row.values
    name = str(values.get("name", ""))
    if spell is None:
        return PlannedRow(row.line, values["code"], name, "create", (), values)
    differs = [field for field in _COMPARED if field in values and values[field] != getattr(spell, field)]
    if "parent" in values and values["parent"] != (spell.parent.code if spell.parent else ""):
        differs.append("parent")
    if values.get("zone"):
        differs.append("zone")
    return PlannedRow(row.line, values["code"], name, "change" if differs else "keep", tuple(differs), values)


def _parents_first(rows: list[PlannedRow], present: Collection[str]) -> list[PlannedRow]:
    """Rows in an order in which every parent exists before its children; rows of a ring are left out."""
    ordered: list[PlannedRow] = []
    known, waiting = set(present), list(rows)
    while waiting:
        ready = [row for row in waiting if row.code in known or row.values.get("parent") in known]
        if not ready:
            break
        ordered += ready
        known |= {row.code for row in ready}
        waiting = [row for row in waiting if row.code not in known]
    return ordered


def _place(item: Problem) -> tuple[int, str]:
    digits = "".join(character for character in item.where if character.isdigit())
    return int(digits or 0), item.where
