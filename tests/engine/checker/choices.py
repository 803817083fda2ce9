"""{right|wrong} in a text: what each test of a pair makes of it."""

from __future__ import annotations

import re

from taizhang.engine.checker import check

CHOICE = re.compile(r"\{([^|{}]*)\|([^|{}]*)\}")


def chosen(text: str, choice: int) -> str:
    """1: with the right words, 2: with the wrong ones."""
    return CHOICE.sub(lambda match: match[choice], text)


def accused(text: str) -> list[tuple[int, int]]:
    """Where the contradictions of a text are: (start, end) in code points."""
    return [(f.start, f.end) for f in check(text).findings if f.verdict == "contradiction"]
