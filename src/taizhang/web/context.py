"""What every full page needs: navigation, actor, language, type size."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from taizhang.core import clock
from taizhang.core.htmx import wants_fragment
from taizhang.core.navigation import NavItem, navigation
from taizhang.core.requests import actor_of
from taizhang.web.preferences import wants_large_type


def shell(request: HttpRequest) -> dict[str, Any]:
    """Counts are asked only when the frame is really drawn: a fragment costs no navigation queries."""
    actor = actor_of(request)

    def items() -> list[NavItem]:
        return [] if wants_fragment(request) else navigation(actor, request.path)

    return {
        "nav": SimpleLazyObject(items),
        "actor": actor,
        "language": get_language(),
        "large_type": wants_large_type(request),
        "today": clock.today(),
        "in_wechat": "MicroMessenger" in request.headers.get("User-Agent", ""),  # its browser saves no files
    }
