"""Registers that feed the tasks: meetings, visits, basis documents."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from taizhang.core import clock
from taizhang.core.form_pages import command
from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.organisation import queries as org_queries
from taizhang.targets import forms, queries, services
from taizhang.targets.models import Decision, Direction, Meeting, MeetingKind, MeetingLevel, Visit
from taizhang.targets.views.common import crumbs_to, form_page, renewing, viewer

MADE = Count("decisions__tasks", filter=Q(decisions__tasks__dropped_at__isnull=True), distinct=True)


def _year_filter(field: str) -> Filter:
    years = [(str(year), str(year)) for year in range(clock.today().year, clock.today().year - 5, -1)]
    return Filter("year", _("Year"), years, apply=lambda rows, value: rows.filter(**{f"{field}__year": value}))


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings, with counts by type and level over all that the filter lets through."""
    actor = viewer(request)
    meetings = queries.visible_meetings(actor).annotate(decided=Count("decisions", distinct=True), made=MADE)
    names = _names(meetings)
    table = Table(
        request,
        meetings,
        [
            Column("title", _("Meeting"), url=lambda row: reverse("targets:meeting-detail", args=[row.pk])),
            Column("held_on", _("Held on")),
            Column("kind", _("Type"), value=lambda row: row.get_kind_display()),
            Column("level", _("Level"), value=lambda row: row.get_level_display()),
            Column("chair", _("Chair")),
            Column("attendees", _("People present"), numeric=True, total=True),
            Column("decided", _("Decisions"), numeric=True),
            Column("made", _("Tasks"), numeric=True),
            Column("org_unit", _("Held by"), value=lambda row: names.get(row.org_unit.code, ""), shown=False,
                   order_by="org_unit__code"),
            Column("group", _("Leading group"), value=lambda row: str(row.group or ""), shown=False, sortable=False),
            Column("place", _("Place"), shown=False),
        ],
        filters=[
            Filter("kind", _("Type"), MeetingKind.choices),
            Filter("level", _("Level"), MeetingLevel.choices),
            _year_filter("held_on"),
            Filter("q", _("Search"), kind="search", apply=lambda rows, text: rows.filter(title__icontains=text)),
        ],
        title=_("Meetings"),
        default_sort="-held_on",
        empty=(_("No meeting registered yet."), _("Its decisions become tasks in one press."), "", ""),
    )  # fmt: skip
    context = {
        "tab": "meetings",
        "writes": actor.can(Permission.WRITE_TARGETS),
        "cross": _cross(table.arranged),
        "levels": MeetingLevel.choices,
    }
    return table_response(request, "targets/meeting_list.html", table, context)


def _cross(meetings: Any) -> list[tuple[object, list[int], int]]:
    """Type -> number at each level and in all; types that did not meet are left out."""
    found: dict[tuple[str, str], int] = {}
    for kind, level in meetings.order_by().values_list("kind", "level"):
        found[kind, level] = found.get((kind, level), 0) + 1
    rows = [
        (label, [found.get((kind, level), 0) for level in MeetingLevel.values]) for kind, label in MeetingKind.choices
    ]
    return [(label, counts, sum(counts)) for label, counts in rows if any(counts)]


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request)
    meeting = queries.one_of(queries.visible_meetings(actor), pk)
    crumbs = crumbs_to((_("Meetings"), reverse("targets:meeting-list")), (meeting.title, ""))
    participants = org_queries.names([unit.code for unit in meeting.participants.all()], meeting.held_on)
    context = {"meeting": meeting, "tab": "meetings", "participants": list(participants.values()), "crumbs": crumbs}
    context |= _decided(request, meeting, meeting.decisions.all())
    return render_page(request, "targets/meeting_detail.html", context)


def _decided(request: HttpRequest, source: Meeting | Visit, decisions: QuerySet[Decision]) -> dict[str, Any]:
    """Decisions with the tasks made of them, and whether the actor may add and make."""
    actor = viewer(request)
    found = list(decisions.select_related("lead_unit", "owner"))
    lines = queries.task_lines(
        actor, queries.visible_tasks(actor).filter(decision__in=[item.pk for item in found]), clock.today()
    )
    made = dict(queries.visible_tasks(actor).filter(decision__in=found).values_list("pk", "decision_id"))
    names = org_queries.names([item.lead_unit.code for item in found if item.lead_unit], clock.today())
    return {
        "decided": [
            (
                item,
                names.get(item.lead_unit.code, "") if item.lead_unit else "",
                next((line for line in lines if made[line.id] == item.pk), None),
            )
            for item in found
        ],
        "unit_name": org_queries.names([source.org_unit.code], clock.today()).get(source.org_unit.code, ""),
        "writes": actor.can(Permission.WRITE_TARGETS, source.org_unit.code),
    }


def meeting_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)

    def run(values: dict[str, Any]) -> str:
        with renewing(form):
            meeting = services.record_meeting(
                actor=actor,
                org_unit=values.pop("org_unit"),
                participants=values.pop("participants"),
                token=values.pop("token"),
                values=values,
            )
        return reverse("targets:meeting-detail", args=[meeting.pk])

    form = forms.MeetingForm(request.POST or None, actor=actor, initial={"org_unit": actor.home})
    return form_page(
        request,
        form,
        run,
        heading=_("Register a meeting"),
        lead=_("Decisions are added on its page."),
        submit=_("Register"),
        back=reverse("targets:meeting-list"),
    )


def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)
    meeting = queries.one_of(queries.visible_meetings(actor), pk)
    address = reverse("targets:meeting-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        participants = values.pop("participants")
        services.change_meeting(actor=actor, meeting=meeting, values=values, participants=participants)
        return address

    form = forms.MeetingChangeForm(request.POST or None, actor=actor, initial=forms.as_registered(meeting))
    return form_page(request, form, run, heading=_("Correct the meeting"), submit=_("Save"), back=address)


def meeting_decide(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)
    meeting = queries.one_of(queries.visible_meetings(actor), pk)
    return _decide(request, meeting, reverse("targets:meeting-detail", args=[pk]))


def visit_decide(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)
    visit = queries.one_of(queries.visible_visits(actor), pk)
    return _decide(request, visit, reverse("targets:visit-detail", args=[pk]))


def _decide(request: HttpRequest, source: Meeting | Visit, address: str) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)

    def run(values: dict[str, Any]) -> str:
        services.add_decision(actor=actor, source=source, **values)
        return address

    return form_page(
        request,
        forms.DecisionForm(request.POST or None, actor=actor),
        run,
        heading=_("New decision: %(source)s") % {"source": source},
        lead=_("With a lead org unit and a deadline one press makes it a task."),
        submit=_("Add the decision"),
        back=address,
    )


def decision_task(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision is a task: in one press (`action=at-once`) when unit and deadline were named, else with a form that
    asks for them."""
    actor = viewer(request, Permission.WRITE_TARGETS)
    decision = queries.one_of(queries.visible_decisions(actor), pk)
    source = f"targets:{'meeting' if decision.meeting_id else 'visit'}-detail"
    address = reverse(source, args=[decision.meeting_id or decision.visit_id])
    if request.method == "POST" and request.POST.get("action") == "at-once":
        done = _("The decision is a task now.")
        return command(
            request, lambda: services.make_task(actor=actor, decision=decision), address, done, refused=request.path
        )

    def run(values: dict[str, Any]) -> str:
        services.make_task(actor=actor, decision=decision, values=values)
        return address

    known = {
        "lead_unit": decision.lead_unit.code if decision.lead_unit else "",
        "owner": decision.owner,
        "deadline": decision.deadline,
    }
    return form_page(
        request,
        forms.DecisionTaskForm(request.POST or None, actor=actor, initial=known),
        run,
        heading=_("Make it a task"),
        lead=decision.text,
        submit=_("Make it a task"),
        back=address,
    )


@require_safe
def visit_list(request: HttpRequest) -> HttpResponse:
    actor = viewer(request)
    visits = queries.visible_visits(actor).annotate(made=MADE)
    names = org_queries.names(list(visits.values_list("unit__code", flat=True)), clock.today())
    table = Table(
        request,
        visits,
        [
            Column("purpose", _("Purpose"), url=lambda row: reverse("targets:visit-detail", args=[row.pk])),
            Column("on", _("Day")),
            Column("direction", _("Direction"), value=lambda row: row.get_direction_display()),
            Column(
                "partner",
                _("Host or guest"),
                value=lambda row: names.get(row.unit.code) if row.unit else row.partner,
            ),
            Column("leader", _("Led by")),
            Column("people", _("People"), numeric=True, total=True),
            Column("made", _("Tasks"), numeric=True),
            Column("place", _("Place"), shown=False),
        ],
        filters=[
            Filter("direction", _("Direction"), Direction.choices),
            _year_filter("on"),
            Filter("q", _("Search"), kind="search", apply=lambda rows, text: rows.filter(
                Q(purpose__icontains=text) | Q(partner__icontains=text)
            )),
        ],
        title=_("Visits and exchanges"),
        default_sort="-on",
        empty=(_("No visit registered yet."), _("What it is to lead to becomes tasks."), "", ""),
    )  # fmt: skip
    context = {"tab": "visits", "writes": actor.can(Permission.WRITE_TARGETS)}
    return table_response(request, "targets/visit_list.html", table, context)


@require_safe
def visit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request)
    visit = queries.one_of(queries.visible_visits(actor), pk)
    partner = org_queries.names([visit.unit.code], visit.on).get(visit.unit.code, "") if visit.unit else visit.partner
    crumbs = crumbs_to((_("Visits and exchanges"), reverse("targets:visit-list")), (visit.purpose, ""))
    context = {"visit": visit, "tab": "visits", "partner": partner, "crumbs": crumbs}
    context |= _decided(request, visit, visit.decisions.all())
    return render_page(request, "targets/visit_detail.html", context)


def visit_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)

    def run(values: dict[str, Any]) -> str:
        with renewing(form):
            visit = services.record_visit(
                actor=actor, org_unit=values.pop("org_unit"), token=values.pop("token"), values=values
            )
        return reverse("targets:visit-detail", args=[visit.pk])

    form = forms.VisitForm(request.POST or None, actor=actor, initial={"org_unit": actor.home})
    return form_page(
        request,
        form,
        run,
        heading=_("Register a visit"),
        submit=_("Register"),
        back=reverse("targets:visit-list"),
    )


def visit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.WRITE_TARGETS)
    visit = queries.one_of(queries.visible_visits(actor), pk)
    address = reverse("targets:visit-detail", args=[pk])

    def run(values: dict[str, Any]) -> str:
        services.change_visit(actor=actor, visit=visit, values=values)
        return address

    form = forms.VisitChangeForm(request.POST or None, actor=actor, initial=forms.as_registered(visit))
    return form_page(request, form, run, heading=_("Correct the visit"), submit=_("Save"), back=address)


def _names(rows: QuerySet[Any]) -> dict[str, str]:
    return org_queries.names(list(rows.order_by().values_list("org_unit__code", flat=True).distinct()), clock.today())
