"""What was filed, as the proof of a task or the measure of a target."""

from __future__ import annotations

import pytest

from taizhang.core.packs import installed_packs
from taizhang.ledgers.proving import filings_standing
from taizhang.targets.keys import known_key, offered
from taizhang.targets.types import ProofRef
from tests.ledgers.conftest import PERIOD, Desk
from tests.ledgers.test_designing import accept_roll

pytestmark = pytest.mark.django_db


def test_rows_stand_for_a_ledger_and_never_for_the_figure_of_the_same_key(desk: Desk) -> None:
    accept_roll(desk)
    ref = ProofRef(desk.ledger.key, desk.school.code, PERIOD.code)
    assert filings_standing(desk.reviewer, {ref})[ref].value is not None
    packs = installed_packs()
    both = sorted(packs.ledgers.keys() & packs.indicators.keys())
    assert "city-half-year.drills" in both
    refs = {ProofRef(key, desk.school.code, "2026") for key in both}
    assert filings_standing(desk.reviewer, refs) == {}
    assert known_key("city-half-year.drills") == "city-half-year.drills"
    assert len({key for _words, key in offered("zh")}) == len(offered("zh")), "each key is offered once"
