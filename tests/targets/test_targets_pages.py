"""The pages: what they show, what they refuse, and that they work as plain forms."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import openpyxl
import orjson
import pytest
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.targets import services
from taizhang.targets.models import BasisDocument, Decision, Meeting, Plan, Target, Task, Visit
from tests.targets.world import World


def page(world: World, name: str, url_name: str, *args: object, query: str = "") -> str:
    answer = world.client(name).get(reverse(url_name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def send(world: World, name: str, url_name: str, *args: object, **data: object) -> tuple[int, str]:
    answer = world.client(name).post(reverse(url_name, args=args), data)
    return answer.status_code, answer.get("Location", "") or answer.content.decode()


def test_a_plan_is_written_published_and_closed_through_its_pages(world: World) -> None:
    assert '<option value="2026H1">2026年上半年' in page(world, "office", "targets:plan-create")
    status, address = send(world, "office", "targets:plan-create", org_unit="C", period="2026", title="年度计划")
    plan = Plan.objects.get()
    assert (status, address) == (302, reverse("targets:plan-detail", args=[plan.pk]))
    assert "发布前还有1处缺口" in page(world, "office", "targets:plan-detail", plan.pk)
    post = world.posts["AQ"].pk
    send(
        world, "office", "targets:target-create", plan.pk, title="演练", indicator_key="在校学生数", comparison="ge",
        number="300", lead_unit="AQ", owner=post,
    )  # fmt: skip
    target = Target.objects.get()
    assert target.indicator_key == "t.pupils"
    assert "还没有分解任务" in page(world, "leader", "targets:plan-detail", plan.pk)
    days = {"start": "2026-06-01", "deadline": "2026-05-01"}
    status, text = send(world, "office", "targets:task-create", target.pk, title="方案", lead_unit="AQ", **days)
    field = text.partition('name="deadline"')[2].partition('name="')[0]
    assert status == 422 and "完成时限不能早于开始日期" in field  # at the field, not above the form
    send(world, "leader", "targets:plan-publish", plan.pk)
    assert Plan.objects.get().state == "draft"
    send(
        world, "office", "targets:task-create", target.pk, title="方案", lead_unit="AQ", owner=post,
        deadline="2026-09-30", receiving=["S1", "S2"],
    )  # fmt: skip
    assert send(world, "office", "targets:plan-publish", plan.pk)[0] == 403
    send(world, "leader", "targets:plan-publish", plan.pk)
    assert Plan.objects.get().state == "published"
    send(world, "office", "targets:target-answer", target.pk, met="no", text="差5人")
    send(world, "office", "targets:plan-carry", plan.pk)
    send(world, "leader", "targets:plan-close", plan.pk)
    assert [(item.period_code, item.state) for item in Plan.objects.order_by("id")] == [
        ("2026", "closed"), ("2027", "draft")
    ]  # fmt: skip


def test_a_published_plan_asks_why(world: World) -> None:
    task = world.published_task()
    assert "请写明为什么调整" in page(world, "office", "targets:task-edit", task.pk)
    values = {"title": task.title, "lead_unit": "AQ", "owner": world.posts["AQ"].pk, "deadline": "2026-10-30"}
    assert send(world, "office", "targets:task-edit", task.pk, **values)[0] == 422
    assert send(world, "office", "targets:task-edit", task.pk, **values, reason="顺延")[0] == 302
    shown = page(world, "office", "targets:task-detail", task.pk)
    assert "<del>2026-09-30</del>" in shown
    assert "顺延" in shown


def test_a_task_goes_from_report_to_confirmation(world: World, prove: Callable[..., None]) -> None:
    task = world.published_task()
    for wrong in ("9999", "-5", "2.5", "五"):
        status, text = send(world, "office", "targets:milestone-create", task.pk, title="定稿", days_before=wrong)
        assert status == 422 and f"应为0到1000的整数；现为{wrong}。" in text
    send(
        world,
        "office",
        "targets:milestone-create",
        task.pk,
        title="定稿",
        days_before="5",
        working_days="on",
        reason="细化",
    )
    send(
        world, "office", "targets:proof-create", task.pk, key="在校学生数", comparison="ge", number="300", reason="细化"
    )
    prove({"t.pupils": 312})
    shown = page(world, "owner", "targets:task-detail", task.pk)
    assert "312人" in shown
    assert "时限前5个工作日" in shown
    assert "confirm/" not in shown
    step = task.milestones.get()
    send(world, "owner", "targets:task-report", task.pk, text="定稿了", on="2026-07-06", milestone=step.pk)
    assert send(world, "owner", "targets:task-report", task.pk, text="完成", on="2026-07-06", finishes="on")[0] == 302
    assert "确认办结" in page(world, "office", "targets:task-detail", task.pk)
    send(world, "office", "targets:task-return", task.pk, reason="缺签收单")
    assert "缺签收单" in page(world, "owner", "targets:task-detail", task.pk)
    send(world, "owner", "targets:task-report", task.pk, text="补齐", on="2026-07-06", finishes="on")
    send(world, "office", "targets:task-confirm", task.pk)
    assert Task.objects.get(pk=task.pk).closed_on == date(2026, 7, 6)


def test_the_board_shows_overdue_in_red_with_a_word_and_its_counts_filter(world: World) -> None:
    plan = world.plan()
    target = world.target(plan)
    world.task(target, "晚了", deadline=date(2026, 7, 1))
    world.task(target, "还早")
    assert "晚了" not in page(world, "office", "targets:board"), "a draft binds nobody"
    listed = page(world, "office", "targets:target-list")
    assert "草稿" in listed.partition("<tbody")[2].partition("</tbody>")[0], "and its targets are marked in the list"
    world.publish(plan)
    shown = page(world, "office", "targets:board")
    assert 'class="n due-late">1<' in shown
    assert "逾期" in shown
    narrowed = page(world, "office", "targets:board", query="?lead=AQ&state=overdue")
    assert "晚了" in narrowed
    assert "还早" not in narrowed
    assert "还早" in page(world, "office", "targets:board", query="?lack=evidence")
    assert "没有任务" not in page(world, "owner", "targets:board", query="?lack=mine")


def test_lists_tell_targets_without_a_task_and_tasks_without_evidence(world: World) -> None:
    plan = world.plan()
    world.target(plan, "空目标")
    world.task(world.target(plan, "已经分解"))
    shown = page(world, "office", "targets:target-list", query="?only=no_task")
    assert "空目标" in shown
    assert "已经分解" not in shown


def test_an_export_is_what_is_shown_and_audited(world: World) -> None:
    world.published_task()
    answer = world.client("office").get(reverse("targets:board") + "?export=xlsx&columns=title&columns=owner")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert ["任务", "责任人"] in rows
    assert ["印发方案", "安全科科长某"] in rows


def test_a_meetings_decision_is_a_task_in_one_press(world: World) -> None:
    send(
        world, "office", "targets:meeting-create", org_unit="C", kind="special", level="county", title="安全会",
        held_on="2026-07-01", chair="局长", attendees="30", participants=["AQ"],
    )  # fmt: skip
    meeting = Meeting.objects.get()
    send(world, "office", "targets:meeting-decide", meeting.pk, text="复审资质", lead_unit="AQ", deadline="2026-08-01")
    decision = Decision.objects.get()
    assert "转为任务" in page(world, "office", "targets:meeting-detail", meeting.pk)
    assert 'name="action" value="at-once"' in page(world, "office", "targets:meeting-detail", meeting.pk)
    half_filled = send(world, "office", "targets:decision-task", decision.pk, text="又一栏")
    assert half_filled[0] == 422
    status, address = send(world, "office", "targets:decision-task", decision.pk, action="at-once")
    assert (status, address) == (302, reverse("targets:meeting-detail", args=[meeting.pk]))
    task = Task.objects.get()
    assert reverse("targets:task-detail", args=[task.pk]) in page(
        world, "auditor", "targets:meeting-detail", meeting.pk
    )
    assert "专题会" in page(world, "auditor", "targets:meeting-list", query="?kind=special&year=2026")


def test_what_the_room_left_open_is_asked_before_the_decision_is_a_task(world: World) -> None:
    send(
        world, "office", "targets:meeting-create", org_unit="C", kind="special", level="county", title="安全会",
        held_on="2026-07-01", chair="局长", attendees="30",
    )  # fmt: skip
    meeting = Meeting.objects.get()
    send(world, "office", "targets:meeting-decide", meeting.pk, text="复审资质")
    decision = Decision.objects.get()
    asks = reverse("targets:decision-task", args=[decision.pk])
    assert f'href="{asks}"' in page(world, "office", "targets:meeting-detail", meeting.pk)
    # A button of before it was asked.
    told = world.client("office").post(asks, {"action": "at-once"}, follow=True).content.decode()
    assert "复审资质" in told and "没有牵头单位。请补上" in told and "。。" not in told
    assert send(world, "office", "targets:decision-task", decision.pk, lead_unit="AQ", deadline="")[0] == 422
    assert not Task.objects.exists()
    send(world, "office", "targets:decision-task", decision.pk, lead_unit="AQ", deadline="2026-08-01", owner="")
    decision.refresh_from_db()
    assert Task.objects.get().owner == world.posts["AQ"]
    assert (decision.lead_unit, decision.owner, str(decision.deadline)) == (
        world.units["AQ"], world.posts["AQ"], "2026-08-01"
    )  # fmt: skip


def test_a_visit_is_registered_and_leads_to_a_decision(world: World) -> None:
    send(
        world, "office", "targets:visit-create", org_unit="C", direction="out", on="2026-07-01", partner="邻县",
        purpose="学习经验", people="6",
    )  # fmt: skip
    visit = Visit.objects.get()
    send(world, "office", "targets:visit-decide", visit.pk, text="一校一册", lead_unit="AQ", deadline="2026-08-01")
    assert "一校一册" in page(world, "office", "targets:visit-detail", visit.pk)
    assert "邻县" in page(world, "office", "targets:visit-list", query="?q=邻县")


def test_a_number_that_is_registered_says_which_document_has_it_and_leads_there(world: World) -> None:
    values = {"org_unit": "C", "issuer": "教育局", "kind": "notice", "number": "青教〔2026〕3号"}
    send(world, "office", "targets:document-create", **values, title="关于<秋季>开学的通知")
    document = BasisDocument.objects.get()
    status, shown = send(world, "office", "targets:document-create", **values, title="另一份")
    assert status == 422
    assert "《关于&lt;秋季&gt;开学的通知》已用此文号" in shown
    assert f'href="{reverse("targets:document-detail", args=[document.pk])}"' in shown


def test_a_wrong_document_number_comes_back_with_its_cure(world: World) -> None:
    values = {"org_unit": "C", "title": "通知", "issuer": "教育局", "kind": "notice"}
    status, shown = send(world, "office", "targets:document-create", **values, number="青教[2026]3号")
    assert status == 422
    assert "用六角括号" in shown
    send(world, "office", "targets:document-create", **values, number="")
    document = BasisDocument.objects.get()
    assert "缺文号" in page(world, "office", "targets:document-list", query="?number=missing")
    send(world, "office", "targets:document-edit", document.pk, **values, number="青教〔2026〕3号")
    assert "青教〔2026〕3号" in page(world, "auditor", "targets:document-detail", document.pk)


def test_taking_out_needs_a_reason(world: World) -> None:
    task = world.published_task()
    send(world, "office", "targets:task-drop", task.pk, reason=" ")
    assert Task.objects.get().dropped_at is None
    send(world, "office", "targets:task-drop", task.pk, reason="重复")
    assert world.client("office").get(reverse("targets:task-detail", args=[task.pk])).status_code == 404
    target = Target.objects.get()
    send(world, "office", "targets:target-drop", target.pk, reason="重复")
    assert Target.objects.get().dropped_at is not None


def test_steps_and_proofs_are_taken_out_with_a_reason(world: World) -> None:
    task, office = world.published_task(), world.actor("office")
    step = services.set_milestone(actor=office, task=task, title="甲", days_before=2, reason="细化")
    proof = services.name_proof(actor=office, task=task, key="t.roll", reason="细化")
    for name, part in (("milestone", step), ("proof", proof)):
        send(world, "office", f"targets:{name}-drop", task.pk, part.pk)
        part.refresh_from_db()
        assert part.dropped_at is None
        send(world, "office", f"targets:{name}-drop", task.pk, part.pk, reason="不需要")
        part.refresh_from_db()
        assert part.dropped_at is not None


def test_what_is_not_ones_own_is_not_there(world: World) -> None:
    task = world.published_task()
    assert task.target is not None
    for name in ("school", "head"):
        assert world.client(name).get(reverse("targets:task-detail", args=[task.pk])).status_code == 404
    assert world.client("owner").get(reverse("targets:plan-detail", args=[task.target.plan_id])).status_code == 404
    assert world.client("owner").get(reverse("targets:task-detail", args=[task.pk])).status_code == 200
    assert world.client("admin").get(reverse("targets:board")).status_code == 403


def test_pages_read_in_english_too(world: World) -> None:
    task = world.published_task()
    client = world.client("office")
    client.cookies["django_language"] = "en"
    shown = client.get(reverse("targets:task-detail", args=[task.pk])).content.decode()
    assert "What proves it" in shown


def test_a_registered_meeting_and_a_visit_are_put_right_and_the_log_says_what_changed(world: World) -> None:
    meeting = {"kind": "special", "level": "county", "title": "演炼会", "held_on": "2026-03-02", "chair": "甲"}
    meeting["attendees"] = "3"
    send(world, "office", "targets:meeting-create", **meeting, org_unit="C")
    found = Meeting.objects.get()
    form = page(world, "office", "targets:meeting-edit", found.pk)
    assert 'value="演炼会"' in form and 'name="org_unit"' not in form
    send(world, "office", "targets:meeting-edit", found.pk, **{**meeting, "title": "演练会"})
    found.refresh_from_db()
    assert found.title == "演练会" and "演练会" in page(world, "office", "targets:meeting-detail", found.pk)
    event = AuditEvent.objects.get(action="meeting.change")
    assert orjson.loads(event.canonical)["detail"] == {"title": ["演炼会", "演练会"]}
    status, _shown = send(world, "office", "targets:meeting-edit", found.pk, **{**meeting, "held_on": "2030-01-01"})
    assert status == 422
    visit = {"direction": "out", "on": "2026-03-02", "partner": "邻县", "purpose": "学习", "people": "3"}
    send(world, "office", "targets:visit-create", **visit, org_unit="C")
    other = Visit.objects.get()
    send(world, "office", "targets:visit-edit", other.pk, **{**visit, "people": "5"})
    other.refresh_from_db()
    assert other.people == 5


@pytest.mark.parametrize(
    ("name", "model", "values", "correction"),
    [
        (
            "meeting",
            Meeting,
            {
                "kind": "special",
                "level": "county",
                "title": "演练会",
                "held_on": "2026-03-02",
                "chair": "甲",
                "attendees": "3",
            },
            {"attendees": "30"},
        ),
        (
            "visit",
            Visit,
            {"direction": "out", "on": "2026-03-02", "partner": "邻县", "purpose": "学习", "people": "3"},
            {"people": "30"},
        ),
    ],
)
def test_a_form_that_is_sent_again_from_the_back_button_registers_nothing_more(
    world: World, name: str, model: type[Meeting] | type[Visit], values: dict[str, str], correction: dict[str, str]
) -> None:
    address = f"targets:{name}-create"
    token = re.search(r'name="token" value="(\w{32})"', page(world, "office", address))
    assert token is not None
    sent = {**values, "org_unit": "C", "token": token[1]}
    first, again = (send(world, "office", address, **sent) for _press in range(2))
    assert first == again == (302, reverse(f"targets:{name}-detail", args=[model.objects.get().pk]))
    assert AuditEvent.objects.filter(action=f"{name}.create").count() == 1
    status, shown = send(world, "office", address, **{**sent, **correction})
    assert status == 422 and "要另登，再按一次" in shown and f'href="{first[1]}"' in shown
    assert model.objects.count() == 1
    renewed = re.search(r'name="token" value="(\w{32})"', shown)
    assert renewed is not None and renewed[1] != token[1]
    assert send(world, "office", address, **{**sent, **correction, "token": renewed[1]})[0] == 302
    assert model.objects.count() == 2
    assert f'value="{token[1]}"' not in page(world, "office", address)
