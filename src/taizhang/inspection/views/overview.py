"""The first page of inspection, and the page of one school."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.htmx import redirect_after_post
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.inspection import queries
from taizhang.inspection.models import Mode
from taizhang.inspection.views.common import crumbs_to, viewer
from taizhang.inspection.views.notices import notice_table
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Campaigns, what is due and what is open; the inspected unit goes straight to its own page."""
    actor, day = viewer(request), clock.today()
    if not queries.inspects(actor):
        return redirect_after_post(request, reverse("inspection:school-detail", args=[actor.home]))
    campaigns = queries.visible_campaigns(actor)
    names = org_queries.names(list(campaigns.values_list("org_unit__code", flat=True)), day)
    table = Table(
        request,
        campaigns,
        [
            Column("title", _("Campaign"), url=lambda row: reverse("inspection:campaign-detail", args=[row.pk])),
            Column("mode", _("How"), value=lambda row: row.get_mode_display()),
            Column("first_on", _("From")),
            Column("last_on", _("To")),
            Column("org_unit", _("Run by"), order_by="org_unit__code",
                   value=lambda row: names.get(row.org_unit.code, "")),
            Column("basis", _("Basis document"), value=lambda row: str(row.basis or ""), shown=False, sortable=False),
        ],
        filters=[
            Filter("mode", _("How"), Mode.choices),
            Filter("q", _("Search"), kind="search", apply=lambda rows, text: rows.filter(title__icontains=text)),
        ],
        title=_("Campaigns"),
        default_sort="-first_on",
        empty=(_("No campaign yet."), _("Begin one, then plan its visits."), "", ""),
    )  # fmt: skip
    context = {
        "tab": "overview",
        "overview": queries.overview(actor, day),
        "plans": actor.can(Permission.PLAN_INSPECTION),
        "inspects": actor.can(Permission.INSPECT),
        "due": _due(actor),
    }
    return table_response(request, "inspection/overview.html", table, context)


def _due(actor: Actor) -> list[tuple[object, str]]:
    """The next visits, late ones first, with the unit's name."""
    day = clock.today()
    visits = list(queries.due_visits(actor, day)[:7])
    names = org_queries.names({visit.org_unit.code for visit in visits}, day)
    return [(visit, names.get(visit.org_unit.code, visit.org_unit.code)) for visit in visits]


@require_safe
def school_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A unit's whole history: notices, visits, findings item by item, scores, what it asked help with, complaints."""
    actor, day = viewer(request), clock.today()
    if not queries.sees_unit(actor, code):
        raise Http404
    notices = queries.visible_notices(actor).filter(Q(addressee__code=code) | Q(org_unit__code=code))
    table = notice_table(request, notices, of_one_unit=True)
    name = org_queries.names([code], day).get(code, code)
    visits = queries.visible_visits(actor).filter(org_unit__code=code).order_by("-planned_on", "-pk")
    context = {
        "tab": "school",
        "unit": get_object_or_404(OrgUnit, code=code),
        "name": name,
        "whole": queries.inspects(actor),
        "visits": visits,
        "coming": queries.coming_changes(actor, day, school=code),
        "items": queries.items_of_unit(actor, code),
        "scores": queries.scores_of_unit(actor, code),
        "difficulties": queries.visible_difficulties(actor).filter(org_unit__code=code),
        "complaints": queries.visible_complaints(actor).filter(org_unit__code=code),
        "reads_complaints": queries.reads_complaints(actor, code),
        "code": code,
        "crumbs": crumbs_to((name, "")) if queries.inspects(actor) else [],
    }
    return table_response(request, "inspection/school_detail.html", table, context)
