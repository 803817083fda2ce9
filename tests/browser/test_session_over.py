"""A session that ends while somebody writes: the words come back to who wrote them, and nothing is sent by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from taizhang.config.demo.people import PASSWORD

WORDS = "金额与发票不符，请核对。"
STORE = "sessionStorage.getItem('taizhang-sent-words')"


def _sign_in_again(page: Page, username: str) -> None:
    page.wait_for_url(re.compile(r"/accounts/sign-in/"))
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")


def _waiting(page: Page, site: str) -> str:
    """The address of a filing that waits for review, opened for returning it."""
    page.goto(f"{site}/ledgers/review/")
    there = page.locator("main table a[href^='/ledgers/submissions/']").first.get_attribute("href")
    assert there is not None
    page.goto(f"{site}{there.partition('?')[0]}?mark=1")
    return page.url


def _write_a_return(page: Page) -> None:
    page.fill("#return-reason", WORDS)
    ticks = page.locator("input[form=send-back][name=cell]")
    ticks.nth(1).check()
    ticks.nth(2).check()


def _expect_given_back(page: Page) -> None:
    expect(page.locator("#return-reason")).to_have_value(WORDS)
    expect(page.locator("input[form=send-back]:checked")).to_have_count(2)
    expect(page.locator("#send-back [data-kept-note]")).to_contain_text("还没有送出")
    expect(page.locator(".lead-line")).to_contain_text("待审核")


@pytest.mark.parametrize("gone", ["sessionid", "csrftoken", ""], ids=["session", "token", "all"])
def test_a_return_that_was_not_sent_comes_back_word_for_word(
    gone: str, site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Any
) -> None:
    page = sign_in("section")
    address = _waiting(page, site)
    _write_a_return(page)
    page.context.clear_cookies(**({"name": gone} if gone else {}))
    page.locator("#send-back .btn-danger").click()
    expect(page.locator("[data-kept-notice]")).to_be_visible()
    axe(page)
    shot(page, f"not-sent-{gone or 'all'}")
    if gone == "csrftoken":
        page.get_by_role("link", name="回到原页").click()
    else:
        _sign_in_again(page, "section")
    page.wait_for_url(address)
    _expect_given_back(page)
    axe(page)
    shot(page, "not-sent-given-back")
    page.goto(address)
    expect(page.locator("#return-reason")).to_have_value("")  # given back once: it is theirs now


def test_the_next_person_at_the_browser_sees_nothing_of_it(site: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("section")
    address = _waiting(page, site)
    _write_a_return(page)
    page.context.clear_cookies(name="sessionid")
    page.locator("#send-back .btn-danger").click()
    assert WORDS in page.evaluate(STORE)
    _sign_in_again(page, "sectionhead")
    page.wait_for_url(address)
    expect(page.locator("#return-reason")).to_have_value("")
    assert page.evaluate(STORE) is None
    page.locator("details.menu > summary").click()
    page.locator(".menu-sheet form button").click()
    _sign_in_again(page, "section")
    page.goto(address)
    expect(page.locator("#return-reason")).to_have_value("")


def test_a_reason_in_a_dialog_comes_back_in_its_dialog(site: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("section")
    page.goto(f"{site}/ledgers/county-base.school_roll/")
    page.locator("main a[href^='/ledgers/submissions/']").first.click()
    opener = page.locator("details[data-confirm*='更正'] > summary").first
    opener.click()
    page.locator("dialog.ask textarea[name=reason]").fill(WORDS)
    page.context.clear_cookies(name="sessionid")
    page.locator("dialog.ask .btn-danger").click()
    _sign_in_again(page, "section")
    page.wait_for_url(re.compile(r"/ledgers/submissions/"))
    expect(page.locator("dialog.ask textarea[name=reason]")).to_have_value(WORDS)
    expect(page.locator("dialog.ask [data-kept-note]")).to_be_visible()


def test_what_was_taken_is_not_given_back(site: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("school")
    page.goto(f"{site}/accounts/me/")
    page.fill("input[name=email]", "school@example.org")
    page.locator("form:has(input[name=email]) button").first.click()
    expect(page.locator("input[name=email]")).to_have_value("school@example.org")
    expect(page.locator("[data-kept-note]")).to_have_count(0)
    assert page.evaluate(STORE) is None
    page.fill("input[name=email]", "")
    page.locator("form:has(input[name=email]) button").first.click()
