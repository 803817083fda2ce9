"""A re-check is planned where one stands: on the notice, in the round that the day falls into."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from taizhang.inspection import queries, services
from taizhang.inspection.models import Campaign, Notice, Visit
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

PLAN = "排复查"


def plan(world: World, notice: Notice, who: str = "clerk", on: date = TODAY, **values: Any) -> Any:
    form = {"planned_on": on.isoformat(), "leader": str(world.people["inspector"].pk), **values}
    return world.client(who).post(reverse("inspection:notice-recheck", args=[notice.pk]), form)


def test_the_notice_offers_a_recheck_in_its_own_round(world: World) -> None:
    notice = world.received()
    address = reverse("inspection:notice-recheck", args=[notice.pk])
    for who, offered in (("clerk", True), ("inspector", True), ("head", False), ("leader", False)):
        assert (address in page(world, who, "notice-detail", notice.pk)) is offered
    assert plan(world, notice).status_code == 302
    visit = Visit.objects.get(follows=notice)
    assert (visit.round, visit.mode, visit.planned_on) == (notice.round, "follow_up", TODAY)
    assert queries.asked_findings([visit], TODAY)[visit.pk] == list(notice.findings.all())
    text = page(world, "clerk", "notice-detail", notice.pk)
    assert address not in text and reverse("inspection:visit-detail", args=[visit.pk]) in text
    assert plan(world, notice).status_code == 422  # one waits
    assert Visit.objects.filter(follows=notice).count() == 1


def test_the_newest_round_of_the_day_is_taken_and_none_is_told(world: World) -> None:
    notice = world.received()
    assert plan(world, notice, on=date(2026, 6, 1)).status_code == 422  # the only round ends before
    later = services.add_round(
        actor=world.actor("clerk"), campaign=notice.round.campaign, first_on=TODAY, last_on=date(2026, 4, 30)
    )
    plan(world, notice)
    assert Visit.objects.get(follows=notice).round == later


def test_a_round_offers_its_own_notices_for_recheck(world: World) -> None:
    notice = world.received()
    assert queries.notices_to_recheck(world.actor("clerk"), notice.round) == [notice]
    assert PLAN in page(world, "clerk", "campaign-detail", notice.round.campaign_id)
    assert PLAN not in page(world, "clerk", "campaign-detail", world.campaign(title="没有通知书").pk)


def test_a_new_round_moves_the_end_of_the_campaign_only_when_asked(world: World) -> None:
    campaign = world.campaign()
    address = reverse("inspection:round-create", args=[campaign.pk])
    form = {"first_on": "2026-05-01", "last_on": "2026-12-31"}
    answer = world.client("clerk").post(address, form)
    assert answer.status_code == 422 and "2026-04-30" in answer.content.decode()
    assert Campaign.objects.get().last_on == date(2026, 4, 30)
    answer = world.client("clerk").post(address, {**form, "move_end": "on"}, follow=True)
    assert "活动结束日期改为2026-12-31" in answer.content.decode()
    assert Campaign.objects.get().last_on == date(2026, 12, 31)
