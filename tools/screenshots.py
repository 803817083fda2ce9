"""Pictures of real pages for README and help: `python tools/screenshots.py http://localhost:8000 docs/pictures`.

Needs a running demo (`make run`). Each picture is a sign-in, an address (or the first link in a list) and a size.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from taizhang.config.demo.people import PASSWORD

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 375, "height": 740}


@dataclass(frozen=True, slots=True)
class Picture:
    """follow: selectors pressed one after the other; the last one may open the panel."""

    name: str
    username: str
    address: str
    follow: tuple[str, ...] = ()
    phone: bool = False


# The city's half-year with its growth of 18.86 %: a formula, parts and rows to be seen in one picture.
SUMMARY = "main tbody a:has-text('2026年上半年教育工作总结')"
GROWTH = ".document a[data-panel]:has-text('18.86')"
PICTURES = (
    Picture("today-phone", "school", "/", phone=True),
    Picture("today", "section", "/"),
    Picture("figures", "leader", "/figures/"),
    Picture("figure", "leader", "/figures/", ("main tbody a",)),
    Picture("summary", "leader", "/summaries/", (SUMMARY,)),
    Picture("trace", "leader", "/summaries/", (SUMMARY, GROWTH)),
    Picture("trace-phone", "leader", "/summaries/", (SUMMARY, GROWTH), phone=True),
    Picture("ledgers", "section", "/ledgers/"),
)


def sign_in(browser: Browser, site: str, picture: Picture) -> Page:
    context = browser.new_context(viewport=PHONE if picture.phone else DESK, locale="zh-CN")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site}/accounts/sign-in/")
    page.fill("input[name=username]", picture.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("form:has(input[name=password]) button")
    page.wait_for_url(f"{site}/")
    return page


def take(page: Page, site: str, picture: Picture, folder: Path) -> None:
    page.goto(f"{site}{picture.address}")
    for selector in picture.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    page.screenshot(path=folder / f"{picture.name}.png")
    print(folder / f"{picture.name}.png")


def main(site: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for picture in PICTURES:
            page = sign_in(browser, site, picture)
            take(page, site, picture, folder)
            page.context.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
