"""A school's desk with tokens; calls go through the whole of Django, as a program's do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from taizhang.accounts import tokens
from taizhang.accounts.models import User
from taizhang.core.permissions import Role
from taizhang.core.scopes import Scope
from taizhang.ledgers.models import Submission
from taizhang.organisation import queries
from tests.ledgers.conftest import PERIOD, Desk, desk

__all__ = ["desk"]
API = "/api/v1"
ALL = [scope.value for scope in Scope]
ROLL = f"{API}/submissions/county-base.school_roll/{PERIOD.code}/S1"
ROWS: list[dict[str, Any]] = [
    {"stage": "primary", "学生数": 120, "班级数": 4, "寄宿生数": 0, "随迁子女数": 20, "专任教师数": 9},
    {"stage": "junior", "学生数": 90, "班级数": 3, "寄宿生数": 30, "随迁子女数": 10, "专任教师数": 8},
]


@dataclass
class Program:
    """A program with a token."""

    secret: str
    client: Client

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        address = path if path.startswith("/") else f"{API}/{path}"
        kind = headers.pop("content_type", "application/json")
        data = body if isinstance(body, bytes | str) else b"" if body is None else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        head = {"authorization": f"Bearer {self.secret}", **named}
        return self.client.generic(method, address, data, content_type=kind, headers=head)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, **headers)

    def put(self, path: str, body: object, **headers: str) -> Any:
        return self.call("PUT", path, body, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self.call("POST", path, body, **headers)


def program_of(user: User, scopes: list[str] | None = None, **more: Any) -> Program:
    actor = queries.actor_for(user)
    made = {"name": "学籍系统", "days": 30, "scopes": ALL if scopes is None else scopes, **more}
    _token, secret = tokens.issue_token(actor=actor, **made)
    return Program(secret, Client(raise_request_exception=False))


@pytest.fixture(autouse=True)
def _no_counts_left() -> None:
    cache.clear()


@pytest.fixture
def clerk(desk: Desk) -> Program:
    return program_of(User.objects.get(username="clerk"))


@pytest.fixture
def other(desk: Desk) -> Program:
    return program_of(User.objects.get(username="other"))


@pytest.fixture
def reviewer(desk: Desk) -> Program:
    return program_of(User.objects.get(username="reviewer"))


@pytest.fixture
def head(desk: Desk) -> Program:
    return program_of(desk.world.person(Role.SCHOOL_HEAD, "S1"))


def filed(program: Program, **headers: str) -> Submission:
    answer = program.put(ROLL, {"rows": ROWS}, **headers)
    assert answer.status_code == 200, answer.content.decode()
    return Submission.objects.get(pk=answer.json()["submission"])
