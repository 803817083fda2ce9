"""Fixtures of the tests of targets and tasks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taizhang.core import packs
from taizhang.targets import hooks
from tests.summaries import summaries_world as small
from tests.targets import world as worlds


@pytest.fixture
def world(db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> worlds.World:
    """The day stands still, one small pack is installed, and no other app answers for proofs."""
    settings.TODAY = worlds.TODAY  # type: ignore[attr-defined]
    installed = packs.InstalledPacks({small.PACK.id: small.PACK}, {})
    monkeypatch.setattr(packs, "_read_installed", lambda: installed)
    monkeypatch.setattr(packs, "_stamp", lambda: (str(id(installed)),))
    monkeypatch.setattr(packs, "_cached", None)
    monkeypatch.setattr(hooks, "_PROVIDERS", [])
    return worlds.build()


@pytest.fixture
def prove(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """prove({"t.pupils": 301}): how figures and ledgers stand."""
    from decimal import Decimal

    from taizhang.engine.text import Text
    from taizhang.targets.types import Standing

    def use(values: dict[str, int]) -> None:
        def provider(actor: object, refs: object) -> object:
            return {
                ref: Standing(Decimal(values[ref.key]), f"{values[ref.key]}人", Text("2026年"))
                for ref in refs  # type: ignore[attr-defined]
                if ref.key in values
            }

        monkeypatch.setattr(hooks, "_PROVIDERS", [provider])

    return use
