"""A campaign of the demo that is ranked by month: hygiene visits of May and June to the schools of a zone, the circular
of May, and a visit of May that was filed after it, so that the ranking shows what changed."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from PIL import Image

from taizhang.accounts.models import User
from taizhang.config.demo import county
from taizhang.core import clock
from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import answer_path, item_path, station_path
from taizhang.inspection import services
from taizhang.inspection.models import Campaign, Visit
from taizhang.inspection.types import NewEntry
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

PACK, CHECKLIST, TITLE = "county-supervision", "campus_hygiene", "文明校园和卫生督查"
BEGUN = date(2026, 4, 28)
_NAMES = uuid.UUID("0a7b6c8e-5f0d-5a61-8a3d-4f4d8f0b9d21")
_ABSENT = ("canteen", "dormitory")
_SAID = {
    "grounds_clean": ("围墙边有积水和落叶", "当天清理，划定包干区"),
    "rubbish": ("垃圾桶没有分类标识", "补齐标识，培训保洁员"),
    "classroom_clean": ("二年级教室墙角有灰尘", "当天打扫，检查到班"),
    "toilet_clean": ("北侧厕所有异味，冲水阀损坏一处", "一周内修好，每天冲洗三次"),
    "health_lessons": ("五月没有晨检记录", "补齐记录，专人登记"),
}
# Day, place of the school in the zone's list, items that fail.
Made = tuple[date, int, tuple[str, ...]]
_MAY: tuple[Made, ...] = (
    (date(2026, 5, 12), 0, ("rubbish",)),
    (date(2026, 5, 12), 1, ()),
    (date(2026, 5, 13), 2, ("toilet_clean", "grounds_clean")),
    (date(2026, 5, 13), 3, ("rubbish",)),
    (date(2026, 5, 14), 4, ("toilet_clean", "classroom_clean", "grounds_clean", "health_lessons")),
    (date(2026, 5, 14), 5, ("classroom_clean",)),
    (date(2026, 5, 15), 6, ()),
)
_JUNE: tuple[Made, ...] = (
    (date(2026, 6, 9), 0, ()),
    (date(2026, 6, 9), 1, ("grounds_clean",)),
    (date(2026, 6, 10), 2, ("toilet_clean",)),
    (date(2026, 6, 10), 3, ()),
    (date(2026, 6, 11), 4, ("grounds_clean", "health_lessons")),
    (date(2026, 6, 11), 5, ()),
    (date(2026, 6, 12), 6, ("rubbish",)),
)
_LATE: Made = (date(2026, 5, 27), 1, ("toilet_clean",))
_ISSUED, _FILED_LATE = date(2026, 6, 2), date(2026, 6, 4)


@transaction.atomic
def load() -> None:
    """The whole campaign or nothing."""
    if not Campaign.objects.filter(title=TITLE).exists():
        _Loader().run()


def _id(*words: object) -> uuid.UUID:
    return uuid.uuid5(_NAMES, " ".join(map(str, words)))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


class _Loader:
    def __init__(self) -> None:
        self.head, self.person = (User.objects.get(username=name) for name in ("sectionhead", "inspector"))
        self.planner, self.inspector = org_queries.actor_for(self.head), org_queries.actor_for(self.person)
        self.section = OrgUnit.objects.get(code="DDS")
        own = next(unit for unit in county.units() if unit.code == county.SUCCESSOR)
        of_zone = [unit for unit in county.units() if unit.zone == own.zone and unit.code != county.MERGED]
        kind = (own.stages, own.ownership)  # four of this kind are ranked together, the others are too few
        codes = [unit.code for unit in sorted(of_zone, key=lambda unit: (unit.stages, unit.ownership) != kind)]
        found = OrgUnit.objects.in_bulk(codes, field_name="code")
        self.schools = [found[code] for code in codes]
        self.packs = installed_packs()

    def run(self) -> None:
        version = self.packs.pack(PACK).version
        values = {
            "title": TITLE, "theme": "hygiene", "mode": "unannounced", "first_on": date(2026, 5, 1),
            "last_on": date(2026, 6, 30), "number_prefix": "青教督", "overdue_steps": [[1, "电话提醒学校"]],
        }  # fmt: skip
        with clock.standing_at(_at(BEGUN, 9)):
            self.round = services.create_campaign(
                actor=self.planner, org_unit=self.section, values=values, checklists=[(PACK, version, CHECKLIST)]
            ).rounds.get()
            late = self._plan(_LATE)
            visits = [(self._plan(made), made) for made in (*_MAY, *_JUNE)]
        for visit, made in visits:
            if made in _MAY:
                self._make(visit, made, filed_on=made[0])
        with clock.standing_at(_at(_ISSUED, 10)):
            services.issue_ranking(actor=self.planner, campaign=self.round.campaign, month="2026-05", issued_on=_ISSUED)
        self._make(late, _LATE, filed_on=_FILED_LATE)
        for visit, made in visits:
            if made in _JUNE:
                self._make(visit, made, filed_on=made[0])

    def _plan(self, made: Made) -> Visit:
        day, place, _failing = made
        return services.plan_visit(
            actor=self.planner, round=self.round, org_unit=self.schools[place], planned_on=day,
            members=[(self.person, self.section)], client_id=_id("visit", day, place),
        )  # fmt: skip

    def _make(self, visit: Visit, made: Made, *, filed_on: date) -> None:
        day, place, failing = made
        key = f"{PACK}.{CHECKLIST}"
        said: dict[str, str] = {}
        for station in self.packs.checklists[key].stations:
            if station.id in _ABSENT:
                said[station_path(key, station.id)] = "absent"
                continue
            for item in self.packs.checklists[key].items_of(station):
                said[answer_path(key, item.id)] = "fail" if item.id in failing else "pass"
        for item_id in failing:
            problem, opinion = _SAID[item_id]
            parts = {"of": item_path(key, item_id), "problem": problem, "opinion": opinion, "responsible": "总务主任"}
            said |= {f"finding/{_id('finding', day, place, item_id)}/{part}": value for part, value in parts.items()}
        with clock.standing_at(_at(filed_on, 11)):
            self._enter(visit, said)
            for item_id in failing:
                self._photo(visit, item_path(key, item_id), _id("photo", day, place, item_id))
            services.file_visit(actor=self.inspector, visit=visit, visited_on=day)

    def _enter(self, visit: Visit, said: dict[str, str]) -> None:
        entries: Sequence[NewEntry] = [
            NewEntry(_id(visit.client_id, path), path, value, (), clock.now(), "demo") for path, value in said.items()
        ]
        services.add_entries(actor=self.inspector, visit=visit, entries=entries)

    def _photo(self, visit: Visit, of: str, name: uuid.UUID) -> None:
        self._enter(visit, {f"photo/{name}": of})
        services.add_photo(
            actor=self.inspector, visit=visit, photo_id=name, data=_plain_picture(name), name="现场照片.png",
            taken_at=clock.now(),
        )  # fmt: skip


def _plain_picture(name: uuid.UUID) -> bytes:
    """A plain coloured picture, another one each: no photo of a real place is in the demo."""
    file = io.BytesIO()
    Image.new("RGB", (160, 120), (name.bytes[0], name.bytes[1], 160)).save(file, "PNG")
    return file.getvalue()
