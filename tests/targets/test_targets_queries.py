"""States, boards, gaps, scopes; and the number of queries, however many tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from taizhang.engine.periods import Period
from taizhang.targets import queries, services
from taizhang.targets.models import Plan, Target, Task
from taizhang.targets.states import compares, counted_back, task_state
from taizhang.targets.system_ledgers import documents, meetings, targets, tasks, visits
from taizhang.targets.types import Lack, TaskState
from tests.targets.world import TODAY, World


@pytest.mark.parametrize(
    ("days", "begun", "state"),
    [
        ({"deadline": date(2026, 7, 5)}, True, "overdue"),
        ({"deadline": date(2026, 7, 6)}, True, "in_progress"),
        ({"deadline": date(2026, 7, 6)}, False, "not_started"),
        ({"deadline": date(2026, 7, 1), "reported_on": date(2026, 7, 3)}, True, "reported"),
        (
            {"deadline": date(2026, 7, 1), "reported_on": date(2026, 6, 3), "closed_on": date(2026, 7, 4)},
            True,
            "done",
        ),
        ({"deadline": None}, False, "not_started"),
    ],
)
def test_the_state_follows_from_the_days(days: dict[str, date | None], begun: bool, state: str) -> None:
    assert task_state(Task(title="甲", **days), TODAY, begun=begun) == state


def test_counting_back_passes_weekends_holidays_and_swapped_days() -> None:
    assert counted_back(date(2026, 7, 6), 1, working=True) == date(2026, 7, 3)
    assert counted_back(date(2026, 7, 5), 0, working=True) == date(2026, 7, 3)
    assert counted_back(date(2026, 2, 24), 1, working=True) == date(2026, 2, 14)  # New Year, and a working Saturday
    assert counted_back(date(2026, 7, 6), 10, working=False) == date(2026, 6, 26)


def test_comparing_has_a_third_answer() -> None:
    assert compares(None, "ge", Decimal(1)) is None
    assert compares(Decimal(0), "", None) is False
    found = [compares(Decimal(3), comparison, Decimal(3)) for comparison in ("ge", "le", "eq", "gt", "lt")]
    assert found == [True, True, True, False, False]


def lines(world: World, name: str = "office") -> list[queries.tasks.TaskLine]:  # type: ignore[name-defined]
    actor = world.actor(name)
    return queries.task_lines(actor, queries.visible_tasks(actor).order_by("id"), TODAY)


def test_a_line_tells_who_leads_how_far_it_is_and_what_lacks(world: World, prove: Callable[..., None]) -> None:
    task, office = world.published_task(deadline=date(2026, 7, 10)), world.actor("office")
    first = services.set_milestone(actor=office, task=task, title="甲", days_before=6, reason="细化")
    services.set_milestone(actor=office, task=task, title="乙", days_before=5, reason="细化")
    services.name_proof(actor=office, task=task, key="t.pupils", comparison="ge", number=Decimal(300), reason="细化")
    services.report_progress(actor=world.actor("owner"), task=task, text="甲完成", milestone=first)
    line = lines(world)[0]
    assert (line.lead_name, line.post, line.owner) == ("安全科", "安全科科长", "安全科科长某")
    assert (line.progress, line.milestones_late, line.state) == ("1/3", 1, TaskState.IN_PROGRESS)
    assert (line.next_step, line.lacks) == ("乙", (Lack.EVIDENCE,))
    prove({"t.pupils": 299})
    assert (lines(world)[0].progress, lines(world)[0].evidence) == ("1/3", False)
    prove({"t.pupils": 300})
    assert (lines(world)[0].progress, lines(world)[0].evidence) == ("2/3", True)
    view = queries.proof_views(office, Task.objects.get(pk=task.pk), "zh")[0]
    assert (view.title, view.wanted, view.met) == ("在校学生数", "≥ 300人", True)


def test_the_board_counts_lead_units_by_state(world: World) -> None:
    plan = world.plan()
    target = world.target(plan)
    world.task(target, deadline=date(2026, 7, 1))
    world.task(target, "乙")
    world.task(target, "丙", lead_unit=world.units["RS"], owner=world.posts["RS"])
    world.publish(plan)
    found = [(row.name, [n for _state, n in row.counts], row.total) for row in queries.board(lines(world))]
    assert found == [("安全科", [1, 1, 0, 0, 0], 2), ("人事科", [0, 1, 0, 0, 0], 1)]


def test_queries_do_not_grow_with_the_tasks(world: World) -> None:
    plan = world.plan()
    target = world.target(plan)

    def asked() -> int:
        actor = world.actor("office")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            queries.task_lines(actor, queries.visible_tasks(actor), TODAY)
            queries.target_lines(actor, queries.plan_targets(plan), TODAY)
            queries.plan_gaps(plan, TODAY)
        return len(caught)

    world.task(target)
    before = asked()
    for number in range(8):
        task = world.task(world.target(plan, f"目标{number}"), f"任务{number}")
        services.set_milestone(actor=world.actor("office"), task=task, title="节点", days_before=3)
    assert asked() == before


def test_a_draft_is_its_writers_and_others_see_what_concerns_them(world: World) -> None:
    plan = world.plan()
    target = world.target(plan)
    own = world.task(target)
    world.task(target, "人事", lead_unit=world.units["RS"], owner=world.posts["RS"])
    services.change_task(
        actor=world.actor("office"), task=own, values={}, cooperating=[world.units["RS"]], receiving=[world.units["S1"]]
    )
    assert [len(lines(world, name)) for name in ("office", "owner", "head", "school", "admin")] == [2, 0, 0, 0, 0]
    world.publish(plan)
    found = {name: [line.title for line in lines(world, name)] for name in ("owner", "head", "school", "auditor")}
    assert found == {
        "owner": ["印发方案"],
        "head": ["印发方案", "人事"],
        "school": ["印发方案"],
        "auditor": ["印发方案", "人事"],
    }
    assert not queries.visible_plans(world.actor("school")).exists()


def test_targets_are_numbered_as_they_are_read(world: World, prove: Callable[..., None]) -> None:
    plan = world.plan()
    first = world.target(plan, "甲")
    world.target(plan, "乙", indicator_key="t.pupils", comparison="ge", number=Decimal(300))
    world.target(plan, "甲一", parent=first)
    prove({"t.pupils": 301})
    found = queries.target_lines(world.actor("office"), queries.plan_targets(plan), TODAY)
    assert [(line.number, line.title, line.leaf) for line in found] == [
        ("1", "甲", False), ("1.1", "甲一", True), ("2", "乙", True)
    ]  # fmt: skip
    assert [line.forecast for line in found] == ["", "", "met"]
    assert [Lack.TASK in line.lacks for line in found] == [False, True, True]


def test_packs_count_tasks_closed_on_time(world: World) -> None:
    task = world.published_task(deadline=date(2026, 7, 10))
    services.report_progress(actor=world.actor("owner"), task=task, text="完成", evidence="件", finishes=True)
    services.confirm_task(actor=world.actor("office"), task=Task.objects.get(pk=task.pk))
    draft = world.plan("草稿")
    world.task(world.target(draft), "草稿任务", deadline=date(2026, 7, 11))
    year, before = Period.parse("2026"), Period.parse("2026H1")
    rows = tasks(year).to_pylist()
    assert [(row["title"], row["closed"], row["on_time"], row["evidence"], row["org_unit"]) for row in rows] == [
        ("印发方案", True, True, True, "C")
    ]
    assert tasks(before).num_rows == 0
    services.record_result(actor=world.actor("office"), target=Target.objects.get(tasks=task), met=True, text="好")
    assert [(row["answer"], row["tasks"]) for row in targets(year).to_pylist()] == [("met", 1)]


def test_packs_count_meetings_visits_and_documents(world: World) -> None:
    office, unit = world.actor("office"), world.units["C"]
    meeting = services.record_meeting(
        actor=office,
        org_unit=unit,
        values={
            "kind": "dispatch", "level": "bureau", "title": "调度", "chair": "局长", "held_on": date(2026, 6, 30),
            "attendees": 30,
        },
    )  # fmt: skip
    decision = services.add_decision(
        actor=office, source=meeting, text="办", lead_unit=world.units["AQ"], deadline=date(2026, 8, 1)
    )
    services.make_task(actor=office, decision=decision)
    services.record_visit(
        actor=office,
        org_unit=unit,
        values={
            "direction": "out", "on": date(2026, 7, 2), "partner": "邻县", "unit": None, "purpose": "学习", "people": 3,
        },
    )  # fmt: skip
    services.record_document(
        actor=office,
        org_unit=unit,
        values={
            "number": "", "title": "通知", "issuer": "教育局", "kind": "notice", "issued_on": date(2026, 2, 1),
        },
    )  # fmt: skip
    half, year = Period.parse("2026H1"), Period.parse("2026")
    assert [(row["kind"], row["decisions"], row["tasks"]) for row in meetings(half).to_pylist()] == [("dispatch", 1, 1)]
    assert (visits(half).num_rows, visits(year).num_rows) == (0, 1)
    assert [row["numbered"] for row in documents(half).to_pylist()] == [False]
    assert documents(Period.parse("2025")).num_rows == 0


def test_what_is_somebody_elses_is_not_there(world: World) -> None:
    plan = world.plan()
    from django.http import Http404

    with pytest.raises(Http404):
        queries.one_of(queries.visible_plans(world.actor("owner")), plan.pk)
    assert queries.one_of(queries.visible_plans(world.actor("office")), plan.pk) == Plan.objects.get()
