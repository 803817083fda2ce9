"""A reader opens the numbers of a summary: by mouse, by keyboard, on a phone, and without JavaScript."""

from __future__ import annotations

from playwright.sync_api import Page, expect

SLOT = ".document a.figure-slot"


def open_summary(page: Page, site: str) -> None:
    """The first summary of the list that has figures in it."""
    page.goto(f"{site}/summaries/")
    page.locator("main tbody a").first.click()
    expect(page.locator(SLOT).first).to_be_visible()


def test_reader_opens_a_figure_beside_the_text(site: str, sign_in, axe, shot) -> None:
    page = sign_in("leader")
    open_summary(page, site)
    axe(page)
    shot(page, "summary")
    address = page.url
    page.locator(SLOT).first.click()
    panel = page.locator("dialog#panel")
    expect(panel).to_be_visible()
    expect(panel.locator("h1, h2").first).not_to_be_empty()
    axe(page)
    assert page.url == address


def test_the_link_of_a_printed_figure_opens_its_trace(site: str, sign_in) -> None:
    page = sign_in("leader")
    open_summary(page, site)
    figure = page.locator(SLOT).nth(1)
    address = f"{page.url}#{figure.get_attribute('id')}"
    page.goto("about:blank")
    page.goto(address)
    panel = page.locator("dialog#panel")
    expect(panel.locator("h1, h2").first).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator(SLOT).nth(1)).to_be_focused()


def test_keyboard_walks_from_figure_to_figure_and_comes_back(site: str, sign_in) -> None:
    page = sign_in("leader")
    open_summary(page, site)
    first, second = page.locator(SLOT).nth(0), page.locator(SLOT).nth(1)
    first.focus()
    page.keyboard.press("Enter")
    panel = page.locator("dialog#panel")
    expect(panel).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(second).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(second).to_be_focused()


def test_phone_opens_the_figure_as_a_sheet_from_below(site: str, sign_in) -> None:
    page = sign_in("leader", phone=True)
    open_summary(page, site)
    page.locator(SLOT).first.tap()
    panel = page.locator("dialog#panel")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box is not None
    assert box["width"] == 375
    assert box["y"] > 50
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_without_javascript_a_figure_opens_as_a_page(site: str, sign_in) -> None:
    page = sign_in("leader", javascript=False)
    page.goto(f"{site}/summaries/")
    page.locator("main tbody a").first.click()
    before = page.url
    page.locator(SLOT).first.click()
    assert page.url != before
    expect(page.locator("h1")).not_to_be_empty()


def test_reader_sorts_and_filters_figures_by_address(site: str, sign_in, axe, shot) -> None:
    page = sign_in("leader")
    page.goto(f"{site}/figures/")
    axe(page)
    shot(page, "figures")
    page.locator("main a[href*='/figures/']").first.click()
    expect(page.locator("h1")).not_to_be_empty()
    axe(page)
    shot(page, "figure")
