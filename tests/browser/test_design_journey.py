"""A section clerk designs a ledger from the office's workbook, publishes and sends it; a school finds it to file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, Route, expect

from tests.ledgers.designs import office_workbook

SignIn = Callable[..., Page]
SAVED = 15_000


FIND = (
    "title => [...document.querySelectorAll('.fields > li')].find(li => li.querySelector('input').value === title).id"
)


def card(page: Page, title: str) -> str:
    """The selector of a column's card."""
    find = FIND.replace("querySelector('input')", "querySelector('.title input')")
    return f"#{page.evaluate(find, title)}"


def test_from_a_workbook_with_a_two_level_heading_to_a_task_that_a_school_sees(
    site: str, sign_in: SignIn, axe: Callable[[Page], None], shot: Callable[[Page, str], None], tmp_path: Path
) -> None:
    book = tmp_path / "午托.xlsx"
    book.write_bytes(office_workbook())
    page = sign_in("section")
    page.goto(f"{site}/ledgers/design/")
    axe(page)
    shot(page, "design-list")
    page.set_input_files("#workbook", book)
    page.get_by_role("button", name="识别栏目").click()
    expect(page.locator(".fields > li")).to_have_count(7)
    expect(page.locator(".preview td.wrong")).to_have_text(
        "八（应为“随迁子女数”：一个数，现为八。只填数字，单位不要写进格子。）"
    )

    page.fill("input[name=title]", "校内午托情况")
    page.locator(f"{card(page, '其中:留守儿童')} .title input").fill("午托留守儿童")
    page.locator(f"{card(page, '随迁子女数')} .title input").fill("午托随迁子女")
    page.select_option("select[name=kind]", "return")
    expect(page.locator("select[name=date_field]")).to_have_count(0, timeout=SAVED)

    page.get_by_role("button", name="一栏不大于另一栏").click()
    check = page.locator(".check-card")
    expect(check.locator(".why")).to_contain_text("没有选全", timeout=SAVED)
    check.locator("select").nth(0).select_option(label="午托留守儿童")
    check.locator("select").nth(1).select_option(label="午托人数")
    expect(check.locator(".why")).to_be_empty(timeout=SAVED)
    page.get_by_role("button", name="逐行表达式").click()
    typed = page.locator("input[name$=-expression]")
    typed.fill("午托人数 >= 午托留守")
    expect(page.locator(".check-card").nth(1).locator(".why")).to_contain_text("午托留守儿童", timeout=SAVED)
    typed.fill("午托人数 >= 午托留守儿童")
    expect(page.locator(".check-card").nth(1).locator(".why")).to_be_empty(timeout=SAVED)

    first = page.locator(".fields > li .title input").first
    first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".fields > li .title input").nth(1)).to_have_value("学段", timeout=SAVED)
    expect(page.locator(".fields > li .title input").nth(1)).to_be_focused()
    axe(page)
    shot(page, "design-page")

    page.reload()  # nothing was pressed to save it
    expect(page.locator("input[name=title]")).to_have_value("校内午托情况")
    expect(page.locator(".check-card")).to_have_count(2)

    page.get_by_role("button", name="发布，然后下发").click()
    expect(page.locator("#messages")).to_contain_text("已发布", timeout=SAVED)
    axe(page)
    page.get_by_role("button", name="下发", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("已下发到", timeout=SAVED)

    school = sign_in("school", phone=True)
    expect(school.locator("main")).to_contain_text("校内午托情况")


def test_without_javascript_it_is_a_form(site: str, sign_in: SignIn, axe: Callable[[Page], None]) -> None:
    page = sign_in("sectionhead", javascript=False)
    page.goto(f"{site}/ledgers/design/")
    page.get_by_role("button", name="从空白开始").click()
    page.fill("input[name=title]", "临时统计")
    page.fill(".title input", "人数")
    page.get_by_role("button", name="加一栏").click()
    page.locator(".fields > li .title input").nth(1).fill("人数")
    page.get_by_role("button", name="保存草稿").last.click()
    expect(page.locator(".field-card.wrong .cell-error")).to_contain_text("不重复")
    page.locator(".fields > li").nth(1).get_by_role("button", name="去掉").click()
    expect(page.locator(".field-card")).to_have_count(1)
    page.locator("#dropped button").click()
    expect(page.locator(".field-card")).to_have_count(2)
    page.locator("summary", has_text="删除草稿").click()
    page.get_by_role("button", name="删除草稿").click()
    expect(page.locator("#messages")).to_contain_text("草稿已删")


def test_on_a_phone_a_draft_is_kept_while_one_types(
    site: str, sign_in: SignIn, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page = sign_in("sectionhead", phone=True)
    page.goto(f"{site}/ledgers/design/")
    page.get_by_role("button", name="从空白开始").click()
    page.fill("input[name=title]", "午休人数")
    page.locator(".fields > li .title input").first.fill("午休人数")
    page.get_by_role("button", name="加一栏").click()
    expect(page.locator(".fields > li")).to_have_count(2, timeout=SAVED)
    page.locator(".fields > li").nth(1).get_by_role("button", name="去掉").press("Enter")
    expect(page.locator("#dropped button")).to_be_focused(timeout=SAVED)
    page.keyboard.press("Enter")
    expect(page.locator(".fields > li .title input").nth(1)).to_be_focused(timeout=SAVED)
    page.locator(".fields > li .title input").nth(1).fill("看护教师")
    expect(page.locator("main")).to_contain_text("已保存", timeout=SAVED)
    axe(page)
    shot(page, "design-phone")
    page.reload()
    expect(page.locator(".fields > li .title input").nth(1)).to_have_value("看护教师")
    page.locator("summary", has_text="删除草稿").click()
    page.locator("dialog[open] .btn-danger").click()
    expect(page.locator("#messages")).to_contain_text("草稿已删")


def test_what_is_typed_while_an_answer_is_on_its_way_stays_with_its_cursor(site: str, sign_in: SignIn) -> None:
    page = sign_in("sectionhead")
    page.goto(f"{site}/ledgers/design/")
    page.get_by_role("button", name="从空白开始").click()
    page.wait_for_url("**/ledgers/design/*/")
    held: list[Route] = []
    page.route("**/ledgers/design/*/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/ledgers/design/*/"):
        page.get_by_role("button", name="加一栏").click()
    page.locator("input[name=about]").click()
    page.keyboard.type("用于随迁")
    held[0].continue_()
    expect(page.locator(".fields > li")).to_have_count(2, timeout=SAVED)
    with page.expect_response(lambda answer: quote("核查") in (answer.request.post_data or "")):
        page.keyboard.type("核查")
    expect(page.locator("input[name=about]")).to_have_value("用于随迁核查")
    expect(page.locator(".fields > li .title input").nth(1)).to_have_value("")
    page.reload()
    expect(page.locator("input[name=about]")).to_have_value("用于随迁核查")


def answering(status: int) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=status, body="")


def test_a_second_window_is_told_of_the_newer_one_and_only_a_lost_connection_is_called_so(
    site: str, sign_in: SignIn
) -> None:
    first = sign_in("sectionhead")
    first.goto(f"{site}/ledgers/design/")
    first.get_by_role("button", name="从空白开始").click()
    first.wait_for_url("**/ledgers/design/*/")
    second = first.context.new_page()
    second.goto(first.url)
    first.fill("input[name=title]", "先写的名称")
    expect(first.locator("[data-save-line]")).to_contain_text("已保存", timeout=SAVED)
    expect(first.locator("input[name=revision]")).not_to_have_value("0", timeout=SAVED)
    second.fill("input[name=title]", "后写的名称")
    line = second.locator("[data-save-line]")
    expect(line).to_have_text("没有存上：另一个窗口里的草稿更新，请刷新本页", timeout=SAVED)

    second.reload()
    expect(second.locator("input[name=title]")).to_have_value("先写的名称")
    for status, said in ((403, "没有存上：您无权修改，或本页已过期，请刷新"), (500, "没有存上：服务器出错")):
        second.route("**/ledgers/design/*/", answering(status))
        second.fill("input[name=title]", f"又写的名称{status}")
        expect(line).to_contain_text(said, timeout=SAVED)
        second.unroute("**/ledgers/design/*/")
    second.route("**/ledgers/design/*/", lambda route: route.abort())
    second.fill("input[name=title]", "断网时的名称")
    expect(line).to_contain_text("网络断了", timeout=SAVED)
    second.unroute("**/ledgers/design/*/")

    second.context.clear_cookies(name="sessionid")
    second.fill("input[name=title]", "退出后的名称")
    expect(line).to_contain_text("已退出登录", timeout=SAVED)
