"""How fast the visit page is on a cheap phone: from its cache without a network, on a processor slowed six times.

    python benchmarks/visit_page_start.py --site http://127.0.0.1:8000 [--user inspector] [--password taizhang-demo]
        [--day 2026-07-07] [--runs 9] [--slower 6]

Against a running Taizhang (with the demo: `taizhang run --demo`). Prints in milliseconds, p50 and worst: from the
beginning of the navigation until the list of visits stands, and until a visit of the list stands, with all items; how
long a tap on an answer keeps the page busy, and until it is on the disk and shown so; and the bytes of a first load.
Exit code 0: the start is under a second at the median. Results: docs/explanation/under-load.md.
"""

from __future__ import annotations

import argparse
import os
import sys

from playwright.sync_api import BrowserContext, Page, sync_playwright

HOME = "/inspection/visits/phone/"
# The moment by the page's own clock at which something stands, counted from the navigation.
STANDS = """(what) => new Promise((done) => {
  const shown = () => requestAnimationFrame(() => done(performance.now()));
  const look = () => (document.querySelector(what) ? shown() : setTimeout(look, 4));
  look();
})"""
TAP = """async () => {
  const button = document.querySelector('.big.pass[aria-pressed="false"]');
  if (!button) return null;
  const card = button.closest(".card");
  const begun = performance.now();
  button.click();
  const busy = performance.now() - begun;
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (!card.querySelector('.big.pass[aria-pressed="true"]')) await frame();
  return [busy, performance.now() - begun];
}"""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--site", default="http://127.0.0.1:8000")
    options.add_argument("--user", default="inspector")
    options.add_argument("--password", default="taizhang-demo")
    options.add_argument("--day", default="2026-07-07")
    options.add_argument("--runs", type=int, default=9)
    options.add_argument("--slower", type=float, default=6)
    chosen = options.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(viewport={"width": 375, "height": 740}, has_touch=True)
        page = context.new_page()
        bytes_of_first_load = taken_along(page, chosen)
        context.set_offline(True)
        starts, opens, taps, kept = [], [], [], []
        for _run in range(chosen.runs):
            started, opened, tapped, stored = one_start(context, chosen.site, chosen.slower)
            starts.append(started)
            opens.append(opened)
            taps += tapped
            kept += stored
        browser.close()
    print(f"processor slowed {chosen.slower:g} times, no network, {chosen.runs} starts from the cache; milliseconds")
    for name, times in (
        ("start until the list of visits stands", starts),
        ("a visit opened from its address, all items", opens),
        ("a tap: the page is busy", taps),
        ("a tap: kept on the disk and shown so", kept),
    ):
        ordered = sorted(times)
        print(f"{name:44} p50 {ordered[len(ordered) // 2]:7.0f}   worst {ordered[-1]:7.0f}")
    print(f"first load: {bytes_of_first_load / 1024:.1f} KB over the wire")
    return 0 if sorted(starts)[len(starts) // 2] < 1000 else 1


def taken_along(page: Page, chosen: argparse.Namespace) -> int:
    """Signs in, opens the page for the first time, and takes the day along. Returns the bytes of the first load."""
    page.goto(chosen.site + "/accounts/sign-in/")
    page.fill("input[name=username]", chosen.user)
    page.fill("input[name=password]", chosen.password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(chosen.site + "/")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    total = [0]
    session.on("Network.loadingFinished", lambda event: total.append(int(event["encodedDataLength"])))
    page.goto(chosen.site + HOME)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(1500)
    page.get_by_role("button", name=chosen.day).click()
    page.locator(".visit-line").first.wait_for()
    return sum(total)


def one_start(context: BrowserContext, site: str, slower: float) -> tuple[float, float, list[float], list[float]]:
    """A tab of its own: milliseconds until the list and until a visit stands; of five taps until done, until kept."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(site + HOME, wait_until="commit")
    started = page.evaluate(STANDS, ".visit-line")
    address = page.locator(".visit-line").first.get_attribute("href")
    page.close()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(f"{site}{HOME}{address}", wait_until="commit")
    opened = page.evaluate(STANDS, "#missing")
    told = [one for one in (page.evaluate(TAP) for _tap in range(2)) if one]  # none once all is answered
    page.close()
    return started, opened, [busy for busy, _kept in told], [kept for _busy, kept in told]


if __name__ == "__main__":
    sys.exit(main())
