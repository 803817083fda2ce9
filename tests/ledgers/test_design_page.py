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
from taizhang.ledgers import services
from taizhang.ledgers.designing.check_names import in_ids, in_titles
from taizhang.ledgers.designing.design import ASK_AGAIN, Design, DesignField
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
    assert "autofocus" not in page.split('id="design-side"')[1].split(">")[0]
    refused = send(browser, row, "publish")
    assert "autofocus" in refused.split('id="design-side"')[1].split(">")[0], "by keyboard it begins at what is wrong"
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


def test_template_and_rehearsal_of_a_draft_with_mistakes_say_which_and_lead_there(
    desk: Desk, browser: Client, row: LedgerDesign
) -> None:
    design = design_of(row)
    whole = titled(design, "午托人数")
    whole.low, whole.high = "9", "1"
    kept(desk.reviewer, row, design)
    answer = browser.get(reverse("ledgers:design-template", args=[row.pk]), follow=True)
    assert answer.redirect_chain[0][0] == address(row)
    told = answer.content.decode().split('id="messages"')[1].split("</div>")[0]
    assert "还没有模板" in told and "“午托人数”：应为" in told
    rehearsal = browser.get(reverse("ledgers:design-rehearsal", args=[row.pk])).content.decode()
    assert "还不能试运行" in rehearsal
    assert re.search(rf'<a href="{address(row)}#field-{whole.uid}">“午托人数”：应为', rehearsal)


def test_a_rehearsal_without_rows_says_that_nobody_filed_any(browser: Client, row: LedgerDesign) -> None:
    page = browser.get(reverse("ledgers:design-rehearsal", args=[row.pk])).content.decode()
    assert "还没有单位报过这样的数，无从试运行。" in page


def heading_of(page: str) -> list[list[tuple[str, str]]]:
    """The preview's heading: (words, width or height) a cell."""
    head = page.split('class="table-frame preview"')[1].split("<thead>")[1].split("</thead>", maxsplit=1)[0]
    rows = [re.findall(r"<th([^>]*)>(.*?)</th>", line, re.DOTALL) for line in head.split("</tr>") if "<th" in line]
    sizes = re.compile(r'(?:row|col)span="\d"')
    return [
        [(re.sub(r"[ （＊<].*", "", words, flags=re.DOTALL), "".join(sizes.findall(looks))) for looks, words in row]
        for row in rows
    ]


def test_the_preview_shows_the_two_level_heading_of_the_workbook(browser: Client, row: LedgerDesign) -> None:
    low = 'rowspan="2"'
    assert heading_of(browser.get(address(row)).content.decode()) == [
        [("学段", low), ("午托学生", 'colspan="3"'), ("每生收费", low), ("开始日期", low), ("供餐方式", low)],
        [("午托人数", ""), ("其中:留守儿童", ""), ("随迁子女数", "")],
    ]


def test_a_column_moved_out_of_its_group_takes_the_group_along(browser: Client, row: LedgerDesign) -> None:
    middle = titled(design_of(row), "随迁子女数")
    groups = heading_of(send(browser, row, f"down-{middle.uid}"))[0]
    assert [cell for cell in groups if cell[0] == "午托学生"] == [("午托学生", 'colspan="2"'), ("午托学生", "")]


def test_what_a_kind_or_type_needs_is_told_in_the_words_of_the_page(
    desk: Desk, browser: Client, row: LedgerDesign
) -> None:
    design = design_of(row)
    design.kind, design.date_field = "journal", ""
    titled(design, "供餐方式").codes = []
    kept(desk.reviewer, row, design)
    page = browser.get(address(row)).content.decode()
    assert "应为流水的日期栏，现为没有。选日期栏，或改类别。" in page
    assert "应为可选的词，现为没有。每行写一个。" in page
    design.kind = "register"
    for item in design.fields:
        item.key = False
    kept(desk.reviewer, row, design)
    again = browser.get(address(row)).content.decode()
    assert "应为名册的主键，现为没有。给认行的栏勾主键，或改类别。" in again
    assert not any(words in page + again for words in ("补上 date_field", "补上 row_key", "补上 codes"))


def test_checks_on_a_column_that_was_taken_out_are_offered_together_and_named_by_titles(
    desk: Desk, browser: Client
) -> None:
    copy = services.begin_from_ledger(actor=desk.reviewer, ledger=desk.ledger)
    page = browser.get(address(copy)).content.decode()
    shown = re.findall(r'name="c\d+-expression" value="([^"]*)"', page)
    assert "寄宿生数 &lt;= 学生数" in shown and not any("pupils" in text or "boarders" in text for text in shown)
    before = design_of(copy)
    uses = [item.uid for item in before.checks if "boarders" in item.expression]
    gone = titled(before, "寄宿生数").uid
    page = send(browser, copy, f"drop-{gone}")
    assert f'<button class="btn btn-sm" id="back-{gone}"' in page  # where the cursor goes
    assert "应为这里还在填的栏，现为用到去掉的“寄宿生数”。去掉这条规则，或恢复那一栏。" in page
    assert f"{len(uses)} 条规则还用到去掉的栏" in page and "boarders" not in page
    page = send(browser, copy, "drop-checks-gone")
    assert "去掉的“寄宿生数”" not in page and "条规则还用到" not in page
    left = design_of(copy).checks
    assert [item.expression for item in left] == [item.expression for item in before.checks if item.uid not in uses]


def test_a_chosen_column_that_was_taken_out_stays_named_in_its_check(browser: Client, row: LedgerDesign) -> None:
    send(browser, row, "add-check-at_most")
    part, whole = (titled(design_of(row), title).uid for title in ("随迁子女数", "午托人数"))
    design = design_of(row)
    design.checks[0].columns = [part, whole]
    LedgerDesign.objects.filter(pk=row.pk).update(data=design.as_data())
    page = browser.get(address(row)).content.decode()
    sent = {**typed(page), "kinds": "school", "c1-column": [part, whole], "do": f"drop-{whole}"}
    page = browser.post(address(row), sent, follow=True).content.decode()
    assert "午托人数（已去掉）" in page and "“随迁子女数”不应大于“午托人数”，请核对。" in page
    assert design_of(row).checks[0].columns == [part, whole]


def test_an_expression_is_kept_by_ids_and_shown_by_titles_but_values_and_functions_stay() -> None:
    design = Design(
        fields=[
            DesignField("f1", "count", "人数"),
            DesignField("f2", "stage", "学段（全称）"),
            DesignField("f3", "a", "同名"),
            DesignField("f4", "b", "同名"),
        ]
    )
    kept = "count(stage) >= param.count and stage = 'count' and a <= b and count > 0"
    shown = 'count("学段（全称）") >= param.count and "学段（全称）" = \'count\' and a <= b and 人数 > 0'
    assert in_titles(kept, design) == shown and in_ids(shown, design) == kept
    assert in_ids(kept, design) == kept


def test_a_reason_for_asking_again_stays_when_the_page_cannot_ask_for_it(browser: Client, row: LedgerDesign) -> None:
    uid = titled(design_of(row), "午托人数").uid
    send(browser, row, **{f"{uid}-told": ASK_AGAIN, f"{uid}-reason": "口径变了"})
    send(browser, row)  # nothing is told of it: the page has no place for the reason
    assert titled(design_of(row), "午托人数").reason == "口径变了"
