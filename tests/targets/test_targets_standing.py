"""Tasks stay with the post: in its sheet, through a merge, for the stand-in, and in the daily letter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from taizhang.core.actor import Actor
from taizhang.core.duties import Duty
from taizhang.core.permissions import Role
from taizhang.organisation import services as org_services
from taizhang.organisation.models import Delegation
from taizhang.targets import letters, services
from taizhang.targets.models import Task
from taizhang.targets.standing import follow_post, work_of_post
from taizhang.targets.today import own_steps
from tests.targets.world import TODAY, World


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def lend(world: World, giver: str, taker: str) -> Delegation:
    return Delegation.objects.create(
        giver=world.people[giver],
        taker=world.people[taker],
        duties=[Duty.FILING.value],
        reason="培训",
        valid_from=TODAY,
        valid_to=TODAY + timedelta(days=5),
        made_at=f"{TODAY.isoformat()}T00:00:00Z",
        made_by=world.people[giver],
    )


@pytest.fixture
def task(world: World) -> Task:
    plan = world.plan()
    made = world.task(world.target(plan), deadline=TODAY + timedelta(days=3))
    world.publish(plan)
    return made


def test_the_work_of_a_post_names_its_tasks_and_targets(world: World, task: Task) -> None:
    found = {(item.kind, item.title) for item in work_of_post(world.posts["AQ"], None, TODAY)}
    assert found == {("task", task.title), ("target", "演练全覆盖")}


def test_the_sheet_says_of_a_task_what_the_board_says(world: World, task: Task) -> None:
    def state(day: date = TODAY) -> str:
        return next(item.state for item in work_of_post(world.posts["AQ"], None, day) if item.kind == "task")

    assert state() == "未启动"
    assert state(TODAY + timedelta(days=4)) == "逾期"
    services.report_progress(actor=world.actor("owner"), task=task, text="方案已成稿")
    assert state() == "进行中"


def test_open_tasks_follow_a_post_that_moves(world: World, task: Task) -> None:
    new = org_services.create_post(
        actor=_admin(world),
        org_unit=world.units["RS"],
        kind="section_head",
        title="新岗位",
    )
    follow_post(world.posts["AQ"], new)
    task.refresh_from_db()
    assert task.owner == new and not work_of_post(world.posts["AQ"], None, TODAY)


def _admin(world: World) -> Actor:
    if "admin" not in world.people:
        world.person("admin", Role.ADMINISTRATOR, "C")
    return world.actor("admin")


def test_the_stand_in_reports_under_both_names_and_the_owner_does_not_confirm(world: World, task: Task) -> None:
    owner = next(name for name, user in world.people.items() if own_steps(world.actor(name), TODAY))
    world.person("mate", Role.SCHOOL_CLERK, "S2")
    assert own_steps(world.actor("mate"), TODAY) == []
    lend(world, owner, "mate")
    (item,) = own_steps(world.actor("mate"), TODAY)
    assert item.in_place_of == str(world.people[owner])
    report = services.report_progress(
        actor=world.actor("mate"), task=task, text="方案已经印发", evidence="文件", finishes=True
    )
    task.refresh_from_db()
    assert report.by_whom == f"mate（代{owner}）" and task.reported_for == world.people[owner]
    with pytest.raises(PermissionDenied):
        services.confirm_task(actor=world.actor(owner), task=task)
    assert services.confirm_task(actor=world.actor("leader"), task=task).closed_on is not None


@pytest.mark.parametrize(
    ("left", "said"), [(7, True), (5, False), (3, True), (0, True), (-1, True), (-2, False), (-7, True), (-35, False)]
)
def test_a_step_is_spoken_of_on_few_days(left: int, said: bool) -> None:
    assert letters.spoken_of(left) == said


def test_the_letter_says_what_the_page_says_to_the_holder_and_the_stand_in(world: World, task: Task) -> None:
    owner = next(name for name in list(world.people) if own_steps(world.actor(name), TODAY))
    world.person("mate", Role.SCHOOL_CLERK, "S2")
    lend(world, owner, "mate")
    makers = letters.lines(TODAY)
    assert makers.keys() == {world.people[owner].pk, world.people["mate"].pk}
    (line,) = makers[world.people["mate"].pk](world.people["mate"])
    (shown,) = own_steps(world.actor("mate"), TODAY)
    assert shown.thing in line.text and shown.missing in line.text and f"代{owner}" in line.text
    assert letters.lines(date(2026, 7, 7)) == {}
