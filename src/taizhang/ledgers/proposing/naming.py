"""Ids for proposed fields and sheets: snake_case, from the pinyin of their titles."""

from __future__ import annotations

import re
from collections.abc import Collection

_LONGEST = 40
_NOT_ID = re.compile(r"[^a-z0-9]+")


def field_id(title: str, taken: Collection[str] = (), *, otherwise: str) -> str:
    """`出生年月` -> chu_sheng_nian_yue; a number behind it when the id is taken. otherwise: for a title without any
    letter."""
    from pypinyin import lazy_pinyin  # a large dictionary, only needed here

    syllables = [_NOT_ID.sub("_", part.lower()).strip("_") for part in lazy_pinyin(title)]
    words: list[str] = []
    for syllable in filter(None, syllables):
        if sum(map(len, words)) + len(words) + len(syllable) > _LONGEST:
            break
        words.append(syllable)
    plain = "_".join(words) or otherwise
    if not plain[0].isalpha():
        plain = f"c_{plain}"
    found, number = plain, 2
    while found in taken:
        found, number = f"{plain}_{number}", number + 1
    return found
