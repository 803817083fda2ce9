"""A reviewer lays the list of another office beside what schools filed, at desk and at phone width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

BOARD = "/ledgers/county-base.school_roll/?period=2026H1"
SCHOOL = "小麦穗小学"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_list_from_outside_beside_what_was_filed(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], phone: bool
) -> None:
    page = sign_in("section", phone=phone)
    page.goto(f"{site}{BOARD}&q=小麦穗学校")  # mistyped, and found
    page.get_by_role("link", name=SCHOOL).first.click()
    stage, pupils = (page.locator(".rows-table tbody tr").first.locator("td").nth(at).inner_text() for at in (0, 1))
    page.goto(site + BOARD)
    page.get_by_role("link", name="与外部名单比对").click()
    axe(page)

    other = int(pupils.replace(",", "")) + 3
    text = f"学校名称,学段,学生数（人）\n{SCHOOL},{stage},{other}\n云上学校,{stage},7\n"
    listed: list[FilePayload] = [{"name": "学籍.csv", "mimeType": "text/csv", "buffer": text.encode()}]
    whose = f"学籍系统{'（手机）' if phone else ''}"
    page.get_by_label("名单来源").fill(whose)
    page.locator("#outside-file").set_input_files(listed)
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(whose)
    axe(page)
    shot(page, "outside-columns")
    page.get_by_role("button", name="比较", exact=True).click()
    board = page.locator(".board")
    expect(board).to_contain_text("1 不一致")
    expect(board).to_contain_text("1 仅名单有")
    board.get_by_role("link", name="1 不一致").click()
    expect(page.locator("main table")).to_contain_text(SCHOOL)
    expect(page.locator("main table")).to_contain_text(str(other))
    axe(page)
    shot(page, "outside-result")

    page.locator("summary", has_text="删除名单").click()
    page.locator("dialog[open] .btn-danger").click()
    expect(page.locator("main")).to_contain_text("名单和比对结果已删除")
