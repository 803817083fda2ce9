"""A filing from the school's start page to the auditor: template, wrong cells, one upload, review, correction.

At desk and at phone width, each with a month of its own. The journey files the canteens' monthly accounts, on which no
other test looks; axe runs on every page, and no page may scroll sideways.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

Rows = Sequence[Sequence[str | float | None]]
SCHOOL = "2133000003"
LEDGER = "city-half-year.canteen_accounts"
FIRST: Rows = [["ST-01", 168000, 128000, 39500]]
WRONG: Rows = [["ST-01", "十六万", 128000, 39500], ["ST-02", 5000, None, 200], ["ST-02", 5000, 4000, 900]]
CORRECTED: Rows = [["ST-01", 168000, 129500.5, 38000]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]


@pytest.mark.parametrize(("phone", "month"), [(False, "2026-06"), (True, "2026-02")], ids=["desk", "phone"])
def test_school_files_section_reviews_auditor_reads(
    site: str, sign_in: Callable[..., Page], axe: Axe, shot: Shot, tmp_path: Path, phone: bool, month: str
) -> None:
    address = f"{site}/ledgers/{LEDGER}/{month}/{SCHOOL}/"
    school = sign_in("school", phone=phone)
    _open_what_is_owed(school, site, address, phone, axe, shot)
    template = _template(school, tmp_path)
    _wrong_cells_are_named(school, template, tmp_path, axe, shot)
    filing = _one_upload_is_enough(school, template, axe, shot)
    _attach_evidence(school, axe, shot)

    section = sign_in("section", phone=phone)
    _return(section, site, filing, axe, shot)
    _correct(school, site, filing, address, template, axe, shot)
    _accept_and_reopen(section, filing, axe)

    auditor = sign_in("auditor", phone=phone)
    _auditor_reads(auditor, filing, axe, shot)
    _stranger_finds_nothing(sign_in("village", phone=phone), filing, address)


def filled(template: bytes, rows: Rows) -> dict[str, object]:
    """The template with rows under its heading, as a file to upload."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=3):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return {"name": "食堂收支.xlsx", "mimeType": XLSX, "buffer": buffer.getvalue()}


def picture() -> bytes:
    """A whole PNG of two grey dots."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 2, 1, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"\x00\x80\xc0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def _open_what_is_owed(page: Page, site: str, address: str, phone: bool, axe: Axe, shot: Shot) -> None:
    axe(page)
    page.goto(f"{site}/ledgers/")
    axe(page)
    shot(page, "ledgers-school")
    page.goto(f"{site}/ledgers/{LEDGER}/")
    axe(page)
    shot(page, "ledger-own")
    if phone:  # a month before those that the start page asks for
        page.goto(address)
    else:
        page.goto(site)
        page.click(f"a[href$='{address.removeprefix(site)}']")
    expect(page.locator("h1")).to_have_text("食堂收支月报")
    axe(page)
    shot(page, "filing-empty")


def _template(page: Page, folder: Path) -> bytes:
    with page.expect_download() as waiting:
        page.click("a[href*='template.xlsx']")
    path = folder / "template.xlsx"
    waiting.value.save_as(path)
    return path.read_bytes()


def _upload(page: Page, file: dict[str, object]) -> None:
    page.set_input_files("input[name=workbook]", file)  # type: ignore[arg-type]
    page.click("form:has(input[name=workbook]) button")


def _wrong_cells_are_named(page: Page, template: bytes, folder: Path, axe: Axe, shot: Shot) -> None:
    _upload(page, filled(template, WRONG))
    expect(page.locator("#wrong")).to_contain_text("没有保存")
    table = page.locator(".cells-table")
    for cell in ("B3", "C4"):
        expect(table).to_contain_text(cell)
    axe(page)
    shot(page, "filing-wrong")
    with page.expect_download() as waiting:
        page.click("a[href*='marked.xlsx']")
    marked = folder / "marked.xlsx"
    waiting.value.save_as(marked)
    sheet = openpyxl.load_workbook(marked).worksheets[1]
    assert sheet["B3"].value == "十六万"
    assert "十六万" in sheet["B3"].comment.text
    assert sheet["B3"].fill.fgColor.rgb != sheet["A3"].fill.fgColor.rgb


def _one_upload_is_enough(page: Page, template: bytes, axe: Axe, shot: Shot) -> str:
    _upload(page, filled(template, FIRST))
    expect(page.locator("#found")).to_contain_text("还没有保存")
    axe(page)
    shot(page, "filing-preview")
    page.click("button[name=hand-in]")
    page.wait_for_url(re.compile(r"/ledgers/submissions/\d+/"))
    expect(page.locator(".lead-line")).to_contain_text("待审核")
    axe(page)
    return page.url


def _attach_evidence(page: Page, axe: Axe, shot: Shot) -> None:
    file = {"name": "公示照片.png", "mimeType": "image/png", "buffer": picture()}
    page.set_input_files("#evidence-file", file)  # type: ignore[arg-type]
    page.fill("#evidence-row", "1")
    page.click("form:has(#evidence-file) button")
    expect(page.locator(".change-list")).to_contain_text("公示照片.png")
    axe(page)
    shot(page, "submission-handed-in")
    page.click(".evidence-list a")
    panel = page.locator("dialog#panel")
    expect(panel.locator("img")).to_be_visible()
    expect(panel.locator("img")).to_have_js_property("naturalWidth", 2)
    axe(page)
    with page.expect_download() as waiting:
        panel.locator(".filing-actions a").click()
    assert waiting.value.suggested_filename == "公示照片.png"
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def _return(page: Page, site: str, filing: str, axe: Axe, shot: Shot) -> None:
    page.goto(f"{site}/ledgers/review/")
    axe(page)
    shot(page, "review-queue")
    page.click(f"a[href$='{filing.removeprefix(site)}']")
    axe(page)
    shot(page, "submission-review")
    page.click("text=退回")
    page.get_by_label("哪里不对、怎么改").fill("食材支出与发票不符，请核对。")
    for marked in ("行的食材支出", "行的人工和其他支出"):  # what isn't marked stays locked
        page.get_by_label(marked).first.check()
    axe(page)
    shot(page, "submission-marking")
    page.click("#send-back .btn-danger")
    expect(page.locator(".lead-line")).to_contain_text("已退回")


def _correct(page: Page, site: str, filing: str, address: str, template: bytes, axe: Axe, shot: Shot) -> None:
    page.goto(site)
    axe(page)
    shot(page, "today-returned")
    page.goto(filing)
    expect(page.locator(".note-warning")).to_contain_text("食材支出与发票不符")
    axe(page)
    shot(page, "submission-returned")
    page.click(f"a[href$='{address.removeprefix(site)}']")
    page.fill("#reason", "按发票更正食材支出")
    _upload(page, filled(template, CORRECTED))
    expect(page.locator("main")).to_contain_text("改动 1 行")
    axe(page)
    shot(page, "filing-preview-change")
    page.click("button[name=hand-in]")
    expect(page.locator(".lead-line")).to_contain_text("待审核")
    page.click("a[href*='/difference/']")
    expect(page.locator(".difference")).to_contain_text("129500.5")
    axe(page)
    shot(page, "version-difference")


def _accept_and_reopen(page: Page, filing: str, axe: Axe) -> None:
    page.goto(filing)
    page.click("form[action$='/accept/'] button")
    expect(page.locator(".lead-line")).to_contain_text("已通过")
    axe(page)
    page.click("text=开放更正")
    page.locator("dialog[open] textarea[name=reason]").fill("学校来函更正")
    page.click("dialog[open] .btn-danger")
    expect(page.locator(".lead-line")).to_contain_text("已重开")


def _auditor_reads(page: Page, filing: str, axe: Axe, shot: Shot) -> None:
    page.goto(filing)
    expect(page.locator("#history + ul")).to_contain_text("学校来函更正")
    expect(page.locator("form[action$='/accept/'], form[action$='/submit/'], #evidence-file")).to_have_count(0)
    axe(page)
    shot(page, "submission-auditor")


def _stranger_finds_nothing(page: Page, filing: str, address: str) -> None:
    for place in (filing, f"{filing}difference/", address):
        answer = page.goto(place)
        assert answer is not None
        assert answer.status == 404, place


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_lists_and_boards_read_well(site: str, sign_in: Callable[..., Page], axe: Axe, shot: Shot, phone: bool) -> None:
    """The section's board of 120 schools, a register with personal columns, and the same masked for an inspector."""
    section = sign_in("section", phone=phone)
    for name, place in (
        ("ledgers-section", "/ledgers/"),
        ("ledger-board", "/ledgers/city-half-year.hazard_points/?state=none"),
        ("ledger-register", "/ledgers/city-half-year.left_behind_children/"),
    ):
        section.goto(site + place)
        axe(section)
        shot(section, name)
    section.goto(f"{site}/ledgers/city-half-year.left_behind_children/?q=小麦穗小学")
    section.click("table a[href*='/submissions/']")
    expect(section.locator(".rows-table")).to_be_visible()
    axe(section)
    shot(section, "submission-register")
    office = sign_in("office", phone=phone)
    office.goto(section.url)
    expect(office.locator(".rows-table tbody tr").first).to_contain_text("**")
    axe(office)
    shot(office, "submission-masked")


def test_filing_works_without_scripts(site: str, sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in("school", javascript=False)
    page.goto(f"{site}/ledgers/{LEDGER}/2026-01/{SCHOOL}/")
    template = _template(page, tmp_path)
    _upload(page, filled(template, WRONG))
    expect(page.locator("#wrong")).to_contain_text("没有保存")
    _upload(page, filled(template, FIRST))
    page.click("form:has(button[name=hand-in]) button:nth-of-type(2)")
    expect(page.locator(".lead-line")).to_contain_text("草稿")
    page.click("form[action$='/submit/'] button")
    expect(page.locator(".lead-line")).to_contain_text("待审核")
    page.click("form[action$='/withdraw/'] button")
    expect(page.locator(".lead-line")).to_contain_text("草稿")
