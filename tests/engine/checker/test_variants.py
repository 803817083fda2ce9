"""One construction told as different report writers tell it: 共{12|21}人 is right with 12 and wrong with 21.

Each text is checked both ways: with the right figure the relation holds and nothing is called wrong, with the wrong one
the relation is a contradiction. Look-alikes are true texts in which nothing may be called wrong.
"""

from __future__ import annotations

import pytest

from taizhang.engine.checker import check
from tests.engine.checker import phrasings, spoken, told, variants
from tests.engine.checker.choices import chosen

CASES = [*variants.CASES, *phrasings.CASES, *told.CASES, *spoken.CASES]
LOOKALIKES = [*variants.LOOKALIKES, *phrasings.INNOCENT, *told.INNOCENT, *spoken.INNOCENT]

_KIN = ({"average", "ratio", "product"}, {"difference", "sum"})


def verdicts(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"ok": set(), "contradiction": set(), "unknown": set()}
    for finding in check(text).findings:
        found[finding.verdict].add(finding.kind)
    return found


def alike(kind: str, kinds: set[str]) -> bool:
    """One relation may be told by another of its numbers: a price as an average, what is left as a part."""
    kin = next((names for names in _KIN if kind in names), {kind})
    return not kin.isdisjoint(kinds)


@pytest.mark.parametrize(("kind", "text"), CASES, ids=[f"{kind}-{text[:16]}" for kind, text in CASES])
def test_right_and_wrong(kind: str, text: str) -> None:
    right = verdicts(chosen(text, 1))
    wrong = verdicts(chosen(text, 2))
    assert not right["contradiction"]
    assert alike(kind, right["ok"])
    assert alike(kind, wrong["contradiction"])


@pytest.mark.parametrize("text", LOOKALIKES, ids=[text[:18] for text in LOOKALIKES])
def test_left_alone(text: str) -> None:
    assert not verdicts(text)["contradiction"]
