"""One indicator: the figure large, then trend, parts and what is missing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from taizhang.core.actor import Actor
from taizhang.core.htmx import render_page
from taizhang.core.language import language_of
from taizhang.core.requests import actor_of
from taizhang.figures import queries
from taizhang.figures.places import one_reading
from taizhang.figures.types import FigureValue
from taizhang.figures.views.charts import bar_chart, map_chart, trend_chart
from taizhang.figures.views.common import Choice, choice_of, export_url, in_order, indicator_url


@require_safe
@one_reading
def indicator_detail(request: HttpRequest, indicator_key: str) -> HttpResponse:
    actor, choice = actor_of(request), choice_of(request)
    series = queries.series(actor, indicator_key, choice.place.code, until=choice.period)
    figure = figure_among(series, actor, indicator_key, choice)
    before = figure.period.same_period_last_year()
    mergers = queries.mergers_between(figure.org_unit, before, figure.period)
    restated = bool(mergers) and request.GET.get("restated") == "1"
    trace = queries.trace(actor, figure, with_filings=False)
    order = request.GET.get("order", "")
    parts = in_order(trace.parts, order)
    context = {
        "choice": choice,
        "figure": figure,
        "indicator": figure.indicator,
        "trace": trace,
        "parts": parts,
        "order": order,
        "change": queries.last_year(actor, figure, restated=restated, among=series),
        "before": before,
        "mergers": mergers,
        "restated": restated,
        "series": series,
        "trend": trend_chart(series, language_of()),
        "bars": bar_chart(parts),
        "map": map_chart(parts),
        "parts_export": export_url(indicator_key, figure.org_unit, figure.period_code, "parts", order=order),
        "series_export": export_url(indicator_key, figure.org_unit, figure.period_code, "series"),
        "crumbs": [
            (crumb.place.name, indicator_url(indicator_key, crumb.place.code, figure.period_code))
            for crumb in queries.crumbs(actor, figure.org_unit, figure.period)
        ],
    }
    return render_page(request, "figures/indicator_detail.html", context)


def figure_among(series: list[FigureValue], actor: Actor, key: str, choice: Choice) -> FigureValue:
    """The page's own figure: mostly the newest of its series; read by itself, and computed, when it is not stored."""
    at_hand = (item for item in series if item.period == choice.period)
    return next(at_hand, None) or queries.figure(actor, key, choice.place.code, choice.period)
