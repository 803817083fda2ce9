"""The small county with one installed pack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import figures_world as world
import pytest

from taizhang.core import packs
from taizhang.engine.pack import Pack


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


@pytest.fixture
def use_packs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install packs made in memory instead of the catalogue's."""

    def use(*wanted: Pack) -> None:
        installed = packs.InstalledPacks({pack.id: pack for pack in wanted}, {})
        monkeypatch.setattr(packs, "_read_installed", lambda: installed)
        monkeypatch.setattr(packs, "_stamp", lambda: ("in memory",))
        monkeypatch.setattr(packs, "_cached", None)

    return use
