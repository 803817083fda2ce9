"""Words for a file that cannot be taken."""

from __future__ import annotations

from taizhang.engine.errors import Problem, TaizhangError
from taizhang.engine.text import Text


class UnreadableFile(TaizhangError):
    """The file as a whole can't be taken; nothing was changed."""


def unreadable(name: str, code: str, expected: Text, found: Text, cure: Text) -> UnreadableFile:
    return UnreadableFile([Problem(f"file.{code}", name, expected, found, cure)])
