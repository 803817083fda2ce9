"""Error pages: what happened, in words, and where to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/error.html", {"kind": "bad_request"}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/error.html", {"kind": "forbidden"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/error.html", {"kind": "not_found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Draws without navigation or database: what broke may be exactly that."""
    return HttpResponseServerError(render_to_string("web/server_error.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from a page that stood open too long; `reason` is for developers and is not shown."""
    return render(request, "web/error.html", {"kind": "expired"}, status=403)
