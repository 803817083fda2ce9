"""Org units for programs."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema
from ninja.params.functions import Query

from taizhang.core import clock
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.rest_route import needs, said
from taizhang.core.scopes import Scope
from taizhang.organisation import queries
from taizhang.organisation.queries.tree import TreeNode

router = Router(tags=["org-units"], by_alias=True)


class OrgUnitOut(Schema):
    __doc__ = said("A unit at its place on the day asked for.")

    code: str
    name: str
    short_name: str
    kind: str
    parent: str = Field(description=said("Code of the unit above; empty for a root."))
    depth: int = Field(description=said("0 for a root."))
    children: int
    ownership: str
    stages: list[str]
    valid_from: date
    valid_to: date | None


class OrgUnitList(Schema):
    day: date
    count: int
    items: list[OrgUnitOut]


@router.get(
    "/org-units",
    response=OrgUnitList,
    summary=said("The org units in force on a day, each before what stands below it"),
    openapi_extra=needs(Scope.ORGANISATION_READ),
    description=said("Those that the token may see; `day` is today unless given."),
)
def org_units(
    request: HttpRequest,
    day: date | None = None,
    search: str = Query("", max_length=60, description=said("Part of a name, a code or pinyin initials.")),
) -> dict[str, object]:
    actor = actor_of(request)
    actor.require(Permission.VIEW_ORGANISATION)
    wanted = day or clock.today()
    seen = set(queries.org_units_as_of(wanted, actor, search=search).values_list("org_unit__code", flat=True))
    items = [_unit(node) for node in queries.tree_as_of(wanted) if node.code in seen]
    return {"day": wanted, "count": len(items), "items": items}


@router.get(
    "/org-units/{code}",
    response=OrgUnitOut,
    summary=said("One org unit on a day"),
    openapi_extra=needs(Scope.ORGANISATION_READ),
)
def org_unit(request: HttpRequest, code: str, day: date | None = None) -> dict[str, object]:
    actor = actor_of(request)
    actor.require(Permission.VIEW_ORGANISATION)
    queries.org_unit_for(actor, code)
    found = next((node for node in queries.tree_as_of(day or clock.today()) if node.code == code), None)
    if found is None:
        raise Http404
    return _unit(found)


def _unit(node: TreeNode) -> dict[str, object]:
    spell = node.spell
    return {
        "code": node.code,
        "name": node.name,
        "short_name": spell.short_name,
        "kind": node.kind,
        "parent": node.parent,
        "depth": node.depth,
        "children": node.children,
        "ownership": spell.ownership,
        "stages": list(spell.stages),
        "valid_from": spell.valid_from,
        "valid_to": spell.valid_to,
    }
