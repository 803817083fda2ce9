"""Principles rather than sentences: each in phrasings of several domains, and beside it what must be left alone."""

from __future__ import annotations

import pytest

from tests.engine.checker.phrasings import CASES, INNOCENT
from tests.engine.checker.test_variants import _CHOICE, alike, verdicts


@pytest.mark.parametrize(("kind", "text"), CASES, ids=[f"{kind}-{text[:16]}" for kind, text in CASES])
def test_right_and_wrong(kind: str, text: str) -> None:
    right = verdicts(_CHOICE.sub(r"\1", text))
    wrong = verdicts(_CHOICE.sub(r"\2", text))
    assert not right["contradiction"]
    assert alike(kind, right["ok"])
    assert alike(kind, wrong["contradiction"])


@pytest.mark.parametrize("text", INNOCENT, ids=[text[:18] for text in INNOCENT])
def test_left_alone(text: str) -> None:
    assert not verdicts(text)["contradiction"]
