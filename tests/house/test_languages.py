"""Chinese is complete: every msgid of code and templates has its words."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tools_messages", ROOT / "tools" / "messages.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_msgid_has_chinese(messages: ModuleType) -> None:
    assert messages.problems() == []


def test_a_message_within_an_f_string_is_told(messages: ModuleType) -> None:
    source = "words = f\"{_('vacant')} since {day}\"\nfine = _('vacant') + f' {day}'\n"
    assert [words.split(":")[1] for words in messages.hidden(ROOT / "made_up.py", source)] == ["1"]


def test_no_msgid_has_two_translations(messages: ModuleType) -> None:
    """Django merges the catalogues, so of two translations only one would ever be seen."""
    assert messages.translated()[1] == []


def test_templates_and_lazy_strings_are_found(messages: ModuleType) -> None:
    found = messages.used(ROOT / "src" / "taizhang" / "web")
    assert ("", "Skip to the content") in found
    assert ("", "Today") in found


def test_translations_keep_their_placeholders(messages: ModuleType) -> None:
    import re

    holes = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
    wrong = []
    for app in messages.apps():
        file = messages.catalogue_file(app)
        for message in messages.load(file) if file.exists() else ():
            source = message.id[-1] if isinstance(message.id, tuple | list) else message.id
            words = message.string[0] if isinstance(message.string, tuple | list) else message.string
            if message.id and words and set(holes.findall(words)) != set(holes.findall(source)):
                wrong.append(f"{app.name}: {source} -> {words}")
    assert not wrong
