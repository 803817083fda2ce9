"""On the phone: a photo that was taken upside down, a clock that runs wrong, a full storage, a narrow screen with
big letters."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.test_visit_phone_journey import HOME

# Of the newest photo that the phone keeps: width and height as its pixels lie, and whether a block of EXIF is in it.
STORED = """async () => {
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith("taizhang-visits-"));
  const db = await new Promise((done) => (indexedDB.open(name).onsuccess = (event) => done(event.target.result)));
  const asked = db.transaction("photos").objectStore("photos").getAll();
  const photos = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  db.close();
  const { blob, latitude, taken_at: at } = photos[0];
  const picture = await createImageBitmap(blob, { imageOrientation: "none" });
  const exif = (await blob.text()).includes("Exif");
  return [picture.width, picture.height, exif, latitude, at.slice(0, 4)];
}"""

FULL = """() => { window.kept = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""
ROOM = "() => { IDBObjectStore.prototype.put = window.kept; }"


def _sideways() -> bytes:
    """320 x 240 pixels that are to be shown turned, so that they stand upright; with the place in it."""
    exif = Image.Exif()
    exif[0x0112], exif[0x0132] = 6, "2025:03:01 09:12:44"
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    Image.effect_noise((320, 240), 40).convert("RGB").save(file, "JPEG", exif=exif)
    return file.getvalue()


def test_a_photo_stands_upright_a_wrong_clock_and_a_full_phone_are_told_and_big_letters_fit(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = sign_in("inspector", phone=True)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=47))
    page.goto(site + HOME)
    page.get_by_role("button", name="2026-07-08").click()
    expect(page.locator("#hand-over")).to_contain_text("本机时钟差 47 分钟")
    page.locator(".visit-line").last.click()
    end = page.locator(".card", has_text="离开之前")
    end.locator("input[type=file]").set_input_files(
        {"name": "斜.jpg", "mimeType": "image/jpeg", "buffer": _sideways()}  # nobody allowed the place: it is off
    )
    expect(end.locator(".photos li")).to_have_count(1)
    assert page.evaluate(STORED) == [240, 320, False, None, "2025"]
    expect(page.locator("#hand-over")).to_contain_text("全部已交回", timeout=30_000)
    page.evaluate(FULL)
    again = {"name": "满.jpg", "mimeType": "image/jpeg", "buffer": _sideways()}
    end.locator("input[type=file]").set_input_files(again)
    expect(end.locator(".photos li")).to_have_count(2)
    expect(end.locator(".photos li").last).to_contain_text("还没存下：手机空间已满")
    expect(page.locator("#hand-over")).not_to_contain_text("全部已交回")  # what found no room is here alone
    page.evaluate(ROOM)
    expect(end.locator(".photos li").last).to_contain_text("已存在本机", timeout=15_000)
    expect(end.locator(".photos li")).to_have_count(2)
    page.set_viewport_size({"width": 360, "height": 700})
    page.add_style_tag(content="html { font-size: 36px !important; }")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    axe(page)
    page.screenshot(path="tests/browser/out/visit-phone-360-large.png")
