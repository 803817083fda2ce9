"""Switches in the bar: language and large type. They work before sign-in too."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from taizhang.web.preferences import LANGUAGES, LARGE_TYPE_COOKIE, YEAR_SECONDS, save_preferences


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the switch was pressed on, and nowhere outside."""
    url = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(url if safe and url.startswith("/") else "/")


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    response = _back(request)
    if chosen in LANGUAGES:
        save_preferences(user=request.user, language=chosen)
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_SECONDS, samesite="Lax")
    return response


@login_not_required
@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    on = request.POST.get("large_type") == "1"
    save_preferences(user=request.user, large_type=on)
    response = _back(request)
    response.set_cookie(LARGE_TYPE_COOKIE, "1" if on else "0", max_age=YEAR_SECONDS, samesite="Lax")
    return response
