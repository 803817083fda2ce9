"""Visits that are entered after they were made, many at once: what they leave behind, and what is refused."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from PIL import Image

from taizhang.core.models import AuditEvent
from taizhang.core.permissions import NotAllowed
from taizhang.engine.checklist import answer_path, item_path, photo_path
from taizhang.engine.entries import Value
from taizhang.inspection import services
from taizhang.inspection.models import Answer, Recusal, Visit, VisitEntry
from tests.inspection.world import GOOD, KEY, TODAY, VISIT_DAY, World, answered, entry, finding


def past(world: World, unit: str, said: Mapping[str, Value] = GOOD, **values: Any) -> services.PastVisit:
    members = [(world.people["clerk"], world.units["DDS"]), (world.people["helper"], world.units["RS"])]
    entries = [entry(path, value) for path, value in said.items()]
    return services.PastVisit(uuid.uuid4(), world.units[unit], members, entries, **values)


def test_a_day_of_visits_leaves_what_single_ones_leave(world: World) -> None:
    round_ = world.campaign().rounds.get()
    name, picture = uuid.uuid4(), io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    said = answered(finding()) | {"met/pupils": 8, photo_path(str(name)): item_path(KEY, "window")}
    photo = services.PastPhoto(name, item_path(KEY, "window"), "窗.png", picture.getvalue())
    first, second = past(world, "S1", said, photos=[photo]), past(world, "S2")
    made = services.record_past_visits(
        actor=world.actor("clerk"), round=round_, visited_on=VISIT_DAY, visits=[first, second]
    )
    single = world.filed({}, visit=world.visit(round_, unit="S3"))
    assert [(visit.org_unit.code, visit.zone.code, visit.base_unit) for visit in made if visit.zone] == [
        ("S1", "Z1", "B05"), ("S2", "Z2", ""),
    ]  # fmt: skip
    found, other = made[0].findings.get(), single.findings.get()
    for part in ("problem", "rule", "severity", "days", "item", "found_on"):
        assert getattr(found, part) == getattr(other, part)
    assert [(member.person.username, member.leads) for member in made[0].members.all()] == [
        ("clerk", True), ("helper", False),
    ]  # fmt: skip
    kept = Visit.objects.get(pk=made[0].pk)
    assert (kept.state, kept.pupils_met, kept.stations) == ("filed", 8, single.stations)
    assert [photo.name for photo in kept.photos.all()] == ["窗.png"]
    assert Answer.objects.filter(visit=kept).count() == Answer.objects.filter(visit=single).count()
    events = AuditEvent.objects.filter(object_type="inspection.Visit", object_id=str(kept.pk))
    assert [event.action for event in events] == ["visit.file"]
    again = services.record_past_visits(
        actor=world.actor("clerk"), round=round_, visited_on=VISIT_DAY, visits=[first, second]
    )
    assert (again, Visit.objects.count()) == (made, 3)


@pytest.mark.parametrize(
    ("unit", "said", "on", "words"),
    [
        ("S2", {answer_path(KEY, "door"): "fail"}, VISIT_DAY, "不合格却未写"),
        ("S2", {"nonsense": "1"}, VISIT_DAY, "走访记录的一项"),
        ("S2", {}, date(2026, 4, 21), "不晚于"),
        ("S2", {}, date(2026, 3, 31), "请改日期"),
        ("S3", {}, VISIT_DAY, "应回避"),
    ],
)
def test_one_that_is_wrong_leaves_nothing_of_the_day(
    world: World, unit: str, said: dict[str, Value], on: date, words: str
) -> None:
    round_ = world.campaign().rounds.get()
    Recusal.objects.create(
        person=world.people["helper"], org_unit=world.units["S3"], ground="relative", valid_from=date(2020, 1, 1)
    )
    visits = [past(world, "S1"), past(world, unit, GOOD | said)]
    with pytest.raises(services.InspectionError) as refused:
        services.record_past_visits(actor=world.actor("clerk"), round=round_, visited_on=on, visits=visits)
    assert words in " ".join(problem.sentence() for problem in refused.value.problems)
    assert (Visit.objects.count(), VisitEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["inspector", "stranger", "head", "leader"])
def test_who_does_not_plan_the_campaign_enters_no_day(world: World, name: str) -> None:
    round_ = world.campaign().rounds.get()
    with pytest.raises(NotAllowed):
        services.record_past_visits(actor=world.actor(name), round=round_, visited_on=TODAY, visits=[past(world, "S1")])
