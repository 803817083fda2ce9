"""Internet Explorer, or a browser of 360 or QQ in its "compatible mode": told what to do, instead of a broken page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_KERNEL = ("MSIE ", "Trident/")


class OldBrowserMiddleware:
    """Answers 200: for other codes Internet Explorer shows a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        agent = request.headers.get("User-Agent", "")
        if not any(mark in agent for mark in _KERNEL):
            return self.get_response(request)
        address = request.build_absolute_uri() if request.method == "GET" else request.build_absolute_uri("/")
        response = HttpResponse(render_to_string("web/old_browser.html", {"address": address}))
        response.headers["Cache-Control"] = "no-store"  # the same address in another mode is another page
        return response
