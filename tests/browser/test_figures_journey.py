"""From a county's indicator down to the rows and the filing behind it, and away with it as a workbook and as CSV."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

Shot = Callable[[Page, str], None]
Axe = Callable[[Page], None]
Press = Callable[[Locator], None]

PERIOD = "2026H1"
INDICATOR = "计算机台数"


def by_mouse(target: Locator) -> None:
    target.click()


def by_thumb(target: Locator) -> None:
    target.tap()


def by_key(target: Locator) -> None:
    """Reached by focus, pressed with Enter; the focus must be visible where it is."""
    target.focus()
    expect(target).to_be_focused()
    target.page.keyboard.press("Enter")


HANDS = {"desk": (by_mouse, False), "phone": (by_thumb, True), "keys": (by_key, False), "keys-phone": (by_key, True)}


def open_indicator(page: Page, site: str, press: Press, title: str = INDICATOR) -> None:
    page.goto(f"{site}/figures/?period={PERIOD}")
    page.fill("#f-q", title)
    page.keyboard.press("Enter")
    press(page.locator("#indicators tbody a", has_text=re.compile(f"^{title}$")))
    expect(page.locator("h1")).to_have_text(title)


def down(page: Page, press: Press) -> str:
    """Into the first unit of the comparison; returns its name."""
    link = page.locator("#parts tbody th a").first
    name = link.inner_text()
    press(link)
    expect(page.locator(".lead-line")).to_contain_text(name)
    return name


@pytest.mark.parametrize("hand", HANDS)
def test_leader_drills_from_the_county_to_a_filing(
    site: str, sign_in: Callable[..., Page], axe: Axe, shot: Shot, hand: str
) -> None:
    press, phone = HANDS[hand]
    page = sign_in("leader", phone=phone)
    page.goto(f"{site}/figures/?period={PERIOD}")
    axe(page)
    shot(page, "figures-list")
    open_indicator(page, site, press)
    axe(page)
    shot(page, "figures-county")
    down(page, press)
    map_head = page.locator("details:has(figure[data-chart]) > summary")
    press(map_head)
    expect(page.locator("details figure.chart canvas, details figure.chart svg").first).to_be_visible()
    axe(page)
    shot(page, "figures-township")
    school = down(page, press)
    expect(page.locator(".crumbs a")).to_have_count(2)
    press(page.locator("a[href*='/rows/']").first)
    expect(page.locator("tbody tr").first).to_contain_text(school)
    axe(page)
    shot(page, "figures-rows")
    press(page.locator("tbody td a").first)
    expect(page).to_have_url(re.compile(r"/ledgers/"))
    expect(page.locator("main")).to_contain_text(school)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_rows_inside_the_panel_are_sorted_and_turned_without_leaving_the_page(
    site: str, sign_in: Callable[..., Page], axe: Axe, shot: Shot, phone: bool
) -> None:
    press = by_thumb if phone else by_mouse
    page = sign_in("leader", phone=phone)
    open_indicator(page, site, press)
    address = page.url
    press(page.locator(".page-actions a[data-panel]"))
    panel = page.locator("dialog#panel")
    expect(panel.locator(".figure-value")).to_be_visible()
    axe(page)
    shot(page, "figures-panel")
    press(panel.locator("a[href*='/rows/']").first)
    expect(panel.locator("caption")).to_be_visible()
    press(panel.locator("thead a").first)
    expect(panel.locator("th[aria-sort=ascending]")).to_have_count(1)
    press(panel.locator(".table-foot a").last)
    expect(panel.locator(".table-foot")).to_contain_text("2 /")
    axe(page)
    assert page.url == address


def test_the_comparison_is_taken_along_with_title_unit_and_filter(
    site: str, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in("leader")
    open_indicator(page, site, by_mouse)
    with page.expect_download() as caught:
        page.locator("#parts a[href*='format=xlsx']").click()
    workbook = tmp_path / "parts.xlsx"
    caught.value.save_as(workbook)
    sheet = openpyxl.load_workbook(workbook).active
    assert sheet is not None
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    for words in (INDICATOR, "单位：台", "2026年上半年", "筛选", "制表"):
        assert any(words in cell for cell in cells), words
    assert caught.value.suggested_filename.endswith(".xlsx") and INDICATOR in caught.value.suggested_filename
    with page.expect_download() as caught:
        page.locator("#parts a[href*='format=csv']").click()
    text = caught.value.path().read_text(encoding="utf-8-sig")
    for words in (INDICATOR, "台", "2026年上半年", page.locator("#parts tbody th").first.inner_text()):
        assert words in text


def test_states_of_figures_are_told_in_words(site: str, sign_in: Callable[..., Page], axe: Axe, shot: Shot) -> None:
    page = sign_in("leader")
    for status, words in (("provisional", "暂定"), ("no_data", "无数据")):
        page.goto(f"{site}/figures/?period={PERIOD}&status={status}")
        page.locator("#indicators tbody a").first.click()
        expect(page.locator(".figure-head")).to_contain_text(words)
        axe(page)
        shot(page, f"figures-{status}")
    missing = page.locator(".figure-head .missing-value")
    assert missing.get_attribute("title")


def test_without_javascript_every_step_is_a_page(site: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("leader", javascript=False)
    open_indicator_plain(page, site)
    page.locator(".page-actions a[data-panel]").click()
    expect(page.locator("h1")).to_have_text(INDICATOR)
    page.locator("a[href*='/rows/']").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.locator("thead a").first.click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)


def open_indicator_plain(page: Page, site: str) -> None:
    page.goto(f"{site}/figures/?period={PERIOD}&q={INDICATOR}")
    page.locator("#indicators tbody a", has_text=re.compile(f"^{INDICATOR}$")).click()
