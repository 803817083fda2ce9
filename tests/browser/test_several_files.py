"""A school drops several files on its start page and explains a column, at desk and at phone width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect


def csv(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_wrong_files_among_right_ones_and_a_column_to_explain(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[[Page, str], None], phone: bool
) -> None:
    page = sign_in("school", phone=phone)
    page.goto(site)
    files = [csv("空.csv", ""), csv("说明.csv", "甲,乙\n1,2\n"), csv("食堂.csv", "食堂编号,总收入,总支出\nST-01,1,1\n")]
    page.get_by_label("把填好的表格拖到这里").set_input_files(files)
    page.get_by_role("button", name="核对").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 个文件")
    expect(page.get_by_text("空文件")).to_be_visible()
    axe(page)
    shot(page, "several-files")
    page.goto(f"{site}/ledgers/city-half-year.canteen_accounts/2025-03/2133000003/")
    page.get_by_label("填好的工作簿").set_input_files([files[2]])
    page.get_by_role("button", name="核对").first.click()
    expect(page.get_by_role("button", name="记住并核对")).to_be_visible()
    axe(page)
    shot(page, "columns-asked")
