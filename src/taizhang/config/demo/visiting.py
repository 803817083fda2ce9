"""What the demo's campaigns are made with: things that happen each at its own moment, people, records of visits."""

from __future__ import annotations

import heapq
import io
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone
from PIL import Image, ImageDraw

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import AnswerKind, Checklist, answer_path, item_path, reason_path, station_path
from taizhang.inspection import services
from taizhang.inspection.models import Visit
from taizhang.inspection.types import NewEntry
from taizhang.organisation import queries as org_queries

PACK = "county-supervision"
_NAMES = uuid.UUID("6f6f1c1e-3b1c-5d4a-9a58-2d1c6a3b7e10")


def named_id(*words: object) -> uuid.UUID:
    """The same on every machine."""
    return uuid.uuid5(_NAMES, " ".join(map(str, words)))


def moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def checklist(name: str, pack: str = PACK) -> Checklist:
    return installed_packs().checklists[f"{pack}.{name}"]


def named(name: str, pack: str = PACK) -> tuple[str, str, str]:
    """A checklist as `services.create_campaign` takes it."""
    return pack, installed_packs().pack(pack).version, name


class Script:
    """Acts run at their own moment, oldest first, also those that an act adds: the audit log tells all in order."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Callable[[], object]]] = []
        self._added = 0

    def at(self, day: date, hour: int, act: Callable[[], object]) -> None:
        heapq.heappush(self._acts, (moment(day, hour), self._added, act))
        self._added += 1

    def run(self) -> None:
        while self._acts:
            then, _number, act = heapq.heappop(self._acts)
            with clock.standing_at(then):
                act()


class People:
    """The demo's people by their sign-in, as users and as who acts."""

    def __init__(self) -> None:
        self.users = {user.username: user for user in User.objects.all()}
        self._actors: dict[str, Actor] = {}

    def actor(self, username: str) -> Actor:
        if username not in self._actors:
            self._actors[username] = org_queries.actor_for(self.users[username])
        return self._actors[username]


@dataclass(frozen=True, slots=True)
class Failing:
    """An item that fails: what was seen, what is to be done. parts: more of the finding, by name."""

    item: str
    problem: str
    opinion: str
    responsible: str = "总务主任"
    parts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visit saw. given: answers by item, all others are in order. absent: stations. photos: items beside the
    failing ones. unasked: why items that need not apply did not. rechecked: number of a finding -> result."""

    failing: Sequence[Failing] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    absent: Collection[str] = ()
    photos: Sequence[str] = ()
    teachers: int | None = 3  # None: nobody is interviewed there
    pupils: int | None = 6
    unasked: str = ""
    difficulty: str = ""
    rechecked: Mapping[str, str] = field(default_factory=dict)


def record_of(asked: Checklist, visit: uuid.UUID, seen: Seen) -> tuple[list[NewEntry], list[services.PastPhoto]]:
    """All that a visit (its client_id) enters and pictures, as of now."""
    photos = {item: named_id("photo", visit, item) for item in (*seen.photos, *_pictured(asked, seen))}
    said = _said(asked, visit, seen)
    said |= {f"photo/{name}": item_path(asked.key, item) for item, name in photos.items()}
    now = clock.now()
    entries = [NewEntry(named_id(visit, path), path, value, (), now, "demo") for path, value in said.items()]
    taken = [
        services.PastPhoto(
            name, item_path(asked.key, item), "现场照片.png", picture(f"{name}", good=item in seen.photos), now
        )
        for item, name in photos.items()
    ]
    return entries, taken


def make_visit(*, actor: Actor, visit: Visit, asked: Checklist, seen: Seen) -> None:
    """Enter the whole record and file it, as of now."""
    entries, photos = record_of(asked, visit.client_id, seen)
    services.add_entries(actor=actor, visit=visit, entries=entries)
    for photo in photos:
        services.add_photo(
            actor=actor, visit=visit, photo_id=photo.id, data=photo.data, name=photo.name, path=photo.path,
            taken_at=photo.taken_at,
        )  # fmt: skip
    services.file_visit(actor=actor, visit=visit, visited_on=clock.today())


def _pictured(asked: Checklist, seen: Seen) -> list[str]:
    failing = {one.item for one in seen.failing}
    return [item.id for item in asked.items if item.id in failing and item.photo]


def _said(asked: Checklist, visit: uuid.UUID, seen: Seen) -> dict[str, str | int]:
    failing = {one.item for one in seen.failing}
    said: dict[str, str | int] = {}
    for station in asked.stations:
        if station.id in seen.absent:
            said[station_path(asked.key, station.id)] = "absent"
            continue
        for item in asked.items_of(station):
            good = "pass" if item.kind is AnswerKind.PASS_FAIL else "8"
            bad = "fail" if item.kind is AnswerKind.PASS_FAIL else "1"
            unasked = item.not_applicable and seen.unasked and item.id not in seen.given
            answer = "not_applicable" if unasked else bad if item.id in failing else seen.given.get(item.id, good)
            said[answer_path(asked.key, item.id)] = answer
            if unasked:
                said[reason_path(asked.key, item.id)] = seen.unasked
    for one in seen.failing:
        name = f"finding/{named_id('finding', visit, one.item)}"
        words = {"problem": one.problem, "opinion": one.opinion, "responsible": one.responsible}
        parts = {"of": item_path(asked.key, one.item), **words, **one.parts}
        said |= {f"{name}/{part}": value for part, value in parts.items()}
    if seen.difficulty:
        said[f"difficulty/{named_id('difficulty', visit)}/text"] = seen.difficulty
    said |= {f"recheck/{number}/result": result for number, result in seen.rechecked.items()}
    met = {"met/teachers": seen.teachers, "met/pupils": seen.pupils}
    return said | {path: str(count) for path, count in met.items() if count is not None}


def picture(name: str, *, good: bool = False) -> bytes:
    """A drawn extinguisher, before a wall that is green when all is well; no photo of a real place is in the demo. No
    two are the same."""
    shade = int(uuid.uuid5(_NAMES, name).hex[:6], 16)
    drawn = Image.new("RGB", (320, 240), (226, 238, 226) if good else (240, 236, 226))
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 190, 320, 240), fill=(190, 186, 176))
    pen.rectangle((300, 8, 312, 20), fill=(shade >> 16, shade >> 8 & 255, shade & 255))
    left = 110 + shade % 7 * 5
    pen.rounded_rectangle((left, 80, left + 60, 200), 18, fill=(178, 34, 28))
    pen.rectangle((left + 20, 58, left + 40, 82), fill=(40, 40, 40))
    pen.ellipse((left + 20, 110, left + 40, 130), fill=(250, 250, 250), outline=(60, 60, 60), width=2)
    file = io.BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()
