"""Help: each role's page reads well and prints on one sheet, and its pictures show the present version.

`make pictures` runs this file and keeps the pictures that it draws.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from taizhang.core.permissions import Role
from taizhang.web.views.help import PAGES

KEPT = PAGES.parent / "static" / "web" / "help"
OUT = Path(__file__).parent / "out"
SIZE = {"width": 1000, "height": 620}
# picture -> who sees it, where
PICTURES = {
    "today-school.png": ("school", "/"),
    "today-head.png": ("head", "/"),
    "review-section.png": ("section", "/ledgers/review/"),
    "board-section.png": ("sectionhead", "/ledgers/city-half-year.hazard_points/"),
    "figures-inspector.png": ("inspector", "/figures/"),
    "summary-office.png": ("office", "/summaries/"),
    "summary-leader.png": ("leader", "/summaries/"),
    "verify-auditor.png": ("auditor", "/settings/audit/"),
    "tree-admin.png": ("admin", "/settings/organisation/"),
}


def test_every_picture_of_a_help_page_is_drawn_here() -> None:
    named = {name for page in PAGES.rglob("*.md") for name in re.findall(r"\]\(([^)]+\.png)\)", page.read_text())}
    assert named == set(PICTURES) == {file.name for file in KEPT.glob("*.png")}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_can_be_drawn(site: str, sign_in: Callable[..., Page], name: str) -> None:
    who, place = PICTURES[name]
    page = sign_in(who)
    page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    answer = page.goto(site + place)
    assert answer is not None and answer.status == 200
    expect(page.locator("h1")).to_be_visible()
    folder = KEPT if os.environ.get("KEEP_PICTURES") else OUT
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / name)


def test_help_reads_well_and_prints_on_one_sheet(
    site: str,
    sign_in: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    page = sign_in("school")
    page.click("footer a[href='/help/']")
    expect(page.locator("h1")).to_have_text("填报员")
    expect(page.locator(".help img")).to_have_js_property("naturalWidth", SIZE["width"])
    axe(page)
    shot(page, "help-school")
    for role in Role:
        page.goto(f"{site}/help/{role}/")
        page.locator(".help img").scroll_into_view_if_needed()
        expect(page.locator(".help img")).to_have_js_property("complete", True)
        sheet = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1, role
    page.goto(f"{site}/settings/organisation/contacts/")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()  # a sheet of paper says what it is
