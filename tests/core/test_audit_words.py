"""Readers of the audit log see words, not codes."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation

import taizhang
from taizhang.core.audit_words import action_words, object_words


def test_every_action_in_the_source_has_words() -> None:
    found: set[str] = set()
    for file in Path(taizhang.__file__).parent.rglob("*.py"):
        # Services pass an action by name, or hand it to the one that notes every change of a summary.
        found.update(
            re.findall(r'\b(?:action=|touch\([\w., ]+, )"([a-z_]+\.[a-z-]+)"', file.read_text(encoding="utf-8"))
        )
    assert len(found) > 20 and "summary.edit" in found
    assert [action for action in sorted(found) if action_words(action) == action] == []


def test_words_are_of_the_pages_language() -> None:
    with translation.override("en"):
        assert action_words("zone.create") == "zone: created"
        assert object_words("organisation.Zone", "3") == "zone 3"
        assert action_words("unknown.code") == "unknown.code"
