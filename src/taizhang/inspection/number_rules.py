"""Numbers of a checklist that another one denies, in the same words on the phone and where the server refuses a
visit."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Any

from taizhang.core.language import language_of
from taizhang.engine.checklist import Checklist, ChecklistItem, item_path
from taizhang.engine.errors import Problem
from taizhang.engine.text import Text

LONGEST = 40  # of a sentence
_NAMED = 9  # characters by which a second item is known
_NAMED_IN_TWO = 6  # the same where more is said of it
_SEEN = 12  # characters of a value


class Denied(enum.StrEnum):
    """By what: it is more than its whole; it is 0 and the number that it goes with is not; the other way round."""

    ABOVE = "above"
    NONE = "none"
    STRAY = "stray"


def shortened(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


def number_problem(denied: Denied, checklist: Checklist, item: ChecklistItem, seen: str, where: str = "") -> Problem:
    """seen: what was entered of the item. where: the item in words."""
    name = item.at_most if denied is Denied.ABOVE else item.goes_with
    other = next((one.text for one in checklist.items if one.id == name), item.text)
    short = shortened(other.zh, _NAMED if denied is Denied.ABOVE else _NAMED_IN_TWO)
    expected = {
        Denied.ABOVE: Text(f"不大于“{short}”", f"at most {other.en!r}"),
        Denied.NONE: Text(f"大于0，“{short}”不是0", f"above 0, as {other.en!r} is"),
        Denied.STRAY: Text(f"0，“{short}”是0", f"0, as {other.en!r} is"),
    }[denied]
    code = "visit.gap-above" if denied is Denied.ABOVE else "visit.gap-alone"
    cure = Text("请核对。", "Look at both.")
    return Problem(code, where, expected, Text(seen[:_SEEN], seen[:_SEEN]), cure)


def plain_rules(checklist: Checklist, item: ChecklistItem) -> Sequence[Mapping[str, Any]]:
    """What a phone needs to say it at once. denied: by what; path: of the other number; words: the sentence with
    {where} and {seen}; room: characters that the item's text may have beside what was seen; seen: at most so many of
    that."""
    asked = [(Denied.ABOVE, item.at_most), (Denied.NONE, item.goes_with), (Denied.STRAY, item.goes_with)]
    return [
        {
            "denied": denied.value,
            "path": item_path(checklist.key, name),
            "words": number_problem(denied, checklist, item, "{seen}", "{where}").sentence(language_of()),
            "room": LONGEST - len(number_problem(denied, checklist, item, "").sentence()),
            "seen": _SEEN,
        }
        for denied, name in asked
        if name
    ]
