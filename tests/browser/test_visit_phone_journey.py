"""A visit on the phone in airplane mode: taken along, filled with the network really off, the tab killed in
between, handed over when the signal is back, filed, and there on the desk."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

DAY = "2026-07-07"
HOME = "/inspection/visits/phone/"


def _photo(number: int) -> dict[str, object]:
    """A big photo as a phone takes it; no two are alike."""
    picture = Image.effect_noise((2400, 1800), 30 + number).convert("RGB")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=80)
    return {"name": f"现场{number}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def _take_along(site: str, page: Page, day: str = DAY) -> None:
    page.goto(site + HOME)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.get_by_role("button", name=day).click()
    expect(page.locator(".visit-line").first).to_be_visible()


def _open_first(page: Page) -> None:
    page.locator(".visit-line").first.click()
    expect(page.locator(".station").first).to_be_visible()


def _fill(page: Page) -> None:
    """Everything in order; what needs a number gets one, what is not there is said to be not there."""
    there = page.get_by_role("button", name="这里没有这一处")
    for left in range(there.count(), 0, -1):
        there.first.click()
        expect(there).to_have_count(left - 1)
    for number in range(page.locator("main .card").count()):
        card = page.locator("main .card").nth(number)
        group = card.get_by_role("button", name="不适用", exact=True)
        again = card.get_by_role("button", name="已整改", exact=True)
        if again.count():  # what an earlier visit left open
            again.click()
        elif group.count():
            group.click()
            card.get_by_label("为什么不适用").fill("学期末，没有安排")
        elif card.get_by_role("button", name="合格", exact=True).count():
            card.get_by_role("button", name="合格", exact=True).click()
        elif card.locator("input.typed").count():
            card.locator("input.typed").fill("8")


def _sign(page: Page) -> None:
    pad = page.locator(".sign-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 80, steps=4)
    page.mouse.up()
    page.get_by_role("button", name="留存签名").click()
    expect(page.locator(".signed img")).to_be_visible()


def _all_safe(page: Page) -> None:
    expect(page.locator("#hand-over")).to_contain_text("全部已交回", timeout=60_000)


def test_a_visit_is_made_without_a_network_and_loses_nothing(
    site: str, sign_in: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[..., None]
) -> None:
    page = sign_in("inspector", phone=True)
    context: BrowserContext = page.context
    _take_along(site, page)
    axe(page)
    context.set_offline(True)
    page.reload()  # from the worker's store
    expect(page.locator("#hand-over")).to_contain_text("没有网络")
    _open_first(page)
    school = page.locator("main h2").first.inner_text()
    _fill(page)
    failing = page.locator(".card", has_text="灭火器、应急灯")
    failing.get_by_role("button", name="不合格", exact=True).click()
    failing.get_by_label("问题").fill("三楼灭火器过期两具")
    failing.get_by_label("整改意见").fill("本周内更换")
    failing.get_by_label("学校责任人").fill("总务主任")
    failing.locator("input[type=file]").set_input_files(_photo(1))
    expect(failing.locator(".photos li")).to_contain_text("已存在本机")
    page.get_by_role("button", name="教师加一人").click()
    page.get_by_role("button", name="再记一条困难").click()
    page.get_by_label("困难", exact=True).fill("食堂缺一名工人")
    _sign(page)
    expect(page.locator("#hand-over")).not_to_contain_text("都已交回")
    axe(page)
    shot(page, "visit-phone")

    page.close()  # the tab is killed: what was entered lies in the phone's store
    page = context.new_page()
    page.goto(site + HOME)
    _open_first(page)
    failing = page.locator(".card", has_text="灭火器、应急灯")
    expect(failing.get_by_label("问题")).to_have_value("三楼灭火器过期两具")
    expect(failing.locator(".photos li")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator(".signed")).to_contain_text("签名已留存")
    expect(page.locator(".signed img")).to_be_visible()
    page.get_by_role("button", name="完成本次走访").click()
    expect(page.locator("#phone-note")).to_contain_text("已完成")
    page.reload()
    expect(page.locator("#phone-note")).to_contain_text("已完成；全部交回后自动提交")

    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    _all_safe(page)
    page.goto(site + "/inspection/visits/?state=filed")
    page.get_by_role("link", name=school).first.click()
    expect(page.locator("main")).to_contain_text("三楼灭火器过期两具")
    expect(page.locator("main")).to_contain_text("食堂缺一名工人")
    expect(page.locator("main")).not_to_contain_text("只在手机上")


def test_an_answer_that_is_lost_doubles_nothing_and_another_phone_sees_it(
    site: str, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("inspector", phone=True)
    _take_along(site, page)
    page.locator(".visit-line").last.click()
    lost = {"left": 1}

    def drop(route: object) -> None:  # the server takes it in, the phone never hears of it
        if lost["left"]:
            lost["left"] -= 1
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/sync/", drop)
    card = page.locator(".card", has_text="门卫室全天有人")
    card.get_by_role("button", name="合格", exact=True).click()
    page.get_by_role("button", name="现在交回").click()
    _all_safe(page)
    assert lost["left"] == 0
    page.get_by_role("button", name="教师加一人").click()

    other = sign_in("inspector", phone=True)
    _take_along(site, other)
    other.locator(".visit-line").last.click()
    mine = other.locator(".card", has_text="门卫室全天有人")
    expect(mine.get_by_role("button", name="合格", exact=True)).to_have_attribute("aria-pressed", "true")
    # Both change it without seeing each other's: both values are shown, and one is chosen.
    other.context.set_offline(True)
    mine.get_by_role("button", name="不合格", exact=True).click()
    for name in ("不合格", "合格"):
        card.get_by_role("button", name=name, exact=True).click()
        expect(card.get_by_role("button", name=name, exact=True)).to_have_attribute("aria-pressed", "true")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    _all_safe(page)
    other.context.set_offline(False)
    other.evaluate("window.dispatchEvent(new Event('online'))")
    _all_safe(other)
    other.reload()
    expect(mine.locator(".two-values")).to_be_visible()
    other.get_by_role("button", name="完成本次走访").click()
    expect(other.locator("#missing")).to_contain_text("两人填写不同，请选一个：门卫室全天有人")
    mine.locator(".two-values button").first.click()
    expect(mine.locator(".two-values")).to_have_count(0)


def test_what_is_entered_while_the_phone_hands_over_follows_by_itself(site: str, sign_in: Callable[..., Page]) -> None:
    page = sign_in("inspector", phone=True)
    _take_along(site, page)
    page.locator(".visit-line").last.click()
    held: list[object] = []

    def hold(route: object) -> None:  # a slow network: the first answer is a long time coming
        if held:
            route.continue_()  # type: ignore[attr-defined]
        else:
            held.append(route)

    page.route("**/sync/", hold)
    page.get_by_role("button", name="教师加一人").click()
    page.get_by_role("button", name="现在交回").click()
    expect(page.locator("#hand-over")).to_contain_text("正在交回")
    page.get_by_role("button", name="学生加一人").click()
    page.wait_for_timeout(4_500)  # the page would have begun by itself by now, were it not busy
    held[0].continue_()  # type: ignore[attr-defined]
    _all_safe(page)


def test_what_is_no_photo_is_refused_at_once_and_what_was_tapped_by_mistake_is_taken_back(
    site: str, sign_in: Callable[..., Page]
) -> None:
    page = sign_in("inspector", phone=True)
    _take_along(site, page, "2026-07-08")
    page.locator(".visit-line", has_text="2026-07-08").first.click()
    asked = page.locator(".card[id^='recheck/']", has_text="二楼东侧两具灭火器压力不足")
    expect(asked).to_contain_text("两具灭火器已更换并登记")  # what the school says it did
    _fill(page)
    end = page.locator(".card", has_text="离开之前")
    end.locator("input[type=file]").set_input_files(
        {"name": "说明.txt", "mimeType": "text/plain", "buffer": "不是照片".encode()}
    )
    expect(page.locator("#phone-note")).to_contain_text("“说明.txt”不是能显示的照片，没有留下")
    expect(end.locator(".photos li")).to_have_count(0)
    end.locator("input[type=file]").set_input_files(_photo(9))  # type: ignore[arg-type]
    page.once("dialog", lambda dialog: dialog.accept())
    end.get_by_role("button", name="取下 现场9.jpg").click()
    expect(end.locator(".photos li")).to_have_count(0)
    name = page.locator(".card[id^='item/']:has(.big.chosen)").first.get_attribute("id")
    answer = page.locator(f".card[id='{name}'] .big.chosen")
    said = answer.inner_text()
    _all_safe(page)  # no run is under way that would tell of itself
    answer.click()
    expect(page.locator("#hand-over")).to_contain_text("只在本机")  # said before anything is sent
    page.get_by_role("button", name="完成本次走访").click()
    expect(page.locator("#missing")).to_contain_text("没有填：")
    page.locator(f".card[id='{name}']").get_by_role("button", name=said, exact=True).click()
    expect(page.locator("#missing li")).to_have_count(0)
    why = {"filed": False, "missing": ["抽查凭证：应为不大于10；现为20。请核对。"]}
    page.route("**/file/", lambda route: route.fulfill(json=why), times=1)
    page.get_by_role("button", name="完成本次走访").click()
    expect(page.locator("#hand-over")).to_contain_text("有1次走访没有提交")
    page.get_by_role("link", name="全部走访").click()
    line = page.locator(".visit-line", has_text="2026-07-08").first
    expect(line).to_contain_text("抽查凭证")
    expect(line).not_to_contain_text("已交回")
    line.click()
    with page.expect_response("**/file/"):  # its entries were safe before, so that nothing else tells of it
        page.get_by_role("button", name="完成本次走访").click()
    _all_safe(page)
    page.reload()
    expect(page.locator("main")).to_contain_text("已提交，不能再改")
    expect(asked.get_by_role("button", name="已整改", exact=True)).to_have_attribute("aria-pressed", "true")
