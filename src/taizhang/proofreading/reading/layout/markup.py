"""Small questions to WordprocessingML: children and attributes of either namespace, lengths, switches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_LENGTH = re.compile(r"\s*(-?\d{1,9}(?:\.\d{1,6})?)\s*(mm|cm|in|pt|pc|pi|px)?\s*")
_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0, "px": 0.75}
_MOST = 1_000_000.0  # points; beyond it a file is playing
_OFF = frozenset({"0", "false", "off", "none"})
EMU_A_POINT, EMU_A_MM = 12_700, 36_000


def local(item: Any) -> str:
    """The name of an element without its namespace, "" for a comment."""
    tag = item.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(item: Any, *names: str) -> Iterator[Any]:
    return (child for child in item if local(child) in names)


def child(item: Any, name: str) -> Any:
    """The first child of that name, or None: asked some twenty times a paragraph, hence no generators."""
    for inner in item if item is not None else ():
        if isinstance(inner.tag, str) and inner.tag.endswith(name) and local(inner) == name:
            return inner
    return None


def attribute(item: Any, name: str) -> str:
    if item is None:
        return ""
    return next((value for key, value in item.attrib.items() if key.rpartition("}")[2] == name), "")


def value(item: Any, name: str) -> str:
    """The `val` of a child."""
    return attribute(child(item, name), "val")


def switch(item: Any, name: str) -> bool | None:
    """None when the child is not there."""
    found = child(item, name)
    return None if found is None else attribute(found, "val").lower() not in _OFF


def points(words: str, a_point: float = 20.0) -> float | None:
    """A length in points; a bare number counts in parts of which `a_point` make one."""
    found = _LENGTH.fullmatch(words)
    if found is None:
        return None
    number = float(found[1])
    length = number * _POINTS[found[2]] if found[2] else number / a_point
    return max(-_MOST, min(_MOST, length))


def colour(words: str) -> str:
    """RRGGBB in capitals; "" for auto and for what is no colour."""
    plain = words.strip().lstrip("#").partition(" ")[0]
    named = {"red": "FF0000", "black": "000000"}.get(plain.lower(), plain)
    return named.upper() if re.fullmatch("[0-9A-Fa-f]{6}", named) else ""
