"""Who isn't signed in signs in first, and comes back to the page that the request was sent from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

from taizhang.core.htmx import redirect_after_post
from taizhang.core.requests import page_sent_from

_SIGN_OUT = "accounts:sign-out"


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Answers a form or a fragment that was sent without a session. Who wanted to sign out has what was wanted, and is
    not led back."""
    sign_in, match = resolve_url(settings.LOGIN_URL), request.resolver_match
    if match is not None and match.view_name == _SIGN_OUT:
        return redirect_after_post(request, sign_in)
    return redirect_after_post(request, redirect_to_login(page_sent_from(request), sign_in).url)


class SignInFirst(LoginRequiredMiddleware):
    """A session that ended in mid-work: a form's own address cannot be read (405), and a fragment is no page."""

    def handle_no_permission(  # type: ignore[override]  # htmx follows a header, not a redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if request.method in ("GET", "HEAD") and request.headers.get("HX-Request") != "true":
            return super().handle_no_permission(request, view_func)
        return to_sign_in(request)
