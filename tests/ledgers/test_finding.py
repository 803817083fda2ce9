"""Ledgers in the site's search."""

from __future__ import annotations

import pytest

from taizhang.ledgers.finding import find
from tests.ledgers.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["学校基本", "xxjb", "XXJB", "return school"])
def test_a_ledger_is_found_by_title_and_by_initials(desk: Desk, text: str) -> None:
    assert any("school_roll" in hit.url for hit in find(desk.clerk, text)), text
