"""The units that a filing may name, and those whose rows it may not hold."""

from __future__ import annotations

from collections.abc import Mapping

from taizhang.core.workbooks import unreadable
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.engine.text import Text
from taizhang.ledgers.reading.line_words import squeezed
from taizhang.ledgers.reading.refusals import UNIT_FACT
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


def require_own(name: str, stated: Mapping[str, str], org_unit: OrgUnit, period: Period) -> None:
    """A template with values in it, or an export, says whose it is."""
    code = stated.get(UNIT_FACT) or org_unit.code
    if code != org_unit.code:
        names = org_queries.names([code, org_unit.code], period.last)
        own, other = names.get(org_unit.code, org_unit.code), names.get(code, code[:20])
        raise unreadable(
            name,
            "wrong-unit",
            Text(f"{own}的工作簿", f"a workbook of {own}"),
            Text(f"{other}的", f"one of {other}"),
            Text("换成本单位的，或到那个单位上传。", "Take your own, or upload it at that unit."),
        )
