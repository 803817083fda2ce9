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


def test_keyboard_walks_from_figure_to_figure_and_comes_back(site: str, sign_in) -> None:
    page = sign_in("leader")
    open_summary(page, site)
    first, second = page.locator(SLOT).nth(0), page.locator(SLOT).nth(1)
    page.keyboard.press("j")  # from the top of the page, where the legend shows the four states
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.locator("dialog#panel")
    expect(panel).to_be_visible()
    _stands_apart(page)
    page.keyboard.press("ArrowRight")
    expect(second).to_have_attribute("aria-current", "true")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(second).to_be_focused()


def _stands_apart(page: Page) -> None:
    """The arrow of "next figure" does not touch its word."""
    gap = page.evaluate("""() => {
        const button = document.querySelector("[data-panel-step='1']"), words = document.createRange();
        words.selectNodeContents(button.firstChild);
        return button.querySelector("svg").getBoundingClientRect().left - words.getBoundingClientRect().right;
    }""")
    assert gap >= 3


def test_an_address_of_a_figure_opens_its_panel(site: str, sign_in) -> None:
    """As a number of the .docx leads to it; a second one opens when the address changes on the open page."""
    page = sign_in("leader")
    open_summary(page, site)
    document = page.url
    page.goto(f"{site}/")
    page.goto(f"{document}#figure-2")
    panel = page.locator("dialog#panel")
    expect(panel.locator("h1, h2").first).to_be_visible()
    assert panel.evaluate("panel => panel.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#figure-2")).to_be_focused()
    page.evaluate("location.hash = '#figure-1'")
    expect(page.locator("#figure-1")).to_have_attribute("aria-current", "true")
    expect(panel.locator("h1, h2").first).to_be_visible()
    page.go_back()
    expect(panel).to_be_hidden()
    assert page.url == f"{document}#figure-1"


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
