"""Pauses of a notice's clock, withdrawal, merged addressees, deadlines in the past, and what overdue asks of whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed
from taizhang.core.working_days import working_calendar
from taizhang.engine.periods import Period
from taizhang.inspection import queries, services
from taizhang.inspection.models import Closing, Finding, Notice, Visit
from taizhang.inspection.services import InspectionError
from taizhang.inspection.standing import standing
from taizhang.inspection.system_ledgers import findings, notices
from taizhang.inspection.today import to_do
from taizhang.inspection.types import NoticeState, Standing
from taizhang.organisation.models import OrgUnitSpell, Succession
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

APRIL = Period.parse("2026-04")


def stands(notice: Notice, day: date = TODAY) -> Standing:
    fresh = Notice.objects.get(pk=notice.pk)
    return standing(queries.facts_of_notice(fresh, day), day, working_calendar())


def pause(world: World, notice: Notice, first: int, last: int, who: str = "chief") -> None:
    services.pause_notice(
        actor=world.actor(who), notice=notice, first_on=date(2026, 4, first), last_on=date(2026, 4, last),
        reason="学校停课",
    )  # fmt: skip


def test_days_of_a_pause_are_not_counted_and_say_so(world: World) -> None:
    """Received on Thursday the 16th, five working days: due on the 23rd; three of them paused: on the 28th."""
    notice = world.received()
    assert stands(notice).due == date(2026, 4, 23)
    pause(world, notice, 21, 23)
    found = stands(notice)
    assert (found.due, found.left) == (date(2026, 4, 28), 3)
    assert [step.why.zh for step in found.counts[0].steps if step.on.day in (21, 23)] == ["暂停，不计入"] * 2
    pause(world, notice, 21, 23)  # said again
    assert notice.pauses.count() == 1
    text = page(world, "head", "notice-detail", notice.pk)
    assert "学校停课" in text and "暂停，不计入" in text
    # Everywhere the days that are left are those of the count, not the calendar's six.
    assert "还有3个工作日" in text.replace(" ", "") and "还有6个工作日" not in text.replace(" ", "")
    today = world.client("head").get(reverse("web:today")).content.decode().replace(" ", "")
    assert "还有3个工作日" in today


def test_a_pause_that_the_clock_does_not_allow_is_refused(world: World) -> None:
    notice = world.received()
    with pytest.raises(InspectionError, match="cannot be paused"):
        pause(world, notice, 24, 25)  # after the deadline
    with pytest.raises(InspectionError, match="cannot be before"):
        pause(world, notice, 22, 21)
    with pytest.raises(NotAllowed):
        pause(world, notice, 21, 22, who="head")


def test_a_withdrawn_notice_keeps_its_number_and_frees_or_drops_its_findings(world: World) -> None:
    notice = world.received({}, {"problem": "过道堆物"})
    first, second = notice.findings.order_by("pk")
    chief = world.actor("chief")
    form = {"reason": "文号有误", "dropped": [str(second.pk)]}
    world.client("chief").post(reverse("inspection:notice-withdraw", args=[notice.pk]), form)
    assert stands(notice).state is NoticeState.WITHDRAWN
    first.refresh_from_db()
    assert (first.notice, Finding.objects.get(pk=second.pk).dropped) == (None, True)
    assert [len(table) for table in (notices(APRIL), findings(APRIL))] == [0, 1]
    (again,) = services.issue_notices(actor=chief, findings=[first, second], issued_on=TODAY)
    assert (again.number, list(again.findings.all())) == ("青教督〔2026〕2号", [first])
    text = page(world, "head", "notice-print", notice.pk)
    assert "食堂纱窗破损" in text and "过道堆物" in text  # as it was issued
    assert "已撤回" in page(world, "head", "notice-list")
    with pytest.raises(InspectionError, match="withdrawn on"):
        services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已改")
    with pytest.raises(InspectionError, match="withdrawn on"):
        services.ask_extension(actor=world.actor("head"), notice=notice, days=2, reason="等货")


def test_what_is_closed_in_part_is_not_withdrawn(world: World) -> None:
    notice = world.received()
    Closing.objects.create(finding=notice.findings.get(), on=TODAY, at=notice.at)
    with pytest.raises(InspectionError, match="a finding is closed"):
        services.withdraw_notice(actor=world.actor("chief"), notice=notice, reason="误发")
    with pytest.raises(NotAllowed):
        services.withdraw_notice(actor=world.actor("clerk"), notice=notice, reason="误发")


def test_a_notice_whose_school_was_merged_goes_to_the_successor(world: World) -> None:
    notice = world.issued()
    address = reverse("inspection:notice-readdress", args=[notice.pk])
    world.client("chief").post(address)
    assert Notice.objects.get().addressee == world.units["S1"]  # it is still there
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(valid_to=TODAY)
    Succession.objects.create(predecessor=world.units["S1"], successor=world.units["S2"], kind="merge", on=TODAY)
    assert "已撤并" in page(world, "chief", "notice-detail", notice.pk)
    world.client("chief").post(address)
    assert Notice.objects.get().addressee == world.units["S2"]
    services.record_receipt(actor=world.actor("head2"), notice=Notice.objects.get())
    assert stands(notice).state is NoticeState.RUNNING


def test_a_deadline_that_is_past_at_the_issue_is_refused_until_another_is_set(world: World) -> None:
    visit = world.filed({"days": None, "deadline": "2026-04-16"})
    address = reverse("inspection:round-issue", args=[visit.round_id])
    client = world.client("chief")
    refused = client.post(address, {"issued_on": TODAY.isoformat()})
    assert refused.status_code == 422
    assert "2026-04-16，已过" in refused.content.decode()
    client.post(address, {"issued_on": TODAY.isoformat(), "new_deadline": "2026-04-27"})
    assert Finding.objects.get().deadline == date(2026, 4, 27)


def test_the_step_of_an_overdue_notice_stands_on_the_planners_day(world: World) -> None:
    notice = world.received()
    day = date(2026, 5, 6)  # due on 23 April: more than five working days late
    for who, expected in (("chief", True), ("clerk", True), ("head", False), ("leader", False), ("other", False)):
        lines = [item for item in to_do(world.actor(who), day) if item.verb in ("提醒学校", "报分管领导")]
        assert bool(lines) is expected, who
    assert lines == []
    (line,) = [item for item in to_do(world.actor("chief"), date(2026, 4, 24)) if item.verb == "提醒学校"]
    assert (line.thing, line.due) == (notice.number, date(2026, 4, 23))
    services.withdraw_notice(actor=world.actor("chief"), notice=notice, reason="误发")
    assert not [item for item in to_do(world.actor("chief"), day) if item.verb == "报分管领导"]


def test_a_planned_recheck_of_a_withdrawn_notice_is_called_off(world: World) -> None:
    notice = world.received()
    visit = world.visit(notice.round, planned_on=TODAY, mode="follow_up", follows=notice)
    services.withdraw_notice(actor=world.actor("chief"), notice=notice, reason="误发")
    assert Visit.objects.get(pk=visit.pk).called_off_why == "误发"


def test_a_dropped_finding_counts_as_dropped_and_never_as_closed(world: World) -> None:
    notice = world.issued({}, {"problem": "门卫不在岗"})
    none = notice.findings.get(problem="门卫不在岗")
    services.withdraw_notice(actor=world.actor("chief"), notice=notice, reason="核实无误", dropped=[none])
    (line,) = queries.notice_lines(Notice.objects.all(), TODAY)
    assert (line.findings, line.closed, line.dropped) == (2, 0, 1)
    assert "已撤销" in page(world, "chief", "notice-list").split("<tbody")[0]
    assert [(len(item.counted), item.dropped) for item in queries.items_of_unit(world.actor("chief"), "S1")] == [(1, 1)]
    text = page(world, "head", "school-detail", "S1")
    assert "问题1个，另有1个已撤销" in text


def test_a_coming_pause_is_withdrawn_and_a_running_one_ends_early(world: World, settings: Any) -> None:
    notice = world.received()
    pause(world, notice, 21, 23)
    (coming,) = notice.pauses.all()
    address = reverse("inspection:pause-lift", args=[coming.pk])
    assert address in page(world, "chief", "notice-detail", notice.pk)
    assert address not in page(world, "head", "notice-detail", notice.pk)
    assert world.client("head").post(address, {"reason": "误录"}).status_code == 403
    with pytest.raises(InspectionError, match="a reason"):
        services.lift_pause(actor=world.actor("chief"), pause=coming, reason=" ")
    assert world.client("chief").post(address, {"reason": "误录"}).status_code == 302
    assert stands(notice).due == date(2026, 4, 23)
    assert "误录" in page(world, "chief", "notice-detail", notice.pk)
    pause(world, notice, 21, 23)  # the same days once more
    running = notice.pauses.latest("pk")
    settings.TODAY = date(2026, 4, 22)
    services.lift_pause(actor=world.actor("chief"), pause=running, reason="已复课")
    running.refresh_from_db()
    assert (running.lifted_on, stands(notice).due) == (date(2026, 4, 22), date(2026, 4, 24))
    services.lift_pause(actor=world.actor("chief"), pause=running, reason="再按一次")
    assert AuditEvent.objects.filter(action="notice.pause_lift").count() == 2
    settings.TODAY = date(2026, 4, 24)
    pause(world, notice, 24, 24)
    settings.TODAY = date(2026, 4, 27)
    with pytest.raises(InspectionError, match="not over"):
        services.lift_pause(actor=world.actor("chief"), pause=notice.pauses.latest("pk"), reason="太晚")
