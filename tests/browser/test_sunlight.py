"""Read outside and by tired eyes: on a phone and in large type every text stands 7 : 1 against its ground, and what is
pressed is at least 48 px high."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FAINT = """async () => {
  const rules = {runOnly: {type: "rule", values: ["color-contrast-enhanced"]}, resultTypes: ["violations"]};
  const found = (await axe.run(document, rules)).violations;
  return found.flatMap(item => item.nodes.map(node => `${node.html.slice(0, 120)} ${node.any[0].message}`));
}"""
LOW = """() => [...document.querySelectorAll("main .btn, .shell-nav a, main .form-control")]
  .filter(it => it.offsetParent && it.type !== "hidden" && it.getBoundingClientRect().height < 48)
  .map(it => it.outerHTML.slice(0, 120))"""
PAGES = {
    "school": ["/", "/ledgers/", "/ledgers/city-half-year.canteen_accounts/2026-06/2133000003/", "/help/"],
    "section": ["/", "/ledgers/review/", "/ledgers/city-half-year.hazard_points/", "/targets/", "/figures/"],
    "office": ["/", "/summaries/", "/settings/organisation/", "/search/?q=zxs"],
}


def faint(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [str(item) for item in page.evaluate(FAINT)]


def set_large(page: Page, *, on: bool) -> None:
    """It is remembered with the person, so that a test which failed may have left it."""
    button = page.locator(f"button[name=large_type][value='{int(on)}']")
    if button.count():
        button.click()


@pytest.mark.parametrize("username", PAGES)
@pytest.mark.parametrize("phone", [False, True], ids=["large-type", "phone"])
def test_text_reads_in_sunlight(site: str, sign_in: Callable[..., Page], username: str, phone: bool) -> None:
    page = sign_in(username, phone=phone)
    set_large(page, on=not phone)
    found = {}
    for place in PAGES[username]:
        answer = page.goto(site + place)
        assert answer is not None and answer.status == 200, place
        found[place] = [*faint(page), *([] if phone else page.evaluate(LOW))]
    set_large(page, on=False)
    assert {place: items for place, items in found.items() if items} == {}
