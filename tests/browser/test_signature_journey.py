"""A school head signs and a reviewer decides on a phone: each in three taps from the start page."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import FilePayload, Page, expect

SignIn = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]
LEDGER, SCHOOL = "finance-statistics.levy_self_checks", "2133000003"
TITLE = "乱收费乱摊派自查表"
HEADING = "自查日期,自查项目数,乱收费项数,乱摊派项数,清退金额,校长签字"


def file(page: Page, site: str, year: str, refunded: str) -> None:
    """The school hands in a year's self-check."""
    page.goto(f"{site}/ledgers/{LEDGER}/{year}/{SCHOOL}/")
    text = f"{HEADING}\n{year}-04-20,16,1,0,{refunded},禾望舒\n"
    files: list[FilePayload] = [{"name": "自查.csv", "mimeType": "text/csv", "buffer": text.encode()}]
    page.get_by_label("填好的工作簿").set_input_files(files)
    page.get_by_role("button", name="核对").first.click()
    page.click("button[name=hand-in]")
    expect(page.locator(".lead-line")).to_contain_text("待校长签字")


def in_three_taps(*presses: Callable[[], None]) -> None:
    """From the page where the person is; a fourth would be one too many."""
    assert len(presses) <= 3
    for press in presses:
        press()


def test_signed_and_accepted_in_three_taps_each(site: str, sign_in: SignIn, axe: Axe, shot: Shot) -> None:
    school = sign_in("school", phone=True)
    file(school, site, "2022", "320.00")

    head = sign_in("head", phone=True)
    axe(head)
    shot(head, "head-today")
    in_three_taps(
        head.get_by_role("link", name=re.compile(f"签字\\s*{TITLE} · 2022年")).click,
        head.get_by_role("button", name="签字").click,
    )
    expect(head.locator("#messages")).to_contain_text("已签字")
    axe(head)

    section = sign_in("section", phone=True)
    in_three_taps(
        section.get_by_role("link", name=re.compile(rf"审核\s*{TITLE}")).click,
        section.get_by_role("link", name="小麦穗小学").first.click,
        section.get_by_role("button", name="通过").click,
    )
    expect(section.locator(".lead-line")).to_contain_text("已通过")


def test_sent_back_with_common_words_and_compared_with_the_year_before(
    site: str, sign_in: SignIn, axe: Axe, shot: Shot
) -> None:
    school = sign_in("school", phone=True)
    file(school, site, "2023", "80.00")
    filing = school.url
    head = sign_in("head", phone=True)
    head.goto(filing)
    moved = head.locator("section[aria-labelledby=moved]")
    expect(moved).to_contain_text("清退金额")
    expect(moved).to_contain_text("320.00")
    expect(moved).to_contain_text("-75.0%")
    axe(head)
    shot(head, "head-signing")
    head.get_by_role("button", name="签字").click()

    section = sign_in("section", phone=True)
    section.goto(filing)
    axe(section)
    shot(section, "review-phone")
    in_three_taps(
        section.get_by_role("link", name="退回").click,
        section.get_by_role("button", name="缺佐证材料，请补上。").click,
        section.locator("#send-back .btn-danger").click,
    )
    expect(section.locator(".lead-line")).to_contain_text("已退回")
    school.goto(filing)
    expect(school.locator(".note-warning")).to_contain_text("缺佐证材料")
