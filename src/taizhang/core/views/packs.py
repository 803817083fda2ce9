"""Installed packs: what is in them, what changed, which mechanisms they serve."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from taizhang.core import clock
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.models import InstalledPack
from taizhang.core.packs import coverage_as_json, installed_packs
from taizhang.core.past_packs import changes_between
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.core.served import MECHANISM_KINDS, serving
from taizhang.core.tables import Column, Filter, Table, table_response
from taizhang.engine.errors import TaizhangError


def pack_list(request: HttpRequest) -> HttpResponse:
    """Every installed pack with its version and what is in it."""
    actor_of(request).require(Permission.VIEW_PACKS)
    table = Table(
        request,
        list(installed_packs().packs.values()),
        [
            Column("title", _("Pack"), url=lambda pack: reverse("core:pack-detail", args=[pack.id])),
            Column("version", _("Version")),
            Column("authority", _("Authority")),
            Column("effective_from", _("In force from")),
            Column("ledgers", _("Ledgers"), numeric=True, value=lambda pack: len(pack.ledgers)),
            Column("indicators", _("Indicators"), numeric=True, value=lambda pack: len(pack.indicators)),
            Column("checklists", _("Checklists"), numeric=True, value=lambda pack: len(pack.checklists)),
            Column("summaries", _("Summaries"), numeric=True, value=lambda pack: len(pack.summaries)),
            Column("cases", _("Worked cases"), numeric=True, value=lambda pack: len(pack.cases)),
        ],
        title=_("Packs"),
    )
    return table_response(request, "core/pack_list.html", table)


def pack_detail(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Ledgers, indicators, checklists, parameters with their dates and sources, and the versions seen."""
    actor = actor_of(request)
    actor.require(Permission.VIEW_PACKS)
    packs = installed_packs().packs
    if pack_id not in packs:
        raise Http404
    pack = packs[pack_id]
    today = clock.today()
    context = {
        "pack": pack,
        "requires": [packs[name] for name in pack.requires if name in packs],
        "parameters": [(parameter, parameter.on(today)) for parameter in pack.parameters.values()],
        "versions": _versions(pack_id),
        "sees_figures": actor.can(Permission.VIEW_FIGURE),
        "crumbs": [(_("Packs"), reverse("core:pack-list")), (pack.title.get(language_of()), "")],
    }
    return render_page(request, "core/pack_detail.html", context)


def pack_difference(request: HttpRequest, pack_id: str) -> HttpResponse:
    """What changed from one version to another; without a choice, from the one before to the present one."""
    actor_of(request).require(Permission.VIEW_PACKS)
    versions = list(_versions(pack_id))
    if not versions:
        raise Http404
    known = {str(version.pk): version for version in versions}
    new = known.get(request.GET.get("new", ""), versions[0])
    old = known.get(request.GET.get("old", ""), versions[min(1, len(versions) - 1)])
    context: dict[str, object] = {"versions": versions, "old": old, "new": new}
    try:
        context["changes"] = changes_between(old, new, installed_packs())
    except TaizhangError as error:
        context["problems"] = [problem.sentence("en" if _english() else "zh") for problem in error.problems]
    here = reverse("core:pack-detail", args=[pack_id])
    context["crumbs"] = [(_("Packs"), reverse("core:pack-list")), (pack_id, here), (_("Differences"), "")]
    return render_page(request, "core/pack_difference.html", context)


def pack_coverage(request: HttpRequest) -> HttpResponse:
    """Which mechanism of the field is served by which pack item or page."""
    actor, packs = actor_of(request), installed_packs()
    actor.require(Permission.VIEW_PACKS)
    entries: list[dict[str, Any]] = coverage_as_json()
    for entry in entries:
        entry["serving"] = [serving(name, packs, actor) for name in entry["served_by"]]
    table = Table(
        request,
        entries,
        [
            Column("title", _("Mechanism"), value=lambda entry: entry["title" if _english() else "title_zh"]),
            Column("id", _("Id"), shown=False),
            Column("kind", _("Kind"), value=lambda entry: str(MECHANISM_KINDS.get(entry["kind"], entry["kind"]))),
            Column(
                "served",
                _("Served by"),
                value=lambda entry: "；".join(item.title for item in entry["serving"]),
                template="core/_served_cell.html",
            ),
        ],
        filters=[
            Filter(
                "served",
                _("Served"),
                (("yes", _("yes")), ("no", _("no"))),
                apply=lambda rows, value: [row for row in rows if bool(row["served_by"]) == (value == "yes")],
            ),
            Filter("q", _("Mechanism"), kind="search"),
        ],
        title=_("Coverage"),
        per_page=200,
    )
    served = sum(bool(entry["served_by"]) for entry in entries)
    return table_response(request, "core/pack_coverage.html", table, {"served": served, "count": len(entries)})


def pack_parameter(request: HttpRequest, pack_id: str, name: str) -> HttpResponse:
    """Every value that a parameter ever had, with its source."""
    actor_of(request).require(Permission.VIEW_PACKS)
    pack = installed_packs().packs.get(pack_id)
    if pack is None or name not in pack.parameters:
        raise Http404
    crumbs = [
        (_("Packs"), reverse("core:pack-list")),
        (pack.title.get(language_of()), reverse("core:pack-detail", args=[pack_id])),
        (pack.parameters[name].title.get(language_of()), ""),
    ]
    context = {"pack": pack, "parameter": pack.parameters[name], "today": clock.today(), "crumbs": crumbs}
    return render_page(request, "core/pack_parameter.html", context)


def _versions(pack_id: str) -> QuerySet[InstalledPack]:
    """Every version seen here, newest first."""
    return InstalledPack.objects.filter(pack_id=pack_id).order_by("-id")


def _english() -> bool:
    return language_of() == "en"
