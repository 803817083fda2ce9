"""A county with a supervision section, another section that joins in, two zones, three schools and their people."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.core import clock
from taizhang.core.actor import Actor
from taizhang.core.permissions import Role
from taizhang.engine.checklist import answer_path, item_path, station_path
from taizhang.engine.entries import Value
from taizhang.inspection import services
from taizhang.inspection.models import Campaign, Finding, Notice, Round, Visit
from taizhang.inspection.types import NewEntry, Received
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, RoleGrant, Zone, ZoneMembership

TODAY = date(2026, 4, 20)  # a Monday
VISIT_DAY = date(2026, 4, 14)  # the Tuesday before
ALWAYS = date(2020, 1, 1)
AT = datetime(2026, 4, 14, 2, 0, tzinfo=UTC)
UNITS = {
    "C": ("county", None, "青禾县"),
    "B": ("bureau", "C", "青禾县教育局"),
    "DDS": ("section", "B", "督导室"),
    "RS": ("section", "B", "人事科"),
    "S1": ("school", "C", "松岭小学"),
    "S2": ("school", "C", "松岭中学"),
    "S3": ("school", "C", "柳溪小学"),
}
PACKS = Path(__file__).parent / "packs"
CHECKLIST = ("visit-sample", "1.0.0", "opening")
KEY = "visit-sample.opening"
FINDING: dict[str, Value] = {
    "problem": "食堂纱窗破损",
    "rule": "hygiene",
    "rule_source": "卫生管理制度第三条",
    "severity": "ordinary",
    "opinion": "更换纱窗",
    "responsible": "禾望舒",
    "days": 5,
    "of": item_path(KEY, "window"),
}
# A whole visit without a problem, to a school without a dormitory.
GOOD: dict[str, Value] = {
    answer_path(KEY, "door"): "pass",
    answer_path(KEY, "class_size"): "38",
    answer_path(KEY, "pupils"): "300",
    answer_path(KEY, "window"): "pass",
    answer_path(KEY, "gas"): "pass",
    answer_path(KEY, "state"): "good",
    station_path(KEY, "dormitory"): "absent",
}


def finding(name: uuid.UUID | None = None, **values: Value) -> dict[str, Value]:
    """FINDING with what differs, part by part; `...` leaves one out."""
    name = name or uuid.uuid4()
    return {f"finding/{name}/{part}": value for part, value in {**FINDING, **values}.items() if value is not ...}


def difficulty(text: str) -> dict[str, Value]:
    return {f"difficulty/{uuid.uuid4()}/text": text}


def answered(*findings: dict[str, Value]) -> dict[str, Value]:
    """GOOD with these findings, and with the answers that lead to them."""
    said = dict(GOOD)
    for parts in findings:
        said |= parts
        said |= {f"{of}/answer": "fail" for path, of in parts.items() if path.endswith("/of") and of is not None}
    return said


@dataclass
class World:
    """people by name: chief (head of DDS), clerk (of DDS), helper (clerk of RS), inspector (zone Z1: S1), other
    (inspector of zone Z2: S2 and S3), head and head2 (of S1 and S2), leader, auditor, admin."""

    units: dict[str, OrgUnit]
    people: dict[str, User] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return org_queries.actor_for(self.people[name])

    def client(self, name: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(self.people[name])
        return client

    def campaign(self, **values: Any) -> Campaign:
        found = {
            "title": "开学工作督查", "theme": "opening", "mode": "scheduled", "first_on": date(2026, 4, 1),
            "last_on": date(2026, 4, 30), "number_prefix": "青教督",
            "overdue_steps": [[1, "提醒学校"], [5, "报分管领导"]], **values,
        }  # fmt: skip
        return services.create_campaign(
            actor=self.actor("clerk"), org_unit=self.units["DDS"], values=found, checklists=[CHECKLIST]
        )

    def visit(self, round: Round | None = None, *, unit: str = "S1", by: str = "clerk", **values: Any) -> Visit:
        """Planned, led by the inspector of zone Z1 with a helper of another section."""
        found = {
            "planned_on": VISIT_DAY,
            "members": [(self.people["inspector"], self.units["DDS"]), (self.people["helper"], self.units["RS"])],
            **values,
        }
        before = datetime.combine(found["planned_on"], time(8), timezone.get_current_timezone())
        with clock.standing_at(min(before, clock.now())):  # nothing is planned in the past
            return services.plan_visit(
                actor=self.actor(by),
                round=round if round is not None else self.campaign().rounds.get(),
                org_unit=self.units[unit],
                **found,
            )

    def enter(self, visit: Visit, entries: Mapping[str, Value], *, by: str = "inspector") -> Received:
        """{path: value}, each as an entry of its own that supersedes nothing."""
        return services.add_entries(
            actor=self.actor(by), visit=visit, entries=[entry(path, value) for path, value in entries.items()]
        )

    def filed(self, *findings: dict[str, Any], visit: Visit | None = None, on: date = VISIT_DAY) -> Visit:
        """A filed visit with some findings, each FINDING with what differs."""
        visit = visit if visit is not None else self.visit()
        said = answered(*(finding(**values) for values in findings))
        self.enter(visit, {"met/teachers": 4, "met/pupils": 8, **said})
        return services.file_visit(actor=self.actor("inspector"), visit=visit, visited_on=on)

    def issued(self, *findings: dict[str, Any], on: date = date(2026, 4, 15)) -> Notice:
        """A notice about a visit's findings; one when none is told."""
        visit = self.filed(*(findings or ({},)))
        found = list(Finding.objects.filter(visit=visit))
        return services.issue_notices(actor=self.actor("chief"), findings=found, issued_on=on)[0]

    def received(self, *findings: dict[str, Any], on: date = date(2026, 4, 16)) -> Notice:
        notice = self.issued(*findings)
        return services.record_receipt(actor=self.actor("head"), notice=notice, on=on)


def entry(
    path: str, value: Value, *supersedes: NewEntry, id: uuid.UUID | None = None, device: str = "手机甲"
) -> NewEntry:
    return NewEntry(id or uuid.uuid4(), path, value, tuple(item.id for item in supersedes), AT, device)


def build() -> World:
    units = {code: OrgUnit.objects.create(code=code, kind=kind) for code, (kind, _parent, _name) in UNITS.items()}
    for at, (code, (_kind, parent, name)) in enumerate(UNITS.items()):
        OrgUnitSpell.objects.create(
            org_unit=units[code],
            parent=units[parent] if parent else None,
            name=name,
            valid_from=ALWAYS,
            sort_order=at,
            base_unit="B05" if code == "S1" else "",
        )
    world = World(units)
    for code, schools in (("Z1", ["S1"]), ("Z2", ["S2", "S3"])):
        zone = world.zones[code] = Zone.objects.create(code=code, name=f"{code}责任区", valid_from=ALWAYS)
        for school in schools:
            ZoneMembership.objects.create(zone=zone, school=units[school], valid_from=ALWAYS)
    for name, role, unit, zone_code in (
        ("chief", Role.SECTION_HEAD, "DDS", ""),
        ("clerk", Role.SECTION_CLERK, "DDS", ""),
        ("helper", Role.SECTION_CLERK, "RS", ""),
        ("stranger", Role.SECTION_HEAD, "RS", ""),
        ("inspector", Role.ZONE_INSPECTOR, "C", "Z1"),
        ("other", Role.ZONE_INSPECTOR, "C", "Z2"),
        ("head", Role.SCHOOL_HEAD, "S1", ""),
        ("head2", Role.SCHOOL_HEAD, "S2", ""),
        ("leader", Role.BUREAU_LEADER, "C", ""),
        ("office", Role.OFFICE, "C", ""),
        ("auditor", Role.AUDITOR, "C", ""),
        ("admin", Role.ADMINISTRATOR, "C", ""),
    ):
        user = world.people[name] = User.objects.create(username=name, full_name=name)
        RoleGrant.objects.create(
            user=user, role=role.value, org_unit=units[unit], zone=world.zones.get(zone_code), valid_from=ALWAYS
        )
    return world
