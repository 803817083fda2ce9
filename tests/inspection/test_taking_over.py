"""What was entered in a visit that was called off is taken over into another to the same school, in one press."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

import pytest
from django.urls import reverse

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed
from taizhang.engine.checklist import answer_path, item_path, photo_path
from taizhang.inspection import queries, services
from taizhang.inspection.models import Finding, Visit
from taizhang.inspection.record import Record
from taizhang.inspection.services.rules import InspectionError
from tests.inspection.test_inspection_pages import page
from tests.inspection.test_visit_phone import picture
from tests.inspection.world import GOOD, KEY, TODAY, World, answered, entry, finding

pytestmark = pytest.mark.django_db
WINDOW = item_path(KEY, "window")
PHOTO = uuid.uuid4()


def called_off(world: World) -> Visit:
    """With a finding at the window, a photo of it, and people met."""
    visit = world.visit(planned_on=TODAY)
    world.enter(visit, {**answered(finding()), "met/pupils": 8, photo_path(str(PHOTO)): WINDOW})
    services.add_photo(
        actor=world.actor("inspector"), visit=visit, photo_id=PHOTO, data=picture(), name="窗.jpg", path=WINDOW,
        original_sha256="a" * 64,
    )  # fmt: skip
    services.call_off_visit(actor=world.actor("clerk"), visit=visit, reason="学校停课")
    visit.refresh_from_db()
    return visit


def another(world: World, **values: Any) -> Visit:
    return world.visit(world.campaign(title="另一次").rounds.get(), planned_on=TODAY, **values)


def take(world: World, source: Visit, target: Visit, **places: str) -> int:
    return services.take_over(actor=world.actor("inspector"), source=source, target=target, places=places)


def record(visit: Visit) -> Record:
    return Record(visit.entries.select_related("by"))


def test_all_of_it_comes_over_once_with_who_made_it_and_says_from_where(world: World) -> None:
    source, target = called_off(world), another(world)
    before = list(source.entries.values_list("pk", "value", "received_at"))
    assert take(world, source, target) == source.entries.count()
    values = record(target).values
    assert {path: values[path] for path in GOOD if path != f"{WINDOW}/answer"} == {
        path: value for path, value in GOOD.items() if path != f"{WINDOW}/answer"
    }
    (thing,) = record(target).things("finding")
    assert (thing.said["problem"], thing.said["of"]) == ("食堂纱窗破损", WINDOW)
    row = thing.rows["problem"]
    old = source.entries.get(path__endswith="/problem")
    assert (row.made_at, row.by_id, row.pk == old.pk) == (old.made_at, old.by_id, False)
    (photo,) = target.photos.all()
    assert (photo.file.sha256, photo.original_sha256) == (hashlib.sha256(picture()).hexdigest(), "a" * 64)
    assert values[photo_path(str(photo.pk))] == WINDOW
    # Pressed again, nothing is doubled; the visit that was called off keeps what it had.
    assert take(world, source, target) == 0
    assert list(source.entries.values_list("pk", "value", "received_at")) == before
    event = AuditEvent.objects.get(action="visit.take_over")
    assert (event.object_id, json.loads(event.canonical)["detail"]["from"]) == (str(target.pk), f"{TODAY} 开学工作督查")
    services.file_visit(actor=world.actor("inspector"), visit=target, visited_on=TODAY)
    assert Finding.objects.get().visit == target


def test_what_differs_stands_twice_field_by_field_and_nothing_is_overwritten(world: World) -> None:
    source, target = called_off(world), another(world)
    world.enter(target, {answer_path(KEY, "class_size"): "41", answer_path(KEY, "door"): "pass"})
    world.enter(target, finding(problem="纱窗缺两扇"))
    found = queries.taking_over(source, target)
    kinds = {(line.title, line.part): line.kind for line in found.lines}
    assert (kinds["最大班有多少人", ""], kinds["门窗完好", ""]) == ("differs", "same")
    assert (kinds["问题 1", "问题"], kinds["问题 1", "整改意见"]) == ("differs", "same")
    take(world, source, target)
    conflicts = record(target).conflicts
    assert [path.rsplit("/", 1)[-1] for path in conflicts] == ["problem", "answer"]
    assert {row.value for row in record(target).standing[answer_path(KEY, "class_size")]} == {"38", "41"}
    assert len(record(target).things("finding")) == 1


def test_what_came_later_is_taken_by_a_second_press_and_replaces_what_it_replaced(world: World) -> None:
    source, target = called_off(world), another(world)
    first = entry("met/teachers", 3)
    services.add_entries(actor=world.actor("inspector"), visit=source, entries=[first])
    take(world, source, target)
    again = [entry("met/teachers", 4, first), entry("visit/note", "门卫换人")]
    services.add_entries(actor=world.actor("inspector"), visit=source, entries=again)
    assert take(world, source, target) == 2
    values = record(target).values
    assert (values["met/teachers"], values["visit/note"]) == (4, "门卫换人")


def test_what_has_no_place_there_is_listed_and_becomes_a_finding_or_a_note(world: World) -> None:
    source = called_off(world)
    target = another(world, checklists=[])
    world.enter(target, {"visit/note": "校长陪同"})
    found = queries.taking_over(source, target)
    assert {line.path for line in found.lines} == {"met/pupils"}
    placeless = {one.path: one for one in found.placeless}
    assert set(placeless) == {path.removesuffix("/answer") for path in GOOD}
    assert (placeless[WINDOW].written, placeless[item_path(KEY, "door")].written) == (True, False)
    doors = item_path(KEY, "door")
    take(world, source, target, **{WINDOW: "finding", doors: "note"})
    (thing,) = record(target).things("finding")
    assert (thing.said["problem"], thing.said["rule"], "of" in thing.said) == ("食堂纱窗破损", "hygiene", False)
    assert record(target).values["visit/note"] == "校长陪同\n门窗完好：合格"
    (photo,) = target.photos.all()
    assert record(target).values[photo_path(str(photo.pk))] == f"finding/{thing.name}"
    assert take(world, source, target, **{WINDOW: "finding", doors: "note"}) == 0
    services.file_visit(actor=world.actor("inspector"), visit=target, visited_on=TODAY)
    assert Finding.objects.get().problem == "食堂纱窗破损"


def test_what_has_two_values_and_no_place_there_is_listed_with_both(world: World) -> None:
    source = called_off(world)
    path = answer_path(KEY, "class_size")
    services.add_entries(actor=world.actor("inspector"), visit=source, entries=[entry(path, "41", device="手机乙")])
    target = another(world, checklists=[])
    over = queries.taking_over(source, target)
    [said] = [one.said for one in over.placeless if one.path == item_path(KEY, "class_size")]
    assert "38" in said and "41" in said


def test_only_into_an_open_visit_to_the_same_school_by_who_makes_it(world: World) -> None:
    source = called_off(world)
    elsewhere = another(world, unit="S2")
    with pytest.raises(InspectionError, match="same unit"):
        take(world, source, elsewhere)
    standing = another(world)
    with pytest.raises(InspectionError, match="called off"):
        take(world, standing, standing)
    with pytest.raises(NotAllowed):
        services.take_over(actor=world.actor("other"), source=source, target=standing)
    assert [one.pk for one in queries.visits_to_take_over(world.actor("inspector"), source)] == [standing.pk]
    services.record_recusal(
        actor=world.actor("clerk"), person=world.people["inspector"], org_unit=world.units["S1"], ground="relative",
        valid_from=TODAY,
    )  # fmt: skip
    with pytest.raises(InspectionError, match="stand aside"):
        take(world, source, standing)


def test_one_press_on_the_page_after_a_preview(world: World) -> None:
    source, target = called_off(world), another(world)
    world.enter(target, {answer_path(KEY, "class_size"): "41"})
    address = reverse("inspection:visit-over", args=[source.pk])
    assert address in page(world, "inspector", "visit-detail", source.pk)
    shown = world.client("inspector").get(address).content.decode()
    assert "38 人" in shown and "41 人" in shown and "两边不同" in shown and "1张照片" in shown
    answer = world.client("inspector").post(address, {"to": target.pk}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("inspection:visit-detail", args=[target.pk]) + "#record"
    assert "选定一个" in answer.content.decode()
    assert "都已在那边" in world.client("inspector").get(address).content.decode()
    assert world.client("head").get(address).status_code in (403, 404)
