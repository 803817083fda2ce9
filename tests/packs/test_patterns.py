"""Patterns that a text could keep busy for ever are told from those that are done at once."""

from __future__ import annotations

import pytest

from taizhang.packs.patterns import runs_away


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)*b", "(?:x*)*", "a*a*a*b", "(.{1,500})+", "((ab?)+c)+", "(a+){1,200}"]
)
def test_a_pattern_that_may_run_for_ever_is_seen(pattern: str) -> None:
    assert runs_away(pattern)


@pytest.mark.parametrize(
    "pattern", [r"[GL]\d{17}[\dX]", r"\d{16,19}", "[A-Z]+-[0-9]+", "(JY|SC)[0-9]{4,14}", r"〔\d{4}〕\d+号", ".*", ""]
)
def test_patterns_as_packs_write_them_are_allowed(pattern: str) -> None:
    assert not runs_away(pattern)
