"""Browser harness: the real product with the demo county, driven by Debian's Chromium at desk and phone width.

    def test_reader_opens_a_figure(site, sign_in, axe, shot):
        page = sign_in("office")            # or sign_in("office", phone=True)
        page.goto(site + "/summaries/")
        axe(page)
        shot(page, "summaries")             # tests/browser/out/summaries-1280.png and -375.png

`TAIZHANG_TEST_SITE` points the tests at a server that runs already (with the demo), which saves loading it again.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from taizhang.config.demo.people import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).parent / "out"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
START_SECONDS = 300  # of a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"The server stopped while starting:\n{log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"No answer from {url}:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running Taizhang with the demo county, in a folder of its own: a copy of the run's."""
    if running := os.environ.get("TAIZHANG_TEST_SITE"):
        yield running.rstrip("/")
        return
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    log = folder / "server.log"
    shutil.copytree(request.getfixturevalue("demo_county"), folder / "data")
    environment = {**os.environ, "TAIZHANG_DATA": str(folder / "data"), "TAIZHANG_LANG": "zh"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "taizhang.config.cli", "run", "--demo", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_for(f"http://127.0.0.1:{port}/accounts/sign-in/", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """new_page(phone=False, javascript=True) -> Page in a context of its own; a script error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(*, phone: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESK, has_touch=phone, java_script_enabled=javascript, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not errors, f"errors in the page's scripts: {errors}"


@pytest.fixture
def sign_in(site: str, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """sign_in(username, phone=False, javascript=True) -> Page on that person's start page."""

    def enter(username: str, **options: Any) -> Page:
        page = new_page(**options)
        page.goto(f"{site}/accounts/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit], form:has(input[name=password]) button")
        page.wait_for_url(f"{site}/")
        return page

    return enter


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """axe(page): no serious or critical finding of axe-core on the page as it stands."""
    source = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        serious = [
            f"{item['id']}: {item['help']} — {[node['html'][:160] for node in item['nodes']][:3]}"
            for item in found
            if item["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{page.url}\n" + "\n".join(serious)

    return check


@pytest.fixture
def shot() -> Callable[[Page, str], None]:
    """shot(page, name): pictures at desk and phone width; the page must not scroll sideways at either."""

    def take(page: Page, name: str) -> None:
        OUT.mkdir(exist_ok=True)
        before = page.viewport_size or DESK
        for size in (DESK, PHONE):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.wait_for_timeout(150)
            page.screenshot(path=OUT / f"{name}-{size['width']}.png", full_page=True)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{name} is {width} px wide on a screen of {size['width']}"
        page.set_viewport_size(before)

    return take
