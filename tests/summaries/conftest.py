"""A small county with a pack of its own and a summary template that uses every kind of block."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import summaries_world as world

from taizhang.core import packs
from taizhang.engine.pack import Pack
from taizhang.figures import services as figure_services
from taizhang.summaries.models import Summary


@pytest.fixture
def use_packs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install packs made in memory instead of the catalogue's."""

    def use(*wanted: Pack) -> None:
        installed = packs.InstalledPacks({pack.id: pack for pack in wanted}, {})
        monkeypatch.setattr(packs, "_read_installed", lambda: installed)
        monkeypatch.setattr(packs, "_stamp", lambda: (str(id(installed)),))
        monkeypatch.setattr(packs, "_cached", None)

    return use


@pytest.fixture
def county(db: None, use_packs: Callable[..., None]) -> dict[str, Any]:
    """Both years filed and computed: 300 pupils now, 250 a year before."""
    use_packs(world.PACK)
    units = world.build_units()
    world.file("S1", world.H1, ("1", 100), ("2", 110))
    world.file("S2", world.H1, ("1", 90))
    world.file("S1", world.H1_BEFORE, ("1", 180))
    world.file("S2", world.H1_BEFORE, ("1", 70))
    figure_services.compute(period=world.H1_BEFORE)
    figure_services.compute(period=world.H1)
    return units


@pytest.fixture
def draft(county: dict[str, Any]) -> Summary:
    """The half-year's summary with its one required place written."""
    return world.written_draft()


@pytest.fixture
def issued(draft: Summary) -> Summary:
    return world.issue(draft)
