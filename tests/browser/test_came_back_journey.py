"""A filing that was sent back, mended in the table and on the phone: words, marks, the way from mark to mark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.test_grid_journey import LEDGER, SCHOOL, cell, grid, kept, paste

MONTH = "2024-11"
WORDS = "食材支出与发票不符，请核对。"


def test_from_mark_to_mark_with_the_reviewers_words(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Any
) -> None:
    school = sign_in("school")
    _sent_back(school, sign_in("section"), site)
    grid(school, site, MONTH)
    expect(school.locator("#came-back")).to_contain_text(WORDS)
    expect(school.locator("#came-back li")).to_have_count(2)
    first, second = cell(school, 1, "food_yuan"), cell(school, 2, "other_yuan")
    expect(first).to_be_focused()
    axe(school)
    shot(school, "grid-returned")
    school.keyboard.press("F9")
    expect(second).to_be_focused()
    school.keyboard.press("F9")
    expect(first).to_be_focused()
    school.locator("#came-back a").last.click()
    expect(second).to_be_focused()
    school.get_by_role("button", name="下一个标出的格子").click()
    expect(first).to_be_focused()
    # What is wrong is told beside why it is marked, and after it was mended the mark's words stay.
    first.fill("十二万")
    school.keyboard.press("Tab")
    expect(school.locator("td.bad")).to_have_count(1)
    described = (first.get_attribute("aria-describedby") or "").split()
    assert len(described) == 2 and described[1] == "marked-why"
    first.fill("129500")
    school.keyboard.press("Tab")
    expect(school.locator("td.bad")).to_have_count(0)
    expect(first).to_have_attribute("aria-describedby", "marked-why")
    expect(cell(school, 1, "income_yuan")).to_have_attribute("aria-describedby", "locked-why")
    assert WORDS in school.locator("#marked-why").inner_text()
    _a_power_cut_opens_nothing(school, site)
    _on_the_phone(sign_in("school", phone=True), site, axe, shot)


def test_a_draft_of_before_the_return_is_told_apart(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Any
) -> None:
    school, section, month = sign_in("school"), sign_in("section"), "2024-01"
    grid(school, site, month)
    cell(school, 1, "canteen_no").focus()
    paste(school, "ST-01\t165000\t129000\t32000\r\nST-02\t60000\t43000\t16000")
    school.get_by_role("button", name="只保存").click()
    school.wait_for_url("**/submissions/**")
    filed = school.url
    other = school.context.new_page()  # a window that stays open over the handing in
    grid(other, site, month)
    school.get_by_role("button", name=re.compile("^上报")).first.click()
    expect(school.locator(".lead-line")).to_contain_text("待审核")
    cell(other, 1, "canteen_no").focus()
    paste(other, "ST-01\t165000\t129500\t32500\r\nST-02\t60000\t43000\t16000\r\nST-03\t1000\t500\t500")
    kept(other)
    other.close()
    school.goto(filed)
    expect(school.locator("#draft-waits")).to_contain_text("撤回")
    section.goto(f"{filed}?mark=1")
    section.get_by_label("哪里不对、怎么改").fill(WORDS)
    section.get_by_label("行的食材支出").first.check()
    section.click("#send-back .btn-danger")
    expect(section.locator(".lead-line")).to_contain_text("已退回")
    school.goto(f"{site}/ledgers/{LEDGER}/{month}/{SCHOOL}/grid/")
    expect(school.locator("h1")).to_have_text("退回前的草稿")
    axe(school)
    shot(school, "older-draft")
    school.get_by_label(re.compile("129500")).check()
    school.get_by_role("button", name="从退回的填报接着改").click()
    expect(cell(school, 1, "food_yuan")).to_have_value("129500")
    expect(school.locator("#grid tbody tr")).to_have_count(2)
    school.get_by_role("link", name="放下的草稿").click()
    expect(school.locator("main")).to_contain_text("ST-03")
    axe(school)
    shot(school, "draft-aside")
    school.goto(filed)
    expect(school.locator("#draft-waits")).to_contain_text("与第 1 版有 1 处不同")
    axe(school)
    shot(school, "draft-waits")
    school.set_viewport_size({"width": 375, "height": 800})
    axe(school)
    school.get_by_role("button", name="用草稿的内容保存并上报").click()
    expect(school.locator(".lead-line")).to_contain_text("待审核")
    expect(school.locator("main")).to_contain_text("129,500")


def _sent_back(school: Page, section: Page, site: str) -> None:
    grid(school, site, MONTH)
    cell(school, 1, "canteen_no").focus()
    paste(school, "ST-01\t165000\t129000\t32000\r\nST-02\t60000\t43000\t16000")
    school.locator("[value=hand-in]").click()
    expect(school.locator(".lead-line")).to_contain_text("待审核")
    section.goto(f"{school.url}?mark=1")
    section.get_by_label("哪里不对、怎么改").fill(WORDS)
    section.get_by_label("行的食材支出").first.check()
    section.get_by_label("行的人工和其他支出").last.check()
    section.click("#send-back .btn-danger")
    expect(section.locator(".lead-line")).to_contain_text("已退回")


def _a_power_cut_opens_nothing(school: Page, site: str) -> None:
    """Rows brought back from this computer are drawn anew, locked and marked as before."""
    school.route("**/grid/draft/", lambda route: route.abort())
    cell(school, 2, "other_yuan").fill("16500")
    school.keyboard.press("Tab")
    expect(school.locator("#grid-state")).to_contain_text("网络断开", timeout=20_000)
    grid(school, site, MONTH)
    expect(cell(school, 2, "other_yuan")).to_have_value("16500")
    expect(school.locator("#grid-note")).to_contain_text("找回")
    expect(school.locator("td.marked")).to_have_count(2)
    expect(school.locator("#grid [data-f][readonly]")).to_have_count(school.locator("#grid [data-f]").count() - 2)
    school.unroute("**/grid/draft/")


def _on_the_phone(phone: Page, site: str, axe: Callable[[Page], None], shot: Any) -> None:
    phone.goto(f"{site}/ledgers/{LEDGER}/{MONTH}/{SCHOOL}/form/")
    expect(phone.locator("#came-back")).to_contain_text(WORDS)
    expect(phone.locator(".phone-field.marked")).to_have_count(1)
    axe(phone)
    shot(phone, "phone-returned")
    phone.get_by_role("button", name="下一个标出的行").click()
    expect(phone.locator(".phone-head")).to_contain_text("第 2 行")
    expect(phone.locator(".phone-field.marked")).to_contain_text("人工和其他支出")
    phone.goto(f"{site}/ledgers/{LEDGER}/{MONTH}/{SCHOOL}/")
    expect(phone.locator("#came-back")).to_contain_text(WORDS)
    axe(phone)
    shot(phone, "filing-returned")
    phone.locator("#came-back a").first.click()
    expect(phone.locator("#came-back")).to_contain_text(WORDS)
