"""Readers of the audit log see words, not codes."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils import translation

import taizhang
from taizhang.core.audit_details import detail_words
from taizhang.core.audit_words import action_words, object_words


def actions() -> set[str]:
    found: set[str] = set()
    for file in Path(taizhang.__file__).parent.rglob("*.py"):
        # Services pass an action by name, or hand it to the one that notes every change of a summary.
        found.update(
            re.findall(r'\b(?:action=|touch\([\w., ]+, )"([a-z_]+\.[a-z_-]+)"', file.read_text(encoding="utf-8"))
        )
    return found


def test_every_action_in_the_source_has_words() -> None:
    found = actions()
    assert len(found) > 20 and "summary.edit" in found
    assert [action for action in sorted(found) if action_words(action) == action] == []


def test_no_two_actions_of_the_source_are_called_alike() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told = [action_words(action) for action in sorted(actions())]
        assert [words for words in told if told.count(words) > 1] == []


def test_the_parts_of_an_event_have_words() -> None:
    found: set[str] = set()
    for file in Path(taizhang.__file__).parent.rglob("*.py"):
        for made in re.findall(r"detail=(\{[^{}]*\})", file.read_text(encoding="utf-8")):
            found.update(re.findall(r'"([a-z_]+)":', made))
    assert len(found) > 40
    with translation.override("zh-hans"):
        assert [key for key in sorted(found) if detail_words(key) == key] == []


def test_words_are_of_the_pages_language() -> None:
    with translation.override("en"):
        assert action_words("zone.create") == "zone: created"
        assert object_words("organisation.Zone", "3") == "zone 3"
        assert action_words("unknown.code") == "unknown.code"
