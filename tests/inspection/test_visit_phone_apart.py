"""A visit that stopped being its phone's: said in words, what was entered is taken in where it may be, else missed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed
from taizhang.engine.errors import TaizhangError
from taizhang.inspection import services
from taizhang.inspection.models import CarriedVisit, Visit, VisitEntry
from taizhang.inspection.record import Record
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_visit_phone import PHONE, announced, entry, picture, send, sync
from tests.inspection.world import GOOD, TODAY, World
from tests.inspection.world import entry as new_entry

pytestmark = pytest.mark.django_db
DONE = [entry(path, value) for path, value in GOOD.items()]


def of_zone_two(world: World) -> Visit:
    """To a school of another zone, so that its leader may enter it as one who goes and not otherwise."""
    visit = world.visit(unit="S2", planned_on=TODAY)
    services.take_along(actor=world.actor("inspector"), visits=[visit], device=PHONE)
    return visit


def stand_aside(world: World, unit: str) -> None:
    services.record_recusal(
        actor=world.actor("clerk"), person=world.people["inspector"], org_unit=world.units[unit], ground="relative",
        valid_from=TODAY,
    )  # fmt: skip


def give_away(world: World, visit: Visit) -> None:
    services.replace_member(
        actor=world.actor("clerk"), visit=visit, person=world.people["inspector"], by=world.people["other"]
    )


def told(client: Client, visit: Visit, entries: list[dict[str, Any]], **more: Any) -> Any:
    body = {"device": PHONE, "left": len(entries), "skew": 0, "cursor": "", "entries": entries, **more}
    address = reverse("inspection:visit-phone-sync", args=[visit.pk])
    return client.post(address, body, content_type="application/json")


def test_a_visit_given_to_somebody_else_is_refused_in_words_and_missed_at_the_desk(world: World) -> None:
    visit, client = of_zone_two(world), world.client("inspector")
    give_away(world, visit)
    answer = told(client, visit, DONE)
    assert (answer.status_code, answer.json()) == (409, {"why": "这次走访已改派他人。", "give": True})
    assert not VisitEntry.objects.exists()
    assert CarriedVisit.objects.get().left == len(DONE)
    assert f"还有 {len(DONE)} 项只在手机上" in page(world, "clerk", "visit-detail", visit.pk)
    data = picture()
    assert send(client, visit, announced(data, uuid.uuid4())).json() == answer.json()
    assert client.post(reverse("inspection:visit-phone-file", args=[visit.pk])).json() == answer.json()
    # Nothing is told of a visit that one never had, nor to whom it was not given.
    other = world.visit(unit="S3", planned_on=TODAY, members=[(world.people["other"], world.units["DDS"])])
    assert told(client, other, []).status_code == 404
    assert told(world.client("stranger"), visit, []).status_code in (403, 404)


def test_it_is_handed_over_to_who_goes_now_in_one_press_and_overwrites_nothing(world: World) -> None:
    visit, client = of_zone_two(world), world.client("inspector")
    give_away(world, visit)
    size, door = (f"item/visit-sample.opening/{name}/answer" for name in ("class_size", "door"))
    world.enter(visit, {size: "41", door: "pass"}, by="other")
    asked = told(client, visit, DONE, ask=True).json()
    assert asked == {"new": len(DONE) - 2, "differs": ["最大班有多少人"]}
    assert VisitEntry.objects.count() == 2
    for _press in range(2):
        answer = told(client, visit, DONE, give=True).json()
        assert (len(answer["accepted"]), answer["why"], answer["entries"]) == (len(DONE), "这次走访已改派他人。", [])
    data, photo_id = picture(), uuid.uuid4()
    assert send(client, visit, {**announced(data, photo_id), "give": "1", "offset": 0}, data).json()["whole"]
    assert visit.photos.get().file.sha256 == announced(data, photo_id)["sha256"]
    assert VisitEntry.objects.count() == len(DONE) + 2
    assert Record(visit.entries.all()).conflicts == (size,)
    assert AuditEvent.objects.get(action="visit.give_over").actor == world.people["inspector"]
    # Never by who must stand aside, nor by who never had it.
    stand_aside(world, "S2")
    assert told(client, visit, [entry("met/pupils", 1)], give=True).json() == {"why": "这次走访已改派他人。"}
    assert told(world.client("stranger"), visit, DONE, give=True).status_code in (403, 404)


def test_who_may_enter_all_the_same_hands_over_and_is_told(world: World) -> None:
    visit, client = world.visit(planned_on=TODAY), world.client("inspector")
    assert told(client, visit, []).json()["theirs"]
    give_away(world, visit)
    answer = told(client, visit, DONE, theirs=True).json()
    assert len(answer["accepted"]) == len(DONE)
    assert (answer["why"], answer["theirs"]) == ("这次走访已改派他人。", False)
    assert told(client, visit, [], theirs=False).json()["why"] == ""  # at a desk, who was never planned


def test_who_stands_aside_enters_nothing_and_hears_why(world: World) -> None:
    visit, client, actor = of_zone_two(world), world.client("inspector"), world.actor("inspector")
    assert len(sync(client, visit, DONE[:1]).json()["accepted"]) == 1
    stand_aside(world, "S2")
    answer = told(client, visit, DONE[1:])
    assert (answer.status_code, answer.json()) == (409, {"why": "您应回避该单位（近亲属在该单位）。"})
    assert VisitEntry.objects.count() == 1
    assert CarriedVisit.objects.get().left == len(DONE) - 1
    with pytest.raises(TaizhangError, match="need not stand aside"):
        services.add_entries(actor=actor, visit=visit, entries=[new_entry("met/pupils", 1)])
    with pytest.raises(TaizhangError, match="need not stand aside"):
        services.add_photo(actor=actor, visit=visit, photo_id=uuid.uuid4(), data=picture(), name="a.jpg")
    with pytest.raises(TaizhangError, match="need not stand aside"):
        services.file_visit(actor=actor, visit=visit, visited_on=TODAY)
    assert len(sync(world.client("helper"), visit, DONE[1:], "phone-b").json()["accepted"]) == len(DONE) - 1


def test_a_visit_called_off_says_so_and_takes_in_what_was_entered(world: World) -> None:
    visit, client = of_zone_two(world), world.client("inspector")
    services.call_off_visit(actor=world.actor("clerk"), visit=visit, reason="学校停课")
    answer = sync(client, visit, DONE).json()
    assert (len(answer["accepted"]), answer["why"]) == (len(DONE), "这次走访已取消：学校停课")
    assert answer["over"]


def test_only_who_took_a_visit_along_tells_of_it_afterwards(world: World) -> None:
    visit = of_zone_two(world)
    give_away(world, visit)
    services.note_phone(actor=world.actor("inspector"), visit=visit, device=PHONE, left=3, skew_seconds=0)
    with pytest.raises(NotAllowed):
        services.note_phone(actor=world.actor("head"), visit=visit, device=PHONE, left=0, skew_seconds=0)
    assert CarriedVisit.objects.get().left == 3
