"""A visit that was begun stays with its inspector until it is filed, with what it lacks; not with who stands aside."""

from __future__ import annotations

from datetime import date

from taizhang.inspection import services
from taizhang.inspection.today import to_do, waiting
from tests.inspection.world import GOOD, TODAY, World, answered, finding


def test_begun_and_not_filed_it_stays_on_today_with_what_it_lacks(world: World) -> None:
    visit, inspector = world.visit(planned_on=TODAY), world.actor("inspector")
    assert [item.verb for item in to_do(inspector, TODAY)] == ["走访"]
    *most, last = answered(finding()).items()
    world.enter(visit, dict(most))
    late = date(2026, 4, 22)
    for day in (TODAY, late):
        (item,) = to_do(inspector, day)
        assert (item.verb, item.thing, item.due) == ("提交走访", "松岭小学", TODAY)
        assert item.missing.startswith("还缺1项：")
    assert waiting(inspector) == 1
    world.enter(visit, dict([last]))
    (item,) = to_do(inspector, TODAY)
    assert item.missing == "已填完，还没有提交。"
    services.file_visit(actor=inspector, visit=visit, visited_on=TODAY)
    assert (to_do(inspector, TODAY), waiting(inspector)) == ([], 0)


def test_what_two_people_wrote_differently_is_what_it_lacks(world: World) -> None:
    visit = world.visit(planned_on=TODAY)
    world.enter(visit, GOOD)
    path = next(iter(GOOD))
    world.enter(visit, {path: "fail"}, by="helper")
    (item,) = to_do(world.actor("inspector"), TODAY)
    assert "应为一个值" in item.missing


def test_who_must_stand_aside_is_not_asked_to_go(world: World) -> None:
    world.visit(planned_on=TODAY)
    services.record_recusal(
        actor=world.actor("clerk"), person=world.people["inspector"], org_unit=world.units["S1"], ground="relative",
        valid_from=TODAY,
    )  # fmt: skip
    assert (to_do(world.actor("inspector"), TODAY), waiting(world.actor("inspector"))) == ([], 0)
    assert [item.verb for item in to_do(world.actor("helper"), TODAY)] == ["走访"]
