"""What the administrator reads of inspection before a unit is merged or closed."""

from __future__ import annotations

from datetime import date

import pytest

from taizhang.organisation.hooks import effects_of
from taizhang.organisation.types import UnitChange
from tests.inspection.world import TODAY, VISIT_DAY, World

pytestmark = pytest.mark.django_db


def told(world: World, kind: str, on: date) -> dict[str, tuple[int, bool]]:
    change = UnitChange(kind=kind, org_unit="S1", on=on, successor="S2" if kind == "merge" else "")
    words = ("走访", "问题", "通知书")
    return {
        next(word for word in words if effect.what.endswith(word)): (effect.count, effect.decide)
        for effect in effects_of(world.actor("chief"), change)
        if effect.what.endswith(words)
    }


def test_planned_visits_open_findings_and_notices_are_counted(world: World) -> None:
    world.received({}, {"problem": "过道堆物"})
    world.visit()
    assert told(world, "merge", VISIT_DAY) == {"走访": (1, True), "问题": (2, False), "通知书": (1, False)}
    assert told(world, "close", VISIT_DAY) == {"走访": (1, True), "问题": (2, False), "通知书": (1, True)}
    assert told(world, "close", date(TODAY.year + 1, 1, 1))["走访"] == (0, True)
