"""From the office's draft to the leader's issue to the auditor's verification, at desk and phone width.

The first journey goes on with the demo's draft, because a unit has one of a template and period; each issues its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

Press = Callable[[Locator], None]

SLOT = ".document a.figure-slot"
PERIOD = "2026H1"
ISSUE_MS, VERIFY_MS = 60_000, 180_000  # a whole county's figures are traced and frozen, then hashed again
REASON = "试写：按当时的记录印发"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_office_writes_leader_issues_auditor_verifies(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], phone: bool
) -> None:
    """By mouse at a desk, by thumb on a phone."""
    press = _tap if phone else _click
    office = sign_in("office", phone=phone)
    address = _create(office, site, press)
    axe(office)
    _write(office, axe, press)
    _bind_a_typed_number(office, axe, press)
    _pair_problem_and_measure(office, press)
    _answer_promises(office, press)
    _answer_what_is_left(office, axe, press)
    assert office.url.startswith(address)
    shot(office, "summary-edit")

    leader = sign_in("leader", phone=phone)
    leader.goto(address.replace("/edit/", "/"))
    press(leader.locator("a[href$='/issue/']"))
    expect(leader.locator("input[name=number]")).to_be_visible()
    number = leader.input_value("input[name=number]")
    assert re.fullmatch(r"\D+〔\d{4}〕\d+号", number)
    axe(leader)
    press(leader.locator("input[name=read]"))
    press(leader.locator("main form button[type=submit]"))
    expect(leader.locator("main")).to_contain_text(number, timeout=ISSUE_MS)

    auditor = sign_in("auditor", phone=phone)
    auditor.goto(leader.url)
    axe(auditor)
    _open_rows_as_at_issue(auditor, axe)
    # Every row behind some 230 figures is read and hashed again: the county's pupils take a while.
    auditor.click("form[action$='/verify/'] button")
    auditor.locator(".progress-line a").click(timeout=VERIFY_MS)
    expect(auditor.locator("[role=status]").first).to_contain_text("全部", timeout=VERIFY_MS)
    axe(auditor)
    shot(auditor, "summary-verify")


def test_a_draft_is_written_and_issued_by_keyboard_on_a_small_screen(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    """No mouse and no thumb from the empty form to the issued document."""
    office = sign_in("office", phone=True)
    address = _create(office, site, _enter)
    _write(office, axe, _enter)
    _pair_problem_and_measure(office, _enter)
    _answer_promises(office, _enter)
    _answer_what_is_left(office, axe, _enter)
    leader = sign_in("leader", phone=True)
    leader.goto(address.replace("/edit/", "/"))
    _enter(leader.locator("a[href$='/issue/']"))
    leader.locator("input[name=read]").focus()
    leader.keyboard.press("Space")
    _enter(leader.locator("main form button[type=submit]"))
    expect(leader.locator(".document-number")).to_be_visible(timeout=ISSUE_MS)


def _click(target: Locator) -> None:
    target.click()


def _tap(target: Locator) -> None:
    target.scroll_into_view_if_needed()
    target.tap()


def _enter(target: Locator) -> None:
    """Focus as Tab gives it, then Enter; a thing that cannot take the focus fails here."""
    target.focus()
    expect(target).to_be_focused()
    target.page.keyboard.press("Enter")


def _create(page: Page, site: str, press: Press) -> str:
    page.goto(f"{site}/summaries/new/")
    offer = page.locator("form[data-template='city-half-year.city-half-year']")
    offer.locator("select[name=period]").select_option(PERIOD)
    press(offer.locator("button[type=submit]"))
    second = page.get_by_role("button", name="仍要另起一稿")  # when a test before this one issued the period
    expect(second.or_(page.locator(".block").first)).to_be_visible()
    if second.is_visible():
        press(second)
    page.wait_for_url(re.compile(r"/summaries/\d+/edit/"))
    return page.url


def _write(page: Page, axe: Callable[[Page], None], press: Press) -> None:
    """A sentence with a number typed by hand and a figure inserted by its pinyin initials."""
    press(page.locator(".block:has(.prompt) .block-tools a").first)
    field = page.locator(".block-form textarea[name^='human-']").first
    expect(field).to_be_focused()
    field.fill("本期统计了7个月，另有")
    page.fill("#figure-query", "yjyl")
    result = page.locator("#figure-results [data-insert]").first
    expect(result).to_contain_text("场")
    axe(page)
    if press is _enter:
        page.locator("#figure-query").press("Enter")
        expect(result).to_be_focused()
    press(result)
    expect(field).to_have_value(re.compile(r"\{\{ [\w.-]+ \}\}"))
    expect(field).to_be_focused()
    press(page.locator(".block-form button[type=submit]"))
    expect(page.locator(".document mark.unbound").first).to_have_text("7个")


def _bind_a_typed_number(page: Page, axe: Callable[[Page], None], press: Press) -> None:
    axe(page)
    page.locator(".document mark.unbound").first.hover()
    expect(page.locator(".slot-tip")).to_contain_text("手写")
    buttons = page.locator("form.bind button")
    if buttons.count():
        press(buttons.first)
        expect(page.locator(".document mark.unbound")).to_have_count(0)


def _pair_problem_and_measure(page: Page, press: Press) -> None:
    adding = page.locator("#commitments > details:not(.pair-line)")
    form = adding.locator("form")
    press(adding.locator("> summary"))
    form.locator("textarea[name=problem]").fill("台账迟报。")
    press(form.locator("button[type=submit]"))
    expect(page.locator(".findings")).to_contain_text("没有对应的措施")
    saved = page.locator("#commitments form:has(input[name=id]:not([value='']))").last
    saved.locator("textarea[name=measure]").fill("按月提醒。")
    press(saved.locator("button[type=submit]"))
    expect(page.locator(".findings")).not_to_contain_text("没有对应的措施")


def _answer_promises(page: Page, press: Press) -> None:
    """What the last issue promised: no reason lets it pass, each is answered."""
    expect(page.locator(".findings")).to_contain_text("承诺未答复")
    forms = page.locator("form:has(input[name=met])")
    for at in range(forms.count()):
        forms.nth(at).locator("input[name=met][value=yes]").focus()
        page.keyboard.press("Space")
        forms.nth(at).locator("textarea[name=text]").fill("已经达到。")
        with page.expect_navigation():
            press(forms.nth(at).locator("button[type=submit]"))
        expect(page.locator("#messages")).to_contain_text("答复已保存")
    expect(page.locator(".findings")).not_to_contain_text("承诺未答复")


def _answer_what_is_left(page: Page, axe: Callable[[Page], None], press: Press) -> None:
    """Ticked one by one the first time, taken back, then kind by kind: one reason and one confirmation each."""
    boxes = page.locator(".finding-group input[type=checkbox]")
    total = boxes.count()
    for at in range(min(2, total)):
        boxes.nth(at).check()
    press(page.locator(".finding-many button"))
    expect(page.locator("#reason")).to_be_focused()
    axe(page)
    page.fill("#reason", REASON)
    press(page.locator("main form button[type=submit]"))
    expect(page.locator("#messages")).to_contain_text("已写明理由")
    expect(boxes).to_have_count(total - min(2, total))
    press(page.locator(".finding-answered > summary"))
    press(page.locator(".finding-answered button[type=submit]").first)
    expect(boxes).to_have_count(total)
    while boxes.count():
        left = boxes.count()
        group = page.locator(".finding-group").first
        kind = group.locator(".finding-kind button")
        if not kind.count():
            group.locator("input[type=checkbox]").check()
        press(kind if kind.count() else page.locator(".finding-many button"))
        expect(page.locator("#reason")).to_be_focused()
        page.fill("#reason", REASON)
        press(page.locator("main form button[type=submit]"))
        expect(page.locator("#messages")).to_contain_text("已写明理由")
        expect(boxes).not_to_have_count(left)
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
    expect(page.locator(f"#{focused}")).to_be_focused()
