"""Proof-reading a pasted draft, at desk and phone width: findings, keyboard, all numbers, no error, saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

DRAFT = """一、基本情况
全县共有学校120所，其中小学80所、初中30所。
学校食堂43个，其中自主经营37个，占96.0%。
二、存在问题
在园幼儿3210人，比去年增加120人。"""


@pytest.mark.parametrize("phone", [False, True])
def test_a_draft_is_checked(
    site: str, sign_in: Callable[..., Any], axe: Callable[..., Any], shot: Callable[..., Any], phone: bool
) -> None:
    page = sign_in("office", phone=phone)
    page.goto(f"{site}/summaries/")
    page.get_by_role("link", name="校对").click()
    axe(page)
    page.fill("#check-text", DRAFT)
    page.get_by_role("button", name="开始核对").click()
    page.wait_for_selector(".check-finding")
    axe(page)
    shot(page, "check")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "120所"
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.textContent") == "96.0%"
    page.keyboard.press("k")
    assert "110" in page.locator(".check-finding[aria-current]").inner_text()
    page.get_by_role("button", name="不是错误").first.click()
    page.get_by_text("1处不符").first.wait_for()
    page.get_by_role("button", name="全部数字", exact=True).click()
    page.get_by_role("button", name="数值").click()
    page.wait_for_selector('th[aria-sort="ascending"] >> text=数值')
    axe(page)
    shot(page, "check-numbers")
