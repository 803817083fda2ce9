"""Addresses: each app brings its own."""

from __future__ import annotations

from django.urls import include, path

from taizhang.config.api_gate import api_gate

urlpatterns = [
    path("", include("taizhang.web.urls")),
    path("api/v1/<path:rest>", api_gate, name="api"),
    path("accounts/", include("taizhang.accounts.urls")),
    path("targets/", include("taizhang.targets.urls")),
    path("ledgers/", include("taizhang.ledgers.urls")),
    path("inspection/", include("taizhang.inspection.urls")),
    path("figures/", include("taizhang.figures.urls")),
    path("summaries/check/", include("taizhang.proofreading.urls")),
    path("summaries/", include("taizhang.summaries.urls")),
    path("settings/organisation/", include("taizhang.organisation.urls")),
    path("settings/", include("taizhang.core.urls")),
]
handler400 = "taizhang.web.views.errors.bad_request"
handler403 = "taizhang.web.views.errors.forbidden"
handler404 = "taizhang.web.views.errors.not_found"
handler500 = "taizhang.web.views.errors.server_error"
