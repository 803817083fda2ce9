"""Who isn't signed in signs in first, and comes back to the page that the request was sent from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from taizhang.core.htmx import redirect_after_post


class SignInFirst(LoginRequiredMiddleware):
    """A session that ended in mid-work: a form's own address cannot be read (405), and a fragment is no page."""

    def handle_no_permission(  # type: ignore[override]  # htmx follows a header, not a redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        fragment = request.headers.get("HX-Request") == "true"
        if request.method in ("GET", "HEAD") and not fragment:
            return super().handle_no_permission(request, view_func)
        sent_from = request.headers.get("HX-Current-URL" if fragment else "Referer", "")
        known = url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure())
        parts = urlsplit(sent_from if known else "/")
        page = parts.path + (f"?{parts.query}" if parts.query else "")
        return redirect_after_post(request, redirect_to_login(page, resolve_url(settings.LOGIN_URL)).url)
