"""Two schools and a reviewer; workbooks for the shipped ledger of school rolls."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
import xlsxwriter

from taizhang.core.actor import Actor
from taizhang.core.packs import installed_packs
from taizhang.core.permissions import Role
from taizhang.engine.pack import Ledger
from taizhang.engine.periods import Period
from taizhang.organisation import queries
from taizhang.organisation.models import OrgUnit, OrgUnitSpell
from tests.organisation.world import World, small_county

PERIOD = Period.parse("2026H1")
HEADING = ["学段", "学生数（人）", "班级数", "寄宿生数", "随迁子女数", "专任教师数"]
GOOD = [["小学", 120, 4, 0, 20, 9], ["初中", 90, 3, 30, 10, 8]]


def workbook(rows: Sequence[Sequence[object]], heading: Sequence[str] = HEADING, above: int = 1) -> bytes:
    """An office's own .xlsx: a title line, the heading, the rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("上报")
        if above:
            sheet.write(0, 0, "学校基本情况")
        for number, row in enumerate([heading, *rows], start=above):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    return buffer.getvalue()


@dataclass
class Desk:
    """Who files and reviews, and for which unit."""

    world: World
    clerk: Actor
    other: Actor
    reviewer: Actor
    school: OrgUnit
    ledger: Ledger


@pytest.fixture
def desk(db: None) -> Desk:
    world = small_county()
    OrgUnitSpell.objects.filter(org_unit__code__startswith="S").update(stages=["primary"], ownership="public")
    people = {
        "clerk": world.person(Role.SCHOOL_CLERK, "S1", username="clerk"),
        "other": world.person(Role.SCHOOL_CLERK, "S2", username="other"),
        "reviewer": world.person(Role.SECTION_CLERK, "QH", username="reviewer"),
    }
    actors = {name: queries.actor_for(user) for name, user in people.items()}
    school = OrgUnit.objects.get(code="S1")
    return Desk(world, school=school, ledger=installed_packs().ledger("county-base.school_roll"), **actors)
