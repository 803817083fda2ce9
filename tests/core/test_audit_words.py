"""Readers of the audit log see words, not codes."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
from django.utils import translation

import taizhang
from taizhang.core.actor import COMMAND_LINE
from taizhang.core.audit_details import detail_words, value_words
from taizhang.core.audit_log import who
from taizhang.core.audit_words import action_words, object_words
from taizhang.core.models import AuditEvent
from taizhang.core.packs import installed_packs


def actions() -> set[str]:
    found: set[str] = set()
    for file in Path(taizhang.__file__).parent.rglob("*.py"):
        # Services pass an action by name, or hand it to the one that notes every change of a summary.
        found.update(
            re.findall(
                r'\b(?:action=|touch\([\w., ]+, |_record\(\w+, )"([a-z_]+(?:\.[a-z_-]+)?)"',
                file.read_text(encoding="utf-8"),
            )
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


def test_what_is_no_row_is_named_in_words() -> None:
    with translation.override("zh-hans"):
        assert object_words("", "county-base.school_roll") == "学校基本情况表"
        assert object_words("", "contact-list") == "通讯录"
        assert object_words("", "backup-1.tar.gz") == "backup-1.tar.gz"


def test_the_values_of_an_event_are_told_as_a_reader_writes_them() -> None:
    ledger = "city-half-year.meal_pupils"
    personal = [field for field in installed_packs().ledger(ledger).fields if field.mask.value][:2]
    with translation.override("zh-hans"):
        told = value_words("fields", [field.id for field in personal], ledger)
        assert told == "、".join(field.title.zh for field in personal)
        assert value_words("until", "2026-07-05T20:59:00.123456+00:00") == "2026-07-06 04:59"
        assert value_words("due_on", "2026-07-05") == "2026-07-05"
        assert value_words("filters", {"rows": 3, "ok": True}) == "行数：3、完好：是"
        assert (value_words("to", None), value_words("sent", False), value_words("units", [])) == ("—", "否", "—")


def test_the_machines_owner_is_named_in_words() -> None:
    event = AuditEvent(canonical=orjson.dumps({"name": COMMAND_LINE}).decode())
    with translation.override("zh-hans"):
        assert who(event) == "命令行"
    with translation.override("en"):
        assert who(event) == "command line"
