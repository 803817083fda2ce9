"""What changed while the phone was away costs nothing that was entered: a school that closed, a visit called off."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from taizhang.inspection import services
from taizhang.inspection.models import VisitEntry, VisitPhoto
from taizhang.organisation.models import OrgUnitSpell, ZoneMembership
from tests.inspection.test_visit_phone import announced, entry, picture, send, sync
from tests.inspection.world import GOOD, VISIT_DAY, World

pytestmark = pytest.mark.django_db


def test_a_school_that_closed_meanwhile_has_its_visit_filed(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(valid_to=VISIT_DAY)
    ZoneMembership.objects.filter(school__code="S1").update(valid_to=VISIT_DAY)
    told = sync(client, visit, [entry(path, value) for path, value in GOOD.items()]).json()
    assert (len(told["accepted"]), told["refused"]) == (len(GOOD), [])
    data = picture()
    assert send(client, visit, {**announced(data, uuid.uuid4()), "offset": 0}, data).json()["whole"]
    assert client.post(reverse("inspection:visit-phone-file", args=[visit.pk])).json()["filed"]


def test_a_visit_called_off_meanwhile_keeps_what_was_entered_and_says_so(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    services.call_off_visit(actor=world.actor("clerk"), visit=visit, reason="停课")
    told = sync(client, visit, [entry(path, value) for path, value in GOOD.items()]).json()
    assert len(told["accepted"]) == VisitEntry.objects.filter(visit=visit).count() == len(GOOD)
    data = picture()
    assert send(client, visit, {**announced(data, uuid.uuid4()), "offset": 0}, data).json()["whole"]
    answer = client.post(reverse("inspection:visit-phone-file", args=[visit.pk])).json()
    assert not answer["filed"]
    assert "已取消" in answer["missing"][0]


@pytest.mark.parametrize("place", [{}, {"latitude": "", "longitude": ""}, {"latitude": "999", "longitude": "1"}])
def test_a_photo_without_a_place_is_a_photo(world: World, place: dict[str, str]) -> None:
    visit, client, data = world.visit(), world.client("inspector"), picture()
    assert send(client, visit, {**announced(data, uuid.uuid4()), **place, "offset": 0}, data).json()["whole"]
    assert VisitPhoto.objects.get().latitude is None


def test_a_wrong_clock_is_told_on_the_visits_page(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    body = {"device": "手机甲", "left": 0, "skew": 47 * 60, "cursor": "", "entries": []}
    client.post(reverse("inspection:visit-phone-sync", args=[visit.pk]), body, content_type="application/json")
    page = client.get(reverse("inspection:visit-detail", args=[visit.pk])).content.decode()
    assert "47" in page and "时钟" in page
