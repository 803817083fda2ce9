"""Org units at their places on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from taizhang.core.actor import Actor
from taizhang.core.names import other_spellings
from taizhang.core.permissions import Permission
from taizhang.engine.pack import FiledBy
from taizhang.engine.periods import Period
from taizhang.organisation.models import OrgUnit, OrgUnitKind, OrgUnitSpell, Succession


@dataclass(frozen=True, slots=True)
class TreeNode:
    """An org unit at its place on a day. depth: 0 for a root; children: how many stand directly below."""

    spell: OrgUnitSpell
    depth: int
    children: int

    @property
    def code(self) -> str:
        return self.spell.org_unit.code

    @property
    def name(self) -> str:
        return self.spell.name

    @property
    def kind(self) -> str:
        return self.spell.org_unit.kind

    @property
    def kind_label(self) -> str:
        return self.spell.org_unit.get_kind_display()

    @property
    def parent(self) -> str:
        return self.spell.parent.code if self.spell.parent else ""


def spells_on(day: date) -> QuerySet[OrgUnitSpell]:
    """Every unit in force on a day, as pages list them; one query with units and parents."""
    return OrgUnitSpell.objects.on(day).select_related("org_unit", "parent").order_by("sort_order", "org_unit__code")


def tree_as_of(day: date, root: str | None = None) -> list[TreeNode]:
    """The tree in reading order: each unit before what stands below it. root: only it and what stands below.

    A unit whose parent is not in force that day counts as a root, so that none is lost from sight.
    """
    spells = list(spells_on(day))
    alive = {spell.org_unit_id for spell in spells}
    children: dict[int | None, list[OrgUnitSpell]] = {}
    for spell in spells:
        children.setdefault(spell.parent_id if spell.parent_id in alive else None, []).append(spell)
    tops = children.get(None, []) if root is None else [item for item in spells if item.org_unit.code == root]
    nodes: list[TreeNode] = []
    waiting = [(spell, 0) for spell in reversed(tops)]
    while waiting:
        spell, depth = waiting.pop()
        below = children.get(spell.org_unit_id, [])
        nodes.append(TreeNode(spell, depth, len(below)))
        waiting += [(child, depth + 1) for child in reversed(below)]
    return nodes


def subtree(code: str, *, day: date) -> frozenset[str]:
    """Codes of a unit and of all that stands below it on a day; empty when it does not exist then."""
    return frozenset(node.code for node in tree_as_of(day, root=code))


def units_below(code: str, *, kind: str, day: date) -> list[OrgUnitSpell]:
    """Units of a kind anywhere below `code` on a day, in the order of pages."""
    return [node.spell for node in tree_as_of(day, root=code) if node.kind == kind and node.code != code]


def units_above(code: str, day: date) -> list[str]:
    """Codes of the unit and of all above it on a day, nearest first."""
    parents = dict(OrgUnitSpell.objects.on(day).values_list("org_unit__code", "parent__code"))
    path: list[str] = []
    above: str | None = code
    while above is not None and above not in path:
        path.append(above)
        above = parents.get(above)
    return path


def names(codes: Collection[str], day: date) -> dict[str, str]:
    """Name of each unit as of a day; of one not in force then, its last name before it, or else its first."""
    found: dict[str, str] = {}
    spells = OrgUnitSpell.objects.filter(org_unit__code__in=codes).order_by("valid_from")
    for code, name, first in spells.values_list("org_unit__code", "name", "valid_from"):
        if first <= day or code not in found:
            found[code] = name
    return found


def base_unit_names(codes: Collection[str], day: date) -> dict[str, str]:
    """Base units have codes only: each is told by the first of the units that make it up on a day, and their number."""
    found: dict[str, list[str]] = {}
    spells = spells_on(day).filter(base_unit__in=[code for code in codes if code])
    for code, name in spells.order_by("sort_order", "org_unit__code").values_list("base_unit", "name"):
        found.setdefault(code, []).append(name)
    return {
        code: _("%(name)s and others, %(n)d in all") % {"name": names[0], "n": len(names)} if names[1:] else names[0]
        for code, names in found.items()
    }


def closed_by(codes: Collection[str], day: date) -> dict[str, date]:
    """Those of the units that are gone on a day, each with its first day no more in force; one query."""
    spells = OrgUnitSpell.objects.filter(org_unit__code__in=codes).order_by("valid_from")
    last = dict(spells.values_list("org_unit__code", "valid_to"))
    return {code: gone for code, gone in last.items() if gone is not None and gone <= day}


def spell(org_unit: OrgUnit | str, day: date) -> OrgUnitSpell | None:
    """Name and place of a unit on a day; None when it does not exist then."""
    code = org_unit if isinstance(org_unit, str) else org_unit.code
    return spells_on(day).filter(org_unit__code=code).first()


def org_units_as_of(
    day: date, actor: Actor, *, search: str = "", permission: Permission = Permission.VIEW_ORGANISATION
) -> QuerySet[OrgUnitSpell]:
    """Units in force on a day that the actor may see, and that a search finds."""
    spells = spells_on(day).filter(org_unit__code__in=actor.scope(permission))
    return spells_named(spells, search)


def spells_named(spells: QuerySet[OrgUnitSpell], words: str) -> QuerySet[OrgUnitSpell]:
    """Those found by name, short name, code or pinyin initials; when none is, by the name with another kind of school.
    All of them when no words are given."""
    text = words.strip()
    if not text:
        return spells
    found = spells.filter(_named(text) | Q(org_unit__code__istartswith=text) | Q(initials__icontains=text.lower()))
    others = other_spellings(text)
    if not others or found.exists():
        return found
    return spells.filter(reduce(or_, (_named(other) for other in others)))


def _named(text: str) -> Q:
    return Q(name__icontains=text) | Q(short_name__icontains=text)


def org_unit_for(actor: Actor, code: str, permission: Permission = Permission.VIEW_ORGANISATION) -> OrgUnit:
    """The unit of a code; Http404 when there is none or the actor may not see it (the two look alike)."""
    if code not in actor.scope(permission):
        raise Http404
    unit = OrgUnit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    return unit


def successions_of(org_unit: OrgUnit) -> QuerySet[Succession]:
    """What went over into this unit and what it went over into, oldest first."""
    return (
        Succession.objects.filter(Q(predecessor=org_unit) | Q(successor=org_unit))
        .select_related("predecessor", "successor")
        .order_by("on", "id")
    )


def filing_units(filed_by: FiledBy, period: Period, only: Collection[str] | None = None) -> list[OrgUnit]:
    """Units that owe a filing for a period, in the order of pages: those in force on its last day. For one that was
    merged away before, its successor files. only: no others than these codes."""
    return filing_units_by_rule([filed_by], period.last, only)[filed_by]


def filing_units_by_rule(
    rules: Collection[FiledBy], day: date, only: Collection[str] | None = None
) -> dict[FiledBy, list[OrgUnit]]:
    """The same for many rules at once; one query, however many."""
    spells = spells_on(day)
    if only is not None:
        spells = spells.filter(org_unit__code__in=only)
    elif all(rule.codes for rule in rules):
        spells = spells.filter(org_unit__code__in={code for rule in rules for code in rule.codes})
    found = list(spells)
    return {rule: [item.org_unit for item in found if _owes(item, rule)] for rule in rules}


def _owes(spell: OrgUnitSpell, rule: FiledBy) -> bool:
    return (
        (not rule.codes or spell.org_unit.code in rule.codes)
        and (not rule.kinds or spell.org_unit.kind in rule.kinds)
        and (not rule.ownerships or spell.ownership in rule.ownerships)
        and (not rule.stages or not set(rule.stages).isdisjoint(spell.stages))
    )


def section_codes() -> frozenset[str] | None:
    """Codes of all sections, for a check of packs; None without a database or with an empty one."""
    try:
        kinds = dict(OrgUnit.objects.values_list("code", "kind"))
    except DatabaseError:
        return None
    return frozenset(code for code, kind in kinds.items() if kind == OrgUnitKind.SECTION) if kinds else None
