"""Fixtures of the tests of inspection."""

from __future__ import annotations

import pytest

from tests.inspection import world as worlds


@pytest.fixture
def world(db: None, settings: object) -> worlds.World:
    """The day stands still, and a pack with a small checklist is installed."""
    settings.PACK_FOLDERS = [worlds.PACKS]  # type: ignore[attr-defined]
    settings.TODAY = worlds.TODAY  # type: ignore[attr-defined]
    return worlds.build()
