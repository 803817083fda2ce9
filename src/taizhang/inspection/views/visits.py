"""Visits: the list, one visit's record, its filing, its photos."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import clock
from taizhang.core.form_pages import command, form_page
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.status import status_of
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.inspection import forms, queries, services
from taizhang.inspection.models import Mode, Visit, VisitState
from taizhang.inspection.planning_types import StandsAside
from taizhang.inspection.queries import Called
from taizhang.inspection.views.common import crumbs_to, viewer
from taizhang.inspection.views.counted import counted_filters
from taizhang.organisation import queries as org_queries


def visit_columns(visits: QuerySet[Visit], called: Called) -> list[Column]:
    """What lists of visits show, with names as of today."""
    names = org_queries.names(
        list(visits.order_by().values_list("org_unit__code", flat=True).distinct()), clock.today()
    )
    of_schools = [
        Column("zone", _("Zone"), value=lambda row: str(row.zone or ""), order_by="zone__code", shown=False),
        Column("teachers_met", _("Teachers met"), numeric=True, total=True, shown=False),
        Column("pupils_met", _("Pupils met"), numeric=True, total=True, shown=False),
    ]
    return [
        Column(
            "org_unit",
            _("Unit"),
            value=lambda row: names.get(row.org_unit.code, row.org_unit.code),
            url=lambda row: reverse("inspection:visit-detail", args=[row.pk]),
            order_by="org_unit__code",
        ),
        Column("planned_on", _("Planned for")),
        Column("state", _("State"), value=_state, template="inspection/_visit_state_cell.html", sortable=False),
        Column("visited_on", _("Visited on")),
        Column("mode", _("How"), value=lambda row: row.get_mode_display()),
        Column("team", _("Team"), value=lambda row: str(row.team or ""), order_by="team__name", shown=False),
        *(of_schools if called.schools else []),
    ]


def _state(visit: Visit) -> str:
    """The state, where a planned visit whose day is past shows as late."""
    late = visit.state is VisitState.PLANNED and visit.planned_on < clock.today()
    return "late" if late else visit.state.value


def visit_filters() -> list[Filter]:
    def by_state(rows: Any, value: str) -> Any:
        if value == "late":
            return rows.filter(queries.in_state(VisitState.PLANNED), planned_on__lt=clock.today())
        return rows.filter(queries.in_state(VisitState(value))) if value in VisitState.values else rows.none()

    def by_unit(rows: Any, words: str) -> Any:
        found = org_queries.spells_named(org_queries.spells_on(clock.today()), words)
        return rows.filter(org_unit__in=found.order_by().values("org_unit"))

    return [
        Filter("state", _("State"), [*VisitState.choices, ("late", status_of("late", "visit").word)], apply=by_state),
        Filter("mode", _("How"), Mode.choices),
        Filter("q", _("Unit"), kind="search", apply=by_unit),
    ]


@require_safe
def visit_list(request: HttpRequest) -> HttpResponse:
    actor = viewer(request)
    visits, called = queries.visible_visits(actor), queries.called_by(actor)
    table = Table(
        request,
        visits,
        [
            *visit_columns(visits, called),
            Column("campaign", _("Campaign"), value=lambda row: row.round.campaign.title,
                   order_by="round__campaign__title"),
        ],
        filters=[*visit_filters(), *counted_filters(visits, called)],
        title=_("Inspection visits"),
        default_sort="-planned_on",
        empty=(_("No visit yet."), _("Visits are planned in a campaign."), "", ""),
    )  # fmt: skip
    return table_response(request, "inspection/visit_list.html", table, {"tab": "visits", "whole": _whole(request)})


def _whole(request: HttpRequest) -> bool:
    return queries.inspects(viewer(request))


@require_safe
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts, findings and difficulties; for who inspects the record path by path, with what nobody settled yet."""
    actor, day = viewer(request), clock.today()
    visit = queries.one_of(queries.visible_visits(actor), pk)
    inspects = queries.may_inspect(actor, visit)
    name = org_queries.names([visit.org_unit.code], day).get(visit.org_unit.code, visit.org_unit.code)
    may_end = inspects or queries.may_plan(actor, visit.round.campaign)
    enters = inspects and not queries.stands_aside(actor, visit)
    whole, changes = queries.sees_record(actor, visit), queries.may_change_people(actor, visit)
    photos = queries.visit_photos(visit) if whole else []
    is_open = visit.state in (VisitState.PLANNED, VisitState.UNDER_WAY)
    aside = queries.standing_aside([visit]).get(pk, [])
    could_go = queries.who_could_go(visit, day) if aside or (changes and is_open) else ([], [])
    barred = {one.user for one in aside}
    going = [one for one in visit.members.select_related("person") if one.person_id not in barred]
    context = {
        "tab": "visits",
        "visit": visit,
        "name": name,
        "state": _state(visit),
        "aside": [(one, *could_go) for one in aside],
        "changes": changes,
        "swaps": [(StandsAside(one.person_id, str(one.person), ""), *could_go) for one in going if changes and is_open],
        "closed_on": org_queries.closed_by([visit.org_unit.code], day).get(visit.org_unit.code),
        "members": visit.members.select_related("person", "section"),
        "findings": queries.finding_lines(queries.visible_findings(actor).filter(visit=visit), day),
        "difficulties": visit.difficulties.select_related("section"),
        "rechecks": visit.rechecks.select_related("finding"),
        "answers": visit.answers.select_related("checklist") if whole else [],
        "record": queries.record_of(visit) if whole else [],
        "photos": photos,
        "carried": visit.carried.select_related("person") if whole else [],
        "late": visit.entries.filter(late=True).count() if whole else 0,
        "checklists": queries.checklist_titles(visit),
        "whole": queries.inspects(actor),
        "enters": enters and is_open,
        "originals": inspects and any(photo.unaltered is None for photo, _place in photos),
        "over": queries.may_take_over(actor, visit) and visit.entries.exists(),
        "files": inspects and visit.state is VisitState.UNDER_WAY,
        "calls_off": may_end and is_open,
        "crumbs": crumbs_to((_("Inspection visits"), reverse("inspection:visit-list")), (name, "")),
    }
    return render_page(request, "inspection/visit_detail.html", context)


def visit_file(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.INSPECT)
    visit = queries.one_of(queries.visible_visits(actor), pk)
    address = reverse("inspection:visit-detail", args=[pk])
    form = forms.FileForm(request.POST or None, initial={"visited_on": visit.planned_on})

    def run() -> str:
        services.file_visit(actor=actor, visit=visit, visited_on=form.cleaned_data["visited_on"])
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("File the visit"),
        lead=_("Findings, difficulties and re-checks are made of the record, once. The unit sees them then."),
        submit=_("File the visit"),
        back=address,
    )


@require_POST
def visit_call_off(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.INSPECT)
    visit = queries.one_of(queries.visible_visits(actor), pk)
    reason = request.POST.get("reason", "")
    address = reverse("inspection:visit-detail", args=[pk])
    done = _("The visit was called off; its record stays.")
    return command(request, lambda: services.call_off_visit(actor=actor, visit=visit, reason=reason), address, done)
