"""From a red count to a confirmed task; a plan that cannot be published yet; a decision that becomes a task."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

SignIn = Callable[..., Page]
Axe = Callable[[Page], None]
Shot = Callable[[Page, str], None]
TASK = "秋季招生片区公示"


def test_the_owner_reports_and_somebody_else_confirms(site: str, sign_in: SignIn, axe: Axe, shot: Shot) -> None:
    owner = sign_in("sectionhead")
    expect(owner.get_by_role("link", name=f"报进展 {TASK}")).to_be_visible()
    owner.get_by_role("link", name="目标任务").click()
    axe(owner)
    shot(owner, "targets-board")
    owner.locator(".board").get_by_role("link", name="逾期").click()
    expect(owner.locator(".list")).to_contain_text(TASK)
    owner.get_by_role("link", name=TASK).click()
    axe(owner)
    shot(owner, "targets-task")
    owner.get_by_role("link", name="报进展").click()
    axe(owner)
    owner.get_by_label("做了什么").fill("片区已在门户网站公示七天。")
    owner.get_by_label("完成的节点").select_option(label="片区公示")
    owner.get_by_label("佐证材料").fill("公示截图")
    owner.get_by_label("任务已经完成").check()
    owner.get_by_role("button", name="上报").click()
    expect(owner.get_by_text("由编制计划的其他人确认")).to_be_visible()

    office = sign_in("office")
    office.goto(owner.url)
    office.get_by_role("button", name="确认办结").click()
    expect(office.locator("#messages")).to_contain_text("任务已确认办结")
    expect(office.locator(".page-head")).to_contain_text("已办结")


def test_a_plan_with_gaps_says_so_and_offers_no_publishing(site: str, sign_in: SignIn, axe: Axe, shot: Shot) -> None:
    leader = sign_in("leader")
    leader.goto(f"{site}/targets/plans/")
    axe(leader)
    leader.get_by_role("link", name="新建计划").click()
    leader.get_by_label("期间").select_option("2027")
    leader.get_by_label("标题").fill("2027年目标任务")
    leader.get_by_role("button", name="开始编制").click()
    leader.locator(".page-actions").get_by_role("link", name="新建目标").click()
    leader.get_by_label("目标", exact=True).fill("体育设施周末开放")
    leader.get_by_label("或用文字说明怎样算达到").fill("城区学校全部开放")
    leader.get_by_role("button", name="添加目标").click()
    leader.get_by_role("link", name="2027年目标任务").first.click()
    expect(leader.locator("#gaps")).to_contain_text("还没有分解任务")
    expect(leader.locator("#gaps")).to_contain_text("没有牵头单位")
    expect(leader.get_by_role("button", name="发布")).to_have_count(0)
    axe(leader)
    shot(leader, "targets-plan-gaps")
    leader.goto(f"{site}/targets/plans/")
    leader.get_by_role("link", name="2026年目标任务").click()
    axe(leader)
    shot(leader, "targets-plan")


def test_a_decision_becomes_a_task_in_one_press(site: str, sign_in: SignIn, axe: Axe, shot: Shot) -> None:
    page = sign_in("office")
    page.goto(f"{site}/targets/meetings/")
    axe(page)
    shot(page, "targets-meetings")
    page.get_by_role("link", name="暑期安全工作调度会").click()
    page.get_by_role("button", name="转为任务").click()
    expect(page.locator(".decisions")).to_contain_text("未启动")
    axe(page)
    shot(page, "targets-meeting")


def test_the_registers_and_lists_read_well_at_both_widths(site: str, sign_in: SignIn, axe: Axe, shot: Shot) -> None:
    page = sign_in("auditor")
    for name in ("targets", "visits", "documents"):
        page.goto(f"{site}/targets/{name}/")
        axe(page)
        page.set_viewport_size({"width": 375, "height": 740})  # the tab of this page is in sight on a phone too
        box = page.locator(".tabs [aria-current]").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 375
        page.set_viewport_size({"width": 1280, "height": 900})
        shot(page, f"targets-{name}")
        page.locator(".list tbody a").first.click()
        axe(page)
        shot(page, f"targets-{name}-one")


def test_a_long_list_of_posts_narrows_while_one_types(site: str, sign_in: SignIn) -> None:
    page = sign_in("sectionhead")
    page.goto(f"{site}/targets/plans/")
    page.locator(".list").get_by_role("link", name="2026年目标任务").click()
    page.get_by_role("link", name="新建目标").first.click()
    page.get_by_label("输入文字筛选 责任人").fill("计财科负责人")  # the only one that is left is chosen
    expect(page.locator("#id_owner option:checked")).to_contain_text("计财科负责人")


def test_long_lists_of_units_narrow_while_one_types(site: str, sign_in: SignIn, axe: Axe, shot: Shot) -> None:
    page = sign_in("sectionhead")
    page.goto(f"{site}/targets/plans/")
    page.locator(".list").get_by_role("link", name="2026年目标任务").click()
    page.locator(".target-head a").first.click()
    page.get_by_role("link", name="添加任务").click()
    page.get_by_label("输入文字筛选 牵头单位").fill("计财")  # groups or not: the only one that is left is chosen
    expect(page.locator("#id_lead_unit option:checked")).to_have_text("计财科")
    page.get_by_label("输入文字筛选 牵头单位").fill("jyg")  # by its code
    expect(page.locator("#id_lead_unit option:checked")).to_have_text("教育股")
    helping = page.get_by_role("group", name="配合单位")
    helping.get_by_label("督导室").check()
    page.get_by_label("输入文字筛选 配合单位").fill("小麦穗")
    helping.get_by_label("小麦穗小学").check()  # what was chosen before stays, and stays in sight
    expect(helping.locator("label:visible")).to_have_count(2)
    expect(helping.locator("[data-chosen]")).to_have_text("已选 2 个")
    axe(page)
    page.set_viewport_size({"width": 375, "height": 740})
    axe(page)
    shot(page, "targets-long-lists")
