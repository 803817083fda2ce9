"""What the phone asks the server: taking along, handing over in any order and any number of times, photos by pieces."""

from __future__ import annotations

import hashlib
import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from taizhang.inspection.models import CarriedVisit, Visit, VisitEntry, VisitPhoto
from tests.inspection.world import AT, GOOD, KEY, VISIT_DAY, World

pytestmark = pytest.mark.django_db
PHONE, OTHER = "phone-a", "phone-b"


def picture(colour: str = "red") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    return file.getvalue()


def entry(path: str, value: Any, supersedes: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "path": path, "value": value, "supersedes": supersedes, "at": AT.isoformat()}


def sync(
    client: Client, visit: Visit, entries: list[dict[str, Any]], device: str = PHONE, cursor: str = "", photos: int = 0
) -> Any:
    """photos: that are on the phone still."""
    body = {"device": device, "left": len(entries) + photos, "skew": 0, "cursor": cursor, "entries": entries}
    address = reverse("inspection:visit-phone-sync", args=[visit.pk])
    return client.post(address, body, content_type="application/json")


def announced(data: bytes, key: uuid.UUID, **more: Any) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {
        "key": str(key), "name": "食堂.jpg", "size": len(data), "sha256": digest, "original_sha256": "a" * 64, **more,
    }  # fmt: skip


def send(client: Client, visit: Visit, fields: dict[str, Any], piece: bytes | None = None) -> Any:
    file = {} if piece is None else {"piece": SimpleUploadedFile("piece", piece)}
    return client.post(reverse("inspection:visit-phone-photo", args=[visit.pk]), {**fields, **file})


def test_a_late_visit_is_offered_while_its_round_runs(world: World, settings: Any) -> None:
    visit, client = world.visit(planned_on=VISIT_DAY), world.client("inspector")
    hello = reverse("inspection:visit-phone-hello")
    assert client.get(hello).json()["days"] == [[str(VISIT_DAY), 1]]
    settings.TODAY = visit.round.last_on + timedelta(days=1)
    assert client.get(hello).json()["days"] == []


def test_a_day_is_taken_along_with_all_that_is_needed(world: World) -> None:
    visit = world.visit(planned_on=date(2026, 4, 21))
    client = world.client("inspector")
    assert client.get(reverse("inspection:visit-phone-hello")).json()["days"] == [[str(visit.planned_on), 1]]
    address = reverse("inspection:visit-phone-carry")
    [told] = client.get(address, {"day": str(visit.planned_on), "device": PHONE}).json()["visits"]
    assert told["unit"]["title"] == "松岭小学"
    [checklist] = told["checklists"]
    assert checklist["key"] == KEY
    items = [item["path"] for station in checklist["stations"] for item in station["items"]]
    assert f"item/{KEY}/door" in items
    carried = CarriedVisit.objects.get()
    assert (carried.visit, carried.device, carried.left) == (visit, PHONE, None)
    assert client.get(address, {"day": "2026-04-22", "device": PHONE}).json() == {"visits": []}
    other = world.client("other")
    assert other.get(address, {"day": str(visit.planned_on), "device": OTHER}).json() == {"visits": []}


def test_one_visit_comes_to_whoever_may_make_it_until_it_is_filed(world: World) -> None:
    visit = world.visit()
    address = reverse("inspection:visit-phone-carry")

    def told(name: str, pk: object = visit.pk) -> Any:
        return world.client(name).get(address, {"visit": pk, "device": PHONE})

    # Who goes, the section that looks after the unit's county, the zone's inspector; nobody of another zone.
    for name, count in (("inspector", 1), ("helper", 1), ("other", 0), ("stranger", 0)):
        assert len(told(name).json()["visits"]) == count, name
    assert told("head").status_code == 403
    assert told("inspector", "x").status_code == 422
    assert (
        str(reverse("inspection:visit-phone"))
        in world.client("inspector").get(reverse("inspection:visit-detail", args=[visit.pk])).content.decode()
    )
    world.filed(visit=visit)
    assert told("inspector").json() == {"visits": []}


def test_what_is_handed_over_twice_is_there_once_and_comes_to_the_other_phone(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    sent = [entry(path, value) for path, value in GOOD.items()]
    for _time in range(2):
        told = sync(client, visit, sent).json()
        assert told["accepted"] == [one["id"] for one in sent]
    assert VisitEntry.objects.filter(visit=visit).count() == len(sent)
    assert CarriedVisit.objects.get(device=PHONE).is_safe
    other = sync(client, visit, [], OTHER).json()
    assert {one["id"] for one in other["entries"]} == {one["id"] for one in sent}
    assert sync(client, visit, [], PHONE).json()["entries"] == []


def test_one_bad_entry_keeps_no_other_from_arriving(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    good, bad = [entry("met/pupils", "3"), entry("visit/note", "晴")], entry("nowhere/at/all", "x")
    told = sync(client, visit, [good[0], bad, good[1]]).json()
    assert told["accepted"] == [one["id"] for one in good]
    assert [(one["id"], bool(one["why"])) for one in told["refused"]] == [(bad["id"], True)]


@pytest.mark.parametrize("body", ["", "[]", '{"device": 1}', '{"entries": [{}], "device": "a", "left": 0, "skew": 0}'])
def test_what_cannot_be_read_is_said_in_words(world: World, body: str) -> None:
    address = reverse("inspection:visit-phone-sync", args=[world.visit().pk])
    answer = world.client("inspector").post(address, body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_photo_comes_in_pieces_and_goes_on_where_it_stopped(world: World) -> None:
    visit, client, data, key = world.visit(), world.client("inspector"), picture(), uuid.uuid4()
    about = announced(data, key, latitude="30.5", longitude="114.2")
    assert send(client, visit, about).json() == {"received": 0, "whole": False}
    half = len(data) // 2
    assert send(client, visit, {**about, "offset": 0}, data[:half]).json()["received"] == half
    assert send(client, visit, {**about, "offset": 0}, data[:half]).json()["received"] == half  # a lost answer
    assert send(client, visit, {**about, "offset": half + 9}, data[half + 9 :]).json()["received"] == half  # a gap
    assert send(client, visit, about).json()["received"] == half  # after a break
    assert send(client, visit, {**about, "offset": half}, data[half:]).json() == {"received": len(data), "whole": True}
    assert send(client, visit, about).json()["whole"]  # the answer was lost
    photo = VisitPhoto.objects.get()
    assert (photo.pk, photo.file.sha256, photo.original_sha256) == (key, about["sha256"], "a" * 64)
    assert (str(photo.latitude), str(photo.longitude)) == ("30.500000", "114.200000")


def test_other_bytes_than_were_announced_begin_again(world: World) -> None:
    visit, client, data = world.visit(), world.client("inspector"), picture()
    about = announced(data, uuid.uuid4())
    wrong = bytes(len(data))
    assert send(client, visit, {**about, "offset": 0}, wrong).json() == {"received": 0, "whole": False}
    assert send(client, visit, {**about, "offset": 0}, data).json()["whole"]


def test_what_is_no_photo_is_refused_in_words_and_leaves_nothing(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    text = b"not a picture"
    answer = send(client, visit, {**announced(text, uuid.uuid4()), "offset": 0}, text)
    assert answer.status_code == 422
    assert "应为照片（JPG、PNG）；" in answer.json()["error"]
    huge = send(client, visit, {**announced(text, uuid.uuid4()), "size": 10**9})
    assert huge.status_code == 422
    assert not VisitPhoto.objects.exists()


def test_a_finished_visit_is_filed_once_or_says_what_is_missing(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    address = reverse("inspection:visit-phone-file", args=[visit.pk])
    sync(client, visit, [entry(path, value) for path, value in list(GOOD.items())[1:]])
    told = client.post(address, {}, content_type="application/json").json()
    assert not told["filed"]
    assert len(told["missing"]) == 1
    missing = next(iter(GOOD))
    sync(client, visit, [entry(missing, GOOD[missing])])
    for _time in range(2):
        assert client.post(address, {}, content_type="application/json").json() == {"filed": True, "missing": []}
    visit.refresh_from_db()
    assert visit.visited_on == visit.planned_on


def test_a_clock_that_runs_ahead_moves_no_visit_into_the_future(world: World) -> None:
    visit, client = world.visit(), world.client("inspector")
    ahead = (AT + timedelta(days=400)).isoformat()
    sync(client, visit, [{**entry(path, value), "at": ahead} for path, value in GOOD.items()])
    assert client.post(
        reverse("inspection:visit-phone-file", args=[visit.pk]), {}, content_type="application/json"
    ).json()["filed"]


def test_the_worker_names_every_file_of_the_page(world: World) -> None:
    text = Client().get(reverse("inspection:visit-phone-worker")).content.decode()
    assert text.startswith("self.VISIT_PAGES = ")
    for name in ("visit-phone.js", "visit-phone.css", reverse("inspection:visit-phone")):
        assert name in text
