"""What units, posts, zones, groups and roles are called in the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taizhang.core import clock
from taizhang.core.audit_objects import UNIT, register_audit_names, register_unit_finder
from taizhang.core.permissions import Role
from taizhang.organisation.models import Delegation, OrgUnit, OrgUnitSpell, RoleGrant
from taizhang.organisation.queries import names
from taizhang.organisation.queries.tree import spells_named


def register_all() -> None:
    register_audit_names(UNIT, lambda codes: names(codes, clock.today()))
    register_unit_finder(units_found)
    register_audit_names(
        "organisation.OrgUnit", _units, finder=lambda words: OrgUnit.objects.filter(code__in=units_found(words))
    )
    register_audit_names("organisation.RoleGrant", _grants)
    register_audit_names("organisation.Delegation", _delegations)
    for noun, column in (("LeadingGroup", "name"), ("Post", "title"), ("Zone", "name")):
        register_audit_names(f"organisation.{noun}", columns=(column,))


def units_found(words: str) -> list[str]:
    """Codes of the units that words find, by any name they ever bore."""
    return list(spells_named(OrgUnitSpell.objects.all(), words).values_list("org_unit__code", flat=True).distinct())


def units_named(units: Mapping[str, str]) -> dict[str, str]:
    """key -> code made key -> name, as of today; two units' keys may hold the same code."""
    called = names(set(units.values()), clock.today())
    return {key: called.get(code, code) for key, code in units.items()}


def _units(ids: Sequence[str]) -> dict[str, str]:
    codes = OrgUnit.objects.filter(pk__in=ids).values_list("pk", "code")
    return units_named({str(pk): code for pk, code in codes})


def _grants(ids: Sequence[str]) -> dict[str, str]:
    grants = list(RoleGrant.objects.filter(pk__in=ids).select_related("user", "org_unit"))
    units = units_named({str(grant.pk): grant.org_unit.code for grant in grants})
    return {str(grant.pk): f"{grant.user} {Role(grant.role).label} {units[str(grant.pk)]}" for grant in grants}


def _delegations(ids: Sequence[str]) -> dict[str, str]:
    given = Delegation.objects.filter(pk__in=ids).select_related("giver", "taker")
    return {str(one.pk): f"{one.giver} → {one.taker}" for one in given}
