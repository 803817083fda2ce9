"""Filing in the browser: paste and undo, keyboard alone, session end, two windows, power cut, a phone with a photo."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

LEDGER = "city-half-year.canteen_accounts"
WIDE = "city-half-year.canteens"  # fifteen columns
SCHOOL = "2133000003"
SignIn = Callable[..., Page]
Check = Callable[[Page], None]


def grid(page: Page, site: str, period: str, ledger: str = LEDGER) -> None:
    page.goto(f"{site}/ledgers/{ledger}/{period}/{SCHOOL}/grid/?view=grid")
    expect(page.locator("[data-do=undo]")).to_be_visible()


def cell(page: Page, row: int, field: str) -> Any:
    return page.locator(f"#grid tbody tr >> nth={row - 1}").locator(f"[data-f={field}]")


def paste(page: Page, text: str, html: str = "") -> None:
    """As the browser does with Ctrl+V of what another program copied."""
    page.evaluate(
        """([text, html]) => { const data = new DataTransfer(); if (text) data.setData('text/plain', text);
        if (html) data.setData('text/html', html); document.activeElement.dispatchEvent(
        new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})); }""",
        [text, html],
    )


def kept(page: Page) -> None:
    expect(page.locator("#grid-state")).to_contain_text(re.compile(r"草稿已存 \d\d:\d\d:\d\d"), timeout=20_000)


def test_a_block_from_a_spreadsheet_is_pasted_and_taken_back(site: str, sign_in: SignIn) -> None:
    page = sign_in("school")
    grid(page, site, "2024H1", WIDE)
    columns = page.locator("#grid thead th").count() - 1
    cell(page, 1, "canteen_no").focus()
    block = "\r\n".join("\t".join(f"{row}-{column}" for column in range(20)) for row in range(50)) + "\r\n"
    paste(page, block)
    expect(page.locator("#grid tbody tr")).to_have_count(50)
    expect(cell(page, 50, "canteen_no")).to_have_value("49-0")
    last = page.locator("#grid tbody tr >> nth=49").locator("[data-f]").last
    expect(last).to_have_value(f"49-{columns - 1}")
    expect(page.locator("#grid-note")).to_contain_text(f"右边放不下的 {20 - columns} 列没有粘贴，从“0-{columns}”起")
    page.keyboard.press("Control+z")
    expect(page.locator("#grid tbody tr")).to_have_count(5)
    expect(cell(page, 1, "canteen_no")).to_have_value("")
    page.keyboard.press("Control+y")
    expect(cell(page, 50, "canteen_no")).to_have_value("49-0")
    page.keyboard.press("Control+z")
    cell(page, 1, "operator").focus()
    paste(page, '"第一行\n第二行""引"""\t2026-01-02\r\n下一格\t"没关上')
    expect(cell(page, 1, "operator")).to_have_value('第一行\n第二行"引"')
    expect(cell(page, 2, "operator")).to_have_value("下一格")
    expect(cell(page, 2, "applied_on")).to_have_value('"没关上')
    paste(page, "", "<table><tr><td>甲</td><td>2026-03-04</td></tr></table>")
    expect(cell(page, 1, "operator")).to_have_value("甲")
    cell(page, 1, "operator").focus()
    paste(page, "\n".join(["x"] * 301))
    expect(page.locator("#grid-note")).to_contain_text("300")
    expect(page.locator("#grid tbody tr")).to_have_count(5)


def test_enter_after_tabs_goes_under_the_column_where_they_began(site: str, sign_in: SignIn) -> None:
    page = sign_in("school")
    grid(page, site, "2023H1", WIDE)
    columns = [one.get_attribute("data-f") for one in page.locator("#grid tbody tr >> nth=0").locator("[data-f]").all()]
    cell(page, 1, columns[1]).click()
    for word in ("一", "二", "三"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, 2, columns[1])).to_be_focused()
    # Each run by itself; an arrow or a click ends it.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, 3, columns[1])).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(cell(page, 4, columns[3])).to_be_focused()
    page.keyboard.press("Enter")
    expect(cell(page, 5, columns[3])).to_be_focused()


def test_a_click_on_the_selected_cell_keeps_it_selected_and_two_go_into_its_text(site: str, sign_in: SignIn) -> None:
    page = sign_in("school")
    grid(page, site, "2023H2", WIDE)
    field = cell(page, 1, "operator")
    field.click()
    page.keyboard.type("165")
    page.keyboard.press("Enter")
    expect(cell(page, 2, "operator")).to_be_focused()
    field.click()
    field.click()
    page.keyboard.type("166")
    page.keyboard.press("Enter")
    expect(field).to_have_value("166")
    field.dblclick()
    page.keyboard.press("End")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(field).to_have_value("1667")


def test_a_whole_filing_by_keyboard_alone(site: str, sign_in: SignIn, axe: Check, shot: Any) -> None:
    page = sign_in("school")
    page.goto(f"{site}/ledgers/{LEDGER}/2024-02/{SCHOOL}/")
    page.get_by_role("link", name="在线填写").focus()
    page.keyboard.press("Enter")
    expect(cell(page, 1, "canteen_no")).to_be_focused()
    for text in ("ST-01", "十六万", "129000", "32000"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.locator("td.bad")).to_have_count(1)
    expect(page.locator("#grid-problems")).to_contain_text("只填数字")
    described = cell(page, 1, "income_yuan").get_attribute("aria-describedby")
    assert described and page.locator(f"#{described}").inner_text()
    kept(page)
    axe(page)
    shot(page, "grid-wrong")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(cell(page, 1, "income_yuan")).to_be_focused()
    page.keyboard.type("165000")
    page.keyboard.press("Escape")
    expect(cell(page, 1, "income_yuan")).to_have_value("十六万")
    page.keyboard.type("165000")
    page.keyboard.press("Enter")
    expect(page.locator("td.bad")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("[value=hand-in]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/submissions/\d+/"))
    expect(page.locator(".lead-line")).to_contain_text("待审核")
    # Back: the page is not the old one, and nothing can be handed in twice.
    page.go_back()
    expect(page.locator("main")).to_contain_text("已上报")


def test_banner_and_list_count_errors_and_warnings_alike(site: str, sign_in: SignIn, axe: Check, shot: Any) -> None:
    page = sign_in("school")
    grid(page, site, "2025-02")
    cell(page, 1, "canteen_no").focus()
    paste(page, "ST-01\t十六万\t129000\t32000\r\nST-02\t60000\t40000\t16000")
    page.locator("[value=file]").click()
    expect(page.locator("#wrong")).to_contain_text("1 处错误，1 处提醒")
    expect(page.locator("#problems-head")).to_have_text("1 处错误，1 处提醒")
    expect(page.locator("#grid-problems li")).to_have_count(2)
    expect(page.locator("#wrong a")).to_be_focused()  # one Enter leads to the cell
    page.keyboard.press("Enter")
    expect(cell(page, 1, "income_yuan")).to_be_focused()
    cell(page, 2, "canteen_no").focus()
    page.keyboard.press("F9")
    expect(cell(page, 1, "income_yuan")).to_be_focused()
    expect(page.locator("#grid-problems li.warning")).to_contain_text("提醒：")
    axe(page)
    shot(page, "grid-counts")
    described = cell(page, 1, "income_yuan").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text().count("现为十六万") == 1
    page.keyboard.type("160000")
    page.keyboard.press("Enter")
    expect(page.locator("#wrong")).to_have_text("没有上报：1 处提醒。草稿已存。")


def test_session_end_and_power_cut_lose_nothing(site: str, sign_in: SignIn) -> None:
    page = sign_in("school")
    grid(page, site, "2024-03")
    cell(page, 1, "canteen_no").focus()
    page.keyboard.type("ST-07")
    page.keyboard.press("Tab")
    kept(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.type("4321")
    page.keyboard.press("Tab")
    expect(page.locator("#grid-note")).to_contain_text("登录已失效", timeout=20_000)
    # The power goes: nothing is sent, the page comes up again after signing in.
    page.context.add_cookies([item for item in cookies if item["name"] != "csrftoken"])  # type: ignore[arg-type]
    page.evaluate("navigator.sendBeacon = () => false")
    page.reload()
    expect(cell(page, 1, "income_yuan")).to_have_value("4321")
    expect(page.locator("#grid-note")).to_contain_text("已从本机找回")
    kept(page)
    page.reload()
    expect(cell(page, 1, "income_yuan")).to_have_value("4321")
    expect(page.locator("#grid-note")).to_be_empty()


def test_a_dead_network_is_told_and_what_was_typed_goes_later(site: str, sign_in: SignIn) -> None:
    page = sign_in("school")
    grid(page, site, "2024-04")
    page.context.set_offline(True)
    cell(page, 1, "canteen_no").focus()
    page.keyboard.type("ST-09")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-state")).to_contain_text("网络断开", timeout=20_000)
    page.context.set_offline(False)
    kept(page)


def test_pressing_save_without_network_keeps_the_page_and_what_was_typed(site: str, sign_in: SignIn, shot: Any) -> None:
    page = sign_in("school")
    grid(page, site, "2024-09")
    page.context.set_offline(True)
    cell(page, 1, "canteen_no").fill("ST-09")
    page.get_by_role("button", name="只保存").click()
    expect(page.locator("#grid-note")).to_contain_text("网络断开，没有送出")
    expect(cell(page, 1, "canteen_no")).to_have_value("ST-09")
    shot(page, "grid-offline")
    page.context.set_offline(False)
    kept(page)
    page.get_by_role("button", name="只保存").click()
    expect(page.locator("#wrong")).to_be_visible()  # sent, and refused for what is missing
    phone = sign_in("school", phone=True)
    phone.goto(f"{site}/ledgers/{LEDGER}/2024-09/{SCHOOL}/form/")
    phone.context.set_offline(True)
    phone.get_by_label(re.compile("^收入")).fill("1000")
    phone.get_by_role("button", name="只保存").click()
    expect(phone.locator("#grid-note")).to_contain_text("存在这部手机")
    expect(phone.get_by_label(re.compile("^收入"))).to_have_value("1000")


def test_a_double_click_and_a_retry_file_once(site: str, sign_in: SignIn) -> None:
    page = sign_in("school")
    grid(page, site, "2024-06")
    cell(page, 1, "canteen_no").focus()
    paste(page, "ST-01\t165000\t129000\t32000")
    page.locator("[value=file]").dblclick()
    page.wait_for_url(re.compile(r"/submissions/\d+/"))
    expect(page.locator("main")).to_contain_text("第 1 版")
    expect(page.locator("main")).not_to_contain_text("第 2 版")


def test_one_row_a_screen_with_a_photo_on_a_phone(site: str, sign_in: SignIn, axe: Check, shot: Any) -> None:
    page = sign_in("school", phone=True)
    page.goto(f"{site}/ledgers/{LEDGER}/2024-07/{SCHOOL}/grid/")
    page.wait_for_url(re.compile("/form/"))
    axe(page)
    for label, text in (("食堂编号", "ST-01"), ("收入", "十六万"), ("食材支出", "129000"), ("人工和其他支出", "32000")):
        page.get_by_label(re.compile(f"^{label}")).fill(text)
    kept(page)
    expect(page.locator(".phone-field.bad")).to_have_count(1)
    axe(page)
    shot(page, "phone-wrong")
    page.get_by_role("button", name="保存并上报").click()
    expect(page.locator("#wrong")).to_contain_text("1 处")
    expect(page.get_by_label(re.compile("^收入"))).to_be_focused()  # the phone form again, at what is wrong
    axe(page)
    shot(page, "phone-not-filed")
    page.locator("#phone-problems a").click()
    page.wait_for_url(re.compile(r"/form/\?row="))
    expect(page.locator("#grid-note")).to_be_empty()  # all had arrived: nothing is brought back
    assert page.locator(".phone-field.bad").count() == 1
    page.get_by_label(re.compile("^收入")).fill("165000")
    assert page.locator(".phone-field.bad").count() == 0  # at once, also without a network: it was said of other words
    photo = page.evaluate(
        """async () => { const canvas = document.createElement('canvas'); canvas.width = 2400; canvas.height = 1200;
        const pen = canvas.getContext('2d'); const grain = pen.createImageData(2400, 1200);
        for (let i = 0; i < grain.data.length; i += 1)  // the grain of a photo: smaller as JPEG, as no drawing is
        { grain.data[i] = i % 4 === 3 ? 255 : (i >> 14) + ((i * 2654435761) >>> 0) % 16; }
        pen.putImageData(grain, 0, 0);
        return canvas.toDataURL('image/png').split(',')[1]; }"""
    )
    cut = {"left": 1}

    def break_once(route: Any) -> None:
        if cut["left"] and b'name="piece"' in (route.request.post_data_buffer or b""):
            cut["left"] -= 1
            route.abort()
        else:
            route.continue_()

    page.route("**/form/photo/", break_once)
    page.set_input_files("#photo", {"name": "票据.png", "mimeType": "image/png", "buffer": base64.b64decode(photo)})
    expect(page.locator("#photos")).to_contain_text("已传到", timeout=30_000)
    assert cut["left"] == 0
    # A file that is no photo is told and leaves nothing; a listed one can be taken off later.
    page.set_input_files("#photo", {"name": "wrong.xlsx", "mimeType": "text/plain", "buffer": b"no picture"})
    refused = page.locator("#photos li", has_text="wrong.xlsx")
    expect(refused).to_contain_text("别种文件")
    axe(page)
    shot(page, "phone-refused-photo")
    refused.get_by_role("button", name="取下").click()
    expect(refused).to_have_count(0)
    held: list[Any] = []
    page.route("**/form/photo/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/form/photo/"):
        page.set_input_files("#photo", {"name": "多余.png", "mimeType": "image/png", "buffer": base64.b64decode(photo)})
    page.get_by_role("button", name="保存并上报").click()
    expect(page.locator("#grid-note")).to_contain_text("还有文件没传完")
    held[0].continue_()
    expect(page.locator("#photos li", has_text="多余.png")).to_contain_text("已传到", timeout=30_000)
    expect(page.locator("#grid-note")).to_be_empty()
    page.reload()
    expect(page.locator("#photos li")).to_have_count(2)
    page.locator("#photos li", has_text="多余.png").get_by_role("button", name="取下").click()
    expect(page.locator("#photos li")).to_have_count(1)
    page.get_by_role("button", name="新的一行").click()
    expect(page.locator(".phone-head")).to_contain_text("第 2 行")
    page.get_by_role("button", name="上一行").click()
    expect(page.get_by_label(re.compile("^食堂编号"))).to_have_value("ST-01")
    page.get_by_role("button", name="保存并上报").click()
    page.wait_for_url(re.compile(r"/submissions/\d+/"))
    expect(page.locator(".lead-line")).to_contain_text("待审核")
    expect(page.locator("main")).to_contain_text("票据.png")
    page.goto(page.url + "?")
    size = page.evaluate(
        """async () => { const links = [...document.querySelectorAll('a[href*="/evidence/"]')];
        const [id] = links.map(a => a.getAttribute('href').match(/evidence\\/(\\d+)/)).filter(Boolean).map(m => m[1]);
        const blob = await (await fetch(`/ledgers/evidence/${id}/?show=picture`)).blob();
        const picture = await createImageBitmap(blob); return [picture.width, picture.height, blob.type]; }"""
    )
    assert size == [1600, 800, "image/jpeg"]


@pytest.mark.parametrize(("width", "zoom"), [(1280, 1), (375, 1), (360, 1), (640, 2), (1024, 2)])
def test_pages_of_filing_read_at_every_width_and_at_200_percent(
    site: str, sign_in: SignIn, axe: Check, width: int, zoom: int
) -> None:
    """200 % text on a desk: a page of half the width with doubled letters, or letters alone that the reader doubled."""
    page = sign_in("school")
    page.set_viewport_size({"width": width, "height": 800})
    filing = [f"ledgers/{LEDGER}/2024-08/{SCHOOL}/grid/?view=grid", f"ledgers/{LEDGER}/2024-08/{SCHOOL}/form/"]
    for address in ("", "ledgers/", f"ledgers/{LEDGER}/", *filing):
        page.goto(f"{site}/{address}")
        if zoom == 2:
            page.add_style_tag(content="html { font-size: 32px !important; }")
        axe(page)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, address
        narrowest = page.evaluate(
            "Math.min(...Array.from(document.querySelectorAll('.today-list .thing'), (one) => one.clientWidth))"
        )
        assert narrowest >= 12 * 16 * zoom, address


def test_without_scripts_the_page_is_a_form_that_works(site: str, sign_in: SignIn) -> None:
    page = sign_in("school", javascript=False)
    page.goto(f"{site}/ledgers/{LEDGER}/2024-09/{SCHOOL}/grid/")
    for field, text in (("canteen_no", "ST-01"), ("income_yuan", "十六万"), ("food_yuan", "1"), ("other_yuan", "2")):
        cell(page, 1, field).fill(text)
    page.locator("[value=keep]").click()
    expect(page.locator("#messages")).to_contain_text("草稿已存")
    page.locator("[value=hand-in]").click()
    expect(page.locator("#wrong")).to_contain_text("1 处")
    cell(page, 1, "income_yuan").fill("3")
    page.locator("[value=hand-in]").click()
    expect(page.locator(".lead-line")).to_contain_text("待审核")


def test_two_people_see_both_sides_and_choose(site: str, sign_in: SignIn, axe: Check, shot: Any) -> None:
    mine, theirs = sign_in("school"), sign_in("office")
    grid(mine, site, "2024-10")
    cell(mine, 1, "canteen_no").focus()
    paste(mine, "ST-01\t165000\t129000\t32000")
    mine.locator("[value=file]").click()
    mine.wait_for_url(re.compile(r"/submissions/\d+/"))
    for page in (mine, theirs):
        grid(page, site, "2024-10")
    for page, income, food in ((theirs, "170000", "130000"), (mine, "168000", "129000")):
        cell(page, 1, "income_yuan").focus()
        paste(page, f"{income}\t{food}")
        page.locator("[value=file]").click()
        page.wait_for_url(re.compile(r"/submissions/\d+/|/merge/"))
    expect(mine.locator("#clashes")).to_contain_text("1 处")
    for words in ("168000", "170000", "165000", "130000"):
        expect(mine.locator("#merge-form")).to_contain_text(words)
    axe(mine)
    shot(mine, "grid-merge")
    mine.get_by_label("我的草稿").check()
    mine.get_by_role("button", name="合并后继续").click()
    expect(cell(mine, 1, "income_yuan")).to_have_value("168000")
    expect(cell(mine, 1, "food_yuan")).to_have_value("130000")
    mine.locator("[value=file]").click()
    expect(mine.locator("main")).to_contain_text("第 3 版")


def test_last_period_is_shown_grey_and_confirmed(site: str, sign_in: SignIn, axe: Check, shot: Any) -> None:
    page = sign_in("school")
    grid(page, site, "2026H2", WIDE)
    page.locator("summary", has_text="上期").click()
    page.get_by_role("button", name="把上期带入空格子").click()
    expect(page.locator("td.copied").first).to_be_visible()
    page.locator("summary", has_text="上期").click()
    page.locator("[data-last=eaters]").check()
    expect(page.locator(".last").first).to_contain_text("上期")
    page.keyboard.press("Escape")
    axe(page)
    shot(page, "grid-copied")
    page.locator("[value=file]").click()
    expect(page.locator("#wrong")).to_be_visible()
    page.get_by_role("button", name="确认全部带入的数").click()
    expect(page.locator("td.copied")).to_have_count(0)
    kept(page)
