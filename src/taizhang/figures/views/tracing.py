"""The trace of a figure and the rows behind it: pages of their own, fragments for the side panel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from taizhang.core.htmx import render_page
from taizhang.core.packs import installed_packs
from taizhang.figures import queries, services
from taizhang.figures.places import one_reading
from taizhang.figures.views.charts import bar_chart
from taizhang.figures.views.common import actor_of, export_url, indicator_url, number_of, period_of


@require_safe
@one_reading
def figure_trace(request: HttpRequest, indicator_key: str, org_unit: str, period: str) -> HttpResponse:
    actor = actor_of(request)
    figure = queries.figure(actor, indicator_key, org_unit, period_of(period))
    page = number_of(request, "filings")
    trace = queries.trace(actor, figure, filing_page=page)
    pages = max(1, -(-trace.filing_count // queries.FILINGS_SHOWN))
    context = {
        "figure": figure,
        "indicator": figure.indicator,
        "trace": trace,
        "bars": bar_chart(trace.parts),
        "filing_page": page,
        "filing_pages": pages,
        "detail_url": indicator_url(indicator_key, org_unit, period),
    }
    return render_page(request, "figures/figure_trace.html", context, fragment="figures/_trace.html")


@require_safe
@one_reading
def figure_rows(request: HttpRequest, indicator_key: str, org_unit: str, period: str, term: str) -> HttpResponse:
    actor = actor_of(request)
    figure = queries.figure(actor, indicator_key, org_unit, period_of(period))
    filters = {name: request.GET.get(name, "") for name in ("unit", "sort")}
    page = queries.rows(actor, figure, term, number_of(request, "page"), filters)
    ledger = installed_packs().ledger(page.term.ledger_key)
    if fields := queries.personal_fields(page, ledger):
        services.record_personal_view(actor=actor, figure=figure, page=page, fields=fields)
    context = {
        "figure": figure,
        "indicator": figure.indicator,
        "page": page,
        "filters": filters,
        "rows_url": request.path,
        "detail_url": indicator_url(indicator_key, org_unit, period),
        "export_url": export_url(indicator_key, org_unit, period, term, **filters),
    }
    return render_page(request, "figures/figure_rows.html", context, fragment="figures/_rows.html")
