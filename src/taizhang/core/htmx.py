"""One view for the full page and for the fragment that htmx asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

BAD_FORM = 422


def wants_fragment(request: HttpRequest) -> bool:
    """True when htmx swaps a part of the page; a boosted link or a step back in history wants the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and not (
        headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    )


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only `fragment` when htmx asked. Caches keep the two apart (Vary)."""
    name = fragment if fragment and wants_fragment(request) else template
    response = render(request, name, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def render_bad_form(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, fragment: str = ""
) -> HttpResponse:
    """The form again with what is wrong: status 422, which our htmx settings swap in and a browser shows."""
    return render_page(request, template, context, fragment=fragment, status=BAD_FORM)


def redirect_after_post(request: HttpRequest, url: str) -> HttpResponse:
    """Post, redirect, get: a plain browser follows 302, htmx follows HX-Redirect."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
