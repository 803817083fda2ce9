"""Language and type size: a cookie for this browser, the user's record for the next one."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from taizhang.accounts.models import User

LARGE_TYPE_COOKIE = "taizhang_large_type"
YEAR_SECONDS = 365 * 24 * 3600
LANGUAGES = {code for code, _name in settings.LANGUAGES}


def wants_large_type(request: HttpRequest) -> bool:
    cookie = request.COOKIES.get(LARGE_TYPE_COOKIE)
    if cookie is not None:
        return cookie == "1"
    user = getattr(request, "user", None)
    return bool(isinstance(user, User) and user.large_type)


def wanted_language(request: HttpRequest) -> str:
    """This browser's choice, else the person's, else Chinese. What the browser's maker set says nothing about a reader
    in a bureau, so Accept-Language is not asked."""
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in LANGUAGES:
        return cookie
    user = getattr(request, "user", None)
    chosen = user.language if isinstance(user, User) else ""
    return chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE


def save_preferences(*, user: object, language: str | None = None, large_type: bool | None = None) -> None:
    """Remember a choice with the person; nobody signed in: nothing to remember."""
    if not isinstance(user, User):
        return
    changed = {key: value for key, value in (("language", language), ("large_type", large_type)) if value is not None}
    User.objects.filter(pk=user.pk).update(**changed)


class LanguageMiddleware:
    """Stands after the authentication middleware in place of Django's LocaleMiddleware (see `wanted_language`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = wanted_language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response
