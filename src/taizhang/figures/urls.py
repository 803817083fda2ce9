"""Addresses of figures."""

from __future__ import annotations

from django.urls import path

from taizhang.figures.views import catalogue, exports, indicator, tracing

app_name = "figures"
urlpatterns = [
    path("", catalogue.indicator_list, name="indicator-list"),
    path("compute/", catalogue.period_compute, name="period-compute"),
    path("export/", exports.catalogue_export, name="catalogue-export"),
    path("<str:indicator_key>/", indicator.indicator_detail, name="indicator-detail"),
    path("<str:indicator_key>/<str:org_unit>/<str:period>/", tracing.figure_trace, name="figure-trace"),
    path("<str:indicator_key>/<str:org_unit>/<str:period>/rows/<str:term>/", tracing.figure_rows, name="figure-rows"),
    path(
        "<str:indicator_key>/<str:org_unit>/<str:period>/export/<str:view>/",
        exports.figure_export,
        name="figure-export",
    ),
]
