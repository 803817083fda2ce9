"""One draft in two windows: the second sees what differs, cell by cell, and chooses by row or for all."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.test_grid_journey import Check, SignIn, cell, grid, kept, paste


def test_of_two_windows_the_second_sees_what_differs_and_chooses(
    site: str, sign_in: SignIn, axe: Check, shot: Any
) -> None:
    first = sign_in("school")
    grid(first, site, "2024-05")
    second = first.context.new_page()
    grid(second, site, "2024-05")
    cell(first, 1, "canteen_no").focus()
    paste(first, "ST-01\t165000\t129000\t32000\r\nST-02\t1000")
    kept(first)
    cell(second, 1, "canteen_no").focus()
    paste(second, "ST-01\t170000\t129000\t32000\r\nST-03\t2000")
    beside = second.locator("#moved")
    expect(beside).to_contain_text("165000", timeout=20_000)
    expect(beside).to_contain_text("170000")
    expect(beside).to_contain_text("ST-02")
    axe(second)
    shot(second, "grid-two-windows")
    second.reload()  # what this window holds is kept on the computer, and asked about again
    expect(beside).to_contain_text("170000", timeout=20_000)
    expect(cell(second, 1, "income_yuan")).to_have_value("170000")
    for row, choice in (("ST-01", "留本窗口这行"), ("ST-02", "采用已存这行"), ("ST-03", "留本窗口这行")):
        beside.locator("fieldset", has_text=row).get_by_label(choice).check()
    beside.get_by_role("button", name="按所选保存").click()
    expect(second.locator("main")).to_contain_text("已按您的选择保存")
    assert [cell(second, at, "canteen_no").input_value() for at in (1, 2, 3)] == ["ST-01", "ST-03", "ST-02"]
    expect(cell(second, 1, "income_yuan")).to_have_value("170000")
    cell(first, 2, "income_yuan").fill("1234")
    cell(first, 1, "income_yuan").focus()
    expect(first.locator("#moved")).to_contain_text("ST-03", timeout=20_000)
    first.get_by_role("button", name="全部用已存的").click()
    expect(cell(first, 3, "income_yuan")).to_have_value("1000")
