"""Fixtures of the tests of inspection."""

from __future__ import annotations

import pytest

from taizhang.accounts.models import User
from taizhang.core.permissions import Role
from taizhang.organisation.models import OrgUnit, OrgUnitSpell, RoleGrant
from tests.inspection import world as worlds


@pytest.fixture
def world(db: None, settings: object) -> worlds.World:
    """The day stands still, and a pack with a small checklist is installed."""
    settings.PACK_FOLDERS = [worlds.PACKS]  # type: ignore[attr-defined]
    settings.TODAY = worlds.TODAY  # type: ignore[attr-defined]
    return worlds.build()


@pytest.fixture
def village(world: worlds.World) -> worlds.World:
    """A village with a maker and a shop below it, its head, and a clerk who answers for the places."""
    for at, (code, kind, parent, name) in enumerate(
        (("V", "village", "C", "麦田村"), ("P1", "external", "V", "村口豆腐坊"), ("P2", "external", "V", "便民超市"))
    ):
        unit = world.units[code] = OrgUnit.objects.create(code=code, kind=kind)
        OrgUnitSpell.objects.create(
            org_unit=unit, parent=world.units[parent], name=name, valid_from=worlds.ALWAYS, sort_order=20 + at
        )
    for name, role in (("vhead", Role.SECTION_HEAD), ("vclerk", Role.SCHOOL_CLERK)):
        user = world.people[name] = User.objects.create(username=name, full_name=name)
        RoleGrant.objects.create(user=user, role=role.value, org_unit=world.units["V"], valid_from=worlds.ALWAYS)
    return world
