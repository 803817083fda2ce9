"""One's own tokens on the page: shown once, revoked at once; administrators see all."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from taizhang.accounts import tokens
from taizhang.accounts.models import ApiToken, User
from taizhang.config.cli import cli
from taizhang.core.models import AuditEvent
from taizhang.core.permissions import Role
from taizhang.core.scopes import Scope
from tests.organisation.world import World, small_county

pytestmark = pytest.mark.django_db
FORM = {"name": "学籍系统", "scopes": ["ledgers:read", "ledgers:file"], "days": "30"}


@pytest.fixture
def world(db: None) -> World:
    found = small_county()
    found.person(Role.SCHOOL_CLERK, "S1", username="clerk")
    found.person(Role.SCHOOL_CLERK, "S2", username="other")
    return found


def client_of(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def make(client: Client) -> str:
    page = client.post(reverse("accounts:token-list"), FORM).content.decode()
    found = re.search(r'id="token-secret">(tz_[\w-]+)<', page)
    assert found is not None
    return found[1]


def test_a_secret_is_shown_once_and_works(world: World) -> None:
    client = client_of("clerk")
    secret = make(client)
    page = client.get(reverse("accounts:token-list"))
    assert secret not in page.content.decode() and "学籍系统" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "查看台账、上报和数据，个人信息脱敏" in page.content.decode()
    assert Client().get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).json()["owner"] == "谷雨"
    assert not any(secret in event.canonical for event in AuditEvent.objects.all())


def test_the_empty_list_leads_to_the_form_below_and_not_to_itself(world: World) -> None:
    here = reverse("accounts:token-list")
    page = client_of("clerk").get(here).content.decode()
    empty = page.partition('class="empty-state"')[2].partition("</div>")[0]
    assert "在下面新建" in empty and "<a " not in empty
    overview = client_of(world.person(Role.ADMINISTRATOR).username).get(reverse("accounts:token-overview"))
    assert f'href="{here}"' in overview.content.decode().partition('class="empty-state"')[2].partition("</div>")[0]


def test_a_bad_form_comes_back_with_its_reasons(world: World) -> None:
    client = client_of("clerk")
    for bad in ({**FORM, "days": "400"}, {**FORM, "scopes": []}, {**FORM, "name": ""}, {**FORM, "org_unit": "S2"}):
        answer = client.post(reverse("accounts:token-list"), bad)
        assert answer.status_code == 422 and "token-secret" not in answer.content.decode()
    assert "您权限内的机构代码" in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_only_what_is_of_use_is_offered_and_an_error_stands_at_its_field(world: World) -> None:
    page = client_of("clerk").get(reverse("accounts:token-list")).content.decode()
    assert 'value="ledgers:file"' in page and 'value="summaries:read"' not in page
    refused = client_of("clerk").post(reverse("accounts:token-list"), {**FORM, "scopes": ["summaries:read"]})
    assert refused.status_code == 422 and not ApiToken.objects.exists()
    form = client_of("clerk").post(reverse("accounts:token-list"), {**FORM, "org_unit": "NOPE"}).context["form"]
    assert form.errors == {"org_unit": ["应为您权限内的机构代码；现为NOPE。核对代码，或留空。"]}


def test_one_revokes_ones_own_and_nobody_elses(world: World) -> None:
    secret = make(client_of("clerk"))
    address = reverse("accounts:token-revoke", args=[ApiToken.objects.get().pk])
    assert client_of("other").post(address).status_code == 404
    assert client_of("clerk").get(address).status_code == 405
    assert client_of("clerk").post(address).status_code == 302
    assert Client().get("/api/v1/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401
    client_of("clerk").post(address)
    assert AuditEvent.objects.filter(action="token.revoke").count() == 1


def test_an_administrator_sees_and_revokes_all(world: World) -> None:
    make(client_of("clerk"))
    admin = client_of("admin")
    page = admin.get(reverse("accounts:token-overview")).content.decode()
    assert "学籍系统" in page and "谷雨" in page
    assert client_of("clerk").get(reverse("accounts:token-overview")).status_code == 403
    admin.post(reverse("accounts:token-revoke", args=[ApiToken.objects.get().pk]))
    assert tokens.why_over(ApiToken.objects.get()) == "revoked"


def test_the_command_makes_lists_and_revokes(world: World) -> None:
    line = ["token", "new", "--name", "x", "--scope", "ledgers:read", "--below", "S1", "--as", "clerk", "--json"]
    made = json.loads(CliRunner().invoke(cli, line).output)
    assert Client().get("/api/v1/me", headers={"authorization": f"Bearer {made['token']}"}).status_code == 200
    listed = json.loads(CliRunner().invoke(cli, ["token", "list", "--as", "clerk", "--json"]).output)
    assert [item["id"] for item in listed] == [made["id"]] and made["token"] not in json.dumps(listed)
    assert json.loads(CliRunner().invoke(cli, ["token", "list", "--as", "other", "--json"]).output) == []
    assert CliRunner().invoke(cli, ["token", "revoke", str(made["id"]), "--as", "other"]).exit_code != 0
    assert CliRunner().invoke(cli, ["token", "revoke", str(made["id"]), "--as", "clerk"]).exit_code == 0
    assert CliRunner().invoke(cli, ["token", "new", "--name", "x", "--scope", "ledgers:read"]).exit_code == 2


def test_the_docs_page_loads_nothing_from_elsewhere(world: World) -> None:
    page = client_of("clerk").get(reverse("web:api-docs")).content.decode()
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert sources and all(source.startswith(("/", "#")) for source in sources)


def test_what_a_token_may_do_is_said_in_words_without_marks_of_programs(world: World) -> None:
    page = client_of("clerk").get(reverse("accounts:token-list")).content.decode()
    assert "查看完整个人信息，每次请求须写明事由（参数 reason）" in page
    with override("en"):
        labels = [str(scope.label) for scope in Scope]
    assert not any("`" in text for text in (page, *labels))


def test_tokens_end_by_the_real_date_which_a_day_that_stands_still_says(world: World, settings: Any) -> None:
    client, real = client_of("clerk"), timezone.localdate()
    settings.TODAY = None
    assert "按真实日期" not in client.get(reverse("accounts:token-list")).content.decode()
    settings.TODAY = real - timedelta(days=200)
    page = client.post(reverse("accounts:token-list"), FORM).content.decode()
    assert f"令牌按真实日期（今天 {real}）到期" in page and f"{settings.TODAY}" in page
    token = ApiToken.objects.get()
    assert timezone.localdate(token.expires_at) == real + timedelta(days=30)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tokens.why_over(ApiToken.objects.get()) == "expired"  # though the day that stands still is long before


@pytest.mark.parametrize("hour", [15, 17])
def test_the_last_day_is_the_day_here(world: World, hour: int) -> None:
    make(client_of("clerk"))
    ApiToken.objects.update(expires_at=datetime(2027, 3, 1, hour, 30, tzinfo=UTC))
    here = "2027-03-01" if hour == 15 else "2027-03-02"
    assert here in client_of("clerk").get(reverse("accounts:token-list")).content.decode()
