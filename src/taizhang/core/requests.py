"""Who is behind a request, and numbers as it sends them."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from taizhang.core.actor import Actor

NOBODY = Actor(user_id=None, name="")


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put there (read when first used); nobody before sign-in or where it did not run."""
    return cast(Actor, getattr(request, "actor", NOBODY))


def page_sent_from(request: HttpRequest) -> str:
    """Path and query of the page of ours from which a form or a fragment was asked for; "/" where none is told."""
    fragment = request.headers.get("HX-Request") == "true"
    sent_from = request.headers.get("HX-Current-URL" if fragment else "Referer", "")
    known = url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(sent_from if known else "/")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def whole_number(text: str, *, digits: int = 9) -> int | None:
    """A number as an address or a form sends it; None for anything else. A database key has up to 18 digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
