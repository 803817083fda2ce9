"""An address that takes forms only, opened by itself: Django refuses it with an empty page."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render


class RefusedMethodMiddleware:
    """Puts the product's own error page in the place of an empty 405. Stands last: the page is drawn for its reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not isinstance(answer, HttpResponseNotAllowed) or answer.content:
            return answer
        page = render(request, "web/error.html", {"kind": "not_allowed"}, status=405)
        page["Allow"] = answer["Allow"]
        return page
