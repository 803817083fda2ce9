"""Org units of a day, read once a page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property

from taizhang.engine.periods import Period
from taizhang.figures.types import Place
from taizhang.organisation import queries as organisation
from taizhang.organisation.models import OrgUnitSpell


def places_on(day: date, codes: Collection[str] | None = None) -> dict[str, Place]:
    """Org units in force on a day by code, in the order pages list them; one query. codes None: all of them."""
    spells = OrgUnitSpell.objects.on(day).select_related("org_unit", "parent").order_by("sort_order", "org_unit__code")
    if codes is not None:
        spells = spells.filter(org_unit__code__in=codes)
    return {
        spell.org_unit.code: Place(
            code=spell.org_unit.code,
            name=spell.short_name or spell.name,
            kind=spell.org_unit.kind,
            parent=spell.parent.code if spell.parent else "",
            sort_order=spell.sort_order,
            position=(spell.longitude, spell.latitude)
            if spell.longitude is not None and spell.latitude is not None
            else None,
        )
        for spell in spells
    }


class Tree:
    """Who stands below whom in a period, from `organisation.queries.closure`.

    A period's own closure holds every unit that existed in it; restated_as_of follows successions up to that day.
    """

    def __init__(self, period: Period, restated_as_of: date | None = None) -> None:
        self.table = organisation.closure(period, restated_as_of=restated_as_of)

    @cached_property
    def ancestors(self) -> dict[str, tuple[str, ...]]:
        """Unit code -> itself and all above it."""
        found: dict[str, list[str]] = {}
        columns = self.table.to_pydict()
        for unit, ancestor in zip(columns["unit"], columns["ancestor"], strict=True):
            found.setdefault(unit, []).append(ancestor)
        return {unit: tuple(dict.fromkeys(above)) for unit, above in found.items()}

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """Unit code -> itself and all below it."""
        found: dict[str, set[str]] = {}
        for unit, above in self.ancestors.items():
            for code in above:
                found.setdefault(code, set()).add(unit)
        return {code: frozenset(units) for code, units in found.items()}

    @cached_property
    def units(self) -> frozenset[str]:
        """Every unit that gets a figure: those with anything below and themselves."""
        return frozenset(self.below)

    @cached_property
    def roots(self) -> frozenset[str]:
        return frozenset(unit for unit, above in self.ancestors.items() if above == (unit,))
