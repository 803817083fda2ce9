"""Today: hours that run before a notice, findings without one, and what the unit answered to one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from taizhang.core import clock
from taizhang.inspection import services
from taizhang.inspection.models import Finding, Visit
from taizhang.inspection.queries.reporting import findings_to_report
from taizhang.inspection.today import to_do
from tests.inspection.test_inspection_notices import recheck_visit, rechecked
from tests.inspection.world import TODAY, VISIT_DAY, World

FILED = datetime(2026, 4, 20, 15, 18, tzinfo=timezone.get_default_timezone())


def _verbs(world: World, who: str) -> list[str]:
    return [item.verb for item in to_do(world.actor(who), TODAY)]


def test_hours_stand_on_today_of_the_unit_and_of_who_issues_before_there_is_a_notice(world: World) -> None:
    visit = world.filed({"days": None, "hours": 4}, {"problem": "门卫室无人"}, on=TODAY)
    Visit.objects.update(filed_at=FILED)
    with clock.standing_at(FILED):
        [line] = to_do(world.actor("head"), TODAY)
        assert (line.verb, line.missing, line.due_at) == ("立行立改", "1个问题", FILED + timedelta(hours=4))
        assert world.client("head").get(line.url).status_code == 200
        [line] = to_do(world.actor("chief"), TODAY)
        assert (line.verb, line.missing, line.due_at) == ("下发通知书", "2个问题", FILED + timedelta(hours=4))
        assert line.url == reverse("inspection:round-issue", args=[visit.round_id])
        assert world.client("chief").get(line.url).status_code == 200
        services.issue_notices(
            actor=world.actor("chief"), findings=list(Finding.objects.order_by("pk")), issued_on=TODAY
        )
        assert (_verbs(world, "head"), _verbs(world, "chief")) == (["签收通知书"], [])


def test_a_notice_that_is_overdue_before_it_was_received_asks_to_be_received(world: World) -> None:
    world.issued({"days": None, "hours": 1}, on=TODAY)
    Visit.objects.update(filed_at=FILED)
    with clock.standing_at(FILED + timedelta(hours=5)):
        assert _verbs(world, "head") == ["签收通知书"]


def test_findings_without_hours_wait_for_the_notice(world: World) -> None:
    world.filed({}, on=TODAY)
    assert (_verbs(world, "head"), _verbs(world, "chief")) == ([], ["下发通知书"])
    assert _verbs(world, "other") == []


def test_what_a_unit_reported_stands_with_the_finder_and_the_planner_until_somebody_goes(world: World) -> None:
    notice = world.received({})
    assert (_verbs(world, "inspector"), _verbs(world, "clerk")) == ([], [])
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已改")
    for who in ("inspector", "clerk"):
        [line] = to_do(world.actor(who), TODAY)
        assert (line.verb, line.thing) == ("排复查", notice.number)
        assert world.client(who).get(line.url).status_code == 200
    assert _verbs(world, "other") == []
    visit = recheck_visit(world, notice)
    assert "排复查" not in _verbs(world, "inspector") + _verbs(world, "clerk")
    finding = notice.findings.get()
    services.record_recheck(actor=world.actor("inspector"), visit=visit, finding=finding, result="partly")
    assert "排复查" not in _verbs(world, "clerk")


def test_a_part_that_was_reported_or_seen_to_be_fixed_does_not_wait_for_the_rest(world: World) -> None:
    notice = world.received({"problem": "门卫室无人"}, {})
    one, other = notice.findings.order_by("pk")
    say: dict[str, Any] = {"actor": world.actor("head"), "notice": notice, "kind": "report", "text": "已补人"}
    services.report_rectification(about={one.pk: ""}, **say)
    [line] = to_do(world.actor("inspector"), TODAY)
    assert (line.verb, line.thing, line.missing) == ("排复查", notice.number, "1个问题已报整改")
    visit = recheck_visit(world, notice)
    services.record_recheck(actor=world.actor("inspector"), visit=visit, finding=one, result="fixed")
    for who in ("inspector", "chief"):
        [line] = [item for item in to_do(world.actor(who), TODAY) if item.verb == "销号"]
        assert line.missing == "1个问题复查已整改"
    lines, _first = findings_to_report(notice, TODAY)
    assert [line.id for line in lines if not line.standing.answered] == [other.pk]


def test_of_several_notices_the_line_leads_to_their_findings(world: World) -> None:
    only = world.campaign().rounds.get()
    for day in (VISIT_DAY, VISIT_DAY - timedelta(days=1)):
        visit = world.filed({}, visit=world.visit(only, planned_on=day), on=day)
        [notice] = services.issue_notices(
            actor=world.actor("chief"), findings=list(visit.findings.all()), issued_on=VISIT_DAY
        )
        services.record_receipt(actor=world.actor("head"), notice=notice, on=VISIT_DAY)
        services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已改")
    [line] = to_do(world.actor("clerk"), TODAY)
    assert (line.thing, line.missing) == ("开学工作督查", "2个问题已报整改")
    text = world.client("clerk").get(line.url).content.decode()
    assert text.count("食堂纱窗破损") >= 2


def test_what_was_seen_to_be_fixed_waits_to_be_closed(world: World) -> None:
    notice = world.received({})
    services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已改")
    rechecked(world, notice)
    Visit.objects.filter(follows=notice).update(visited_on=TODAY, started_at=timezone.now(), filed_at=timezone.now())
    assert "销号" in _verbs(world, "inspector") and "销号" in _verbs(world, "chief")
    assert "销号" not in _verbs(world, "clerk")  # who plans is not asked for what only the finder or above may do
    services.close_finding(actor=world.actor("inspector"), finding=notice.findings.get())
    assert "销号" not in _verbs(world, "inspector")
