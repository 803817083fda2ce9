"""Each role x each operation of the API, by the table in permission_matrix.txt; and what the description promises.

A new operation without a line fails, and so does one that opens to another role. The tokens hold every scope, so a
line tells what the role may do at most.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from taizhang.core.permissions import Role
from taizhang.figures.api import TraceOut
from taizhang.summaries.api import SummaryOut
from tests.api.conftest import Program, program_of
from tests.web import matrix_world
from tests.web.matrix_world import PICTURE, MatrixWorld
from tests.web.test_permission_matrix import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LET_THROUGH = (200, 201, 409)  # 409: allowed, but the filing is in another state
TABLE = Path(__file__).with_name("permission_matrix.txt")


def lines() -> Iterator[tuple[str, dict[Role, int]]]:
    rows = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert rows[0] == ["operation", *ROLES]
    for method, path, *statuses in rows[1:]:
        yield f"{method} {path}", {role: int(status) for role, status in zip(ROLES.values(), statuses, strict=True)}


def description() -> dict[str, Any]:
    from taizhang.config.api import api

    found: dict[str, Any] = api.get_openapi_schema()
    return found


def operations() -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    }


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> MatrixWorld:
    return matrix_world.stand_up(monkeypatch)


def place(world: MatrixWorld, operation: str) -> str:
    thing = "issued" if "/summaries" in operation else "evidence" if " /evidence" in operation else "submission"
    pk = (world.inspection["under_way"] if "/visits" in operation else world.rows[thing]).pk
    kind = {"rows": "csv", "document": "html"}.get(operation.rpartition("/")[2].partition(".")[0], "")
    values = {
        "{pk}": str(pk), "{kind}": kind, "{code}": "S1", "{key}": "t.roll", "{ledger}": "t.roll", "{org}": "S1",
        "{period}": "2026H1", "{indicator}": "t.pupils",
    }  # fmt: skip
    path = operation.partition(" ")[2]
    for name, value in values.items():
        path = path.replace(name, value)
    return path.lstrip("/") + ("?org=S1&period=2026H1" if path == "/figures" else "")


BODIES: dict[str, object] = {
    "POST /check": {"text": "共有学校10所，其中小学6所、初中4所。"},
    "PUT /submissions/{ledger}/{period}/{org}": {"rows": [{"grade": "1", "pupils": 99}]},
    "POST /submissions/{pk}/accept": {"version": 1},
    "POST /submissions/{pk}/return": {"version": 1, "comment": "请核对人数"},
    "POST /visits/{pk}/entries": {
        "device": "程序",
        "entries": [{"id": str(uuid.uuid4()), "path": "met/pupils", "value": 8, "at": "2026-07-06T09:30:00+08:00"}],
    },
    "POST /visits/{pk}/file": {},
    "POST /submissions/{pk}/reopen": {"reason": "学校要更正"},
}


def ask(program: Program, world: MatrixWorld, operation: str) -> Any:
    """One request; whatever it changed is undone."""
    method, path = operation.partition(" ")[0], place(world, operation)
    body: object = BODIES.get(operation)
    more = {}
    if operation in ("POST /submissions/{pk}/evidence", "POST /visits/{pk}/photos"):
        body = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("照片.png", PICTURE), "id": str(uuid.uuid4())})
        more["content_type"] = MULTIPART_CONTENT
    with transaction.atomic():
        answer = program.call(method, path, body, **more)
        transaction.set_rollback(True)
    return answer


def test_every_operation_has_its_line() -> None:
    assert sorted(name for name, _statuses in lines()) == sorted(operations())


@pytest.mark.parametrize("role", Role)
def test_each_role_is_answered_as_the_table_says(world: MatrixWorld, role: Role) -> None:
    program = program_of(world.people[role])
    wrong = {}
    for operation, statuses in lines():
        status = ask(program, world, operation).status_code
        if status != statuses[role]:
            wrong[operation] = (status, statuses[role])
    assert wrong == {}, "(answered, table)"


def test_documents_and_traces_are_as_described(world: MatrixWorld) -> None:
    program = program_of(world.people[Role.BUREAU_LEADER])
    document = ask(program, world, "GET /summaries/{pk}")
    SummaryOut.model_validate_json(document.content)
    assert document.json()["slots"][0]["trace"]["filings"]
    trace = ask(program, world, "GET /traces/{indicator}/{org}/{period}").json()
    TraceOut.model_validate(trace)
    assert trace["filings"][0]["org_unit"] == "S1" and trace["terms"]


def test_nothing_is_answered_without_a_token_or_without_scopes(world: MatrixWorld) -> None:
    nobody = Program("", Client())
    closed = program_of(world.people[Role.SECTION_CLERK], ["personal:read"])
    for operation in operations():
        assert ask(nobody, world, operation).status_code == 401, operation
        if operation != "GET /me":
            assert ask(closed, world, operation).status_code == 403, operation


def test_a_scope_is_enough_for_what_the_description_says(world: MatrixWorld) -> None:
    """`x-scopes` beside an operation are those that it needs, no fewer."""
    table = dict(lines())
    for operation, told in operations().items():
        role = next(role for role, status in table[operation].items() if status in LET_THROUGH)
        program = program_of(world.people[role], told["x-scopes"] or ["ledgers:read"])
        assert ask(program, world, operation).status_code in LET_THROUGH, (operation, role)


def test_every_operation_is_described() -> None:
    seen = set()
    for name, operation in operations().items():
        assert operation["summary"] and operation["operationId"] not in seen, name
        seen.add(operation["operationId"])
        good = {str(status): told for status, told in operation["responses"].items() if str(status) < "300"}
        assert good and all(
            body["schema"] for told in good.values() for body in told.get("content", {"": {"schema": {}}}).values()
        ), name
        assert "401" in operation["responses"] and operation["security"], name
