"""Before a leave a section clerk hands the reviews to a colleague, who then decides in her place; records say so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

FILING = "/ledgers/city-half-year.canteen_accounts/{month}/2133000003/"
ACCOUNTS = "食堂编号,收入（元）,食材支出（元）,人工和其他支出（元）\nST-01,168000,128000,39500\n"


@pytest.mark.parametrize(("phone", "month"), [(False, "2025-10"), (True, "2025-11")], ids=["desk", "phone"])
def test_a_colleague_stands_in_and_the_records_say_so(
    site: str,
    sign_in: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    phone: bool,
    month: str,
) -> None:
    school = sign_in("school", phone=phone)
    school.goto(site + FILING.format(month=month))
    files: list[FilePayload] = [{"name": "收支.csv", "mimeType": "text/csv", "buffer": ACCOUNTS.encode()}]
    school.get_by_label("填好的工作簿").set_input_files(files)
    school.get_by_role("button", name="核对").first.click()
    school.click("button[name=hand-in]")
    expect(school.locator(".lead-line")).to_contain_text("待审核")
    filing = school.url

    colleague = sign_in("inspector", phone=phone)
    colleague.goto(filing)
    expect(colleague.get_by_role("button", name="通过")).to_have_count(0)

    section = sign_in("section", phone=phone)
    section.goto(f"{site}/settings/organisation/delegations/")
    axe(section)
    section.get_by_role("link", name="委托职责").click()
    section.get_by_label("代理人", exact=True).select_option(label="雷望舒")
    section.get_by_label("审核上报").check()
    section.get_by_label("理由").fill("年休假")
    axe(section)
    shot(section, "delegation-new")
    section.get_by_role("button", name="委托", exact=True).click()
    axe(section)
    section.get_by_role("button", name="确认：委托").click()
    expect(section.locator("main")).to_contain_text("雷望舒")
    axe(section)
    shot(section, "delegation-list")

    colleague.goto(site)
    axe(colleague)
    colleague.goto(filing)
    colleague.get_by_role("button", name="通过").click()
    expect(colleague.locator(".lead-line")).to_contain_text("已通过")
    expect(colleague.locator("#history + ul")).to_contain_text("雷望舒（代桑云舒）")
    shot(colleague, "delegation-accepted")

    section.locator("summary", has_text="收回").first.click()
    section.locator("dialog[open] .btn-danger").click()
    expect(section.locator("main")).to_contain_text("现在没有委托代理")
