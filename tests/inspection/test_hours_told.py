"""Findings that are to be put right within hours: the school is told until what time, wherever it looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from taizhang.core import clock
from taizhang.inspection import services
from taizhang.inspection.models import Notice, Visit
from tests.inspection.test_inspection_notices import recheck_visit
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

HOUR: dict[str, Any] = {"days": None, "hours": 1}
TOLD = datetime(2026, 4, 20, 15, 18, tzinfo=timezone.get_default_timezone())


def told(world: World, *findings: dict[str, Any]) -> Notice:
    """Issued today for a visit that was filed at 15:18."""
    notice = world.issued(*findings, on=TODAY)
    Visit.objects.update(filed_at=TOLD)
    return notice


def today(world: World) -> str:
    return world.client("head").get(reverse("web:today")).content.decode().split("today-list")[1].split("</ul>")[0]


def test_until_what_time_stands_wherever_the_school_looks(world: World) -> None:
    notice = told(world, HOUR)
    with clock.standing_at(TOLD):
        answer = world.client("head").post(reverse("inspection:notice-receive", args=[notice.pk]), follow=True)
        text = answer.content.decode()
        assert "已签收，应于2026-04-20 16:18前整改。" in text and "从下一个工作日起" not in text
        assert "2026年4月20日 16:18" in text and "期限2026-04-20 16:18" in text and "还剩1小时" in text
        assert "期限2026-04-20 16:18" in page(world, "head", "visit-detail", notice.findings.get().visit_id)
        assert "2026-04-20 16:18" in page(world, "head", "notice-list")
        line = today(world)
        assert "2026年4月20日 16:18" in line and "还剩1小时" in line and "工作日" not in line
    with clock.standing_at(TOLD.replace(hour=18)):
        assert "已超时2小时" in today(world)
    with clock.standing_at(TOLD.replace(day=22)):
        assert "已超时47小时" in today(world)
    with clock.standing_at(TOLD.replace(day=23)):
        assert "已超时2天" in today(world)


def test_of_several_findings_each_says_its_own_deadline(world: World) -> None:
    notice = told(world, {"days": 20}, HOUR, {"days": None, "deadline": "2026-04-22"})
    with clock.standing_at(TOLD):
        text = page(world, "head", "notice-detail", notice.pk)
        assert "签收后20个工作日" in text and "期限2026-04-20 16:18" in text and "期限2026-04-22" in text
        assert "2026年4月20日 16:18" in today(world)  # what is due first, before it is gone
        answer = world.client("head").post(reverse("inspection:notice-receive", args=[notice.pk]), follow=True)
        assert "从下一个工作日起算期限；其他问题应于2026-04-20 16:18、2026-04-22前整改。" in answer.content.decode()
        text = page(world, "head", "notice-detail", notice.pk)
        assert "签收后20个工作日" not in text and "2026年5月20日" in text  # the notice ends with the last of them


def test_the_nearest_hour_of_a_mixed_notice_stands_in_the_list_and_in_its_facts(world: World) -> None:
    notice = told(world, {"days": 20}, HOUR)
    with clock.standing_at(TOLD):
        line = page(world, "head", "notice-list").split("<tbody")[1]
        assert "2026-04-20 16:18" in line and "还剩1小时" in line and "待签收" in line
        facts = page(world, "head", "notice-detail", notice.pk).split('class="facts"')[1].split("</dl>")[0]
        assert "2026年4月20日 16:18" in facts and "还剩1小时" in facts
        services.record_receipt(actor=world.actor("head"), notice=notice)
        for who in ("head", "chief"):
            line = page(world, who, "notice-list").split("<tbody")[1]
            assert "2026-04-20 16:18" in line and "快到期" in line, who
        facts = page(world, "head", "notice-detail", notice.pk).split('class="facts"')[1].split("</dl>")[0]
        assert "2026年4月20日 16:18" in facts and "2026年5月20日" in facts
        about = {notice.findings.get(days=None).pk: ""}
        services.report_rectification(actor=world.actor("head"), notice=notice, kind="report", text="已改", about=about)
        line = page(world, "head", "notice-list").split("<tbody")[1]
        assert "2026-05-20" in line and "整改中" in line


def test_more_time_is_counted_in_days_again(world: World) -> None:
    notice = told(world, HOUR)
    with clock.standing_at(TOLD):
        services.record_receipt(actor=world.actor("head"), notice=notice)
        asked = services.ask_extension(actor=world.actor("head"), notice=notice, days=2, reason="等货")
        services.decide_extension(actor=world.actor("chief"), extension=asked, granted_days=2)
        text = page(world, "head", "notice-detail", notice.pk)
        assert "2026年4月22日" in text and "16:18" not in text


def test_today_counts_the_findings_that_still_wait_for_the_school(world: World) -> None:
    notice = world.received({}, {"problem": "门卫室无人"})
    assert "2个问题" in today(world)
    visit = recheck_visit(world, notice)
    inspector, first = world.actor("inspector"), notice.findings.order_by("pk")[0]
    services.record_recheck(actor=inspector, visit=visit, finding=first, result="fixed")
    services.close_finding(actor=inspector, finding=first)
    assert "1个问题" in today(world)
