"""The frame around every page: keyboard, phone, switches, sign-in; and that every entry of the navigation opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from taizhang.config.demo.people import PEOPLE

ROLES = {person.role: person.username for person in PEOPLE}


def test_sign_in_page_has_no_serious_finding(site: str, new_page: Callable[..., Page], axe, shot) -> None:
    page = new_page()
    page.goto(f"{site}/accounts/sign-in/")
    axe(page)
    shot(page, "sign-in")


@pytest.mark.parametrize("username", ROLES.values())
def test_every_entry_of_a_roles_navigation_opens(site: str, sign_in, axe, shot, username: str) -> None:
    page = sign_in(username)
    axe(page)
    shot(page, f"today-{username}")
    links = page.eval_on_selector_all(".shell-nav a", "links => links.map(link => link.href)")
    assert links[0] == f"{site}/"
    for link in links:
        answer = page.goto(link)
        assert answer is not None and answer.status == 200, link
        assert page.locator(".shell-nav a[aria-current=page]").count() == 1, link
        axe(page)


@pytest.mark.parametrize("username", ["leader", "inspector", "school"])
def test_pages_fit_a_narrow_phone_with_letters_twice_as_large(site: str, sign_in, username: str) -> None:
    page = sign_in(username)
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    links = page.eval_on_selector_all(".shell-nav a", "links => links.map(link => link.href)")
    for link in [*links, f"{site}/?since=month"]:
        page.goto(link)
        page.add_style_tag(content="html { font-size: 32px !important; }")
        wide[link] = page.evaluate("document.documentElement.scrollWidth")
    assert {link: width for link, width in wide.items() if width > 360} == {}


def test_chinese_is_the_default_and_english_one_press_away(sign_in) -> None:
    page = sign_in("auditor")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    page.click("button[name=language]")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text().startswith("Today")
    page.click("button[name=language]")  # remembered with the person, so put back for the next test
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_large_type_is_twenty_pixels_and_stays(site: str, sign_in) -> None:
    page = sign_in("auditor")
    large = page.locator("html")
    page.click("button[name=large_type]")
    expect(large).to_have_css("font-size", "20px")
    page.goto(f"{site}/me/")
    expect(large).to_have_css("font-size", "20px")
    page.click("button[name=large_type]")
    expect(large).to_have_css("font-size", "16px")


def test_first_tab_skips_to_the_content(sign_in) -> None:
    page = sign_in("office")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_count_on_the_phone_stands_beside_its_icon(sign_in, shot) -> None:
    page = sign_in("section", phone=True)
    page.set_viewport_size({"width": 375, "height": 812})
    counts = page.locator(".shell-phone a:has(.count)")
    assert counts.count()
    for entry in counts.all():
        icon, count = (entry.locator(part).bounding_box() for part in (".icon", ".count"))
        assert icon["x"] + icon["width"] <= count["x"] or count["y"] + count["height"] <= icon["y"]
    shot(page, "phone-counts")


def test_a_board_of_cards_fits_the_smallest_phone(site: str, sign_in) -> None:
    page = sign_in("section", phone=True)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/ledgers/city-half-year.service_areas/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_phone_has_at_most_four_entries_below(sign_in) -> None:
    page = sign_in("school", phone=True)
    bar = page.locator(".shell-phone a")
    assert 2 <= bar.count() <= 4
    for at in range(bar.count()):
        box = bar.nth(at).bounding_box()
        assert box is not None and box["height"] >= 48


def test_pages_read_without_javascript(site: str, sign_in) -> None:
    page = sign_in("office", javascript=False)
    page.goto(f"{site}/search/?q=zxs")
    assert page.locator("h1").inner_text() == "搜索：zxs"
