"""Error pages: what happened, in words, and where to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

from taizhang.accounts.middleware import to_sign_in
from taizhang.core.requests import page_sent_from


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/error.html", {"kind": "bad_request"}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/error.html", {"kind": "forbidden"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/error.html", {"kind": "not_found"}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Draws without navigation or database: what broke may be exactly that."""
    return HttpResponseServerError(render_to_string("web/server_error.html"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form from a page that stood open too long; `reason` is for developers and is not shown. Without a session the
    way on is signing in, as for every form that is sent after it ended."""
    match = request.resolver_match
    if match is not None and getattr(match.func, "login_required", True) and not request.user.is_authenticated:
        return to_sign_in(request)
    answer = render(request, "web/error.html", {"kind": "expired", "back": page_sent_from(request)}, status=403)
    answer["X-Refused"] = "expired"  # htmx leaves the page as it is and tells it in words
    return answer
