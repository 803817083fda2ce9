"""The design page says what it cannot take, in the words of the page, and keeps what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from taizhang.accounts.models import User
from taizhang.core import packs
from taizhang.core.models import InstalledPack
from taizhang.ledgers.models import LedgerDesign
from tests.ledgers.conftest import Desk
from tests.ledgers.designs import begun, design_of, kept, titled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.DESIGNED_PACKS_DIR = tmp_path / "packs"
    monkeypatch.setattr(django_settings, "TODAY", date(2026, 7, 6))
    yield
    packs.look_again()


@pytest.fixture
def row(desk: Desk) -> LedgerDesign:
    return begun(desk.reviewer)


@pytest.fixture
def browser(desk: Desk) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="reviewer"))
    return client


def address(row: LedgerDesign) -> str:
    return reverse("ledgers:design-page", args=[row.pk])


def typed(page: str) -> dict[str, str | list[str]]:
    """What a browser would send of the page as it stands; selects stay as they are."""
    sent: dict[str, str | list[str]] = {"window": "w", "revision": "0"}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag and 'type="radio"' not in tag and name[1] != "csrfmiddlewaretoken":
            sent[name[1]] = [*sent.get(name[1], []), value[1] if value else ""] if name[1] == "field" else value[1]  # type: ignore[index]
    for name, words in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        sent[name] = words
    return sent


def send(browser: Client, row: LedgerDesign, wish: str = "keep", **values: str) -> str:
    page = browser.get(address(row)).content.decode()
    sent = {**typed(page), "kinds": "school", **values, "do": wish}
    return browser.post(address(row), sent, follow=True).content.decode()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("deadline_days", "abc", "应为期末后天数 0 到 366，现为“abc”。改成整数。"),
        ("deadline_days", "9999", "应为期末后天数 0 到 366，现为“9999”。改成整数。"),
        ("deadline_days", "-3", "应为期末后天数 0 到 366，现为“-3”。改成整数。"),
        ("deadline_days", "", "应为期末后天数 0 到 366，现为空白。改成整数。"),
        ("rows_each", "0", "应为每单位行数 1 到 9999，现为“0”。改成整数。"),
        ("decimals", "两位", "应为小数位数 0 到 8，现为“两位”。改成整数。"),
    ],
)
def test_a_number_that_is_none_is_told_beside_its_field_and_kept_as_typed(
    browser: Client, row: LedgerDesign, name: str, text: str, told: str
) -> None:
    fee = titled(design_of(row), "每生收费")
    shown, uid = (f"{fee.uid}-{name}", fee.uid) if name == "decimals" else (name, name)
    page = send(browser, row, **{shown: text})
    assert told in page.split(f'id="why-{uid}"')[1].split("</label>" if uid == name else "</div>")[0]
    assert re.search(rf'name="{shown}" value="{text}"', page)
    assert "1 处要改" in page
    refused = send(browser, row, "publish")
    assert told in refused and f'name="{shown}" value="{text}"' in refused
    assert not InstalledPack.objects.filter(pack_id="own-qh").exists()
    mended = send(browser, row, **{shown: "３" if name == "rows_each" else "3"})
    assert "应为" not in mended.split('class="standing"')[1].split("</ul>")[0]
    assert not design_of(row).unread


def test_a_number_of_a_column_that_needs_none_stops_nothing(browser: Client, row: LedgerDesign) -> None:
    whole = titled(design_of(row), "午托人数")
    assert "没有要改的" in send(browser, row, **{f"{whole.uid}-decimals": "x"})


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-hans", "应为第 2 栏的栏名，现为空白。写上栏名，或去掉这一栏。"),
        ("en", "expected a name for column 2; found nothing. Type one, or take the column out."),
    ],
)
def test_a_column_without_a_name_is_told_by_its_place_in_the_readers_language(
    desk: Desk, browser: Client, row: LedgerDesign, language: str, told: str
) -> None:
    design = design_of(row)
    titled(design, "午托人数").title = ""
    design.title = ""
    kept(desk.reviewer, row, design)
    browser.cookies["django_language"] = language
    page = browser.get(address(row)).content.decode()
    assert told in page
    assert "zh-hans:" not in page and "{" not in page.split('class="standing"')[1].split("</aside>")[0]
    assert ("2. 未命名" if language == "zh-hans" else "2. without a name") in page
    assert ("应为台账的名称，现为空白" if language == "zh-hans" else "expected a name for the ledger") in page
