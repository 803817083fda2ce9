"""The trace of a figure and the rows behind it: pages of their own, fragments for the side panel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from taizhang.core.htmx import render_page
from taizhang.core.opening import unmask_state
from taizhang.core.packs import installed_packs
from taizhang.core.requests import actor_of
from taizhang.figures import queries, services
from taizhang.figures.places import one_reading
from taizhang.figures.types import FigureValue, Trace
from taizhang.figures.views.charts import bar_chart
from taizhang.figures.views.common import export_url, figure_of, indicator_url, number_of


@require_safe
@one_reading
def figure_trace(request: HttpRequest, indicator_key: str, org_unit: str, period: str) -> HttpResponse:
    actor, figure = actor_of(request), figure_of(request, indicator_key, org_unit, period)
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
        "restated": request.GET.get("restated", ""),
        "detail_url": _detail_url(request, indicator_key, org_unit, period),
        **_across_mergers(trace, figure),
    }
    return render_page(request, "figures/figure_trace.html", context, fragment="figures/_trace.html")


@require_safe
@one_reading
def figure_rows(request: HttpRequest, indicator_key: str, org_unit: str, period: str, term: str) -> HttpResponse:
    actor, figure = actor_of(request), figure_of(request, indicator_key, org_unit, period)
    filters = {name: request.GET.get(name, "") for name in ("unit", "sort", "restated")}
    page = queries.rows(actor, figure, term, number_of(request, "page"), filters)
    ledger = installed_packs().ledger(page.term.ledger_key)
    if fields := queries.personal_fields(page, ledger):
        services.record_personal_view(actor=actor, figure=figure, page=page, fields=fields)
    context = {
        "figure": figure,
        "indicator": figure.indicator,
        "page": page,
        "ledger": ledger,
        "unmask": unmask_state(actor, ledger),
        "filters": filters,
        "rows_url": request.path,
        "restated": filters["restated"],
        "detail_url": _detail_url(request, indicator_key, org_unit, period),
        "export_url": export_url(indicator_key, org_unit, period, term, **filters),
    }
    return render_page(request, "figures/figure_rows.html", context, fragment="figures/_rows.html")


def _across_mergers(trace: Trace, figure: FigureValue) -> dict[str, object]:
    """For a figure that compares with an earlier one: what merged in between, and where it can be restated."""
    earlier = [item.figure for item in trace.inputs if item.figure.period.last < figure.period.first]
    if figure.restated_as_of or not earlier:
        return {}
    oldest = min(earlier, key=lambda item: item.period.first)
    mergers = queries.mergers_between(figure.org_unit, oldest.period, figure.period)
    page = indicator_url(oldest.indicator_key, figure.org_unit, figure.period_code, restated="1")
    return {"mergers": mergers, "restate_url": page, "compared_with": oldest}


def _detail_url(request: HttpRequest, key: str, org_unit: str, period: str) -> str:
    """The page where the figure stands: a restated one beside that of the later period."""
    later = request.GET.get("restated", "")
    return indicator_url(key, org_unit, later, restated="1") if later else indicator_url(key, org_unit, period)
