"""The store of files does not answer: told in words, with the status by which phones and programs try again."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from taizhang.core.file_store import StoreAway

log = logging.getLogger(__name__)


class StoreAwayMiddleware:
    """Stands last: the page is drawn for its reader."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, StoreAway):
            return None
        log.error("The store of files does not answer: %s", exception)
        page = render(request, "web/error.html", {"kind": "store_away"}, status=503)
        page["Retry-After"] = "60"
        return page
