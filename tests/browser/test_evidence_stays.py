"""Nothing that was typed or photographed is lost on the way: a merge, an answer that never came, a photo cut off."""

from __future__ import annotations

import base64
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.test_grid_journey import LEDGER, SCHOOL, Check, SignIn, cell, grid, kept, paste

ROW = (("食堂编号", "ST-01"), ("收入", "165000"), ("食材支出", "129000"), ("人工和其他支出", "32000"))


def picture(page: Page) -> bytes:
    return base64.b64decode(
        page.evaluate(
            """() => { const canvas = document.createElement('canvas'); canvas.width = 1200; canvas.height = 1000;
            const pen = canvas.getContext('2d'); const dots = pen.createImageData(1200, 1000); let seed = 7;
            for (let i = 0; i < dots.data.length; i += 1) { seed = (seed * 16807) % 2147483647;
            dots.data[i] = i % 4 === 3 ? 255 : seed % 256; } pen.putImageData(dots, 0, 0);
            return canvas.toDataURL('image/png').split(',')[1]; }"""
        )
    )


def on_phone(sign_in: SignIn, site: str, period: str) -> Page:
    page = sign_in("school", phone=True)
    page.goto(f"{site}/ledgers/{LEDGER}/{period}/{SCHOOL}/form/")
    for label, text in ROW:
        page.get_by_label(re.compile(f"^{label}")).fill(text)
    kept(page)
    return page


def test_a_photo_follows_its_row_through_a_merge(site: str, sign_in: SignIn, axe: Check, shot: Any) -> None:
    phone = on_phone(sign_in, site, "2023-03")
    image = {"name": "票据.png", "mimeType": "image/png", "buffer": picture(phone)}
    phone.locator("[data-photo=income_yuan]").set_input_files(image)
    expect(phone.locator("[data-photos=income_yuan]")).to_contain_text("已传到", timeout=30_000)
    office = sign_in("office")
    grid(office, site, "2023-03")
    cell(office, 1, "canteen_no").focus()
    paste(office, "ST-01\t170000\t129000\t32000")
    office.locator("[value=file]").click()
    office.wait_for_url(re.compile(r"/submissions/\d+/"))
    phone.get_by_role("button", name="保存并上报").click()
    phone.wait_for_url(re.compile("/merge/"))
    expect(phone.locator("#merge-form")).to_contain_text("佐证跟着所在的行走")
    axe(phone)
    shot(phone, "merge-with-evidence")
    phone.get_by_label("我的草稿").check()
    phone.get_by_role("button", name="合并后继续").click()
    phone.wait_for_url(re.compile("/form/"))
    expect(phone.locator(".phone-head")).to_contain_text("第 1 行，共 1 行")
    expect(phone.locator("#grid-note")).to_be_empty()  # what was typed is in here: no second row of it
    expect(phone.locator("[data-photos=income_yuan]")).to_contain_text("票据.png")
    phone.get_by_role("button", name="保存并上报").click()
    phone.wait_for_url(re.compile(r"/submissions/\d+/"))
    expect(phone.locator("main")).to_contain_text("票据.png")


def test_an_answer_that_never_comes_leaves_the_page_and_the_retry_files_once(
    site: str, sign_in: SignIn, axe: Check, shot: Any
) -> None:
    phone = on_phone(sign_in, site, "2023-02")
    lost = {"left": 1}

    def lose(route: Any) -> None:
        sent = route.request.post_data_buffer or b""
        if lost["left"] and route.request.method == "POST" and b"hand-in" in sent:
            lost["left"] -= 1
            route.fetch(max_redirects=0)  # it arrived and was filed; the answer is what is lost
            route.abort()
        else:
            route.continue_()

    phone.route("**/form/", lose)
    phone.get_by_role("button", name="保存并上报").click()
    expect(phone.locator("#grid-note")).to_contain_text("没有收到回音", timeout=20_000)
    assert lost["left"] == 0
    expect(phone.get_by_label(re.compile("^收入"))).to_have_value("165000")
    axe(phone)
    shot(phone, "answer-lost")
    phone.get_by_role("button", name="保存并上报").click()
    phone.wait_for_url(re.compile(r"/submissions/\d+/"))
    expect(phone.locator(".lead-line")).to_contain_text("待审核")
    expect(phone.locator("main")).not_to_contain_text("第 2 版")


def test_a_photo_cut_off_goes_on_when_it_is_chosen_again(site: str, sign_in: SignIn, axe: Check, shot: Any) -> None:
    phone = on_phone(sign_in, site, "2023-01")
    image = {"name": "票据.png", "mimeType": "image/png", "buffer": picture(phone)}
    pieces = {"n": 0}

    def cut(route: Any) -> None:
        if b'name="piece"' in (route.request.post_data_buffer or b""):
            pieces["n"] += 1
            if pieces["n"] > 1:
                return route.abort()
        return route.continue_()

    phone.route("**/form/photo/", cut)
    phone.locator("#photo").set_input_files(image)
    expect(phone.locator("#photos")).to_contain_text("中断", timeout=30_000)
    phone.get_by_role("button", name="只保存").click()
    expect(phone.locator("#grid-note")).to_contain_text("还有文件没传完")
    phone.unroute("**/form/photo/")
    phone.reload()
    expect(phone.locator("#photos li")).to_have_count(1)
    expect(phone.locator("#photos li")).to_contain_text("没传完，请重新选择这张照片")
    axe(phone)
    shot(phone, "photo-cut-off")
    phone.locator("#photo").set_input_files(image)
    expect(phone.locator("#photos")).to_contain_text("已传到", timeout=30_000)
    expect(phone.locator("#photos li")).to_have_count(1)
    phone.reload()
    expect(phone.locator("#photos li")).to_have_count(1)
