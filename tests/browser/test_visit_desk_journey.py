"""The same visit entered at a desk: from its page, in two columns, by keyboard alone, and read there again."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

SCHOOL = "茶岭小学"


def test_a_visit_is_entered_at_a_desk_by_keyboard(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[..., None]
) -> None:
    page = sign_in("inspector")
    page.goto(f"{site}/inspection/visits/?q={SCHOOL}")
    page.get_by_role("link", name=SCHOOL).first.click()
    page.get_by_role("link", name="录入").click()
    expect(page.locator(".station").first).to_be_visible()
    axe(page)
    first, second = page.locator(".cards > .card").nth(0), page.locator(".cards > .card").nth(1)
    left, right = first.bounding_box(), second.bounding_box()
    assert left is not None and right is not None
    assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]  # beside each other
    barrier = page.locator(".card", has_text="门口有防冲撞的硬质设施")
    passing = barrier.get_by_role("button", name="合格", exact=True)
    passing.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # 不合格
    failing = barrier.get_by_role("button", name="不合格", exact=True)
    expect(failing).to_be_focused()
    expect(failing).to_have_attribute("aria-pressed", "true")
    expect(barrier.get_by_label("问题")).to_be_visible()  # drawn once the finding is kept
    for _step in range(12):  # on to the problem, which nothing was written in yet
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.textContent.startsWith('问题') || false"):
            break
    page.keyboard.type("防冲撞桩少一根")
    expect(barrier.get_by_label("问题")).to_have_value(re.compile("防冲撞桩少一根"))
    axe(page)
    shot(page, "visit-desk")
    expect(page.locator("#hand-over")).to_contain_text("全部已交回", timeout=60_000)
    page.get_by_role("link", name="走访页面").click()
    expect(page.locator("main")).to_contain_text("防冲撞桩少一根")
    for address in ("/inspection/notices/",):
        page.goto(site + address)
        page.locator("tbody a").first.click()
        expect(page.locator(".step-list").first).to_be_visible()
        axe(page)
