"""My own corner: role, the whole navigation (for phones), sign-out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from taizhang.core.htmx import render_page


@require_GET
def me(request: HttpRequest) -> HttpResponse:
    return render_page(request, "web/me.html")
