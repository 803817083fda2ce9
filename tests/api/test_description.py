"""The API against its own description, with made-up requests: it never breaks, and answers as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils.translation import override
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error, response_schema_conformance, status_code_conformance

from taizhang.accounts.models import User
from taizhang.config.wsgi import application
from tests.api.conftest import Program, filed, program_of
from tests.api.test_matrix import description
from tests.ledgers.conftest import Desk

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
EXAMPLES = 4
QUIET = {"deadline": None, "derandomize": True, "database": None, "phases": [Phase.generate]}


@contextmanager
def same_connection() -> Iterator[None]:
    """A request does not close the connection that the test's transaction is on; Django's own test client sees to it
    for its own requests, and connects the signals again after each."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_made_up_requests_are_answered_as_described(
    desk: Desk, clerk: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of each operation a few requests that fit it and a few that do not, at a filing that is there and at others."""
    monkeypatch.setattr(django_settings, "API_PER_MINUTE", 100_000)
    pk = filed(clerk).pk
    clerk.post(f"submissions/{pk}/submit")
    secret = program_of(User.objects.get(username="reviewer")).secret
    with same_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        there = {
            "pk": pk,
            "ledger": desk.ledger.key,
            "key": desk.ledger.key,
            "period": "2026H1",
            "org": "S1",
            "code": "S1",
        }
        tried = set()
        for result in schema.get_all_operations():
            operation = result.ok()
            tried.add(operation.label)
            names = {parameter.name for parameter in operation.path_parameters}
            known = {name: there[name] for name in names if name in there} if names <= set(there) else None
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _try(operation, mode, known, secret)
    assert len(tried) == sum(len(methods) for methods in description()["paths"].values())


def _try(operation: Any, mode: GenerationMode, known: dict[str, object] | None, secret: str) -> None:
    try:
        strategy = operation.as_strategy(mode, path_parameters=known)
    except Exception:  # nothing can be wrong with a request that has no parts
        if mode is GenerationMode.NEGATIVE:
            return
        raise

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), **QUIET)
    @given(case=strategy)
    def attempt(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(answer, checks=CHECKS)

    attempt()


def test_the_command_prints_what_the_server_answers(clerk: Program) -> None:
    from click.testing import CliRunner

    from taizhang.config.cli import cli

    printed = json.loads(CliRunner().invoke(cli, ["api", "schema"]).output)
    served = clerk.client.get("/api/v1/openapi.json").json()
    assert printed["paths"].keys() == served["paths"].keys() and served["openapi"] == "3.1.0"
    assert printed["components"] == served["components"]


def test_only_filing_tells_how_it_was_read() -> None:
    parts = description()["components"]["schemas"]
    told = description()["paths"]["/api/v1/submissions/{ledger}/{period}/{org}"]["put"]["responses"]["422"]["content"]
    assert told == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/RefusedOut"}}}
    assert "read" not in parts["ProblemAnswer"]["properties"]
    assert {"left_out", "repairs"} <= set(parts["HowRead"]["properties"]) <= set(parts["PushOut"]["properties"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_word_of_the_description_is_in_the_language_asked_for(language: str) -> None:
    """Whoever adds an operation or a field without said() is stopped here."""
    with override(language):
        described = description()
    words = list(_words(described))
    assert len(words) > 150
    chinese = {text for text in words if re.search("[一-鿿]", text)}
    ours = {"Taizhang (台账)", "No rows, and meant so (零报告)."}  # English says the Chinese word, too
    assert (set(words) - chinese if language == "zh-hans" else chinese - ours) == set()
    assert {tag for path in described["paths"].values() for item in path.values() for tag in item["tags"]} == {
        group["name"] for group in described["tags"]
    }


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (part[name] for name in ("title", "summary", "description") if isinstance(part.get(name), str))
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _words(inner)
