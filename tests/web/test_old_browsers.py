"""Internet Explorer gets a page that says what to do; programs and other browsers get what they asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from taizhang.accounts.models import User

IE = "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)"
WECHAT = "Mozilla/5.0 (Linux; Android 8.1.0) AppleWebKit/537.36 Chrome/86.0 MicroMessenger/8.0.30 NetType/4G"
OLD_360 = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/78.0.3904.108 Safari/537.36"


def test_internet_explorer_is_told_what_to_do_and_where() -> None:
    answer = Client(headers={"user-agent": IE}).get("/ledgers/?q=<script>")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "极速模式" in page and "http://testserver/ledgers/?q=" in page
    assert "<script" not in page and "stylesheet" not in page
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("agent", ["", OLD_360, "python-httpx/0.28"])
def test_others_are_not_stopped(agent: str) -> None:
    answer = Client(headers={"user-agent": agent}).get("/ledgers/")
    assert answer.status_code == 302 and "/accounts/sign-in/" in answer.headers["Location"]


@pytest.mark.django_db
def test_in_wechat_people_are_told_how_to_come_by_a_file() -> None:
    User.objects.create_user("reader", password="一个长口令12345")
    for agent, told in ((WECHAT, True), (OLD_360, False)):
        client = Client(headers={"user-agent": agent})
        assert "浏览器" not in client.get("/accounts/sign-in/").content.decode()
        client.login(username="reader", password="一个长口令12345")
        assert ("微信里不能保存文件" in client.get("/").content.decode()) is told
