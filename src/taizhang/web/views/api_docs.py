"""The API described and tried out: Swagger UI from our own files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

DESCRIPTION = "/api/v1/openapi.json"


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """Requests made here carry the token that the reader types in, not the session."""
    address = f"{DESCRIPTION}?language={get_language() or 'zh-hans'}"
    settings = {
        "url": address,
        "layout": "BaseLayout",
        "defaultModelsExpandDepth": 0,
        "deepLinking": True,
        "displayRequestDuration": True,
    }
    return render(request, "web/api_docs.html", {"settings": settings})
