"""What may be done to plans, targets and tasks, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed
from taizhang.organisation import services as org_services
from taizhang.targets import services
from taizhang.targets.models import Amendment, Milestone, Plan, Target, Task
from taizhang.targets.services import TargetsError
from tests.targets.world import World


def codes(error: pytest.ExceptionInfo[TargetsError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_plan_with_an_unowned_leaf_is_not_published_and_every_gap_is_told(world: World) -> None:
    plan = world.plan()
    world.target(plan, "没有任务")
    target = world.target(plan, "任务没有人", owner=None)
    world.task(target, lead_unit=None, owner=None, deadline=None)
    with pytest.raises(TargetsError) as refused:
        world.publish(plan)
    assert codes(refused) == ["plan.gap.task", "plan.gap.owner", "plan.gap.lead", "plan.gap.owner", "plan.gap.deadline"]
    assert not any("。。" in problem.sentence("zh") for problem in refused.value.problems)
    assert Plan.objects.get(pk=plan.pk).state == "draft"


def test_an_empty_plan_is_not_published(world: World) -> None:
    with pytest.raises(TargetsError) as refused:
        world.publish(world.plan())
    assert codes(refused) == ["plan.gap.task"]


def test_a_vacant_post_is_no_named_person(world: World) -> None:
    plan = world.plan()
    world.task(world.target(plan, owner=world.posts["RS"]), owner=world.posts["RS"])
    holding = world.posts["RS"].holdings.get()
    holding.valid_to = date(2026, 7, 1)
    holding.save()
    with pytest.raises(TargetsError) as refused:
        world.publish(plan)
    assert set(codes(refused)) == {"plan.gap.vacant"}


def test_a_target_above_others_needs_no_task_of_its_own(world: World) -> None:
    plan = world.plan()
    above = world.target(plan, "校园安全", measure="")
    world.task(world.target(plan, parent=above))
    assert world.publish(plan).state == "published"


def test_only_those_who_may_publish_do(world: World) -> None:
    plan = world.plan()
    world.task(world.target(plan))
    with pytest.raises(NotAllowed):
        services.publish_plan(actor=world.actor("office"), plan=plan)
    world.publish(plan)
    with pytest.raises(TargetsError):
        world.publish(plan)


def test_a_published_plan_changes_only_with_a_reason_which_is_kept(world: World) -> None:
    task = world.published_task()
    office, target = world.actor("office"), task.target
    assert target is not None
    with pytest.raises(TargetsError) as refused:
        services.change_target(actor=office, target=target, values={"weight": "5分"})
    assert codes(refused) == ["amend.reason"]
    services.change_target(actor=office, target=target, values={"weight": "5分"}, reason="上级调整")
    kept = Amendment.objects.latest("id")
    assert (kept.changes, kept.reason, kept.plan) == ({"weight": ["", "5分"]}, "上级调整", target.plan)
    assert AuditEvent.objects.filter(action="target.change").count() == 1


def test_a_draft_changes_freely(world: World) -> None:
    plan = world.plan()
    target = world.target(plan)
    services.change_target(actor=world.actor("office"), target=target, values={"weight": "5分"})
    assert not Amendment.objects.exists()


def test_nothing_is_deleted(world: World) -> None:
    task = world.published_task()
    services.drop_task(actor=world.actor("office"), task=task, reason="并入其他任务")
    assert Task.objects.get(pk=task.pk).dropped_at is not None
    target = task.target
    assert target is not None
    services.drop_target(actor=world.actor("office"), target=target, reason="取消")
    assert Target.objects.get(pk=target.pk).dropped_at is not None
    assert [item.changes for item in Amendment.objects.order_by("id")] == [
        {"dropped": ["印发方案", ""]}, {"dropped": ["演练全覆盖", ""]}
    ]  # fmt: skip


def test_milestones_count_back_over_the_holiday_and_move_with_the_deadline(world: World) -> None:
    task = world.published_task(deadline=date(2026, 10, 12))
    office = world.actor("office")
    step = services.set_milestone(actor=office, task=task, title="征求意见", days_before=3, reason="细化")
    # 9 and 10 October are working days (a swapped Saturday), 1 to 7 October the holiday.
    assert step.on == date(2026, 10, 8)
    services.change_task(actor=office, task=task, values={"deadline": date(2026, 10, 30)}, reason="工期延长")
    assert Milestone.objects.get(pk=step.pk).on == date(2026, 10, 27)
    assert Amendment.objects.latest("id").changes == {"deadline": ["2026-10-12", "2026-10-30"]}


def test_a_milestone_by_calendar_days_and_by_a_day(world: World) -> None:
    task, office = world.published_task(deadline=date(2026, 10, 12)), world.actor("office")
    by_days = services.set_milestone(
        actor=office, task=task, title="甲", days_before=10, working_days=False, reason="细化"
    )
    assert by_days.on == date(2026, 10, 2)
    with pytest.raises(TargetsError) as refused:
        services.set_milestone(actor=office, task=task, title="乙", on=date(2026, 10, 13), reason="细化")
    assert codes(refused) == ["milestone.late"]
    with pytest.raises(TargetsError) as refused:
        services.set_milestone(actor=office, task=task, title="丙", reason="细化")
    assert codes(refused) == ["milestone.day"]
    with pytest.raises(TargetsError) as refused:
        services.set_milestone(actor=office, task=task, title="丁", on=date(2026, 10, 1), days_before=3, reason="细化")
    assert codes(refused) == ["milestone.both"]


def test_a_milestone_is_not_before_the_task_begins(world: World) -> None:
    task, office = world.published_task(deadline=date(2026, 10, 12)), world.actor("office")
    services.change_task(actor=office, task=task, values={"start": date(2026, 9, 1)}, reason="定开始日期")
    with pytest.raises(TargetsError) as refused:
        services.set_milestone(actor=office, task=task, title="甲", on=date(2026, 8, 31), reason="细化")
    assert codes(refused) == ["milestone.early"]
    assert services.set_milestone(actor=office, task=task, title="甲", on=date(2026, 9, 1), reason="细化").pk


def test_what_binds_stays_owned(world: World) -> None:
    task = world.published_task()
    with pytest.raises(TargetsError) as refused:
        services.change_task(actor=world.actor("office"), task=task, values={"owner": None}, reason="换人")
    assert codes(refused) == ["task.gap.owner"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": " "}, "words"),
        ({"indicator_key": "没有的指标"}, "target.indicator"),
        ({"indicator_key": "t.roll", "comparison": "ge", "number": Decimal(1)}, "target.indicator"),
        ({"indicator_key": "在校学生数"}, "target.number"),
        ({"comparison": "ge", "number": Decimal(90)}, "target.indicator"),
        ({"indicator_key": "在校学生数", "comparison": "ge", "number": Decimal(-5)}, "number.negative"),
    ],
)
def test_bad_targets_are_refused(world: World, values: dict[str, Any], code: str) -> None:
    with pytest.raises(TargetsError) as refused:
        world.target(world.plan(), **values)
    assert codes(refused) == [code]


def test_a_figure_is_named_by_its_words(world: World) -> None:
    target = world.target(world.plan(), indicator_key="在校学生数", comparison="ge", number=Decimal(300))
    assert target.indicator_key == "t.pupils"


def test_a_target_never_stands_below_itself(world: World) -> None:
    plan = world.plan()
    above = world.target(plan)
    below = world.target(plan, parent=above)
    with pytest.raises(TargetsError) as refused:
        services.change_target(actor=world.actor("office"), target=above, values={"parent": below})
    assert codes(refused) == ["target.parent"]


def test_proofs_are_of_installed_packs_and_each_once(world: World) -> None:
    task, office = world.published_task(), world.actor("office")
    assert services.name_proof(actor=office, task=task, key="t.roll:pupils", reason="细化").key == "t.roll:pupils"
    assert services.name_proof(actor=office, task=task, key="学生台账", reason="细化").key == "t.roll"
    for wrong in ("t.roll", "t.roll:nothing", "编的指标"):
        with pytest.raises(TargetsError) as refused:
            services.name_proof(actor=office, task=task, key=wrong, reason="细化")
        assert codes(refused) == ["proof.key"]


def test_a_task_is_done_when_its_owner_reports_with_evidence_and_somebody_else_confirms(world: World) -> None:
    task, office, owner = world.published_task(), world.actor("office"), world.actor("owner")
    step = services.set_milestone(actor=office, task=task, title="方案定稿", days_before=5, reason="细化")
    with pytest.raises(TargetsError) as refused:
        services.report_progress(actor=owner, task=task, text="完成了", finishes=True)
    assert codes(refused) == ["report.steps"]
    services.report_progress(actor=owner, task=task, text="方案定稿", milestone=step)
    with pytest.raises(TargetsError) as refused:
        services.report_progress(actor=owner, task=task, text="完成了", finishes=True)
    assert codes(refused) == ["report.evidence"]
    services.report_progress(actor=owner, task=task, text="完成了", evidence="印发件", finishes=True)
    task = Task.objects.get(pk=task.pk)
    assert task.reported_on == date(2026, 7, 6)
    with pytest.raises(NotAllowed):
        services.confirm_task(actor=owner, task=task)
    assert services.confirm_task(actor=office, task=task).closed_on == date(2026, 7, 6)
    with pytest.raises(NotAllowed):
        services.report_progress(actor=owner, task=Task.objects.get(pk=task.pk), text="再报")


def test_who_reported_does_not_confirm(world: World) -> None:
    task, office = world.published_task(), world.actor("office")
    services.report_progress(actor=office, task=task, text="代报", evidence="印发件", finishes=True)
    task = Task.objects.get(pk=task.pk)
    with pytest.raises(NotAllowed):
        services.confirm_task(actor=office, task=task)
    services.confirm_task(actor=world.actor("leader"), task=task)


def test_a_task_sent_back_is_open_again_with_the_reason(world: World) -> None:
    task = world.published_task()
    services.report_progress(actor=world.actor("owner"), task=task, text="完成", evidence="件", finishes=True)
    services.send_back(actor=world.actor("office"), task=Task.objects.get(pk=task.pk), reason="缺签收单")
    task = Task.objects.get(pk=task.pk)
    assert task.reported_on is None
    assert [(item.text, item.returned) for item in task.reports.order_by("id")] == [("完成", False), ("缺签收单", True)]


def test_only_the_holder_of_the_post_reports_or_a_writer_of_the_lead_unit(world: World) -> None:
    task = world.published_task()
    for name in ("head", "school", "auditor", "admin"):
        with pytest.raises(NotAllowed):
            services.report_progress(actor=world.actor(name), task=task, text="代报")


def test_the_task_stays_with_the_post(world: World) -> None:
    task = world.published_task()
    world.posts["AQ"].holdings.update(valid_to=date(2026, 7, 1))
    holding = world.posts["AQ"].holdings.create(
        user=world.people["head"], person_name="接任人", valid_from=date(2026, 7, 1)
    )
    assert holding.pk
    with pytest.raises(NotAllowed):
        services.report_progress(actor=world.actor("owner"), task=task, text="我还报")
    services.report_progress(actor=world.actor("head"), task=task, text="接着报")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//elsewhere.example/x", "data:text/html,x"])
def test_an_address_that_could_run_is_refused(world: World, address: str) -> None:
    with pytest.raises(TargetsError) as refused:
        services.report_progress(
            actor=world.actor("owner"), task=world.published_task(), text="报", evidence_url=address
        )
    assert codes(refused) == ["report.address"]


def test_the_future_is_not_reported(world: World) -> None:
    with pytest.raises(TargetsError) as refused:
        services.report_progress(
            actor=world.actor("owner"), task=world.published_task(), text="报", on=date(2026, 7, 7)
        )
    assert codes(refused) == ["report.future"]


def test_a_plan_closes_when_every_target_is_answered_and_what_was_not_met_goes_on(world: World) -> None:
    plan = world.plan()
    met, unmet = world.target(plan, "甲"), world.target(plan, "乙", weight="5分")
    world.task(met)
    world.task(unmet)
    world.publish(plan)
    leader, office = world.actor("leader"), world.actor("office")
    with pytest.raises(TargetsError) as refused:
        services.close_plan(actor=leader, plan=plan)
    assert codes(refused) == ["plan.unanswered"]
    for each, reached in ((met, True), (unmet, False)):
        target = Target.objects.get(pk=each.pk)
        services.record_result(actor=office, target=target, met=reached, text="年终情况")
    services.close_plan(actor=leader, plan=plan)
    with pytest.raises(TargetsError) as refused:
        world.target(Plan.objects.get(pk=plan.pk))
    assert codes(refused) == ["plan.closed"]
    following = services.carry_over(actor=office, plan=Plan.objects.get(pk=plan.pk))
    again = services.carry_over(actor=office, plan=Plan.objects.get(pk=plan.pk))
    assert following == again
    assert following.period_code == "2027"
    carried = following.targets.get()
    assert (carried.title, carried.weight, carried.carried_from, carried.met) == ("乙", "5分", unmet, None)


def test_an_answer_is_changed_with_a_reason_and_one_of_an_issued_document_by_its_correction_alone(
    world: World,
) -> None:
    plan = world.plan()
    target = world.target(plan, "甲")
    world.task(target)
    world.publish(plan)
    office = world.actor("office")
    services.record_result(actor=office, target=Target.objects.get(), met=True, text="达标")
    with pytest.raises(TargetsError) as refused:
        services.record_result(actor=office, target=Target.objects.get(), met=False, text="没有达标")
    assert codes(refused) == ["amend.reason"] and Target.objects.get().met
    services.record_result(actor=office, target=Target.objects.get(), met=False, text="没有达标", reason="复核有误")
    change = target.amendments.latest("id")
    assert (change.reason, change.changes) == ("复核有误", {"answer": ["达到：达标", "未达到：没有达标"]})
    Target.objects.update(answer_document="青教总〔2026〕3号")
    with pytest.raises(TargetsError) as refused:
        services.record_result(actor=office, target=Target.objects.get(), met=True, text="达标", reason="改回")
    assert codes(refused) == ["target.answered"] and not Target.objects.get().met
    shown = world.client("office").get(reverse("targets:target-detail", args=[target.pk])).content.decode()
    assert reverse("targets:target-answer", args=[target.pk]) not in shown and "未达到：没有达标" in shown


def test_a_document_number_is_of_the_standards_form_and_unique(world: World) -> None:
    office, values = world.actor("office"), {"title": "通知", "issuer": "教育局", "kind": "notice"}
    unit = world.units["C"]
    document = services.record_document(actor=office, org_unit=unit, values={**values, "number": "青教〔2026〕3号"})
    for wrong in ("青教〔2026〕3号", "青教[2026]3号", "青教〔2026〕03号", "青教〔26〕3号", "青教〔2026〕第3号"):
        with pytest.raises(TargetsError) as refused:
            services.record_document(actor=office, org_unit=unit, values={**values, "number": wrong})
        assert codes(refused) == ["document.number"]
    services.record_document(actor=office, org_unit=unit, values={**values, "number": "青教〔2027〕1号"})
    with pytest.raises(TargetsError) as refused:  # next year's may be known already, a later one is a slip
        services.record_document(actor=office, org_unit=unit, values={**values, "number": "青教〔2099〕1号"})
    assert codes(refused) == ["document.year"]
    assert refused.value.problems[0].sentence("zh") == "文号：应为2027年或以前的文号；现为青教〔2099〕1号。核对年份。"
    for _twice in range(2):  # what is not known stays empty
        services.record_document(actor=office, org_unit=unit, values={**values, "number": ""})
    services.change_document(
        actor=office, document=document, values={**values, "number": "青教〔2026〕3号", "note": "改"}
    )


def test_a_decision_is_a_task_in_one_press_and_pressed_twice_still_one(world: World) -> None:
    office = world.actor("office")
    meeting = services.record_meeting(
        actor=office,
        org_unit=world.units["C"],
        values={
            "kind": "special", "level": "county", "title": "安全会", "chair": "局长", "held_on": date(2026, 7, 1),
            "attendees": 30,
        },
        participants=[world.units["AQ"]],
    )  # fmt: skip
    open_ended = services.add_decision(actor=office, source=meeting, text="复审资质")
    with pytest.raises(TargetsError) as refused:
        services.make_task(actor=office, decision=open_ended)
    assert set(codes(refused)) == {"task.gap.lead", "task.gap.owner", "task.gap.deadline"}
    decision = services.add_decision(
        actor=office, source=meeting, text="统一格式", lead_unit=world.units["AQ"], deadline=date(2026, 8, 1)
    )
    task = services.make_task(actor=office, decision=decision)
    assert services.make_task(actor=office, decision=decision) == task
    assert (task.owner, task.start, task.org_unit) == (world.posts["AQ"], date(2026, 7, 1), world.units["C"])
    with pytest.raises(TargetsError):  # it binds from the start
        services.change_task(actor=office, task=task, values={"deadline": date(2026, 9, 1)})


def test_a_visit_names_whom_and_is_past(world: World) -> None:
    office, unit = world.actor("office"), world.units["C"]
    values: dict[str, Any] = {
        "direction": "out", "on": date(2026, 7, 1), "partner": "", "unit": None, "purpose": "学习", "people": 3
    }  # fmt: skip
    with pytest.raises(TargetsError) as refused:
        services.record_visit(actor=office, org_unit=unit, values=values)
    assert codes(refused) == ["visit.partner"]
    told = refused.value.problems[0]
    assert told.sentence("zh").startswith("对方单位：应为") and told.data["field"] == "partner"
    with pytest.raises(TargetsError) as refused:
        services.record_visit(actor=office, org_unit=unit, values={**values, "partner": "邻县", "on": date(2026, 7, 7)})
    assert codes(refused) == ["register.future"]
    assert services.record_visit(actor=office, org_unit=unit, values={**values, "partner": "邻县"}).pk


@pytest.mark.parametrize("name", ["owner", "school", "auditor", "admin"])
def test_others_write_nothing(world: World, name: str) -> None:
    actor, unit = world.actor(name), world.units["C"]
    with pytest.raises(NotAllowed):
        services.create_plan(actor=actor, org_unit=unit, period="2026", title="计划")
    task = world.published_task()
    with pytest.raises(NotAllowed):
        services.drop_task(actor=actor, task=task, reason="不要了")
    with pytest.raises(NotAllowed):
        services.record_document(actor=actor, org_unit=unit, values={"title": "通知"})


def test_a_plan_needs_a_real_period_and_a_title_of_its_own(world: World) -> None:
    world.plan()
    for title, period, code in (("2026年目标任务", "2026", "plan.twice"), ("计划", "明年", "plan.period")):
        with pytest.raises(TargetsError) as refused:
            world.plan(title, period)
        assert codes(refused) == [code]


def test_a_unit_that_is_renamed_keeps_its_tasks(world: World) -> None:
    task = world.published_task()
    administrator = world.actor("admin")
    org_services.rename_org_unit(
        actor=administrator, org_unit=world.units["AQ"], name="安全与后勤科", on=date(2026, 7, 1), reason="机构调整"
    )
    assert Task.objects.get(pk=task.pk).lead_unit == world.units["AQ"]


def test_the_plan_counts_as_it_is_now_and_not_as_the_caller_read_it(world: World) -> None:
    plan = world.plan()
    task = world.task(world.target(plan))  # read while the plan was a draft
    world.publish(plan)
    services.report_progress(actor=world.actor("owner"), task=task, text="在做")
    read_open = Task.objects.select_related("target__plan").get(pk=task.pk)
    assert read_open.target is not None
    Plan.objects.filter(pk=plan.pk).update(state="closed")
    with pytest.raises(NotAllowed):
        services.report_progress(actor=world.actor("owner"), task=read_open, text="还在做")
