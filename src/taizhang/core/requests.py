"""Who is behind a request, and numbers as it sends them."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from taizhang.core.actor import Actor

NOBODY = Actor(user_id=None, name="")


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put there (read when first used); nobody before sign-in or where it did not run."""
    return cast(Actor, getattr(request, "actor", NOBODY))


def whole_number(text: str, *, digits: int = 9) -> int | None:
    """A number as an address or a form sends it; None for anything else. A database key has up to 18 digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
