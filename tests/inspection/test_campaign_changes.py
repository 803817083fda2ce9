"""A campaign is corrected on its page, as far as its visits allow, and shows what it is about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import services
from taizhang.inspection.models import Campaign
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import KEY, TODAY, World

FORM: dict[str, Any] = {
    "title": "开学督查", "theme": "hygiene", "units": ["S1", "S2"], "checklists": [KEY], "number_prefix": "青教督",
    "overdue_steps": "2 提醒学校",
}  # fmt: skip


def change(world: World, campaign: Campaign, who: str = "clerk", **values: Any) -> Any:
    address = reverse("inspection:campaign-change", args=[campaign.pk])
    return world.client(who).post(address, {**FORM, **values})


def test_a_campaign_is_corrected_and_the_change_is_on_record(world: World) -> None:
    campaign = world.campaign(title="开学督査")
    assert 'value="开学督査"' in page(world, "clerk", "campaign-change", campaign.pk)
    assert change(world, campaign).status_code == 302
    campaign.refresh_from_db()
    assert (campaign.title, campaign.theme, campaign.scope) == ("开学督查", "hygiene", {"units": ["S1", "S2"]})
    assert campaign.steps == ((2, "提醒学校"),)
    event = AuditEvent.objects.get(action="campaign.change")
    detail = json.loads(event.canonical)["detail"]
    assert detail["title"] == {"before": "开学督査", "after": "开学督查"}
    assert set(detail) == {"title", "theme", "scope", "overdue_steps"}
    change(world, campaign)  # the same again
    assert AuditEvent.objects.filter(action="campaign.change").count() == 1
    text = page(world, "clerk", "campaign-detail", campaign.pk)
    assert installed_packs().checklists[KEY].title.zh in text and "卫生" in text.split("<h2 id=")[0]
    assert change(world, campaign, who="leader").status_code == 403
    with pytest.raises(NotAllowed):
        services.change_campaign(actor=world.actor("stranger"), campaign=campaign, values={"title": "别的"})


def test_a_scope_that_a_visit_contradicts_is_refused(world: World) -> None:
    campaign = world.campaign()
    world.visit(campaign.rounds.get(), planned_on=TODAY)  # to S1
    answer = change(world, campaign, units=["S2"])
    assert answer.status_code == 422 and "松岭小学" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.scope == {}
    assert change(world, campaign, units=["S1"]).status_code == 302


def test_checklists_change_until_the_newest_round_has_a_visit(world: World) -> None:
    campaign = world.campaign()
    assert change(world, campaign, checklists=[]).status_code == 302
    assert not campaign.checklists.exists()
    change(world, campaign)
    visit = world.visit(campaign.rounds.get(), planned_on=TODAY)
    assert change(world, campaign, checklists=[]).status_code == 422
    assert change(world, campaign, title="新名").status_code == 302  # the same checklists are no change
    services.add_round(actor=world.actor("clerk"), campaign=campaign, first_on=TODAY, last_on=TODAY)
    assert change(world, campaign, checklists=[]).status_code == 302
    assert not campaign.checklists.exists() and visit.checklists.count() == 1


def test_a_typed_theme_or_title_is_not_emptied(world: World) -> None:
    campaign = world.campaign()
    with pytest.raises(TaizhangError, match="the campaign's title"):
        services.change_campaign(actor=world.actor("clerk"), campaign=campaign, values={"title": " "})
