"""Pinyin initials, by which people search for Chinese names."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """随迁子女在校人数 -> sqznzxrs. Latin letters and digits stay, in lower case; signs fall away."""
    # Its dictionaries take 40 MiB, which a process that only reads workbooks or computes figures need not hold.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: rest.lower())
    return "".join(char for letter in letters for char in letter if char.isascii() and char.isalnum())
