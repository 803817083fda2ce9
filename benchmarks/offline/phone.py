"""One script: a phone with a day's visits, a bad network, its tabs and its browser killed, its storage nearly full."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import random
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright

from offline.county import DAY, PASSWORD
from offline.network import Network
from offline.tally import Kept

DRIVER = Path(__file__).with_name("driver.js").read_text(encoding="utf-8")
HOME = "/inspection/visits/phone/"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
WEIGHTS = {
    "answer": 40, "write": 16, "photo": 16, "station": 5, "difficulty": 3, "switch": 6, "reload": 3, "kill tab": 4,
    "kill browser": 1.5, "cut": 5, "press": 9, "rough": 4, "full": 3, "restart server": 0.7,
}  # fmt: skip
SAFE_SECONDS = 240


class Phone:
    def __init__(
        self, playwright: Playwright, network: Network, folder: Path, person: str, visits: list[int], seed: int,
        restart: Callable[[], None], ready: Callable[[], None],
    ) -> None:  # fmt: skip
        self.playwright, self.network, self.folder, self.person = playwright, network, folder, person
        self.visits, self.restart, self.ready, self.random = visits, restart, ready, random.Random(seed)
        self.kept = {visit: Kept() for visit in visits}
        self.done = Counter[str]()
        self.wrong: list[str] = []
        self.now = visits[0]
        self.away, self.quota = False, None
        self.page: Page
        self.context: BrowserContext

    def run(self, actions: int) -> None:
        self._begin()
        kinds, weights = list(WEIGHTS), list(WEIGHTS.values())
        for _number in range(actions):
            kind = self.random.choices(kinds, weights)[0]
            self.done[kind] += 1
            try:
                self._do(kind)
            except Error as error:
                self.wrong.append(f"{self.person}: {kind}: {str(error)[:300]}")
                return
        self._hand_over()

    def close(self) -> None:
        with contextlib.suppress(Error):
            self.context.close()

    def everything(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate("finger.everything()")
        return found

    def _begin(self) -> None:
        self._launch()
        self._sign_in()
        self.page.goto(self.network.address + HOME)
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.get_by_role("button", name=str(DAY)).click()
        self.page.locator(".visit-line").nth(len(self.visits) - 1).wait_for()
        self._open()
        self.network.rough = 0.3

    def _sign_in(self) -> None:
        """With a good network: what is tried here is what comes after."""
        rough, self.network.rough = self.network.rough, 0.0
        self.context.set_offline(False)
        for left in (2, 1, 0):  # another script may kill the server in between
            try:
                self.ready()
                self._enter_password()
                break
            except Error:
                if not left:
                    raise
        self.network.rough = rough
        self.context.set_offline(self.away)

    def _enter_password(self) -> None:
        self.page.goto(self.network.address + "/accounts/sign-in/")
        self.page.fill("input[name=username]", self.person)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(self.network.address + "/", timeout=60_000)

    def _launch(self) -> None:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=ARGUMENTS,
            viewport={"width": 375, "height": 740}, locale="zh-CN",
        )  # fmt: skip
        self.context.add_init_script(DRIVER)
        self.context.set_default_timeout(240_000)
        self.page, self.quota = self.context.pages[0], None
        self._watch()

    def _watch(self) -> None:
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.person}: script error: {error}"))

    def _open(self) -> None:
        """A browser that was killed before it wrote its cookies down asks to sign in again."""
        self.page.goto(f"{self.network.address}{HOME}#{self.now}")
        self.page.locator("main .station, main a.chosen").first.wait_for()
        if self.page.locator("main a.chosen").count():
            self.done["signed in again"] += 1
            self._sign_in()
            self._open()

    def _do(self, kind: str) -> None:
        if kind in ("answer", "write", "station", "difficulty"):
            self._enter(kind, sure=True)
        elif kind == "photo":
            self._photo(sure=True)
        elif kind == "switch":
            self.now = self.random.choice(self.visits)
            self._open()
        elif kind == "reload":
            self.page.reload()
            self.page.locator("main .station").first.wait_for()
        elif kind == "kill tab":
            self._in_the_act()
            fresh = self.context.new_page()
            self.page.close()
            self.page, self.quota = fresh, None
            self._watch()
            self._open()
        elif kind == "kill browser":
            self._in_the_act()
            self._kill()
            self._launch()
            self.context.set_offline(self.away)
            self._open()
        elif kind == "cut":
            self.away = not self.away
            self.context.set_offline(self.away)
        elif kind == "press":
            self.page.evaluate("document.querySelector('#hand-over button')?.click()")
        elif kind == "rough":
            self.network.rough = self.random.choice((0.0, 0.2, 0.5, 0.9))
        elif kind == "full":
            self._fill()
        else:
            self.restart()

    def _enter(self, what: str, *, sure: bool) -> None:
        at, number = self.random.randrange(1000), self.random.randrange(1000)
        told = self.page.evaluate("([what, at, number]) => finger.act(what, at, number)", [what, at, number])
        if told is None:
            return
        path, value = told["path"], told["value"]
        state = self.page.evaluate("([path, value]) => finger.kept(path, value)", [path, value]) if sure else "unsure"
        values = self.kept[self.now].values
        if state == "kept":
            values[path] = [value]
        elif state == "silent":
            self.wrong.append(f"{self.person}: {path} = {value!r} was neither kept nor refused")
        else:
            values[path] = [*values.get(path, [None]), value]
        if state == "full":
            self._free()

    def _photo(self, *, sure: bool) -> None:
        places = self.page.evaluate("finger.pickers()")
        at = self.random.randrange(len(places))
        data = _picture(self.random)
        original = hashlib.sha256(data).hexdigest()
        file = {"name": f"现场{original[:6]}.jpg", "mimeType": "image/jpeg", "buffer": data}
        self.page.locator("main input[type=file]").nth(at).set_input_files(file)  # type: ignore[arg-type]
        ask = "([original, of]) => finger.photoKept(original, of)"
        state = self.page.evaluate(ask, [original, places[at]]) if sure else "unsure"
        kept = self.kept[self.now]
        if state == "silent":
            self.wrong.append(f"{self.person}: a photo of {places[at]} was neither kept nor refused")
            return
        kept.photos[original] = places[at]
        if state != "kept":
            kept.unsure.add(original)
        if state == "full":
            self._free()

    def _in_the_act(self) -> None:
        """Something is entered, and nobody waits for it to be kept before the tab is gone."""
        if self.random.random() < 0.7:
            self._enter(self.random.choice(("answer", "write")), sure=False)
        else:
            self._photo(sure=False)

    def _fill(self) -> None:
        """The storage ends a few kilobytes above what is in it now."""
        used = self.page.evaluate("navigator.storage.estimate().then(({usage}) => usage)")
        self.quota = self.page.context.new_cdp_session(self.page)
        room = self.random.choice((0, 2_000, 40_000, 400_000))
        self._set_quota(self.quota, used + room)

    def _set_quota(self, session: CDPSession, size: int | None) -> None:
        more = {} if size is None else {"quotaSize": size}
        session.send("Storage.overrideQuotaForOrigin", {"origin": self.network.address, **more})

    def _free(self) -> None:
        """The phone said that it has no room. Its owner goes on in spite of that, or frees some, with or without
        closing the page: what stands on the screen alone is kept then, or lost as was said."""
        self.done["said full"] += 1
        way = self.random.choice(("go on", "free", "free and close"))
        if way == "go on":
            return
        if self.quota is not None:
            self._set_quota(self.quota, None)
            self.quota = None
        if way == "free":
            self.page.locator("#phone-note").wait_for(state="hidden", timeout=30_000)
            return
        self.page.reload()
        self.page.locator("main .station").first.wait_for()

    def _kill(self) -> None:
        """The browser's main process, found by the folder that it works in; its children end with it."""
        mark = f"--user-data-dir={self.folder}"
        listed = subprocess.run(["ps", "-eo", "pid,args"], check=True, stdout=subprocess.PIPE, text=True).stdout
        for line in listed.splitlines():
            pid, _space, words = line.strip().partition(" ")
            if mark in words and "--type=" not in words:
                os.kill(int(pid), signal.SIGKILL)
        self.close()
        (self.folder / "SingletonLock").unlink(missing_ok=True)

    def _hand_over(self) -> None:
        """The signal is back: everything must become safe by itself, without another press."""
        self.network.rough, self.away = 0.0, False
        if self.quota is not None:
            self._set_quota(self.quota, None)
        self.context.set_offline(False)
        try:
            safe, out = self.page.locator("#hand-over.idle.safe"), self.page.locator("#hand-over.out")
            for _time in range(3):  # what was seen may have moved on since: a run begins when the signal comes back
                safe.or_(out).wait_for(timeout=SAFE_SECONDS * 1000)
                if safe.count():
                    return
                if out.count():
                    self.done["signed in again"] += 1
                    self._sign_in()
                    self._open()
            safe.wait_for(timeout=SAFE_SECONDS * 1000)
        except Error:
            said = self.page.locator("header").inner_text()
            self.wrong.append(f"{self.person}: not all safe after {SAFE_SECONDS} s: {said}")


def _picture(chance: random.Random) -> bytes:
    """Most are small and travel as they are; some are big, are made small on the phone and travel in pieces."""
    size = (1800, 1350) if chance.random() < 0.15 else (240, 180)
    file = io.BytesIO()
    Image.effect_noise(size, chance.uniform(20, 90)).convert("RGB").save(file, "JPEG", quality=85)
    return file.getvalue() + chance.randbytes(8)
