"""The small county with one installed pack."""

from __future__ import annotations

from typing import Any

import figures_world as world
import pytest


@pytest.fixture
def county(db: None, use_packs: Any) -> dict[str, Any]:
    """Units and one pack; nothing filed."""
    use_packs(world.PACK)
    return world.build_units()


@pytest.fixture
def filed(county: dict[str, Any]) -> dict[str, Any]:
    """Every school's roll of both years, accepted: 300 pupils this year, 250 last year."""
    world.file("roll", "S1", world.H1, world.roll(("1", 100, 40), ("2", 60, 30)))
    world.file("roll", "S2", world.H1, world.roll(("7", 90, 50)))
    world.file("roll", "S3", world.H1, world.roll(("1", 50, 20)))
    world.file("roll", "S1", world.H1_BEFORE, world.roll(("1", 140, 60)))
    world.file("roll", "S2", world.H1_BEFORE, world.roll(("7", 70, 30)))
    world.file("roll", "S3", world.H1_BEFORE, world.roll(("1", 40, 20)))
    return county
