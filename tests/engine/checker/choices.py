"""{right|wrong} in a text: what each test of a pair makes of it."""

from __future__ import annotations

import re

CHOICE = re.compile(r"\{([^|{}]*)\|([^|{}]*)\}")


def chosen(text: str, choice: int) -> str:
    """1: with the right words, 2: with the wrong ones."""
    return CHOICE.sub(lambda match: match[choice], text)
