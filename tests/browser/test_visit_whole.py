"""A big visit, offline throughout: sixty items and twenty photos are entered, finished, handed over and filed."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from taizhang.config.demo.people import PEOPLE
from tests.browser.test_visit_phone_journey import HOME

DAY, PHOTOS = "2026-07-09", 20
INSPECTOR = next(person.name for person in PEOPLE if person.username == "inspector")
LISTS = [f"county-supervision.{name}" for name in ("campus_safety", "school_food", "term_opening", "fee_charging")]
SEND = """async (values) => {
  const form = document.querySelector("main form:has([type=date])");
  const data = new FormData(form);
  for (const [name, value] of Object.entries(values)) {
    data.delete(name);
    for (const one of [value].flat()) data.append(name, one);
  }
  return (await fetch(location.pathname, { method: "POST", body: data })).url;
}"""


def _photo(number: int) -> dict[str, object]:
    file = io.BytesIO()
    Image.effect_noise((320, 240), 30 + number).convert("RGB").save(file, "JPEG", quality=80)
    return {"name": f"现场{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def _plan(site: str, page: Page) -> str:
    """A campaign with four checklists, and a visit of the inspector's; the name of the school."""
    page.goto(f"{site}/inspection/campaigns/new/")
    office = page.locator("select[name=org_unit] option").nth(1).get_attribute("value")
    theme = page.locator("select[name=theme] option").nth(1).get_attribute("value")
    values = {
        "org_unit": office, "theme": theme, "title": "暑期综合督查", "mode": "scheduled", "first_on": "2026-07-01",
        "last_on": "2026-07-31", "checklists": LISTS,
    }  # fmt: skip
    page.goto(page.evaluate(SEND, values))
    page.goto(page.locator("main a[href$='/visits/new/']").first.evaluate("link => link.href"))
    school = page.locator("select[name=org_unit] option").nth(40)
    leader = page.locator("select[name=leader] option", has_text=INSPECTOR).first.get_attribute("value")
    page.evaluate(SEND, {"org_unit": school.get_attribute("value"), "leader": leader, "planned_on": DAY})
    return school.inner_text()


def _answer(card: Locator) -> None:
    """Not applicable where that may be, else good; a number or words where they are asked."""
    if card.locator(".big.not_applicable").count():
        card.locator(".big.not_applicable").click()
        card.get_by_label("为什么不适用").fill("假期")
        return
    if card.locator(".big.pass").count():
        card.locator(".big.pass").click()
    elif card.locator("select.typed").count():
        card.locator("select.typed").select_option(index=1)
    else:
        card.locator(".typed").fill("1")
    expect(card.locator(".photo-box")).to_have_count(1)  # what follows from the answer is drawn
    if card.locator(".finding").count():  # the number was not what is asked
        for label in ("问题", "整改意见", "学校责任人"):
            card.get_by_label(label).fill(f"{label}写明")
        if card.get_by_role("button", name="此人是学校负责人").count():
            card.get_by_role("button", name="此人是学校负责人").click()


def test_sixty_items_and_twenty_photos_go_in_without_a_network(site: str, sign_in: Callable[..., Page]) -> None:
    school = _plan(site, sign_in("sectionhead"))
    page = sign_in("inspector", phone=True)
    page.goto(site + HOME)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name=DAY).click()
    expect(page.locator(".visit-line", has_text=DAY).last).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    page.locator(".visit-line", has_text=DAY).last.click()
    cards = page.locator("main .card[id^='item/']")
    expect(cards.first).to_be_visible()
    assert cards.count() >= 60
    for number in range(cards.count()):
        _answer(cards.nth(number))
    pickers = page.locator("main .card[id^='item/'] input[type=file]")
    labels = pickers.evaluate_all("all => all.map((one) => one.getAttribute(`aria-label`))")
    needed = [number for number, label in enumerate(labels) if "必须有照片" in label]
    others = [number for number in range(len(labels)) if number not in needed]
    for count, number in enumerate([*needed, *others][:PHOTOS], 1):
        pickers.nth(number).set_input_files(_photo(count))  # type: ignore[arg-type]
        expect(page.locator(".photos li")).to_have_count(count)
    page.get_by_role("button", name="完成本次走访").click()
    expect(page.locator("#phone-note")).to_contain_text("已完成")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("main")).to_contain_text("已提交，不能再改", timeout=60_000)
    expect(page.locator("#hand-over")).to_contain_text("全部已交回", timeout=60_000)
    page.goto(f"{site}/inspection/visits/?q={school}&state=filed")
    page.get_by_role("link", name=school).first.click()
    expect(page.locator("section[aria-labelledby=photos] li")).to_have_count(PHOTOS)
