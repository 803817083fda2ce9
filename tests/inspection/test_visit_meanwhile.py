"""What changed while the phone was away costs nothing that was entered: a school that closed, a visit called off."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from taizhang.engine.checklist import answer_path, item_path, photo_path
from taizhang.inspection import services
from taizhang.inspection.models import VisitEntry, VisitPhoto
from taizhang.inspection.services.lacking import what_lacks
from taizhang.organisation.models import OrgUnitSpell, ZoneMembership
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_visit_phone import PHONE, announced, entry, picture, send, sync
from tests.inspection.world import GOOD, KEY, TODAY, VISIT_DAY, World

pytestmark = pytest.mark.django_db


def test_a_school_that_closed_meanwhile_has_its_visit_filed(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    OrgUnitSpell.objects.filter(org_unit__code="S1").update(valid_to=VISIT_DAY)
    ZoneMembership.objects.filter(school__code="S1").update(valid_to=VISIT_DAY)
    told = sync(client, visit, [entry(path, value) for path, value in GOOD.items()]).json()
    assert (len(told["accepted"]), told["refused"]) == (len(GOOD), [])
    data = picture()
    assert send(client, visit, {**announced(data, uuid.uuid4()), "offset": 0}, data).json()["whole"]
    assert client.post(
        reverse("inspection:visit-phone-file", args=[visit.pk]), {}, content_type="application/json"
    ).json()["filed"]
    assert "已撤并" in page(world, "clerk", "visit-detail", visit.pk)
    assert "已撤并" not in page(world, "clerk", "visit-detail", world.visit(unit="S2").pk)


def test_a_visit_called_off_meanwhile_keeps_what_was_entered_and_says_so(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    services.call_off_visit(actor=world.actor("clerk"), visit=visit, reason="停课")
    told = sync(client, visit, [entry(path, value) for path, value in GOOD.items()]).json()
    assert len(told["accepted"]) == VisitEntry.objects.filter(visit=visit).count() == len(GOOD)
    data = picture()
    assert send(client, visit, {**announced(data, uuid.uuid4()), "offset": 0}, data).json()["whole"]
    answer = client.post(
        reverse("inspection:visit-phone-file", args=[visit.pk]), {}, content_type="application/json"
    ).json()
    assert not answer["filed"]
    assert "已取消" in answer["missing"][0]


@pytest.mark.parametrize("place", [{}, {"latitude": "", "longitude": ""}, {"latitude": "999", "longitude": "1"}])
def test_a_photo_without_a_place_is_a_photo(world: World, place: dict[str, str]) -> None:
    visit, client, data = world.visit(), world.client("inspector"), picture()
    assert send(client, visit, {**announced(data, uuid.uuid4()), **place, "offset": 0}, data).json()["whole"]
    assert VisitPhoto.objects.get().latitude is None


def test_a_wrong_clock_is_told_on_the_visits_page(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    for minutes, words in ((47, "47分钟"), (-300, "5小时"), (3_636_397, "2525天")):
        body = {"device": "手机甲", "left": 0, "skew": minutes * 60, "cursor": "", "entries": []}
        client.post(reverse("inspection:visit-phone-sync", args=[visit.pk]), body, content_type="application/json")
        page = client.get(reverse("inspection:visit-detail", args=[visit.pk])).content.decode()
        assert f"时钟差{words}" in page.replace(" ", "")


def test_a_phone_hears_of_what_is_only_on_another_one_and_files_nothing_without_it(world: World) -> None:
    """A reinstalled phone, or a second one: the photo is named by the record and on the first phone alone."""
    visit, client, photo = world.visit(planned_on=TODAY), world.client("inspector"), uuid.uuid4()
    services.take_along(actor=world.actor("inspector"), visits=[visit], device=PHONE)
    place = item_path(KEY, "door")
    told = [entry(path, value) for path, value in {**GOOD, photo_path(str(photo)): place}.items()]
    sync(client, visit, told, photos=1)
    address = reverse("inspection:visit-phone-carry")
    [carried] = client.get(address, {"day": str(TODAY), "device": "另一部"}).json()["visits"]
    assert carried["there"] == []
    assert [(one["who"], one["left"]) for one in carried["elsewhere"]] == [("inspector", 1)]
    filing = reverse("inspection:visit-phone-file", args=[visit.pk])
    answer = client.post(filing, {"without": []}, content_type="application/json").json()
    assert answer["missing"] == ["照片：应为照片都已交回；现为1张只在手机上。等它交回，或取下重拍。"]
    assert client.post(filing, "nonsense", content_type="application/json").status_code == 422
    data = picture()
    assert send(client, visit, {**announced(data, photo), "offset": 0}, data).json()["whole"]
    answer = sync(client, visit, []).json()
    assert answer["there"] == [str(photo)]
    assert [one["left"] for one in answer["elsewhere"]] == [None]  # of the other one nothing was heard yet
    answer = sync(client, visit, [], device="另一部").json()
    assert answer["elsewhere"] == []
    assert client.post(filing, {"without": []}, content_type="application/json").json()["filed"]


def test_a_photo_that_was_refused_or_taken_off_is_not_waited_for(world: World) -> None:
    visit, client, photo = world.visit(), world.client("inspector"), str(uuid.uuid4())
    sync(client, visit, [entry(path, value) for path, value in {**GOOD, photo_path(photo): "visit"}.items()])
    filing = reverse("inspection:visit-phone-file", args=[visit.pk])
    assert not client.post(filing, {}, content_type="application/json").json()["filed"]
    assert what_lacks(visit)
    assert client.post(filing, {"without": [photo]}, content_type="application/json").json()["filed"]


def test_two_values_at_one_place_hide_nothing_else_that_lacks(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    path = answer_path(KEY, "class_size")
    sync(client, visit, [entry(path, GOOD[path])])
    before = len(what_lacks(visit))
    sync(client, visit, [entry(path, "39")], device="另一部")
    assert len(what_lacks(visit)) == before + 1
