"""A village sends people of its own tree, on no form and by no service those of the county's bureau; zones of schools
are not its business."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from taizhang.core.permissions import Permission, Role
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import queries, services
from taizhang.inspection.models import Recusal, Visit
from taizhang.inspection.queries.complaints import open_rounds
from taizhang.inspection.queries.scope import own_campaigns
from taizhang.inspection.queries.sending import inspectors_for
from taizhang.organisation.models import RoleGrant
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_village import begun
from tests.inspection.world import TODAY, World


def test_every_form_of_a_village_offers_its_own_people_alone(village: World) -> None:
    round_ = begun(village).rounds.get()
    for name, *args in (
        ("visit-create", round_.pk),
        ("draw-create", round_.pk),
        ("team-create", round_.campaign_id),
        ("recusal-create",),
    ):
        text = page(village, "vhead", name, *args)
        assert "vhead（麦田村）" in text, name
        assert not [
            who for who in ("inspector", "helper", "chief", "督导室") if who + "（" in text or "（" + who in text
        ]
    of_county = village.campaign(title="另一个").rounds.get()
    assert "helper（人事科）" in page(village, "clerk", "visit-create", of_county.pk)


def test_no_service_sends_somebody_of_another_house(village: World) -> None:
    campaign, head = begun(village), village.actor("vhead")
    county, own = village.people["inspector"], village.people["vhead"]
    plan: dict[str, Any] = {
        "actor": head, "round": campaign.rounds.get(), "org_unit": village.units["P1"], "planned_on": TODAY,
    }  # fmt: skip
    draw: dict[str, Any] = {
        "actor": head, "round": campaign.rounds.get(), "units": ["P1"], "count": 1, "per_unit": 1,
        "complaints_since": date(2026, 1, 1),
    }  # fmt: skip
    aside: dict[str, Any] = {
        "actor": head, "org_unit": village.units["P1"], "ground": "former_post", "valid_from": TODAY,
    }  # fmt: skip
    visit = services.plan_visit(members=[(own, village.units["V"])], **plan)
    for refused in (
        lambda: services.plan_visit(members=[(county, village.units["DDS"])], **plan),
        lambda: services.set_team(
            actor=head, campaign=campaign, name="联合组", members=[(county, village.units["DDS"])]
        ),
        lambda: services.publish_draw_list(people=[county.pk], **draw),
        lambda: services.record_recusal(person=county, **aside),
    ):
        with pytest.raises(TaizhangError, match="people of your own"):
            refused()
    with pytest.raises(TaizhangError, match="somebody who inspects"):
        services.replace_member(actor=head, visit=visit, person=own, by=county)
    assert (Visit.objects.count(), Recusal.objects.count()) == (1, 0)
    assert services.record_recusal(person=own, **aside)
    assert [name for _person, _unit, name in inspectors_for(head, TODAY)] == ["麦田村"]


def test_who_does_not_inspect_is_sent_by_nobody(world: World) -> None:
    with pytest.raises(TaizhangError, match="people whom the campaign sends"):
        world.visit(members=[(world.people["head2"], world.units["S2"])])


def test_the_countys_zones_are_none_of_a_village(village: World) -> None:
    client = village.client("vhead")
    assert "Z1责任区" not in client.get(reverse("organisation:zone-list")).content.decode()
    assert client.get(reverse("organisation:zone-detail", args=["Z1"])).status_code == 404
    assert not queries.visible_zones(village.actor("vhead"), TODAY).exists()
    for who in ("clerk", "leader", "admin"):
        answer = village.client(who).get(reverse("organisation:zone-list"))
        assert "Z1责任区" in answer.content.decode(), who


def test_what_a_village_runs_is_no_daily_work_of_the_county_above_it(village: World) -> None:
    chief = village.people["chief"]
    RoleGrant.objects.create(user=chief, role=Role.SECTION_HEAD, org_unit=village.units["C"], valid_from=TODAY)
    for permission in (Permission.PLAN_INSPECTION, Permission.ISSUE_NOTICE):
        above = village.actor("chief")
        assert "V" in above.scope(permission)
        assert {"DDS", "C"} <= own_campaigns(above, permission) and "V" not in own_campaigns(above, permission)
        assert "V" in own_campaigns(village.actor("vhead"), permission)


def test_a_complaint_about_a_school_goes_into_no_round_of_a_village(village: World) -> None:
    of_village, of_county = begun(village).rounds.get(), village.campaign(title="另一个").rounds.get()
    RoleGrant.objects.create(
        user=village.people["clerk"], role=Role.SECTION_CLERK, org_unit=village.units["C"], valid_from=TODAY
    )
    rounds = open_rounds(village.actor("clerk"), "S1", TODAY)
    assert of_county in rounds and of_village not in rounds
    assert of_village in open_rounds(village.actor("vhead"), "P1", TODAY)
