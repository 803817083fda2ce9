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
LOW = """() => [...document.querySelectorAll("main .btn:not(.btn-sm), .shell-nav a, main .form-control")]
  .filter(it => it.offsetParent && it.type !== "hidden" && it.getBoundingClientRect().height < 48)
  .map(it => it.outerHTML.slice(0, 120))"""
PAGES = {
    "school": ["/", "/ledgers/", "/ledgers/city-half-year.canteen_accounts/2026-06/2133000003/", "/help/"],
    "section": ["/", "/ledgers/review/", "/ledgers/city-half-year.hazard_points/", "/targets/", "/figures/"],
    "office": ["/", "/summaries/", "/organisation/", "/search/?q=zxs"],
}


def faint(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return [str(item) for item in page.evaluate(FAINT)]


@pytest.mark.parametrize("username", PAGES)
@pytest.mark.parametrize("phone", [False, True], ids=["large-type", "phone"])
def test_text_reads_in_sunlight(site: str, sign_in: Callable[..., Page], username: str, phone: bool) -> None:
    page = sign_in(username, phone=phone)
    if not phone:
        page.click("button[name=large_type]")
    for place in PAGES[username]:
        answer = page.goto(site + place)
        assert answer is not None and answer.status == 200, place
        assert faint(page) == [], place
        if not phone:
            assert page.evaluate(LOW) == [], place
    if not phone:  # remembered with the person
        page.click("button[name=large_type]")
