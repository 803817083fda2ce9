"""The proof-reader for programs: the same JSON as the command's."""

from __future__ import annotations

import base64
import json

import pytest
from click.testing import CliRunner

from taizhang.config.cli import cli
from taizhang.core.permissions import Role
from taizhang.proofreading.api import CheckedTextOut
from taizhang.proofreading.models import SavedCheck
from tests.api.conftest import program_of
from tests.summaries import summaries_world as small

pytestmark = pytest.mark.django_db
TEXT = "全县共有学校120所，其中小学80所、初中30所。"


@pytest.fixture(autouse=True)
def county(db: None) -> None:
    small.build_units()


def test_a_text_and_a_file_are_answered_as_by_the_command() -> None:
    program = program_of(small.user(Role.OFFICE), ["texts:check"])
    answer = program.call("POST", "check", {"text": TEXT})
    assert answer.status_code == 200
    body = answer.json()
    CheckedTextOut.model_validate(body)
    told = json.loads(CliRunner().invoke(cli, ["check", "-", "--json"], input=TEXT.encode()).stdout)
    assert body["numbers"] == told["numbers"] and body["findings"] == told["findings"]
    assert [found["verdict"] for found in body["findings"]] == ["contradiction"]
    data = base64.b64encode(TEXT.encode("gbk")).decode()
    file = program.call("POST", "check", {"name": "总结.txt", "data": data}).json()
    assert file["file"] == "总结.txt" and file["findings"] == body["findings"]
    assert not SavedCheck.objects.exists()


def test_it_needs_its_own_scope_and_says_what_it_does_not_take() -> None:
    reader = program_of(small.user(Role.OFFICE), ["summaries:read"])
    assert reader.call("POST", "check", {"text": TEXT}).status_code == 403
    program = program_of(small.user(Role.OFFICE), ["texts:check"])
    assert program.call("GET", "summaries").status_code == 403
    for wrong in ({}, {"text": "字" * 500_001}, {"name": "a.docx", "data": "PK"}):
        assert program.call("POST", "check", wrong).status_code == 422, str(wrong)[:40]
