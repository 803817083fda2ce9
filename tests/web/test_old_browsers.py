"""Internet Explorer gets a page that says what to do; programs and other browsers get what they asked for."""

from __future__ import annotations

import pytest
from django.test import Client

IE = "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)"
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
