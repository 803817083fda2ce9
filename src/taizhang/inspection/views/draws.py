"""The random draw: its list, the seed, the result that anybody can draw again, and the visits that follow."""

from __future__ import annotations

import json
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from taizhang.core import audit, clock
from taizhang.core.exports import file_response
from taizhang.core.form_pages import form_page
from taizhang.core.permissions import Permission
from taizhang.core.tables import Column, Table, table_response
from taizhang.inspection import queries, services
from taizhang.inspection.forms.draws import DrawListForm, SeedForm, SpanForm
from taizhang.inspection.models import Draw
from taizhang.inspection.standing import year_before
from taizhang.inspection.views.common import crumbs_to, viewer

JSON, PYTHON = "application/json", "text/x-python; charset=utf-8"
SCRIPT = "redraw.py"


def _draw(request: HttpRequest, pk: int, permission: Permission = Permission.VIEW_INSPECTION) -> Draw:
    return queries.one_of(queries.visible_draws(viewer(request, permission)), pk)


def draw_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the list of a round."""
    actor = viewer(request, Permission.PLAN_INSPECTION)
    round = queries.visible_round(actor, pk)
    form = DrawListForm(request.POST or None, round=round, initial={"complaints_since": year_before(clock.today())})

    def run() -> str:
        kept = services.publish_draw_list(actor=actor, round=round, **form.values())
        return reverse("inspection:draw-detail", args=[kept.pk])

    return form_page(
        request,
        form,
        run,
        heading=_("Random draw: the list"),
        lead=_("The list comes first and stays as it is; the seed comes after it."),
        submit=_("Publish the list"),
        back=reverse("inspection:campaign-detail", args=[round.campaign_id]),
    )


@require_safe
def draw_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbered list with what was drawn, how to draw again, and whether that gives the same."""
    kept = _draw(request, pk)
    actor, campaign = viewer(request), kept.round.campaign
    lines = queries.draw_lines(actor, kept)
    table = Table(
        request,
        lines,
        [
            Column("number", _("Place in the list"), numeric=True),
            Column("name", _("Unit")),
            Column("code", _("Code")),
            Column("weight", _("Tickets"), numeric=True),
            Column("ticket", _("Smallest ticket begins"), shown=kept.drawn_at is not None),
            Column("place", _("Drawn as number"), numeric=True, shown=kept.drawn_at is not None),
            Column("inspectors", _("Who goes"), value=lambda line: "、".join(line.inspectors),
                   shown=kept.drawn_at is not None),
            Column("planned_on", _("Visit"), shown=kept.drawn_at is not None,
                   url=lambda line: reverse("inspection:visit-detail", args=[line.visit]) if line.visit else ""),
        ],
        title=_("Draw list"),
        default_sort="place" if kept.drawn_at else "number",
        per_page=1000,
    )  # fmt: skip
    context = {
        "tab": "overview",
        "kept": kept,
        "campaign": campaign,
        "people": queries.draw_people(kept),
        "same": queries.drawn_again(kept) if kept.drawn_at else None,
        "left": len(queries.left_to_plan(kept)) if kept.listed["per_unit"] else 0,
        "others": [line for line in lines if line.sends_others],
        "plans": queries.may_plan(actor, campaign),
        "takes": actor.can(Permission.EXPORT),
        "crumbs": crumbs_to(
            (campaign.title, reverse("inspection:campaign-detail", args=[campaign.pk])), (_("Random draw"), "")
        ),
    }
    return table_response(request, "inspection/draw_detail.html", table, context)


def draw_run(request: HttpRequest, pk: int) -> HttpResponse:
    actor = viewer(request, Permission.PLAN_INSPECTION)
    kept = _draw(request, pk, Permission.PLAN_INSPECTION)
    address = reverse("inspection:draw-detail", args=[pk])
    if kept.drawn_at is not None and request.method != "POST":
        return redirect(address)
    form = SeedForm(request.POST if request.method == "POST" else None)

    def run() -> str:
        services.run_draw(actor=actor, draw_of=kept, **form.cleaned_data)
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Draw"),
        lead=_("One draw of a list; seed, time and who drew are kept."),
        submit=_("Draw"),
        back=address,
    )


def draw_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The visits of the drawn pairs in one press."""
    actor = viewer(request, Permission.PLAN_INSPECTION)
    kept = _draw(request, pk, Permission.PLAN_INSPECTION)
    days = {"first_on": max(kept.round.first_on, clock.today()), "last_on": kept.round.last_on}
    form = SpanForm(request.POST or None, initial=days)
    address = reverse("inspection:draw-detail", args=[pk])

    def run() -> str:
        services.plan_drawn(actor=actor, draw_of=kept, **form.cleaned_data)
        return address

    return form_page(
        request,
        form,
        run,
        heading=_("Plan the drawn visits"),
        lead=_("They are spread over the working days, in the order of the draw."),
        submit=_("Plan the visits"),
        back=address,
    )


@require_safe
def draw_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, the seed and the result as the script reads them."""
    kept = _draw(request, pk, Permission.EXPORT)
    audit.record(
        actor=viewer(request),
        action="export.draw",
        obj=kept.round.campaign,
        org_unit=kept.round.campaign.org_unit.code,
        detail={"round": kept.round.number, "seed": kept.seed},
    )
    content = json.dumps(kept.published, ensure_ascii=False, indent=1).encode()
    return file_response(content, f"draw-{kept.pk}.json", JSON)


@require_safe
def draw_script(request: HttpRequest) -> HttpResponse:
    """The script that draws again; it needs Python alone."""
    viewer(request)
    content = (files("taizhang.inspection") / SCRIPT).read_bytes()
    return file_response(content, SCRIPT, PYTHON)
