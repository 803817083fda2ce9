"""What those are called who are inspected and who inspect: school and supervisor where schools are inspected, words of
any organisation elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.inspection.queries.scope import planning_reach
from taizhang.organisation.models import OrgUnit, OrgUnitKind

_SCHOOLS = (OrgUnitKind.SCHOOL, OrgUnitKind.CAMPUS)


@dataclass(frozen=True, slots=True)
class Called:
    """schools: whether it is schools that are inspected; zones, stages and interviews are asked for there alone."""

    schools: bool

    @property
    def unit(self) -> str:
        return pgettext("inspected", "school") if self.schools else pgettext("inspected", "unit")

    @property
    def inspector(self) -> str:
        return _("Inspector") if self.schools else pgettext("of any unit", "Inspector")

    @property
    def times(self) -> str:
        """What visits are counted in."""
        return _("school-visits") if self.schools else pgettext("of any unit", "visits")


def called_at(unit: OrgUnit) -> Called:
    """On pages about one inspected unit."""
    return Called(unit.kind in _SCHOOLS)


def called_by(actor: Actor) -> Called:
    """On pages about all that somebody inspects, plans for or answers for; one query."""
    reach = actor.scope(Permission.VIEW_INSPECTION) | planning_reach(actor)
    return Called(OrgUnit.objects.filter(kind__in=_SCHOOLS, code__in=reach).exists())
