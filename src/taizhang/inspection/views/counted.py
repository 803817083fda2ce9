"""Filters by which statistics count, for the lists of visits that their numbers open into."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from taizhang.core import clock
from taizhang.core.language import language_of
from taizhang.core.tables import Filter
from taizhang.engine.periods import Period
from taizhang.inspection import queries
from taizhang.inspection.models import Visit, VisitMember
from taizhang.inspection.queries import Called


def period_choices(periods: list[Period]) -> list[tuple[str, str]]:
    return [(period.code, period.title.get(language_of())) for period in periods]


def counted_filters(visits: QuerySet[Visit], called: Called) -> list[Filter]:
    """Campaign, period, zone of a school, inspector, kind of unit and item of a checklist; whose choices stand in the
    visits."""
    plain = visits.order_by()
    campaigns = plain.values_list("round__campaign_id", "round__campaign__title").distinct()
    zones = plain.filter(zone__isnull=False).values_list("zone__code", "zone__name").distinct()
    members = VisitMember.objects.filter(visit__in=plain.values("pk")).select_related("person")
    people = {str(member.person_id): str(member.person) for member in members}
    by_name: list[tuple[str, str]] = sorted(people.items(), key=lambda pair: pair[1])
    kinds = queries.kinds_of(set(plain.values_list("org_unit__code", flat=True)), clock.today())

    def of_period(rows: Any, code: str) -> Any:
        period = queries.period_of(code)
        return queries.visits_within(rows, period) if period is not None else rows.none()

    def of_kind(rows: Any, words: str) -> Any:
        return rows.filter(org_unit__code__in=[unit for unit, kind in kinds.items() if (kind or "-") == words])

    def of_inspector(rows: Any, person: str) -> Any:
        return rows.filter(members__person_id=person) if person.isascii() and person.isdigit() else rows.none()

    return [
        Filter("campaign", _("Campaign"), [(str(pk), title) for pk, title in campaigns], apply=_of_campaign),
        Filter("period", _("Period"), period_choices(queries.periods_of(visits)), apply=of_period),
        *([Filter("zone", _("Zone"), sorted(zones), apply=_of_zone)] if called.schools else []),
        Filter("kind", _("Kind of unit"), [(kind, kind) for kind in sorted(set(kinds.values()))], apply=of_kind),
        Filter("inspector", called.inspector, by_name, apply=of_inspector),
        Filter("item", _("Item"), queries.item_choices(visits), apply=queries.visits_that_asked),
    ]


def _of_zone(rows: Any, code: str) -> Any:
    """`-`: those that lie in none."""
    return rows.filter(zone__isnull=True) if code == "-" else rows.filter(zone__code=code)


def _of_campaign(rows: Any, value: str) -> Any:
    return rows.filter(round__campaign=value) if value.isascii() and value.isdigit() else rows.none()
