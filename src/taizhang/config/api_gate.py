"""The one view behind /api/v1/: chooses the language, imports the API when it is first called, finds the operation."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt


def wanted_language(request: HttpRequest) -> str:
    """Of `?language=` or else Accept-Language the first that we have; Chinese unless English stands before it."""
    asked = request.GET.get("language") or request.headers.get("Accept-Language", "")
    for part in asked.lower().split(","):
        name = part.partition(";")[0].strip()
        if name.startswith("zh"):
            return "zh-hans"
        if name.startswith("en"):
            return "en"
    return "zh-hans"


@csrf_exempt  # cookies are not looked at: see config.api.Token
@login_not_required  # tokens instead
def api_gate(request: HttpRequest, rest: str) -> HttpResponseBase:
    from taizhang.config.api import PATTERNS
    from taizhang.core.rest import PROBLEM, problem_answer

    language = wanted_language(request)
    with translation.override(language):
        if "\x00" in rest or "%00" in request.META.get("QUERY_STRING", ""):
            return problem_answer("bad-request")
        try:
            match = resolve(f"/{rest}", PATTERNS)  # type: ignore[arg-type]
        except Resolver404:
            return problem_answer("not-found")
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        if answer.status_code == 405 and answer.headers.get("Content-Type") != PROBLEM:
            answer = problem_answer("method", headers={"Allow": answer.headers.get("Allow", "")})
    answer.headers.setdefault("Content-Language", language)
    answer.headers.setdefault("Cache-Control", "private, no-store")
    answer.headers.setdefault("Vary", "Authorization, Accept-Language")
    return answer
