"""Actors and requests for tests of the shell, and the county of the matrices."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from taizhang.core.actor import Actor, Grant
from taizhang.core.permissions import ROLE_PERMISSIONS, Role
from tests.web import matrix_world
from tests.web.matrix_world import MatrixWorld


def actor_with(*roles: Role) -> Actor:
    return Actor(1, "田小禾", tuple(Grant(role, "A", frozenset({"A"})) for role in roles), ROLE_PERMISSIONS)


@pytest.fixture
def get(rf: RequestFactory) -> Callable[..., HttpRequest]:
    """get("/x/?page=2", role=Role.OFFICE, htmx=False) -> a request as the middleware would hand it to a view."""

    def make(address: str, *, role: Role = Role.OFFICE, htmx: bool = False) -> HttpRequest:
        request = rf.get(address, headers={"HX-Request": "true"} if htmx else {})
        request.actor = actor_with(role)
        request.user = AnonymousUser()
        request._messages = []
        return request

    return make


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> MatrixWorld:
    return matrix_world.stand_up(monkeypatch)
