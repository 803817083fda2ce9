"""Fixtures of the organisation's tests."""

from __future__ import annotations

import pytest

from tests.organisation.world import World, small_county


@pytest.fixture
def world(db: None) -> World:
    return small_county()
