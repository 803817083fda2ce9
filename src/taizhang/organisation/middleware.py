"""Who acts in this request, known before any view runs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from taizhang.core.opening import opened_ledgers
from taizhang.organisation import queries


class ActorMiddleware:
    """`request.actor`: read from the database when first used, once a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: queries.actor_for(user).with_opened(opened_ledgers(request.session))
        )
        return self.get_response(request)
