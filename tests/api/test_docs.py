"""The examples of docs/reference/api.md, run with curl against a server as they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from taizhang.accounts.models import User
from taizhang.core.scopes import Scope
from taizhang.ledgers.models import Submission
from tests.api.conftest import program_of
from tests.ledgers.conftest import Desk, desk

__all__ = ["desk"]
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```curl\n(.*?)\n```", PAGE, re.S)


@pytest.mark.django_db(transaction=True)
def test_the_examples_work(live_server: LiveServer, desk: Desk) -> None:
    secret = program_of(User.objects.get(username="clerk")).secret
    environment = {**os.environ, "TAIZHANG": live_server.url, "TOKEN": secret}
    assert len(EXAMPLES) >= 7
    for example in EXAMPLES:
        if filed := Submission.objects.first():
            environment["SUBMISSION"] = str(filed.pk)
        command = example.replace("curl -s", "curl -sS --fail-with-body", 1)
        done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{example}\n{done.stdout}{done.stderr}"
        if "rows.csv" in example:
            assert done.stdout.startswith("\ufeff") and "#结束,行数,1" in done.stdout
        else:
            assert json.loads(done.stdout)
    assert Submission.objects.get().state == "submitted"


def test_every_scope_and_operation_is_told() -> None:
    assert not [scope for scope in Scope if f"`{scope.value}`" not in PAGE]
