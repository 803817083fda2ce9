"""From the office's draft to the leader's issue to the auditor's verification, at desk and phone width.

The journey writes a summary of its own beside the demo's, so that other tests find theirs as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SLOT = ".document a.figure-slot"
PERIOD = "2026H1"
VERIFY_MS = 180_000
REASON = "试写：按当时的记录印发"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_office_writes_leader_issues_auditor_verifies(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], phone: bool
) -> None:
    office = sign_in("office", phone=phone)
    address = _create(office, site)
    axe(office)
    _write(office, axe)
    _bind_a_typed_number(office, axe)
    _pair_problem_and_measure(office)
    _answer_what_is_left(office, address)
    shot(office, "summary-edit")

    leader = sign_in("leader", phone=phone)
    leader.goto(address.replace("/edit/", "/"))
    leader.click("a[href$='/issue/']")
    number = leader.input_value("input[name=number]")
    assert re.fullmatch(r"\D+〔\d{4}〕\d+号", number)
    axe(leader)
    leader.check("input[name=read]")
    leader.click("main form button[type=submit]")
    expect(leader.locator("main")).to_contain_text(number)

    auditor = sign_in("auditor", phone=phone)
    auditor.goto(leader.url)
    axe(auditor)
    _open_rows_as_at_issue(auditor, axe)
    # Every row behind some 230 figures is read and hashed again: the county's pupils take a while.
    auditor.click("form[action$='/verify/'] button", timeout=VERIFY_MS)
    expect(auditor.locator("[role=status]").first).to_contain_text("全部")
    axe(auditor)
    shot(auditor, "summary-verify")


def _create(page: Page, site: str) -> str:
    page.goto(f"{site}/summaries/new/")
    offer = page.locator("form[data-template='city-half-year.city-half-year']")
    offer.locator("select[name=period]").select_option(PERIOD)
    offer.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(r"/summaries/\d+/edit/"))
    return page.url


def _write(page: Page, axe: Callable[[Page], None]) -> None:
    """A sentence with a number typed by hand and a figure inserted by its pinyin initials."""
    page.locator(".block:has(.prompt) .block-tools a").first.click()
    field = page.locator(".block-form textarea[name^='human-']").first
    field.fill("本期统计了7个月，另有")
    page.fill("#figure-query", "yjyl")
    result = page.locator("#figure-results [data-insert]").first
    expect(result).to_be_visible()
    axe(page)
    result.click()
    expect(field).to_have_value(re.compile(r"\{\{ [\w.-]+ \}\}"))
    page.locator(".block-form button[type=submit]").click()
    expect(page.locator(".document mark.unbound").first).to_have_text("7个")


def _bind_a_typed_number(page: Page, axe: Callable[[Page], None]) -> None:
    axe(page)
    page.locator(".document mark.unbound").first.hover()
    expect(page.locator(".slot-tip")).to_contain_text("手写")
    buttons = page.locator("form.bind button")
    if buttons.count():
        buttons.first.click()
        expect(page.locator(".document mark.unbound")).to_have_count(0)


def _pair_problem_and_measure(page: Page) -> None:
    form = page.locator("#commitments details form").first
    page.locator("#commitments details > summary").first.click()
    form.locator("textarea[name=problem]").fill("台账迟报。")
    form.locator("button[type=submit]").click()
    expect(page.locator(".findings")).to_contain_text("没有对应的措施")
    saved = page.locator("#commitments form:has(input[name=id]:not([value='']))").first
    saved.locator("textarea[name=measure]").fill("按月提醒。")
    saved.locator("button[type=submit]").click()
    expect(page.locator(".findings")).not_to_contain_text("没有对应的措施")


def _answer_what_is_left(page: Page, address: str) -> None:
    """Each open finding with a reason, by the form that the page shows for it."""
    forms = page.locator(".findings form:has(input[name=reason])")
    for _turn in range(60):
        if not forms.count():
            break
        with page.expect_navigation():
            forms.first.evaluate("(form, reason) => { form.elements.reason.value = reason; form.submit(); }", REASON)
    assert page.url.startswith(address)
    expect(page.locator("#findings .badge")).to_have_text("0")


def _open_rows_as_at_issue(page: Page, axe: Callable[[Page], None]) -> None:
    page.locator(f"{SLOT}[data-status=confirmed]").first.focus()
    tip = page.locator(".slot-tip")
    expect(tip).to_be_visible()
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.id")
    page.keyboard.press("Enter")
    panel = page.locator("dialog#panel")
    expect(panel.locator("h2").first).to_be_visible()
    axe(page)
    rows = panel.locator("a[href*='/rows/']")
    if rows.count():
        rows.first.click()
        expect(panel).to_contain_text("印发时所依据的记录")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == focused
