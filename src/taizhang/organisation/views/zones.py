"""Supervision zones."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taizhang.core.htmx import render_page
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Table, table_response
from taizhang.organisation import forms, queries, services
from taizhang.organisation.models import OrgUnit
from taizhang.organisation.views.common import day_of, form_page, viewer


def zone_list(request: HttpRequest) -> HttpResponse:
    """Zones as of a day, with their schools and inspectors, and the schools that no zone inspects."""
    actor, day = viewer(request), day_of(request)
    table = Table(
        request,
        queries.zone_lines(actor, day),
        [
            Column("name", _("Zone"), url=lambda line: reverse("organisation:zone-detail", args=[line.code])),
            Column("code", _("Code")),
            Column("schools", _("Schools"), numeric=True, unit="所", total=True),
            Column("inspectors", _("Inspectors"), value=lambda line: "、".join(line.inspectors)),
            Column("valid_from", _("From")),
        ],
        title=_("Zones"),
        default_sort="code",
        empty=(_("No zone."), _("Zones are of schools; those of your schools stand here."), "", ""),
    )
    context = {
        "day": day,
        "without": queries.schools_without_zone(actor, day),
        "manages": actor.can(Permission.MANAGE_ORGANISATION),
    }
    return table_response(request, "organisation/zone_list.html", table, context)


def zone_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A zone's schools and inspectors as of a day."""
    actor, day = viewer(request), day_of(request)
    zone = get_object_or_404(queries.visible_zones(actor), code=code)
    context = {
        "zone": zone,
        "day": day,
        "schools": queries.zone_schools(actor, zone, day),
        "holders": queries.holders(day).filter(post__zone=zone),
        "scope": actor.scope(Permission.VIEW_ORGANISATION),
        "manages": actor.can(Permission.MANAGE_ORGANISATION),
        "crumbs": [(_("Zones"), reverse("organisation:zone-list")), (zone.name, "")],
    }
    return render_page(request, "organisation/zone_detail.html", context)


def zone_create(request: HttpRequest) -> HttpResponse:
    actor = viewer(request, Permission.MANAGE_ORGANISATION)

    def run(values: dict[str, Any]) -> str:
        return reverse("organisation:zone-detail", args=[services.create_zone(actor=actor, **values).code])

    return form_page(
        request,
        forms.ZoneForm(request.POST or None, actor=actor),
        run,
        heading=_("New zone"),
        submit=_("Create the zone"),
        back=reverse("organisation:zone-list"),
    )


def zone_assign(request: HttpRequest, code: str) -> HttpResponse:
    """Put schools into this zone from a day on."""
    actor = viewer(request, Permission.MANAGE_ORGANISATION)
    zone = get_object_or_404(queries.visible_zones(actor), code=code)

    def run(values: dict[str, Any]) -> str:
        schools = OrgUnit.objects.filter(code__in=values["schools"])
        services.redraw_zones(
            actor=actor, assignments=dict.fromkeys(schools, zone), on=values["on"], reason=values["reason"]
        )
        return reverse("organisation:zone-detail", args=[code])

    def preview(values: dict[str, Any]) -> dict[str, object]:
        schools = OrgUnit.objects.filter(code__in=values["schools"])
        return {
            "facts": [(_("Zone"), zone.name), (_("From which day"), values["on"]), (_("Reason"), values["reason"])],
            "schools": queries.zone_effects(zone, schools, values["on"]),
            "final": _("Figures and visits of earlier days keep the old zones. To go back, assign the schools again."),
        }

    return form_page(
        request,
        forms.AssignZoneForm(request.POST or None, actor=actor),
        run,
        heading=_("Assign schools to %(zone)s") % {"zone": zone.name},
        lead=_("A school leaves its zone of before on that day; the history stays."),
        submit=_("Assign"),
        back=reverse("organisation:zone-detail", args=[code]),
        preview=preview,
    )


def zone_close(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    actor.require(Permission.MANAGE_ORGANISATION)
    zone = get_object_or_404(queries.visible_zones(actor), code=code)

    def run(values: dict[str, Any]) -> str:
        services.close_zone(actor=actor, zone=zone, **values)
        return reverse("organisation:zone-list")

    return form_page(
        request,
        forms.ReasonForm(request.POST or None, actor=actor),
        run,
        heading=_("Close %(zone)s") % {"zone": zone.name},
        submit=_("Close the zone"),
        danger=True,
        back=reverse("organisation:zone-detail", args=[code]),
    )
