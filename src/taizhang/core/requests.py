"""Who is behind a request."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from taizhang.core.actor import Actor

NOBODY = Actor(user_id=None, name="")


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put there (read when first used); nobody before sign-in or where it did not run."""
    return cast(Actor, getattr(request, "actor", NOBODY))
