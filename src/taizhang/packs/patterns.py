"""Patterns of fields: refused when a text could keep them busy for ever.

Python tries a pattern's ways one after the other, so `(a+)+$` on forty letters takes longer than anybody waits,
and whoever types that text stops the import of everybody. What could do so can be seen in the pattern itself.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

from taizhang.engine.text import Text
from taizhang.packs.nodes import Node
from taizhang.packs.problems import Report, quote

_parser: Any = importlib.import_module("re._parser")  # `re` keeps its own syntax tree under this name

# Two open repeats cost at most the square of a cell's 2,000 characters; a third would cost minutes.
_OPEN_REPEATS = 2
_AS_GOOD_AS_OPEN = 100
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})


def runs_away(pattern: str) -> bool:
    """Whether the time of matching may grow faster than the square of the text's length.

    True when an open repeat (`*`, `+`, `{3,}`) holds another repeat without end or alternatives, and when there are
    more than two open repeats. Raises re.error for what is no pattern.
    """
    open_repeats = list(_open_repeats(_parser.parse(pattern)))
    return len(open_repeats) > _OPEN_REPEATS or any(
        str(name) == "BRANCH" or (str(name) in _REPEATS and _is_open(value))
        for body in open_repeats
        for name, value in _walk(body)
    )


def longest_match(pattern: str) -> int:
    """Characters of the longest text that fits; a very large number where there is no end to it."""
    return int(_parser.parse(pattern).getwidth()[1])


def check_pattern(node: Node, report: Report) -> None:
    """node: a field's `pattern`; what is no pattern at all has been told by the schema."""
    pattern = node.string()
    try:
        away = bool(pattern) and runs_away(pattern)
    except (re.error, RecursionError, OverflowError):
        return
    if away:
        node.report(
            report,
            "pattern-runs-away",
            expected=Text(
                "至多两个 * 或 +，其中不再套 *、+ 或 |", "at most two of * and +, with no *, + or | inside them"
            ),
            found=quote(pattern),
            cure=Text("写明次数，如 {1,20}，或分成几段。", "Say how often, such as {1,20}, or write the parts apart."),
        )


def _walk(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every (name, value) of a syntax tree, from the outside in."""
    for name, value in tree:
        yield name, value
        yield from _inside(value)


def _inside(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, _parser.SubPattern):
        yield from _walk(value)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _inside(item)


def _is_open(value: Any) -> bool:
    return bool(value[1] - value[0] >= _AS_GOOD_AS_OPEN)


def _open_repeats(tree: Any) -> Iterator[Any]:
    for name, value in _walk(tree):
        if str(name) in _REPEATS and _is_open(value):
            yield value[2]
