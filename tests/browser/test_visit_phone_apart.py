"""A visit that the server does not take from a phone any more keeps no other back, says why, and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.browser.test_visit_phone_journey import HOME, _all_safe, _take_along

GIVEN_AWAY = "这次走访已改派他人。"


def test_one_visit_that_is_refused_keeps_no_other_back_and_stays_readable(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[..., None]
) -> None:
    page = sign_in("inspector", phone=True)
    _take_along(site, page)
    page.get_by_role("button", name="2026-07-08").click()
    expect(page.locator(".visit-line", has_text="2026-07-08").first).to_be_visible()
    _all_safe(page)
    page.context.set_offline(True)
    lines = page.locator(".visit-line")
    refused, other = lines.first, lines.last
    school = refused.locator("strong").inner_text()
    address = str(refused.get_attribute("href"))
    for line in (refused, other):
        line.click()
        page.get_by_role("button", name="学生加一人").click()
        expect(page.locator("#hand-over")).to_contain_text("已存在本机")
        page.get_by_role("link", name="全部走访").click()
    sent: list[str] = []

    def refuse(route: Route) -> None:
        route.fulfill(status=409, content_type="application/json", body=json.dumps({"why": GIVEN_AWAY}))

    page.route(f"**/phone/{address[1:]}/sync/", refuse)
    page.on("response", lambda answer: sent.append(answer.url) if answer.status == 200 else None)
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#hand-over")).to_contain_text(f"未被接收、只在本机：{school}")
    expect(page.locator("#hand-over")).to_contain_text("其余都已交回")
    expect(page.locator("#hand-over")).not_to_contain_text("全部已交回")
    expect(refused).to_contain_text(GIVEN_AWAY)  # on the list, without a press
    expect(other).to_contain_text("已交回")
    assert f"{site}{HOME}{str(other.get_attribute('href'))[1:]}/sync/" in sent
    refused.click()
    expect(page.locator("#phone-note")).to_contain_text(GIVEN_AWAY)
    expect(page.locator(".apart")).to_contain_text("只在本机：1 条记录、0 张照片")
    expect(page.get_by_role("button", name="学生加一人")).to_be_disabled()
    expect(page.get_by_role("button", name="完成本次走访")).to_have_count(0)
    axe(page)
    shot(page, "visit-phone-apart")
    with page.expect_download() as taken:
        page.get_by_role("button", name="取成文件").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8")
    assert school in text
    assert "学生" in text
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="从本机移除这次走访").click()
    expect(page.locator(".visit-lines")).to_be_visible()
    expect(page.locator(f'.visit-line[href="{address}"]')).to_have_count(0)
    page.reload()
    _all_safe(page)


def test_a_visit_called_off_is_told_to_an_open_phone_and_hands_over_what_it_has(
    site: str, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("inspector", phone=True)
    _take_along(site, page)
    _all_safe(page)
    line = page.locator(".visit-line").first
    address = str(line.get_attribute("href"))
    off = {"why": "这次走访已取消：学校停课"}
    line.click()
    page.context.set_offline(True)  # the phone hands over by itself: what it still has, it has when it hears of it
    page.get_by_role("button", name="学生加一人").click()
    expect(page.locator("#hand-over")).to_contain_text("已存在本机")
    page.get_by_label("学校签字人").focus()  # also under who is typing
    page.route(f"**/phone/{address[1:]}/sync/", lambda route: route.fulfill(json={**route.fetch().json(), **off}))
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("#phone-note")).to_contain_text(off["why"])
    expect(page.get_by_role("button", name="学生加一人")).to_be_disabled()
    _all_safe(page)
    expect(page.locator(".apart")).to_contain_text("都已交回，不用再填")
    page.unroute_all()  # put right: it goes on as before
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("button", name="学生加一人")).to_be_enabled()
