"""A phrase with places for names, and parts that fall away: 《{title}》[，{day}完成]."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{([^{}]*)\}")


def names_in(words: str) -> tuple[str, ...]:
    """The names of the places, in order."""
    return tuple(_PLACE.findall(words))


def phrase(words: str, shown: Mapping[str, str]) -> str:
    """The words with each place filled; an unknown one is empty. A part in brackets falls away where a place in it is
    empty or says what stands before it."""

    def whole(part: re.Match[str]) -> str:
        said = {shown.get(name, "") for name in names_in(words[: part.start()])} | {""}
        return "" if any(shown.get(name, "") in said for name in names_in(part[1])) else part[1]

    return _PLACE.sub(lambda match: shown.get(match[1], ""), _OPTIONAL.sub(whole, words))
