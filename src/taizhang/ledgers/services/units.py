"""The units that a filing may name, and those whose rows it may not hold."""

from __future__ import annotations

from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.ledgers.reading.line_words import squeezed
from taizhang.ledgers.reading.whose import UnitNames
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit


def unit_codes(ledger: Ledger, org_unit: OrgUnit, period: Period) -> frozenset[str]:
    """Codes that an org-unit column may hold: for a section any unit of the period, for others their own subtree."""
    if all(field.format != "org_unit" for field in ledger.fields):
        return frozenset()
    if org_unit.kind in ("section", "bureau", "county"):
        return frozenset(org_queries.closure(period)["unit"].to_pylist())
    return org_queries.subtree(org_unit.code, day=period.last)


def unit_names(org_unit: OrgUnit, period: Period) -> UnitNames:
    """Full and short names of the units of its kind: what it is called itself, and what the others are."""
    named: dict[int, set[str]] = {}
    alike = org_queries.spells_on(period.last).filter(org_unit__kind=org_unit.kind)
    for unit, name, short in alike.values_list("org_unit", "name", "short_name"):
        named.setdefault(unit, set()).update({squeezed(name), squeezed(short)} - {""})
    own = named.pop(org_unit.pk, set())
    return UnitNames(frozenset(own), frozenset(set().union(*named.values()) - own))
