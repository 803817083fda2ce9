"""Complaints: recorded, searched, weighed, and followed by a visit."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.form_pages import form_page
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.inspection import queries, services
from taizhang.inspection.forms.complaints import ComplaintForm, ComplaintVisitForm
from taizhang.inspection.models import Complaint, ComplaintSource
from taizhang.inspection.views.common import crumbs_to, inspecting_viewer
from taizhang.organisation import queries as org_queries


def _filters() -> list[Filter]:
    def by_words(rows: Any, words: str) -> Any:
        named = org_queries.spells_named(org_queries.spells_on(clock.today()), words)
        return rows.filter(matter__icontains=words) | rows.filter(org_unit__in=named.order_by().values("org_unit"))

    def by_visit(rows: Any, value: str) -> Any:
        standing = rows.filter(visits__isnull=False, visits__called_off_at__isnull=True).values("pk")
        return rows.filter(pk__in=standing) if value == "yes" else rows.exclude(pk__in=standing)

    return [
        Filter("source", _("Source"), ComplaintSource.choices),
        Filter("visit", _("Visit"), [("no", _("none yet")), ("yes", _("planned or made"))], apply=by_visit),
        Filter("q", _("Unit or matter"), kind="search", apply=by_words),
    ]


@require_safe
def complaint_list(request: HttpRequest) -> HttpResponse:
    actor, day = inspecting_viewer(request), clock.today()
    complaints = queries.visible_complaints(actor)
    codes = list(complaints.order_by().values_list("org_unit__code", flat=True).distinct())
    names = org_queries.names(codes, day)
    inspects = actor.can(Permission.INSPECT)

    def visit_words(row: Complaint) -> str:
        standing = row.standing_visits  # type: ignore[attr-defined]
        if standing:
            return f"{standing[0].planned_on} {standing[0].state.label}"
        return _("Plan a visit") if inspects else ""

    def visit_url(row: Complaint) -> str:
        standing = row.standing_visits  # type: ignore[attr-defined]
        if standing:
            return reverse("inspection:visit-detail", args=[standing[0].pk])
        return reverse("inspection:complaint-visit", args=[row.pk]) if inspects else ""

    table = Table(
        request,
        complaints,
        [
            Column("received_on", pgettext("complaint", "Received on")),
            Column("org_unit", _("Unit"), order_by="org_unit__code",
                   value=lambda row: names.get(row.org_unit.code, row.org_unit.code),
                   url=lambda row: reverse("inspection:school-detail", args=[row.org_unit.code])),
            Column("matter", _("Matter"), sortable=False),
            Column("source", _("Source"), value=lambda row: row.get_source_display()),
            Column("weight", _("Weight"), numeric=True),
            Column("visit", _("Visit"), value=visit_words, url=visit_url, sortable=False),
            Column("by", _("Recorded by"), value=lambda row: row.by_whom, sortable=False, shown=False),
        ],
        filters=_filters(),
        title=_("Complaints"),
        default_sort="-received_on",
        empty=(_("No complaint yet."), _("A recorded complaint raises the unit's weight in draws."), "", ""),
    )  # fmt: skip
    context = {"tab": "complaints", "plans": actor.can(Permission.PLAN_INSPECTION)}
    return table_response(request, "inspection/complaint_list.html", table, context)


def complaint_create(request: HttpRequest) -> HttpResponse:
    actor = inspecting_viewer(request, Permission.PLAN_INSPECTION)
    form = ComplaintForm(request.POST or None, actor=actor, initial={"received_on": clock.today(), "weight": 1})
    back = reverse("inspection:complaint-list")

    def run() -> str:
        services.record_complaint(actor=actor, **form.values())
        return back

    return form_page(
        request,
        form,
        run,
        heading=_("New complaint"),
        lead=_("The unit does not see it."),
        submit=_("Record it"),
        back=back,
    )


def complaint_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """From a complaint to the visit that goes after it."""
    actor = inspecting_viewer(request, Permission.INSPECT)
    complaint = queries.one_of(queries.visible_complaints(actor), pk)
    form = ComplaintVisitForm(request.POST or None, actor=actor, complaint=complaint)
    back = reverse("inspection:complaint-list")

    def run() -> str:
        visit = services.plan_complaint_visit(
            actor=actor,
            complaint=complaint,
            round=form.chosen_round(),
            planned_on=form.cleaned_data["planned_on"],
            members=form.members(),
        )
        return reverse("inspection:visit-detail", args=[visit.pk])

    return form_page(
        request,
        form,
        run,
        heading=_("Visit after a complaint"),
        lead=complaint.matter,
        submit=_("Plan the visit"),
        back=back,
        more={"crumbs": crumbs_to((_("Complaints"), back), (_("Visit after a complaint"), ""))},
    )
