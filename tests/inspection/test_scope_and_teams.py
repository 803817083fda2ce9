"""A campaign's scope by rule or list, and joint teams of several sections."""

from __future__ import annotations

import pytest
from django.urls import reverse

from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Campaign, Team, Visit
from taizhang.organisation.models import OrgUnitSpell
from tests.inspection.test_inspection_pages import page
from tests.inspection.world import TODAY, World

FORM = {
    "org_unit": "DDS", "title": "新活动", "theme": "hygiene", "mode": "unannounced", "first_on": "2026-04-01",
    "last_on": "2026-04-30",
}  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "units", "words"),
    [
        ({"zones": ["Z2"]}, {"S2", "S3"}, "Z2责任区"),
        ({"stages": ["junior"]}, {"S2"}, "初中"),
        ({"zones": ["Z2"], "stages": ["primary"]}, {"S3"}, "Z2责任区；小学"),
        ({"ownerships": ["private"]}, {"S3"}, "民办"),
        ({"units": ["S1", "S3"], "zones": ["Z2"]}, {"S1", "S3"}, "2个单位的名单"),
        ({}, {"S1", "S2", "S3"}, "全部学校"),
    ],
)
def test_the_scope_is_a_rule_or_a_list(world: World, chosen: dict[str, list[str]], units: set[str], words: str) -> None:
    for code, stage, ownership in (
        ("S1", "primary", "public"),
        ("S2", "junior", "public"),
        ("S3", "primary", "private"),
    ):
        OrgUnitSpell.objects.filter(org_unit__code=code).update(stages=[stage], ownership=ownership)
    assert world.client("clerk").post(reverse("inspection:campaign-create"), {**FORM, **chosen}).status_code == 302
    campaign = Campaign.objects.get()
    assert set(queries.units_in_scope(campaign, TODAY)) == units
    assert words in page(world, "leader", "campaign-detail", campaign.pk)


def test_a_township_takes_its_schools(world: World) -> None:
    OrgUnitSpell.objects.filter(org_unit__code="S2").update(parent=world.units["B"])
    campaign = world.campaign(scope={"townships": ["B"]})
    assert queries.units_in_scope(campaign, TODAY) == ["S2"]


def test_a_joint_team_is_made_changed_and_goes(world: World) -> None:
    campaign = world.campaign()
    clerk = world.client("clerk")
    one, two = (str(world.people[name].pk) for name in ("clerk", "helper"))
    clerk.post(
        reverse("inspection:team-create", args=[campaign.pk]), {"name": "第一组", "members": [one, two], "leader": two}
    )
    team = Team.objects.get()
    text = page(world, "leader", "campaign-detail", campaign.pk)
    assert "helper（人事科，带队）、clerk（督导室）" in text and "2个股室" in text
    visit = {"org_unit": "S2", "planned_on": TODAY.isoformat(), "team": str(team.pk)}
    clerk.post(reverse("inspection:visit-create", args=[campaign.rounds.get().pk]), visit)
    planned = Visit.objects.get()
    assert planned.team == team
    assert [(str(item), item.leads) for item in planned.members.all()] == [("helper", True), ("clerk", False)]
    clerk.post(reverse("inspection:team-change", args=[campaign.pk, team.pk]), {"name": "联合一组", "members": [one]})
    assert [str(item) for item in Team.objects.get().members.all()] == ["clerk"]
    assert planned.members.count() == 2  # who was sent stays on record
    nobody = {"org_unit": "S3", "planned_on": TODAY.isoformat()}
    assert clerk.post(reverse("inspection:visit-create", args=[campaign.rounds.get().pk]), nobody).status_code == 422


def test_a_team_without_people_or_with_anothers_name_is_refused(world: World) -> None:
    campaign = world.campaign()
    values = {"actor": world.actor("clerk"), "campaign": campaign, "name": "第一组"}
    with pytest.raises(TaizhangError, match="at least one member"):
        services.set_team(members=[], **values)
    people = [(world.people["helper"], world.units["RS"])]
    services.set_team(members=people, **values)
    with pytest.raises(TaizhangError, match="has that team"):
        services.set_team(members=people, **values)
