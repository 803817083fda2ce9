"""Which columns a check names, and its expression as the page shows it: by the titles that the office knows, not by the
ids that the pack keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from taizhang.ledgers.designing.design import Design, DesignCheck, DesignField

# A text in single quotes is a value, a name before a bracket a function, one behind a dot belongs to what stands before
# it: none of these is a column.
_NAME = re.compile(r"""'(?:[^']|'')*'|"(?P<quoted>[^"]+)"|(?<![\w.])(?P<bare>[^\W\d]\w*)(?!\w)(?!\s*[(.])""")
_BARE = re.compile(r"[^\W\d]\w*")


def columns_named(check: DesignCheck, design: Design) -> list[DesignField]:
    """The design's columns that the check needs, those taken out among them, in the design's order."""
    words = {name for text in _expressions(check) for name in _names(text)}
    return [item for item in design.fields if item.uid in check.columns or words & {item.id, item.title} - {""}]


def gone_columns(check: DesignCheck, design: Design) -> list[DesignField]:
    """Those that are no longer asked; a title that is still asked under another id stands for that one."""
    asked = {item.title for item in design.asked}
    return [item for item in columns_named(check, design) if item.dropped and item.title not in asked]


def in_titles(text: str, design: Design) -> str:
    """An expression with titles in place of ids; a title that two columns share says nothing, so its ids stay."""
    shared = Counter(item.title for item in design.fields)
    titles = {item.id: item.title for item in design.fields if item.id and item.title and shared[item.title] == 1}
    return _replaced(text, titles)


def in_ids(text: str, design: Design) -> str:
    """What `in_titles` shows, or a person typed, as it is kept: a column may get another title later."""
    shared = Counter(item.title for item in design.fields)
    return _replaced(text, {item.title: item.id for item in design.fields if item.id and shared[item.title] == 1})


def _expressions(check: DesignCheck) -> list[str]:
    kept = [check.kept.get("balance"), check.kept.get("jump")]
    return [check.expression, *(str(item.get("value", "")) for item in kept if isinstance(item, dict))]


def _names(text: str) -> set[str]:
    return {name for match in _NAME.finditer(text) if (name := match["quoted"] or match["bare"])}


def _replaced(text: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(_replacing(names), text)


def _replacing(names: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def one(match: re.Match[str]) -> str:
        other = names.get(match["quoted"] or match["bare"] or "")
        if other is None:
            return match[0]
        return other if _BARE.fullmatch(other) else f'"{other}"'

    return one
