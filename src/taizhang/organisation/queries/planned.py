"""Changes of the organisation that are still to come."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Permission
from taizhang.organisation.models import OrgUnit, PlannedChange, PlannedKind
from taizhang.organisation.queries.tree import names


def planned_changes(actor: Actor, org_unit: OrgUnit | None = None) -> QuerySet[PlannedChange]:
    """Those that the actor may see, the next one first; of a unit also those that end in it."""
    found = PlannedChange.objects.filter(
        on__gt=clock.today(),
        called_off_at__isnull=True,
        org_unit__code__in=actor.scope(Permission.VIEW_ORGANISATION),
    ).select_related("org_unit", "made_by")
    if org_unit is None:
        return found
    into = found.filter(kind__in=(PlannedKind.MERGE, PlannedKind.MOVE), target=org_unit.code)
    return (found.filter(org_unit=org_unit) | into).order_by("on", "id")


def planned_for(org_unit: OrgUnit) -> PlannedChange | None:
    """The next change of a unit that is still to come."""
    return PlannedChange.objects.filter(org_unit=org_unit, on__gt=clock.today(), called_off_at__isnull=True).first()


def planned_words(change: PlannedChange) -> str:
    """“小麦穗小学 并入 向日葵小学”"""
    return planned_titles([change])[change.pk]


def planned_titles(changes: list[PlannedChange]) -> dict[int, str]:
    """The same for many, by id; one query."""
    titles = names({code for item in changes for code in (item.org_unit.code, item.target)}, clock.today())
    found = {}
    for item in changes:
        target = item.target if item.kind == PlannedKind.RENAME else titles.get(item.target, item.target)
        words = _("%(unit)s: %(what)s %(target)s") if target else _("%(unit)s: %(what)s")
        unit = titles.get(item.org_unit.code, item.org_unit.code)
        found[item.pk] = words % {"unit": unit, "what": item.get_kind_display(), "target": target}
    return found
