"""How much room a text takes on paper and screen."""

from __future__ import annotations

import math
import unicodedata


def display_width(text: str) -> int:
    """In half-width characters: a Chinese one takes two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def line_count(text: str, width: int) -> int:
    """Lines of a text that wraps at `width` half-width characters, and at its own line ends; at least 1."""
    return sum(max(1, math.ceil(display_width(part) / max(width, 1))) for part in text.split("\n"))
