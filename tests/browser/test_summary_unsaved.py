"""What is typed is not lost by a slip, and "back" on a phone closes the panel, not the document."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Dialog, Page, expect

from taizhang.config.demo.people import PASSWORD

PERIOD = "2026H1"


def _draft(page: Page, site: str) -> str:
    page.goto(f"{site}/summaries/new/")
    offer = page.locator("form[data-template='city-half-year.city-half-year']")
    offer.locator("select[name=period]").select_option(PERIOD)
    offer.locator("button[type=submit]").click()
    second = page.get_by_role("button", name="仍要另起一稿")  # when a test before this one issued the period
    expect(second.or_(page.locator(".block").first)).to_be_visible()
    if second.is_visible():
        second.click()
    page.wait_for_url(re.compile(r"/summaries/\d+/edit/"))
    return page.url


def test_unsaved_words_are_kept_and_two_writers_lose_nothing(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    one, other = sign_in("office"), sign_in("office")
    address = _draft(one, site)
    other.goto(address)
    for page, words in ((one, "甲写的开头。"), (other, "乙写的开头。")):
        page.locator(".block:has(.prompt) a.pen").first.click()
        field = page.locator(".block-form textarea").first
        expect(field).to_be_focused()
        expect(page.locator(".block-form [data-unsaved-note]")).to_be_hidden()
        field.press_sequentially(words)
        expect(page.locator(".block-form [data-unsaved-note]")).to_be_visible()

    one.locator("a.pen").nth(5).click()  # another paragraph: first this one is saved or dropped
    expect(one.locator(".block-form")).to_have_count(1)
    expect(one.locator(".block-form textarea").first).to_have_value("甲写的开头。")

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    one.on("dialog", stay)
    one.locator("a[href='/ledgers/']").first.click()
    expect(one.locator(".block-form textarea").first).to_have_value("甲写的开头。")
    assert asked == ["beforeunload"] and one.url.startswith(address)

    other.locator(".block-form button[type=submit]").click()
    expect(other.locator(".document")).to_contain_text("乙写的开头。")
    one.locator(".block-form button[type=submit]").click()
    expect(one.locator(".block-form [role=alert]")).to_contain_text("乙写的开头。")
    field = one.locator(".block-form textarea").first
    expect(field).to_have_value("甲写的开头。")
    axe(one)
    field.fill("甲乙合写的开头。")
    one.locator(".block-form button[type=submit]").click()
    expect(one.locator(".document")).to_contain_text("甲乙合写的开头。")
    assert asked == ["beforeunload"]


def _sign_in_again(page: Page, username: str) -> None:
    page.wait_for_url(re.compile(r"/accounts/sign-in/"))
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def test_a_session_that_ends_while_writing_costs_no_words(site: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("office")
    address = _draft(page, site)
    page.locator(".block:has(.prompt) a.pen").first.click()
    field = page.locator(".block-form textarea").first
    field.fill("登录过期前写的开头。")
    page.context.clear_cookies(name="sessionid")
    page.locator(".block-form button[type=submit]").click()
    _sign_in_again(page, "office")
    page.wait_for_url(address)
    expect(field).to_have_value("登录过期前写的开头。")
    expect(page.locator(".block-form [data-kept-note]")).to_be_visible()
    page.locator(".block-form button[type=submit]").click()
    expect(page.locator(".document")).to_contain_text("登录过期前写的开头。")
    page.reload()
    expect(page.locator(".block-form")).to_have_count(0)  # it arrived, so nothing is given back

    page.locator("#plan details summary").last.click()
    plan = page.locator("#plan details textarea[name=measure]").last
    plan.fill("下期做的事。")
    page.context.clear_cookies(name="sessionid")
    page.locator("#plan details button[type=submit]").last.click()
    _sign_in_again(page, "office")
    page.wait_for_url(address)
    expect(plan).to_have_value("下期做的事。")
    expect(plan).to_be_visible()


def test_back_on_a_phone_closes_the_panel_step_by_step(site: str, sign_in: Callable[..., Page]) -> None:
    reader = sign_in("leader", phone=True)
    reader.goto(f"{site}/summaries/")
    reader.locator("main table a[href^='/summaries/']").last.tap()
    reader.wait_for_url(re.compile(r"/summaries/\d+/$"))
    document = reader.url
    reader.locator(".document a.figure-slot").first.tap()
    panel = reader.locator("dialog#panel")
    heading = panel.locator("h2").first
    expect(heading).to_be_visible()
    title = heading.inner_text()
    panel.locator("a[data-panel]").first.tap()
    expect(panel.locator("[data-panel-back]")).to_be_visible()
    reader.go_back()
    expect(heading).to_have_text(title)
    reader.go_back()
    expect(panel).to_be_hidden()
    assert reader.url == document
    reader.go_back()
    expect(reader).to_have_url(re.compile(r"/summaries/$"))
