"""What is to be put right within hours is overdue at its hour, wherever it is shown or counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from taizhang.core import clock
from taizhang.core.working_days import working_calendar
from taizhang.engine.periods import Period
from taizhang.inspection import queries, services
from taizhang.inspection.models import Closing, Finding, Notice, Visit
from taizhang.inspection.queries.counting import LATE, ON_TIME, OVERDUE
from taizhang.inspection.standing import standing
from taizhang.inspection.today import to_do
from taizhang.inspection.types import ClockFacts, NoticeState
from tests.inspection.test_hours_told import HOUR, TOLD, told
from tests.inspection.test_inspection_ledgers import rows
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

DUE = TOLD.replace(hour=16)  # 16:18
AFTER = TOLD.replace(hour=19, minute=20)  # three hours later, and two minutes
FACTS = ClockFacts(issued_on=TODAY, fixed=TODAY, fixed_at=DUE, results=("",), steps=((1, "提醒学校"), (2, "约谈")))


def test_the_hour_ends_the_term_and_the_first_late_day_begins() -> None:
    def at(moment: datetime | None, day: date = TODAY) -> tuple[NoticeState, int | None, str]:
        found = standing(FACTS, day, working_calendar(), moment)
        return found.state, found.left, found.step_words

    assert at(DUE) == (NoticeState.WAITING, 0, "")
    assert at(DUE + timedelta(minutes=1)) == (NoticeState.OVERDUE, -1, "提醒学校")
    assert at(None) == (NoticeState.OVERDUE, -1, "提醒学校")  # at the end of the day
    assert at(None, TODAY + timedelta(days=1)) == (NoticeState.OVERDUE, -1, "提醒学校")
    assert at(None, TODAY + timedelta(days=2)) == (NoticeState.OVERDUE, -2, "约谈")
    whole_day = replace(FACTS, fixed_at=None)
    assert standing(whole_day, TODAY, working_calendar()).state is NoticeState.WAITING


def test_who_issues_is_told_of_hours_that_are_over_already(world: World) -> None:
    visit = world.filed(HOUR, {"problem": "门卫室无人"}, on=TODAY)
    Visit.objects.update(filed_at=TOLD)
    with clock.standing_at(TOLD):
        assert "时限已过" not in page(world, "chief", "round-issue", visit.round_id)
    with clock.standing_at(AFTER):
        assert "其中1个问题的时限已过" in page(world, "chief", "round-issue", visit.round_id)


def test_a_finding_is_overdue_at_its_hour_on_every_page(world: World) -> None:
    notice = told(world, HOUR)
    finding = notice.findings.get()
    with clock.standing_at(TOLD):
        assert "已超时" not in page(world, "clerk", "notice-detail", notice.pk)
        assert [item.verb for item in to_do(world.actor("clerk"), TODAY)] == []
    with clock.standing_at(AFTER):
        text = page(world, "clerk", "notice-detail", notice.pk)
        assert "提醒学校" in text and "已超时3小时" in text
        assert "已超时3小时" in page(world, "head", "visit-detail", finding.visit_id)
        assert "已超时3小时" in page(world, "clerk", "notice-list")
        assert "2026-04-20 16:18" in page(world, "clerk", "finding-list")
        (item,) = to_do(world.actor("clerk"), TODAY)
        assert (item.verb, item.due_at) == ("提醒学校", DUE)
        (row,) = queries.finding_rows(world.actor("clerk"))
        assert (row.outcome, row.state) == (OVERDUE, "overdue")
        assert queries.overview(world.actor("clerk"), TODAY).states[NoticeState.OVERDUE] == 1
        found = queries.statistics(world.actor("clerk"), campaign=None, period=Period.parse("2026H1"))
        assert (found.totals.overdue, found.totals.due) == (1, 1)
        (school,) = queries.map_schools(
            world.actor("inspector"), campaign=None, period=Period.parse("2026H1")
        )  # fmt: skip
        assert school.overdue == 1


def test_one_past_its_hour_shows_in_a_notice_that_still_runs(world: World) -> None:
    notice = told(world, HOUR, {"days": 20})
    with clock.standing_at(AFTER):
        assert "1个问题已逾期" in page(world, "clerk", "notice-list")
        (item,) = to_do(world.actor("clerk"), TODAY)
        assert (item.missing, item.due_at) == ("1个立行立改的问题过了时限", DUE)
        client = world.client("head")
        client.post(reverse("inspection:notice-receive", args=[notice.pk]))
        assert "1个问题已逾期" in page(world, "head", "notice-detail", notice.pk)


def test_more_time_is_not_asked_once_the_hour_is_gone(world: World) -> None:
    notice = told(world, HOUR)
    asking = reverse("inspection:extension-ask", args=[notice.pk])
    with clock.standing_at(TOLD):
        services.record_receipt(actor=world.actor("head"), notice=notice)
        assert asking in page(world, "head", "notice-detail", notice.pk)
    with clock.standing_at(AFTER):
        assert asking not in page(world, "head", "notice-detail", notice.pk)
        answer = world.client("head").post(asking, {"days": 2, "reason": "等货"})
        assert "期限已过或已销号" in answer.content.decode()


def closed(world: World, notice: Notice, at: datetime) -> Finding:
    finding = notice.findings.get()
    Closing.objects.create(finding=finding, on=timezone.localtime(at).date(), at=at)
    return finding


def outcomes(world: World) -> list[tuple[str, bool | None]]:
    shown = [row.outcome for row in queries.finding_rows(world.actor("clerk"))]
    return list(zip(shown, [row["in_time"] for row in rows("findings")], strict=True))


def test_closed_two_hours_late_is_late_in_every_figure(world: World, settings: object) -> None:
    finding = closed(world, told(world, HOUR), DUE + timedelta(hours=2))
    settings.TODAY = date(2026, 9, 1)  # type: ignore[attr-defined]
    assert outcomes(world) == [(LATE, False)]
    Closing.objects.filter(finding=finding).update(at=DUE)
    assert outcomes(world) == [(ON_TIME, True)]
    # Entered a day later for the day itself: of that moment nothing is known but the day.
    Closing.objects.filter(finding=finding).update(at=DUE + timedelta(days=1))
    assert outcomes(world) == [(ON_TIME, True)]


def test_figures_of_a_past_day_end_with_its_last_moment(world: World, settings: object) -> None:
    told(world, HOUR)
    Visit.objects.update(filed_at=datetime(2026, 4, 30, 22, 30, tzinfo=TOLD.tzinfo))  # due at 23:30 of the last day
    settings.TODAY = date(2026, 5, 12)  # type: ignore[attr-defined]
    april = Period.parse("2026-04")
    assert [row["past_due"] for row in rows("notices", april)] == [True]
    assert [row["in_time"] for row in rows("findings", april)] == [False]
    Visit.objects.update(filed_at=datetime(2026, 4, 30, 23, 30, tzinfo=TOLD.tzinfo))  # due after midnight
    assert [row["past_due"] for row in rows("notices", april)] == [False]
    assert [row["in_time"] for row in rows("findings", april)] == [None]
