"""Zones: their schools, inspectors and workload, liaison staff, recusals, and drawing them anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.form_pages import command, form_page, sentences
from taizhang.core.htmx import redirect_after_post, render_bad_form, render_page
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Table, table_response
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.forms.zones import EndForm, LiaisonForm, RecusalForm, RedrawForm
from taizhang.inspection.views.common import crumbs_to, day_of, inspecting_viewer, zone_on
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import Zone, ZoneMembership


@require_safe
def zone_list(request: HttpRequest) -> HttpResponse:
    """Zones as of a day, with what each carries in the term; below, the same by inspector."""
    actor, day = inspecting_viewer(request), day_of(request)
    table = Table(
        request,
        queries.zone_stands(actor, day),
        [
            Column(
                "name", _("Zone"), url=lambda row: f"{reverse('inspection:zone-detail', args=[row.code])}?day={day}"
            ),
            Column("inspectors", _("Inspectors"), value=lambda row: "、".join(one.name for one in row.inspectors)),
            Column("schools", _("Schools"), numeric=True, total=True),
            Column("required", _("Visits due"), numeric=True, value=lambda row: row.visits.required, total=True),
            Column("made", _("made"), numeric=True, value=lambda row: row.visits.made, total=True),
            Column("ahead", _("planned"), numeric=True, value=lambda row: row.visits.ahead, total=True),
            Column("overdue", _("overdue"), numeric=True, value=lambda row: row.visits.overdue, total=True),
            Column("missing", _("not planned"), numeric=True, total=True),
        ],
        title=_("Zones"),
        default_sort="code",
        empty=(_("No zone on this day."), _("Zones are made in the organisation."), "", ""),
    )
    context = {
        "tab": "zones",
        "day": day,
        "coming": queries.coming_changes(actor, clock.today()),
        "rotations": queries.coming_rotations(actor, clock.today()),
        "term": queries.term_of(day),
        "loads": queries.inspector_loads(actor, day),
        "draws": actor.can(Permission.DRAW_ZONES),
        "plans": actor.can(Permission.PLAN_INSPECTION),
    }
    return table_response(request, "inspection/zone_list.html", table, context)


def _address(code: str, day: date) -> str:
    return f"{reverse('inspection:zone-detail', args=[code])}?day={day}"


@require_safe
def zone_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One zone as of a day: who inspects it and for how long, its schools with contacts and visits."""
    actor, day = inspecting_viewer(request), day_of(request)
    zone = zone_on(actor, code, day)
    context = {
        "tab": "zones",
        "zone": zone,
        "day": day,
        "term": queries.term_of(day),
        "coming": queries.coming_changes(actor, clock.today(), zone=code),
        "rotations": queries.coming_rotations(actor, clock.today(), zone=code),
        "draws": actor.can(Permission.DRAW_ZONES),
        "people": queries.zone_inspectors(Zone.objects.filter(pk=zone.pk), day).get(zone.code, []),
        "schools": queries.zone_schools(actor, zone, day),
        "missing": _to_plan(actor, zone, day),
        "inspects": actor.can(Permission.INSPECT),
        "plans": actor.can(Permission.PLAN_INSPECTION),
        "crumbs": crumbs_to((_("Zones"), reverse("inspection:zone-list")), (zone.name, "")),
    }
    return render_page(request, "inspection/zone_detail.html", context)


def _to_plan(actor: Actor, zone: Zone, day: date) -> int:
    """Visits missing in the term of a day, for who may plan them; 0 in one that is over."""
    if not actor.can(Permission.INSPECT) or queries.term_of(day).last < clock.today():
        return 0
    return len(queries.missing_visits(actor, zone, day))


def zone_redraw(request: HttpRequest) -> HttpResponse:
    """Move schools between zones: tick, move, compare, confirm. Nothing is changed before the last press."""
    actor = inspecting_viewer(request, Permission.DRAW_ZONES)
    zones = list(queries.visible_zones(actor, clock.today()))
    form = RedrawForm(request.POST or None, zones=zones, initial={"on": clock.today()})
    moves = form.moves if form.is_bound else {}
    good = not form.is_bound or form.is_valid()
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else clock.today()
    if good and form.act == "confirm":
        try:
            reason = form.cleaned_data["reason"]
            count = services.redraw_zones(actor=actor, moves=moves, on=day, reason=reason)
        except TaizhangError as error:
            form.add_error(None, sentences(error))
            good = False
        else:
            messages.success(request, _("%(n)d schools moved.") % {"n": count})
            return redirect_after_post(request, f"{reverse('inspection:zone-list')}?day={day}")
    context = {
        "tab": "zones",
        "form": form,
        "lists": _by_zone(actor, zones, moves, day),
        "coming": queries.coming_changes(actor, clock.today()),
        "told": queries.zone_moves(actor, moves, day),
        "moves": moves,
        "crumbs": crumbs_to((_("Zones"), reverse("inspection:zone-list")), (_("Redraw zones"), "")),
    }
    answer = render_page if good else render_bad_form
    return answer(request, "inspection/zone_redraw.html", context)


@require_POST
def zone_change_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """A redraw that is still to come does not take place."""
    actor = inspecting_viewer(request, Permission.DRAW_ZONES)
    change = queries.one_of(ZoneMembership.objects.filter(school__code__in=queries.zone_reach(actor)), pk)
    address, done = reverse("inspection:zone-list"), _("The redraw is withdrawn.")
    return command(request, lambda: services.withdraw_zone_change(actor=actor, change=change), address, done)


def _by_zone(
    actor: Actor, zones: list[Zone], moves: Mapping[str, str], day: date
) -> list[tuple[str, list[tuple[str, str, str]], bool]]:
    """(zone, its schools as (code, name, zone to which it moves), whether one moves); last those without a zone."""
    drawn = queries.schools_by_zone(actor, day)
    names, titles = org_queries.names(drawn, day), {zone.code: zone.name for zone in zones}
    lists = []
    for code, title in [*titles.items(), ("", _("Without a zone"))]:
        schools = [
            (school, names.get(school, school), titles.get(moves.get(school, ""), ""))
            for school, zone in drawn.items()
            if zone == code
        ]
        lists.append((title, schools, any(to for _code, _name, to in schools)))
    return [item for item in lists if item[1]]


@require_safe
def recusal_list(request: HttpRequest) -> HttpResponse:
    actor, day = inspecting_viewer(request), clock.today()
    recusals = queries.visible_recusals(actor)
    names = org_queries.names(list(recusals.order_by().values_list("org_unit__code", flat=True).distinct()), day)
    plans, called = actor.can(Permission.PLAN_INSPECTION), queries.called_by(actor)
    zones = [(_("Zones"), reverse("inspection:zone-list"))] if called.schools else []
    table = Table(
        request,
        recusals,
        [
            Column("person", called.inspector, order_by="person__full_name", value=lambda row: str(row.person),
                   url=lambda row: reverse("inspection:recusal-detail", args=[row.pk])),
            Column("org_unit", _("Unit"), order_by="org_unit__code",
                   value=lambda row: names.get(row.org_unit.code, row.org_unit.code)),
            Column("ground", _("Ground"), value=lambda row: row.get_ground_display()),
            Column("valid_from", _("From")),
            Column("valid_to", _("Until")),
            Column("note", _("Note"), shown=False),
        ],
        title=_("Recusals"),
        default_sort="person",
        empty=(_("Nobody has to stand aside."), _("A post that somebody holds at a unit counts by itself."), "", ""),
    )  # fmt: skip
    context = {
        "tab": "zones",
        "plans": plans,
        "crumbs": crumbs_to(*zones, (_("Recusals"), "")),
    }
    return table_response(request, "inspection/recusal_list.html", table, context)


def recusal_create(request: HttpRequest) -> HttpResponse:
    actor = inspecting_viewer(request, Permission.PLAN_INSPECTION)
    form = RecusalForm(request.POST or None, actor=actor, initial={"valid_from": clock.today()})
    back = reverse("inspection:recusal-list")

    def run() -> str:
        recusal = services.record_recusal(actor=actor, **form.values())
        touched = len(queries.visits_of_recusal(actor, recusal))
        if not touched:
            return back
        words = ngettext("%(n)d planned visit is touched.", "%(n)d planned visits are touched.", touched)
        messages.warning(request, words % {"n": touched})
        return reverse("inspection:recusal-detail", args=[recusal.pk])

    return form_page(
        request,
        form,
        run,
        heading=_("New recusal"),
        lead=_("The person is not sent to the unit, nor drawn for it."),
        submit=_("Record it"),
        back=back,
    )


def recusal_end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = inspecting_viewer(request, Permission.PLAN_INSPECTION)
    recusal = queries.one_of(queries.visible_recusals(actor), pk)
    form, back = EndForm(request.POST or None, initial={"on": clock.today()}), reverse("inspection:recusal-list")

    def run() -> str:
        services.end_recusal(actor=actor, recusal=recusal, on=form.cleaned_data["on"])
        return back

    return form_page(
        request,
        form,
        run,
        heading=_("End the recusal"),
        lead=f"{recusal.person} · {recusal.get_ground_display()}",
        submit=_("End it"),
        back=back,
    )


def liaison_create(request: HttpRequest) -> HttpResponse:
    actor = inspecting_viewer(request, Permission.PLAN_INSPECTION)
    given = {"valid_from": clock.today(), "school": request.GET.get("school", "")}
    form, back = LiaisonForm(request.POST or None, actor=actor, initial=given), reverse("inspection:zone-list")

    def run() -> str:
        services.set_liaison(actor=actor, **form.values())
        return back

    return form_page(
        request,
        form,
        run,
        heading=_("Contact of a school"),
        lead=_("Whoever holds the post keeps contact; a change of people needs nothing here."),
        submit=_("Set the contact"),
        back=back,
    )


def liaison_end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = inspecting_viewer(request, Permission.PLAN_INSPECTION)
    liaison = queries.one_of(queries.visible_liaisons(actor), pk)
    form, back = EndForm(request.POST or None, initial={"on": clock.today()}), reverse("inspection:zone-list")

    def run() -> str:
        services.end_liaison(actor=actor, liaison=liaison, on=form.cleaned_data["on"])
        return back

    return form_page(
        request, form, run, heading=_("End the contact"), lead=liaison.post.title, submit=_("End it"), back=back
    )
