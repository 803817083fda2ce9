"""A campaign of the demo: visits made and planned, their findings, notices in several states. Made by the services that
people use, each on its own day, with ids that are the same on every machine."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from taizhang.accounts.models import User
from taizhang.config.demo import county
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.engine.checklist import AnswerKind, Checklist, answer_path, item_path, station_path
from taizhang.inspection import services
from taizhang.inspection.models import Campaign, Notice, Round, Visit
from taizhang.inspection.types import NewEntry
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit

SECTION, PACK, CHECKLIST, PREFIX = "DDS", "county-supervision", "campus_safety", "青教督"
TITLE = "暑假前校园安全督查"
BEGUN = date(2026, 6, 12)
_NAMES = uuid.UUID("6f6f1c1e-3b1c-5d4a-9a58-2d1c6a3b7e10")
# Day of the visit, place of the school in the zone's list, items that fail with what was seen and what is to be done.
Seen = Sequence[tuple[str, str, str]]
_EXTINGUISHER = ("extinguishers", "二楼东侧两具灭火器压力不足", "三日内更换，逐层登记检查日期")
_GATE_ROOM = ("gate_room", "十二时二十分门卫室无人", "落实午间轮岗，值班表上墙")
_PATROLS = ("patrols", "前一个上学日只有一次巡查记录", "按规定次数巡查并当场签字")
_MADE: tuple[tuple[date, int, Seen], ...] = (
    (date(2026, 6, 16), 0, (_EXTINGUISHER, _PATROLS)),
    (date(2026, 6, 16), 1, ()),
    (date(2026, 6, 17), 2, (_GATE_ROOM,)),
    (date(2026, 6, 18), 3, (_EXTINGUISHER,)),
    (date(2026, 6, 18), 4, ()),
)
_ISSUED, _RECEIVED, _REPORTED, _PLANNED = date(2026, 6, 22), date(2026, 6, 23), date(2026, 7, 1), date(2026, 7, 3)
_NEXT: tuple[tuple[date, int], ...] = ((date(2026, 7, 7), 5), (date(2026, 7, 7), 6), (date(2026, 7, 8), 7))


@transaction.atomic
def load() -> None:
    """The whole campaign or nothing."""
    if Campaign.objects.filter(title=TITLE).exists():
        return
    people = {name: User.objects.get(username=name) for name in ("sectionhead", "inspector", "head")}
    _Loader({name: org_queries.actor_for(user) for name, user in people.items()}, people["inspector"]).run()


def _id(*words: object) -> uuid.UUID:
    return uuid.uuid5(_NAMES, " ".join(map(str, words)))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


class _Loader:
    def __init__(self, actors: Mapping[str, Actor], inspector: User) -> None:
        self.planner, self.inspector, self.head = actors["sectionhead"], actors["inspector"], actors["head"]
        self.person = inspector
        self.section = OrgUnit.objects.get(code=SECTION)
        zone = next(unit.zone for unit in county.units() if unit.code == county.SUCCESSOR)
        codes = [unit.code for unit in county.units() if unit.zone == zone and unit.code != county.MERGED]
        codes = [county.SUCCESSOR, *(code for code in codes if code != county.SUCCESSOR)]  # the demo's school first
        found = OrgUnit.objects.in_bulk(codes, field_name="code")
        self.schools = [found[code] for code in codes]
        self.checklist = installed_packs().checklists[f"{PACK}.{CHECKLIST}"]

    def run(self) -> None:
        with clock.standing_at(_at(BEGUN, 9)):
            version = installed_packs().pack(PACK).version
            campaign = services.create_campaign(
                actor=self.planner, org_unit=self.section, values=_values(), checklists=[(PACK, version, CHECKLIST)]
            )
            first = campaign.rounds.get()
            visits = [self._plan(first, day, place) for day, place, _seen in _MADE]
        for visit, (day, _place, seen) in zip(visits, _MADE, strict=True):
            self._make(visit, day, seen)
        with clock.standing_at(_at(_ISSUED, 10)):
            findings = [finding for visit in visits for finding in visit.findings.all()]
            notices = services.issue_notices(actor=self.planner, findings=findings, issued_on=_ISSUED)
        self._answer(next(item for item in notices if item.org_unit.code == county.SUCCESSOR))
        with clock.standing_at(_at(_PLANNED, 15)):
            second = services.add_round(
                actor=self.planner, campaign=campaign, first_on=date(2026, 7, 1), last_on=campaign.last_on
            )
            for day, place in _NEXT:
                self._plan(second, day, place)
            services.plan_visit(
                actor=self.planner, round=second, org_unit=notices[0].addressee, planned_on=date(2026, 7, 8),
                members=[(self.person, self.section)], mode="follow_up", follows=notices[0],
                client_id=_id("re-check", notices[0].number),
            )  # fmt: skip

    def _plan(self, round_: Round, day: date, place: int) -> Visit:
        return services.plan_visit(
            actor=self.planner,
            round=round_,
            org_unit=self.schools[place],
            planned_on=day,
            members=[(self.person, self.section)],
            client_id=_id("visit", round_.number, day, place),
        )

    def _make(self, visit: Visit, day: date, seen: Seen) -> None:
        failing = {item: (problem, opinion) for item, problem, opinion in seen}
        said = _answers(self.checklist, failing)
        for item, (problem, opinion) in failing.items():
            name = _id("finding", visit.client_id, item)
            of = item_path(self.checklist.key, item)
            parts = {"of": of, "problem": problem, "opinion": opinion, "responsible": "总务主任"}
            said |= {f"finding/{name}/{part}": value for part, value in parts.items()}
        said |= {"met/teachers": "3", "met/pupils": "6"}
        with clock.standing_at(_at(day, 11)):
            entries = [
                NewEntry(_id(visit.client_id, path), path, value, (), _at(day, 10), "demo")
                for path, value in said.items()
            ]
            services.add_entries(actor=self.inspector, visit=visit, entries=entries)
            for item in failing:
                self._photo(visit, item)
            services.file_visit(actor=self.inspector, visit=visit, visited_on=day)

    def _photo(self, visit: Visit, item: str) -> None:
        name, of = _id("photo", visit.client_id, item), item_path(self.checklist.key, item)
        entry = NewEntry(_id("photo entry", name), f"photo/{name}", of, (), clock.now(), "demo")
        services.add_entries(actor=self.inspector, visit=visit, entries=[entry])
        services.add_photo(
            actor=self.inspector, visit=visit, photo_id=name, data=_drawing(visit.pk), name="现场照片.png",
            taken_at=clock.now(),
        )  # fmt: skip

    def _answer(self, notice: Notice) -> None:
        with clock.standing_at(_at(_RECEIVED, 9)):
            services.record_receipt(actor=self.head, notice=notice)
        with clock.standing_at(_at(_REPORTED, 16)):
            services.report_rectification(
                actor=self.head, notice=notice, kind="report", client_id=_id("report", notice.number),
                text="两具灭火器已更换并登记；巡查改为每天三次，记录已补签。请复查。",
            )  # fmt: skip


def _drawing(number: int) -> bytes:
    """A drawn extinguisher; no photo of a real place is in the demo."""
    picture = Image.new("RGB", (320, 240), (236, 238, 232))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 190, 320, 240), fill=(190, 186, 176))
    left = 110 + number % 7 * 5  # no two are the same photo
    pen.rounded_rectangle((left, 80, left + 60, 200), 18, fill=(178, 34, 28))
    pen.rectangle((left + 20, 58, left + 40, 82), fill=(40, 40, 40))
    pen.ellipse((left + 20, 110, left + 40, 130), fill=(250, 250, 250), outline=(60, 60, 60), width=2)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _values() -> dict[str, Any]:
    return {
        "title": TITLE,
        "theme": "regular",
        "mode": "scheduled",
        "first_on": date(2026, 6, 15),
        "last_on": date(2026, 7, 31),
        "number_prefix": PREFIX,
        "overdue_steps": [[1, "电话提醒学校"], [5, "报分管领导约谈"], [10, "全市通报"]],
    }


def _answers(checklist: Checklist, failing: Mapping[str, object]) -> dict[str, str]:
    """All in order but what fails; laboratory and bus are not there."""
    said: dict[str, str] = {}
    for station in checklist.stations:
        if not station.required:
            said[station_path(checklist.key, station.id)] = "absent"
            continue
        for item in checklist.items_of(station):
            good = "pass" if item.kind is AnswerKind.PASS_FAIL else "8"
            bad = "fail" if item.kind is AnswerKind.PASS_FAIL else "1"
            answer = "not_applicable" if item.not_applicable else bad if item.id in failing else good
            said[answer_path(checklist.key, item.id)] = answer
            if item.not_applicable:
                said[f"{item_path(checklist.key, item.id)}/reason"] = "学期末，没有安排"
    return said
