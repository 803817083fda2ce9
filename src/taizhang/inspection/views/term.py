"""The plan of a term for a zone, a day's tours, and the hours of a school."""

from __future__ import annotations

from datetime import time
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.form_pages import form_page
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.permissions import Permission
from taizhang.inspection import queries, services
from taizhang.inspection.forms.term import HoursForm, TermPlanForm
from taizhang.inspection.views.common import crumbs_to, day_of, inspecting_viewer, zone_on
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit


def term_plan(request: HttpRequest, code: str) -> HttpResponse:
    """Plan in one press what the schools of a zone are still due in the term of a day, this one or one to come."""
    actor, day = inspecting_viewer(request, Permission.INSPECT), max(day_of(request), clock.today())
    zone, term = zone_on(actor, code, day), queries.term_of(day)
    back = f"{reverse('inspection:zone-detail', args=[code])}?day={day}"
    form = TermPlanForm(request.POST or None, actor=actor, zone=zone, day=day)
    title = term.title.get(language_of())

    def run() -> str:
        first, last = form.chosen_days()
        services.plan_term(
            actor=actor, zone=zone, round=form.chosen_round(), first_on=first, last_on=last, members=form.members()
        )
        return back

    missing = len(queries.missing_visits(actor, zone, day))
    days = urlencode({"first_on": max(term.first, clock.today()), "last_on": term.last})
    more = {
        "term": title,
        "none": not form.rounds,
        "begin": f"{reverse('inspection:campaign-create')}?{days}" if actor.can(Permission.PLAN_INSPECTION) else "",
    }
    lead = _("%(term)s: %(n)d visits are missing; they are spread over the working days.")
    return form_page(
        request,
        form,
        run,
        heading=_("Plan the term"),
        lead=lead % {"n": missing, "term": title},
        submit=_("Plan what is missing"),
        back=back,
        template="inspection/term_plan.html",
        more=more,
    )


def hours_set(request: HttpRequest, code: str) -> HttpResponse:
    """When a school can be visited."""
    actor, day = inspecting_viewer(request, Permission.INSPECT), clock.today()
    if code not in queries.zone_reach(actor):
        raise Http404
    unit = OrgUnit.objects.get(code=code)
    zone = org_queries.zone_of(code, day)
    back = reverse("inspection:zone-detail", args=[zone.code]) if zone else reverse("inspection:zone-list")
    form = HoursForm(request.POST or None, initial={"valid_from": day})

    def run() -> str:
        services.set_visit_hours(actor=actor, org_unit=unit, **form.cleaned_data)
        return back

    return form_page(
        request,
        form,
        run,
        heading=_("When the school can be visited"),
        lead=org_queries.names([code], day).get(code, code),
        submit=_("Set the hours"),
        back=back,
    )


@require_safe
def day_tour(request: HttpRequest) -> HttpResponse:
    """The visits of a day in a proposed order, a sheet for each who leads."""
    actor, day = inspecting_viewer(request), day_of(request)
    try:
        begins = time.fromisoformat(request.GET.get("begins", ""))
    except ValueError:
        begins = queries.tour_begins(day)
    context = {
        "tab": "visits",
        "day": day,
        "begins": begins,
        "tours": queries.day_tours(actor, day, begins),
        "crumbs": crumbs_to((_("Inspection visits"), reverse("inspection:visit-list")), (_("A day's tour"), "")),
    }
    return render_page(request, "inspection/day_tour.html", context)
