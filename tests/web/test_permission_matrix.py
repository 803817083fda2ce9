"""Each role x each address of the whole product, by the table in permission_matrix.txt.

The table is the decision: a new page without a line in it fails, and so does a page that opens to another role. Letters
of the roles stand over the columns; a line is the name, the method and the status that each role is answered with.
Every request is made on the same small county and undone afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from taizhang.core.permissions import Role
from tests.web.matrix_addresses import PLACES, SENT, url_names
from tests.web.matrix_world import MatrixWorld
from tests.web.test_deny_by_default import PUBLIC

TABLE = Path(__file__).with_name("permission_matrix.txt")
ROLES = {
    "clerk": Role.SCHOOL_CLERK,
    "head": Role.SCHOOL_HEAD,
    "section": Role.SECTION_CLERK,
    "sechead": Role.SECTION_HEAD,
    "zone": Role.ZONE_INSPECTOR,
    "office": Role.OFFICE,
    "leader": Role.BUREAU_LEADER,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
}
WRITES = {"POST"}


def lines() -> Iterator[tuple[str, str, dict[Role, int]]]:
    """(URL name, method, status by role)"""
    rows = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    assert rows[0] == ["name", "method", *ROLES]
    for name, method, *statuses in rows[1:]:
        yield name, method, {role: int(status) for role, status in zip(ROLES.values(), statuses, strict=True)}


def ask(world: MatrixWorld, role: Role, name: str, method: str) -> int:
    """The status of one request; whatever it changed is undone."""
    client = world.client(role)
    address = reverse(name, args=PLACES[name](world) if name in PLACES else [])
    with transaction.atomic():
        if method == "GET":
            status = client.get(address).status_code
        else:
            status = client.post(address, SENT[name](world) if name in SENT else {}).status_code
        transaction.set_rollback(True)
    return status


def test_every_address_has_its_line() -> None:
    named = {name for name, _method, _statuses in lines()}
    assert named == url_names()
    assert len(list(lines())) == len({(name, method) for name, method, _statuses in lines()})


@pytest.mark.one_database
@pytest.mark.parametrize("role", Role)
def test_each_role_is_answered_as_the_table_says(world: MatrixWorld, role: Role) -> None:
    wrong = {}
    for name, method, statuses in lines():
        status = ask(world, role, name, method)
        if status != statuses[role]:
            wrong[f"{method} {name}"] = (status, statuses[role])
    assert wrong == {}, "(answered, table)"


def test_the_auditor_changes_nothing() -> None:
    own = {"accounts", "web", "core:job-cancel", "ledgers:personal-open"}
    own |= {"inspection:notices-take"}  # chosen rows of a list out as a file
    own |= {"proofreading:check"}  # a text in, its findings out; what is saved is the person's own copy
    verifying = {"summaries:summary-verify", "core:audit-verify"}  # writes what it found, no data
    for name, method, statuses in lines():
        if method in WRITES and name.partition(":")[0] not in own and name not in own | verifying:
            assert statuses[Role.AUDITOR] in (403, 404), name


def test_the_administrator_sees_no_rows_and_no_figures() -> None:
    for name, _method, statuses in lines():
        if name in PUBLIC:
            continue  # holds words only
        if name.partition(":")[0] in ("targets", "ledgers", "inspection", "figures", "summaries"):
            assert statuses[Role.ADMINISTRATOR] in (403, 404), name
