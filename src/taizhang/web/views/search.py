"""One search box for everything that has a name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from taizhang.core.htmx import render_page
from taizhang.core.requests import actor_of
from taizhang.core.search import search as find


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    return render_page(request, "web/search.html", {"text": text, "hits": find(actor_of(request), text)})
