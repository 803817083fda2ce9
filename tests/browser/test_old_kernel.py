"""The pages in Chromium 78, which 360 and QQ still ship: they read well, and filing in the grid works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from taizhang.config.demo.people import PASSWORD
from tests.browser.old_kernel import OldKernel

OUT = Path(__file__).parent / "out"
INDICATOR = "/figures/city-half-year.recruit_total/"
GRID = "/ledgers/city-half-year.canteen_accounts/2026-01/2133000003/grid/?view=grid"

# Neighbours in a row of a flex box that has a gap, and which touch or overlap all the same.
STUCK = """
(() => {
  const seen = element => { const box = element.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const found = [];
  for (const box of document.querySelectorAll('body *')) {
    const style = getComputedStyle(box);
    const gap = parseFloat(style.columnGap);
    if (!/flex$/.test(style.display) || !(gap > 1) || style.flexDirection !== 'row' || !seen(box)) continue;
    const parts = Array.from(box.children).filter(seen).map(part => part.getBoundingClientRect());
    for (let place = 1; place < parts.length; place++) {
      const [before, after] = [parts[place - 1], parts[place]];
      const beside = before.bottom > after.top && after.bottom > before.top;
      if (beside && after.left - before.right < 1) found.push(box.outerHTML.slice(0, 160));
    }
  }
  return found;
})()
"""


@pytest.fixture
def old(tmp_path: Path) -> Iterator[OldKernel]:
    kernel = OldKernel(tmp_path / "profile")
    yield kernel
    kernel.close()


def sign_in(old: OldKernel, site: str, name: str) -> None:
    old.open(f"{site}/accounts/sign-in/")
    assert "Chrome/78." in old.run("navigator.userAgent")
    old.run(f"document.querySelector('input[name=username]').value = '{name}'")
    old.run(f"document.querySelector('input[name=password]').value = '{PASSWORD}'")
    old.press("form:not([action]) button[type=submit], main form button")
    old.wait_for("document.querySelector('.shell-nav') !== null && document.readyState === 'complete'")


def test_pages_read_well_in_an_old_kernel(old: OldKernel, site: str) -> None:
    sign_in(old, site, "office")
    pages = {
        "today": "/",
        "ledgers": "/ledgers/",
        "figures": "/figures/",
        "summaries": "/summaries/",
        "targets": "/targets/",
        "indicator": INDICATOR,
    }
    for name, place in pages.items():
        for width in (1280, 375):
            old.resize(width, 900)
            old.open(site + place)
            old.picture(OUT / f"old-{name}-{width}.png")
            assert old.run("document.querySelector('h1').textContent.trim()"), place
            assert old.run("document.documentElement.scrollWidth") <= width, place
            assert old.run(STUCK) == [], place
    assert old.errors == []


def test_a_figure_opens_in_an_old_kernel(old: OldKernel, site: str) -> None:
    sign_in(old, site, "office")
    old.open(site + INDICATOR)
    old.wait_for("document.querySelector('.chart svg') !== null")
    old.press(".figure-value a[data-panel], main a[data-panel]")
    old.wait_for("document.querySelector('#panel .trace') !== null")
    old.picture(OUT / "old-trace-1280.png")
    assert "统计口径" in old.run("document.querySelector('#panel').textContent")
    assert old.errors == []


def test_the_grid_keeps_what_is_typed_in_an_old_kernel(old: OldKernel, site: str) -> None:
    sign_in(old, site, "school")
    old.open(site + GRID)
    old.picture(OUT / "old-grid-1280.png")
    typed = """
      const cell = document.querySelector('table textarea, table input:not([type=hidden])');
      cell.focus(); cell.value = 'ST-01';
      cell.dispatchEvent(new Event('input', {bubbles: true})); cell.dispatchEvent(new Event('change', {bubbles: true}));
    """
    old.run(f"(() => {{ {typed} }})()")
    old.wait_for("/草稿已存/.test(document.querySelector('#grid-state').textContent)")
    old.open(site + GRID)
    assert old.run("document.querySelector('table textarea, table input:not([type=hidden])').value") == "ST-01"
    assert old.errors == []


def test_internet_explorer_is_told_what_to_do(site: str) -> None:
    import urllib.request

    asked = urllib.request.Request(site, headers={"User-Agent": "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)"})
    with urllib.request.urlopen(asked) as answer:
        page = answer.read().decode()
    assert "极速模式" in page and "<script" not in page and "<link" not in page
