"""A bureau with two sections and two schools, people in posts, and a plan that can be published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.test import Client

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.permissions import Role
from taizhang.organisation import queries as org_queries
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, Post, PostHolding, RoleGrant
from taizhang.targets import services
from taizhang.targets.models import Plan, Target, Task

TODAY = date(2026, 7, 6)
ALWAYS = date(2020, 1, 1)
UNITS = {
    "C": ("county", None, "青禾县"),
    "B": ("bureau", "C", "青禾县教育局"),
    "AQ": ("section", "B", "安全科"),
    "RS": ("section", "B", "人事科"),
    "S1": ("school", "C", "松岭小学"),
    "S2": ("school", "C", "松岭中学"),
}


@dataclass
class World:
    """people by name: office, leader, head (section head), owner (holds 安全科科长), school, auditor."""

    units: dict[str, OrgUnit]
    people: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return org_queries.actor_for(self.people[name])

    def client(self, name: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(self.people[name])
        return client

    def person(self, name: str, role: Role, unit: str) -> User:
        user = User.objects.create(username=name, full_name=name)
        RoleGrant.objects.create(user=user, role=role.value, org_unit=self.units[unit], valid_from=ALWAYS)
        self.people[name] = user
        return user

    def plan(self, title: str = "2026年目标任务", period: str = "2026") -> Plan:
        return services.create_plan(actor=self.actor("office"), org_unit=self.units["C"], period=period, title=title)

    def target(self, plan: Plan, title: str = "演练全覆盖", **values: Any) -> Target:
        found = {
            "title": title, "measure": "每校一次", "lead_unit": self.units["AQ"], "owner": self.posts["AQ"], **values,
        }  # fmt: skip
        return services.add_target(actor=self.actor("office"), plan=plan, values=found, reason="补充")

    def task(self, target: Target, title: str = "印发方案", **values: Any) -> Task:
        found = {
            "title": title, "lead_unit": self.units["AQ"], "owner": self.posts["AQ"], "deadline": date(2026, 9, 30),
            **values,
        }  # fmt: skip
        return services.add_task(actor=self.actor("office"), target=target, values=found, reason="补充")

    def publish(self, plan: Plan) -> Plan:
        return services.publish_plan(actor=self.actor("leader"), plan=plan)

    def published_task(self, **values: Any) -> Task:
        plan = self.plan()
        task = self.task(self.target(plan), **values)
        self.publish(plan)
        return Task.objects.get(pk=task.pk)


def build() -> World:
    units = {code: OrgUnit.objects.create(code=code, kind=kind) for code, (kind, _parent, _name) in UNITS.items()}
    for at, (code, (_kind, parent, name)) in enumerate(UNITS.items()):
        OrgUnitSpell.objects.create(
            org_unit=units[code], parent=units[parent] if parent else None, name=name, valid_from=ALWAYS, sort_order=at
        )
    world = World(units)
    for name, role, unit in (
        ("office", Role.OFFICE, "C"),
        ("leader", Role.BUREAU_LEADER, "C"),
        ("head", Role.SECTION_HEAD, "RS"),
        ("owner", Role.SECTION_CLERK, "AQ"),
        ("school", Role.SCHOOL_HEAD, "S1"),
        ("auditor", Role.AUDITOR, "C"),
        ("admin", Role.ADMINISTRATOR, "C"),
    ):
        world.person(name, role, unit)
    for code, title, holder in (("AQ", "安全科科长", "owner"), ("RS", "人事科科长", "head"), ("S1", "校长", "school")):
        kind = "unit_head" if code == "S1" else "section_head"
        post = world.posts[code] = Post.objects.create(org_unit=units[code], kind=kind, title=title)
        PostHolding.objects.create(post=post, user=world.people[holder], person_name=f"{title}某", valid_from=ALWAYS)
    return world


NUMBER = Decimal(300)
