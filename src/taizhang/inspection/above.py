"""A part that is more than its whole, in the same words on the phone and where the server refuses a visit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taizhang.core.language import language_of
from taizhang.engine.checklist import Checklist, ChecklistItem, item_path
from taizhang.engine.errors import Problem
from taizhang.engine.text import Text

LONGEST = 40  # of a sentence
_NAMED = 9  # characters by which a second item is known
_SEEN = 12  # characters of a value


def shortened(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


def above_problem(checklist: Checklist, item: ChecklistItem, seen: str, where: str = "") -> Problem:
    """seen: what was entered of the item, above what was entered of its `at_most`. where: the item in words."""
    whole = next((one.text for one in checklist.items if one.id == item.at_most), item.text)
    return Problem(
        "visit.gap-above",
        where,
        Text(f"不大于“{shortened(whole.zh, _NAMED)}”", f"at most {whole.en!r}"),
        Text(seen[:_SEEN], seen[:_SEEN]),
        Text("请核对。", "Look at both."),
    )


def plain_above(checklist: Checklist, item: ChecklistItem) -> Mapping[str, Any] | None:
    """What a phone needs to say it at once: path of the whole; the sentence with {where} and {seen}; room: characters
    that the item's text may have beside what was seen; seen: at most so many of that."""
    if not item.at_most:
        return None
    bare = above_problem(checklist, item, "").sentence()
    return {
        "path": item_path(checklist.key, item.at_most),
        "words": above_problem(checklist, item, "{seen}", "{where}").sentence(language_of()),
        "room": LONGEST - len(bare),
        "seen": _SEEN,
    }
