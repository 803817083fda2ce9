"""Visits of a month on a calendar."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.htmx import render_page
from taizhang.inspection import queries
from taizhang.inspection.views.common import crumbs_to, inspecting_viewer


def _month(request: HttpRequest) -> date:
    """The first day of the month in the address, of this one without one or with one that is none."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return clock.today().replace(day=1)


@require_safe
def visit_calendar(request: HttpRequest) -> HttpResponse:
    """A month by zone and by person; a list of its days on a phone."""
    actor, day, first = inspecting_viewer(request), clock.today(), _month(request)
    visits = queries.visits_of_month(actor, first)
    zone, person = request.GET.get("zone", ""), request.GET.get("person", "")
    shown = visits.filter(zone__code=zone) if zone else visits
    if person.isdecimal():
        shown = shown.filter(members__person_id=int(person))
    before, after = (first - timedelta(1)).replace(day=1), (first + timedelta(32)).replace(day=1)
    context = {
        "tab": "visits",
        "first": first,
        "before": before,
        "after": after,
        "weeks": queries.month_weeks(shown.prefetch_related("members__person"), first, day),
        "count": shown.count(),
        "zones": queries.visible_zones(actor, day),
        "people": queries.month_people(visits),
        "zone": zone,
        "person": person,
        "crumbs": crumbs_to((_("Inspection visits"), reverse("inspection:visit-list")), (_("Calendar of visits"), "")),
    }
    return render_page(request, "inspection/visit_calendar.html", context)
