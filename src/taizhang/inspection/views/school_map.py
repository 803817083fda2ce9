"""Schools on a map, and the same in a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.language import language_of
from taizhang.core.status import status_of
from taizhang.core.tables import Column, Table, table_response
from taizhang.engine.periods import Period, PeriodKind
from taizhang.inspection import queries
from taizhang.inspection.queries.school_map import by_zone, named_like
from taizhang.inspection.views.common import crumbs_to, inspecting_viewer
from taizhang.inspection.views.counted import period_choices

_NO_ZONE = "-"


@require_safe
def school_map(request: HttpRequest) -> HttpResponse:
    """Zones by shape and colour, each school's state by sign and colour; the filters narrow map and list alike. The
    list is a table, on a phone the schools folded by zone."""
    actor = inspecting_viewer(request)
    today = Period.containing(clock.today(), PeriodKind.TERM)
    periods = [today, *queries.periods_with_visits(actor)]
    period = queries.period_of(request.GET.get("period", "")) or today
    campaigns = {str(item.pk): item for item in queries.visible_campaigns(actor)}
    campaign = campaigns.get(request.GET.get("campaign", ""))
    zone, state = request.GET.get("zone", ""), request.GET.get("state", "")
    known = queries.map_schools(actor, campaign=campaign, period=period)
    zones = {school.zone or _NO_ZONE: school for school in known}
    of_zone = [school for school in known if zone not in zones or (school.zone or _NO_ZONE) == zone]
    counts = queries.map_counts(of_zone)
    of_state = [school for school in of_zone if state not in counts or queries.applies(school, state)]
    words = request.GET.get("q", "").strip()
    shown = named_like(of_state, words)
    context = {
        "tab": "overview",
        "period": period,
        "periods": period_choices(periods),
        "campaign": campaign,
        "campaigns": campaigns.values(),
        "zone": zone if zone in zones else "",
        "zones": [(key, one.zone_name or _("Without a zone"), one) for key, one in zones.items()],
        "state": state if state in counts else "",
        "states": [(key, status_of(key, "place").word, n) for key, n in counts.items()],
        "whole": len(of_zone),
        "words": words,
        "folds": by_zone(shown),
        "unfolded": bool(words or state in counts or zone in zones),
        "map": queries.draw_schools(shown),
        "crumbs": crumbs_to((_("Map of schools"), "")),
    }
    return table_response(request, "inspection/school_map.html", _table(request, shown, period), context)


def _table(request: HttpRequest, schools: list[queries.MapSchool], period: Period) -> Table:
    return Table(
        request,
        schools,
        [
            Column("name", _("School"), url=lambda row: reverse("inspection:school-detail", args=[row.code])),
            Column("zone_name", _("Zone"), value=lambda row: row.zone_name or _("Without a zone")),
            Column("state", _("State"), value=lambda row: str(status_of(row.state, "place").word),
                   template="inspection/_place_state_cell.html"),
            Column("visits", _("Visits made"), numeric=True, total=True),
            Column("last_on", _("Last visit"), value=lambda row: row.last_on),
            Column("found", _("Open findings"), numeric=True, total=True),
            Column("overdue", _("Overdue"), numeric=True, total=True),
        ],
        title=_("Map of schools") + " " + period.title.get(language_of()),
        row_id=lambda row: row.code,
        empty=(_("No school here."), _("Choose another zone, state or campaign."), "", ""),
    )  # fmt: skip
