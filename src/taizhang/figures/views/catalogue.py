"""The catalogue of indicators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from taizhang.core.htmx import render_page
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Permission
from taizhang.core.requests import actor_of
from taizhang.engine.figure import FigureStatus
from taizhang.engine.periods import Period
from taizhang.figures import queries
from taizhang.figures.places import one_reading
from taizhang.figures.tasks import ask_run
from taizhang.figures.types import CatalogueRow
from taizhang.figures.views.common import choice_of, number_of, period_of

FILTERS = ("q", "pack", "group", "status")
SHOWN = 100  # indicators a page


@require_safe
@one_reading
def indicator_list(request: HttpRequest) -> HttpResponse:
    choice = choice_of(request)
    everything = rows_of(request, choice.place.code, choice.period)
    rows = of_status(everything, request.GET.get("status", ""))
    pages = max(1, -(-len(rows) // SHOWN))
    page = min(number_of(request, "page"), pages)
    packs = installed_packs()
    kept = {name: value for name, value in request.GET.dict().items() if name != "page"}
    asked = {"org": choice.place.code, "period": choice.period.code, **kept}
    context = {
        "choice": choice,
        "export_url": f"{reverse('figures:catalogue-export')}?{urlencode(asked)}&",
        "waiting": sum(row.figure.reason is queries.NOT_COMPUTED for row in everything),
        "may_compute": actor_of(request).can(Permission.COMPUTE_FIGURE),
        "groups": grouped(rows[(page - 1) * SHOWN : page * SHOWN]),
        "count": len(rows),
        "page": page,
        "page_count": pages,
        "counts": [(status.value, len(of_status(everything, status.value))) for status in FigureStatus],
        "mergers": queries.mergers_between(choice.place.code, choice.period.same_period_last_year(), choice.period),
        "filters": {name: request.GET.get(name, "") for name in FILTERS},
        "filtered": any(request.GET.get(name) for name in FILTERS),
        "pack_options": [pack for pack in packs.packs.values() if pack.indicators],
        "group_options": sorted({item.group for item in packs.indicators.values() if item.group}),
    }
    return render_page(request, "figures/indicator_list.html", context, fragment="figures/_indicator_rows.html")


@require_POST
def period_compute(request: HttpRequest) -> HttpResponse:
    """All figures of a period that was never computed, as a job; the page comes back and is loaded anew."""
    period = period_of(request.POST.get("period", ""))
    ask_run(actor=actor_of(request), period=period)
    messages.success(request, _("The figures are being computed; that takes under a minute. Then load this page anew."))
    asked = {name: request.POST[name] for name in ("org", "period") if request.POST.get(name)}
    return redirect(f"{reverse('figures:indicator-list')}?{urlencode(asked)}")


def rows_of(request: HttpRequest, org_unit: str, period: Period) -> list[CatalogueRow]:
    """The rows that the address asks for, of every status."""
    text, pack, group = (request.GET.get(name, "") for name in ("q", "pack", "group"))
    return queries.catalogue(actor_of(request), org_unit=org_unit, period=period, text=text, pack=pack, group=group)


def of_status(rows: list[CatalogueRow], status: str) -> list[CatalogueRow]:
    """Those of one status; all for none."""
    return [row for row in rows if status in ("", row.figure.status.value)]


def grouped(rows: list[CatalogueRow]) -> list[tuple[str, list[CatalogueRow]]]:
    """By heading in the packs' order; without a heading last."""
    order: dict[str, list[CatalogueRow]] = {}
    for row in rows:
        order.setdefault(row.figure.indicator.group, []).append(row)
    rest = order.pop("", [])
    found = list(order.items())
    return [*found, (_("Other"), rest)] if rest else found
