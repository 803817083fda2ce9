"""Checklists of the installed packs: the list, and one as a sheet for paper."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taizhang.core import clock
from taizhang.core.checklist_sheet import sheet_of
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.tables import Column, Filter, Table, table_response


def checklist_list(request: HttpRequest) -> HttpResponse:
    """Every checklist of every installed pack."""
    actor_of(request).require(Permission.VIEW_CHECKLISTS)
    packs = installed_packs()
    table = Table(
        request,
        list(packs.checklists.values()),
        [
            Column("title", _("Checklist"), url=lambda row: reverse("core:checklist-detail", args=[row.pack, row.id])),
            Column("pack", _("Pack"), value=lambda row: packs.pack(row.pack).title),
            Column("stations", _("Stations"), numeric=True, value=lambda row: len(row.stations)),
            Column("items", _("Items looked at"), numeric=True, value=lambda row: len(row.items)),
            Column("description", _("Description")),
        ],
        filters=[Filter("q", _("Checklist"), kind="search")],
        title=_("Checklists"),
    )
    return table_response(request, "core/checklist_list.html", table)


def checklist_detail(request: HttpRequest, pack_id: str, name: str) -> HttpResponse:
    """One checklist with its bases and limits of today; it prints as a sheet to be ticked by hand."""
    actor_of(request).require(Permission.VIEW_CHECKLISTS)
    packs = installed_packs()
    checklist = packs.checklists.get(f"{pack_id}.{name}")
    if checklist is None:
        raise Http404
    context = {
        "sheet": sheet_of(checklist, packs, clock.today()),
        "pack": packs.pack(pack_id),
        "crumbs": [(_("Checklists"), reverse("core:checklist-list")), (checklist.title.get(language_of()), "")],
    }
    return render_page(request, "core/checklist_detail.html", context)
