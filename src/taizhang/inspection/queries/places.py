"""Units as a visit finds them on a day: where they stand, and who must not go there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from taizhang.inspection.queries.people import recusals
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import Zone


@dataclass(frozen=True, slots=True)
class PlaceToVisit:
    """name: also of a unit that is gone (`there` is False). recused: user id -> the ground in words."""

    name: str
    there: bool
    base_unit: str
    zone: Zone | None
    recused: Mapping[int, str]


def places_to_visit(units: Collection[str], people: Collection[int], day: date) -> dict[str, PlaceToVisit]:
    """By unit code; five queries for any number of units."""
    spells = {spell.org_unit.code: spell for spell in org_queries.spells_on(day).filter(org_unit__code__in=units)}
    names, zones = org_queries.names(units, day), org_queries.zones_of(units, day)
    grounds: dict[str, dict[int, str]] = {}
    for (person, unit), (_ground, words) in recusals(people, units, day).items():
        grounds.setdefault(unit, {})[person] = words
    return {
        unit: PlaceToVisit(
            name=names.get(unit, unit),
            there=unit in spells,
            base_unit=spells[unit].base_unit if unit in spells else "",
            zone=zones.get(unit),
            recused=grounds.get(unit, {}),
        )
        for unit in units
    }
