"""What the start page, the navigation and the search tell of targets and tasks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import translation

from taizhang.targets import services
from taizhang.targets.finding import find
from taizhang.targets.models import Task
from taizhang.targets.today import changes, to_do, waiting
from tests.targets.world import TODAY, World

BEFORE = datetime(2026, 7, 1, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(world: World, name: str) -> list[tuple[str, str, date | None, str]]:
    with translation.override("zh-hans"):
        return [(str(i.verb), i.thing, i.due, i.missing) for i in to_do(world.actor(name), TODAY)]


def test_an_owner_reads_verb_thing_day_and_what_is_missing(world: World) -> None:
    task = world.published_task(deadline=date(2026, 7, 10))
    assert told(world, "owner") == [("报完成", "印发方案", date(2026, 7, 10), "还没有佐证")]
    step = services.set_milestone(actor=world.actor("office"), task=task, title="定稿", days_before=2, reason="细化")
    assert told(world, "owner") == [("报进展", "印发方案 · 定稿", date(2026, 7, 8), "还差1个节点，还没有佐证")]
    services.report_progress(actor=world.actor("owner"), task=task, text="定稿", milestone=step, evidence="稿件")
    assert told(world, "owner") == [("报完成", "印发方案", date(2026, 7, 10), "可以报完成")]
    assert told(world, "school") == []


def test_what_is_far_off_or_only_a_draft_is_not_todays_work(world: World) -> None:
    plan = world.plan()
    world.task(world.target(plan), deadline=date(2026, 7, 7))
    assert told(world, "owner") == []
    world.task(world.target(plan), "远", deadline=TODAY + timedelta(days=31))
    world.publish(plan)
    assert [line[1] for line in told(world, "owner")] == ["印发方案"]


def test_who_set_it_confirms_and_the_count_says_how_many(world: World) -> None:
    task = world.published_task(deadline=date(2026, 7, 1))
    assert (waiting(world.actor("owner")), waiting(world.actor("office"))) == (1, 0)
    services.report_progress(actor=world.actor("owner"), task=task, text="完成", evidence="件", finishes=True)
    assert (waiting(world.actor("owner")), waiting(world.actor("office"))) == (0, 1)
    assert [line[:3] for line in told(world, "office")] == [("确认", "印发方案", None)]
    services.confirm_task(actor=world.actor("office"), task=Task.objects.get(pk=task.pk))
    assert waiting(world.actor("office")) == 0


def test_a_plan_with_gaps_is_a_line_of_its_writers(world: World) -> None:
    world.target(world.plan())
    assert told(world, "office") == [("补全", "2026年目标任务", None, "1处缺口")]
    assert told(world, "auditor") == []


def test_reports_and_amendments_of_others_are_told(world: World) -> None:
    task = world.published_task()
    services.report_progress(actor=world.actor("owner"), task=task, text="在做")
    services.change_task(actor=world.actor("office"), task=task, values={"deadline": date(2026, 10, 30)}, reason="顺延")
    with translation.override("zh-hans"):
        found = {item.text for item in changes(world.actor("leader"), BEFORE)}
        own = {item.text for item in changes(world.actor("owner"), BEFORE)}
    assert found == {"印发方案：有进展", "2026年目标任务有调整：顺延"}
    assert own == set()


def test_search_finds_what_one_may_see(world: World) -> None:
    world.published_task()
    assert {hit.title for hit in find(world.actor("office"), "方案")} == {"印发方案"}
    assert [hit.title for hit in find(world.actor("office"), "目标任务")] == ["2026年目标任务"]
    assert find(world.actor("school"), "方案") == []
    assert find(world.actor("admin"), "方案") == []
