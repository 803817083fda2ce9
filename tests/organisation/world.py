"""A small county, built through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from taizhang.accounts.models import User
from taizhang.core.actor import Actor
from taizhang.core.permissions import Role
from taizhang.organisation import queries, services
from taizhang.organisation.models import OrgUnit, RoleGrant, Zone

START = date(2024, 1, 1)


@dataclass
class World:
    admin: User
    county: OrgUnit

    @property
    def actor(self) -> Actor:
        return queries.actor_for(self.admin)

    def unit(
        self, code: str, parent: str = "QH", kind: str = "school", name: str = "", on: date = START,
        actor: Actor | None = None,
    ) -> OrgUnit:  # fmt: skip
        return services.create_org_unit(
            actor=actor or self.actor,
            code=code,
            kind=kind,
            parent=OrgUnit.objects.get(code=parent),
            valid_from=on,
            name=name or f"机构{code}",
        )

    def zone(self, code: str, on: date = START, actor: Actor | None = None) -> Zone:
        return services.create_zone(actor=actor or self.actor, code=code, name=f"第{code}责任区", valid_from=on)

    def person(self, role: Role | None, org_unit: str = "QH", *, username: str = "", zone: Zone | None = None) -> User:
        user = User.objects.create_user(
            username or (role.value if role else "nobody"), password="一个长口令12345", full_name="谷雨"
        )
        if role is not None:
            unit = OrgUnit.objects.get(code=org_unit)
            RoleGrant.objects.create(user=user, role=role, org_unit=unit, valid_from=START, zone=zone)
        return user


def found() -> World:
    admin = User.objects.create_user("admin", password="一个长口令12345", full_name="祝行舟")
    county = services.found_county(administrator=admin, code="QH", name="青禾市", valid_from=START)
    return World(admin, county)


def small_county() -> World:
    """Two townships, four schools, two zones. The actor is read anew only where the reach has grown: most tests begin
    here."""
    world = found()
    actor = world.actor
    world.unit("T1", kind="township", name="稻香镇", actor=actor)
    world.unit("T2", kind="township", name="麦浪镇", actor=actor)
    actor = world.actor
    for code, parent in (("S1", "T1"), ("S2", "T1"), ("S3", "T2"), ("S4", "T2")):
        world.unit(code, parent, name=f"{code}小学", actor=actor)
    world.zone("Z1", actor=actor)
    world.zone("Z2", actor=actor)
    return world
